"""Times of the day and of the week, as people tell them: "in the evening", "at weekends".

Knows nothing of what is done then.
"""

from __future__ import annotations

from datetime import UTC, datetime

_BEGINS = ((23, "night"), (18, "evening"), (12, "afternoon"), (5, "morning"), (0, "night"))
"""From which hour on it is which time of day."""

_PARTS = ("morning", "afternoon", "evening", "night")
_DAYS = ("weekday", "weekend")
_SATURDAY = 5

TIMES = (*_PARTS, *_DAYS, *(f"{day} {part}" for day in _DAYS for part in _PARTS))
"""All that habits are told apart by: parts of any day, kinds of days, and parts of such days."""


def time_of(moment: datetime) -> str:
    """Return the time that a moment belongs to, "weekday morning"; "" where it is not known.

    A moment in UTC is told by the clock of this machine, any other by its own. Logs that do not
    know when they were recorded say so by the beginning of 1970.
    """
    if moment.timestamp() <= 0:
        return ""
    local = moment.astimezone() if moment.utcoffset() in (None, UTC.utcoffset(None)) else moment
    day = _DAYS[local.weekday() >= _SATURDAY]
    return f"{day} {next(part for hour, part in _BEGINS if local.hour >= hour)}"


def holds(time: str, at: str) -> bool:
    """Tell whether a time, "morning", is part of what `time_of` returned, "weekday morning"."""
    return time == at or time in at.split()


def time_in_words(time: str) -> str:
    """Say when that is."""
    *day, part = time.split()
    if day:
        return f"on {day[0]} {part}s"
    if part in _DAYS:
        return f"on {part}s" if part == _DAYS[0] else f"at {part}s"
    return "at night" if part == "night" else f"in the {part}"
