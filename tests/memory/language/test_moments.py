"""Which time a request speaks of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from uptake.memory.language.moments import Span, span_of

AT = datetime(2024, 3, 13, 15, 30, tzinfo=UTC)  # a Wednesday


def days(text: str) -> tuple[str, str] | None:
    """The first and the last day."""
    span = span_of(text, AT)
    if span is None:
        return None
    return span.start.date().isoformat(), (span.end - timedelta(days=1)).date().isoformat()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what did I eat on 2023-05-08?", "2023-05-08", "2023-05-08"),
        ("what happened on 8 May, 2023?", "2023-05-08", "2023-05-08"),
        ("what happened on May 8th 2023?", "2023-05-08", "2023-05-08"),
        ("on the 8th of May", "2023-05-08", "2023-05-08"),
        ("on 8.5.2023", "2023-05-08", "2023-05-08"),
        ("2023年5月8日我说了什么", "2023-05-08", "2023-05-08"),
        ("2023年5月我说了什么", "2023-05-01", "2023-05-31"),
        ("on Feb 3", "2024-02-03", "2024-02-03"),
        ("where was I in June?", "2023-06-01", "2023-06-30"),
        ("who called in March", "2024-03-01", "2024-03-31"),
        ("which films in December 2022", "2022-12-01", "2022-12-31"),
        ("what did I learn in 2022?", "2022-01-01", "2022-12-31"),
        ("what did we talk about yesterday?", "2024-03-12", "2024-03-12"),
        ("the day before yesterday", "2024-03-11", "2024-03-11"),
        ("what did I say this morning", "2024-03-13", "2024-03-13"),
        ("what did I plan last week?", "2024-03-04", "2024-03-10"),
        ("this week", "2024-03-11", "2024-03-17"),
        ("last weekend", "2024-03-09", "2024-03-10"),
        ("last month", "2024-02-01", "2024-02-29"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("two days ago", "2024-03-11", "2024-03-11"),
        ("a couple of weeks ago", "2024-02-25", "2024-03-02"),
        ("3 months ago", "2023-12-01", "2023-12-31"),
        ("in the last 3 Days", "2024-03-10", "2024-03-13"),
        ("on Monday", "2024-03-11", "2024-03-11"),
        ("last Wednesday", "2024-03-06", "2024-03-06"),
    ],
)
def test_what_is_said_of_a_time_is_understood(text: str, first: str, last: str) -> None:
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "what may I eat?",
        "they march on",
        "book a table for 8",
        "how many weeks are in a year?",
        "2023-19-45",
        "version 1.2.3 of 5000",
        "9999 years ago",
        "",
    ],
)
def test_what_speaks_of_no_time_is_left_alone(text: str) -> None:
    assert span_of(text, AT) is None


def test_a_day_that_never_was_leaves_its_month() -> None:
    assert days("on 31 February 2023") == ("2023-02-01", "2023-02-28")


def test_what_happened_is_often_told_a_little_later() -> None:
    span = Span(AT, AT + timedelta(days=1))
    assert span.closeness(AT) == 1.0
    assert span.closeness(AT + timedelta(days=3)) == 0.5
    assert span.closeness(AT + timedelta(days=30)) == 0.0
    assert span.closeness(AT - timedelta(hours=1)) == 0.0


def test_the_weekend_that_is_not_over_is_this_one() -> None:
    sunday = datetime(2024, 3, 17, 12, tzinfo=UTC)
    this, last = span_of("this weekend", sunday), span_of("last weekend", sunday)
    assert this is not None
    assert last is not None
    assert (this.start.day, last.start.day) == (16, 9)
