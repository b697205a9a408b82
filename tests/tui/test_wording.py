"""How amounts are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from uptake.tui.wording import ago, bar, duration, plural

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ms", "words"),
    [(0, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (61_000, "1 min 1 s")],
)
def test_durations_have_the_unit_that_people_would_use(ms, words):
    assert duration(ms) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "just now"),
        (600, "10 min ago"),
        (7200, "2 h ago"),
        (3 * 86400, "3 d ago"),
        (90 * 86400, "03 Feb 2026"),
    ],
)
def test_the_past_is_told_in_its_largest_unit(seconds, words):
    assert ago(NOON - timedelta(seconds=seconds), NOON) == words


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [(1, "memory", "1 memory"), (2, "memory", "2 memories"), (0, "step", "0 steps")],
)
def test_nouns_agree_with_their_count(count, noun, words):
    assert plural(count, noun) == words


def test_bars_stay_within_their_width():
    assert bar(0.5, 4) == "▰▰▱▱"
    assert bar(7) == "▰▰▰▰▰"
    assert bar(-1) == "▱▱▱▱▱"
