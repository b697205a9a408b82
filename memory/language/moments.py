"""Moments: which stretch of time a request speaks of ("last week", "on 8 May", "two days ago").

Reads English and dates in digits (2023-05-08, 8.5.2023, 2023年5月8日). What is not understood is
no time at all: nothing is guessed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_MONTHS = [name.lower() for name in calendar.month_name]
_SHORT = [name.lower() for name in calendar.month_abbr]
_DAYS = [name.lower() for name in calendar.day_name]
_NUMBERS = (
    ("a", 1), ("an", 1), ("one", 1), ("two", 2), ("a couple of", 2), ("three", 3),
    ("a few", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8),
    ("nine", 9), ("ten", 10),
)  # fmt: skip

TOLD_LATER = timedelta(days=10)
"""How long after it happened something may well be told."""


@dataclass(frozen=True)
class Span:
    """From `start` on and before `end`."""

    start: datetime
    end: datetime
    said: str = ""
    """The words that name it."""

    def closeness(self, moment: datetime) -> float:
        """Return how well what was said at that moment fits: 1 within, 0.5 soon after, else 0."""
        if self.start <= moment < self.end:
            return 1.0
        return 0.5 if self.end <= moment < self.end + TOLD_LATER else 0.0


def span_of(text: str, at: datetime) -> Span | None:
    """Return the time that a text speaks of when said at that moment; None where it names none.

    Days begin at midnight in the zone of `at`. A date without a year is the last one that was.
    """
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            span = read(match, at)
            if span is not None:
                return replace(span, said=match[0])
    return None


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _day(at: datetime, year: int, month: int, day: int) -> Span | None:
    try:
        start = _midnight(at).replace(year=year, month=month, day=day)
    except ValueError:
        return None
    return _of_days(start)


def _of_days(start: datetime, days: int = 1) -> Span | None:
    try:
        return Span(start, start + timedelta(days=days))
    except OverflowError:
        return None


def _of_months(at: datetime, year: int, month: int, months: int = 1) -> Span | None:
    """Return calendar months; `month` counts on past 12 and back below 1."""
    ends = [divmod(year * 12 + month - 1 + n, 12) for n in (0, months)]
    try:
        first = _midnight(at).replace(day=1)
        start, end = (first.replace(year=year, month=month + 1) for year, month in ends)
    except ValueError:
        return None
    return Span(start, end)


def _dated(match: re.Match[str], at: datetime) -> Span | None:
    part = match.groupdict()
    day, month = int(part["day"]), _month(part["month"])
    year = int(part["year"] or at.year)
    if not part["year"] and (month, day) > (at.month, at.day):
        year -= 1
    return _day(at, year, month, day)


def _month_named(match: re.Match[str], at: datetime) -> Span | None:
    month, year = _month(match["month"]), int(match["year"] or at.year)
    if not match["year"] and month > at.month:
        year -= 1
    return _of_months(at, year, month)


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    name = name.lower()
    return _MONTHS.index(name) if name in _MONTHS else _SHORT.index(name[:3])


def _year_named(match: re.Match[str], at: datetime) -> Span | None:
    return _of_months(at, int(match["year"]), 1, 12)


def _ago(match: re.Match[str], at: datetime) -> Span | None:
    """Read "three weeks ago": the unit of time that then was, with half of one around it."""
    count = _count(match["count"])
    unit = match["unit"].lower()
    if unit == "day":
        return _back(at, count)
    if unit == "week":
        return _back(at, 7 * count + 3, 7)
    if unit == "month":
        return _of_months(at, at.year, at.month - count)
    return _of_months(at, at.year - count, 1, 12)


def _past(match: re.Match[str], at: datetime) -> Span | None:
    """Read "the last three weeks": until now."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[match["unit"].lower()]
    length = _count(match["count"]) * days
    return _back(at, length, length + 1)


def _back(at: datetime, days: int, length: int = 1) -> Span | None:
    try:
        return _of_days(_midnight(at) - timedelta(days=days), length)
    except OverflowError:
        return None


def _count(text: str) -> int:
    return int(text) if text.isdigit() else dict(_NUMBERS)[" ".join(text.lower().split())]


def _unit(match: re.Match[str], at: datetime) -> Span | None:
    """Read "this week", "last month": weeks begin on Monday, the weekend is the one before."""
    last = match["which"].lower() == "last"
    unit = match["unit"].lower()
    if unit == "week":
        return _back(at, at.weekday() + 7 * last, 7)
    if unit == "weekend":
        since_saturday = (at.weekday() - 5) % 7
        return _back(at, since_saturday + 7 * (last and since_saturday < 2), 2)
    if unit == "month":
        return _of_months(at, at.year, at.month - last)
    return _of_months(at, at.year - last, 1, 12)


def _weekday(match: re.Match[str], at: datetime) -> Span | None:
    return _back(at, (at.weekday() - _DAYS.index(match["day"].lower()) - 1) % 7 + 1)


def _days_back(days: int) -> Callable[[re.Match[str], datetime], Span | None]:
    return lambda _, at: _back(at, days)


_NAME = "|".join(dict.fromkeys((*_MONTHS[1:], *_SHORT[1:], "sept")))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(name.replace(" ", r"\s+") for name, _ in _NUMBERS) + ")"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], datetime], Span | None]], ...] = (
    (_YEAR + r"[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b", _dated),
    (_YEAR + r"\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]", _dated),
    (_YEAR + r"\s*年\s*(?P<month>\d{1,2})\s*月", _month_named),
    (r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\." + _YEAR, _dated),
    (rf"\b{_ORDINAL}\s+(?:of\s+)?(?P<month>{_NAME})\b\.?(?:,?\s+{_YEAR}\b)?", _dated),
    (rf"\b(?P<month>{_NAME})\.?\s+{_ORDINAL}\b(?:,?\s+{_YEAR}\b)?", _dated),
    (rf"\b(?P<month>{_NAME})\b\.?,?\s+(?:of\s+)?{_YEAR}\b", _month_named),
    # Without a year, "may" and "march" are also words; a preposition tells the month.
    (
        r"\b(?:in|during|last|this|since|throughout|early|late|mid|of|from)[\s-]+"
        rf"(?P<month>{_NAME})\b(?P<year>)",
        _month_named,
    ),
    (rf"\b{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+ago\b", _ago),
    (
        rf"\b(?:last|past|previous)\s+{_COUNT}\s+(?P<unit>day|week|month|year)s?\b",
        _past,
    ),
    (r"\bday\s+before\s+yesterday\b", _days_back(2)),
    (r"\b(?:yesterday|last\s+night)\b", _days_back(1)),
    (r"\b(?:today|tonight|this\s+(?:morning|afternoon|evening))\b", _days_back(0)),
    (r"\b(?P<which>this|last)\s+(?P<unit>weekend|week|month|year)\b", _unit),
    (rf"\b(?:on|last|this)\s+(?P<day>{'|'.join(_DAYS)})\b", _weekday),
    (rf"\b(?:in|during|since|throughout|of|from)\s+{_YEAR}\b", _year_named),
)
_READERS = tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in _PATTERNS)
"""Tried in this order: the more exact first."""
