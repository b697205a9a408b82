"""Dates and times of day as people write them, read from a text.

Knows how they are written, not what they are for. A date may lack its day or its year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_LEAP = 2000
"""Stands for a year that is not given: 29 February is a day of it."""

_MONTH = rf"(?P<name>{'|'.join(f'{m}|{m[:3]}' for m in MONTHS)}|sept)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_DATES = tuple(
    re.compile(rf"(?:(?:{'|'.join(WEEKDAYS)}),?\s+)?(?:the\s+)?{pattern}", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})",
        r"(?P<month>\d{1,2})(?P<sep>[-/])(?P<day>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})",
        r"(?P<day>\d{1,2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})",
        rf"{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_DAY}\.?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"{_MONTH},?\s+{_YEAR}",
    )
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?:\s*(?P<half>[ap])\.?m\.?)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Day:
    """A date, as far as it is given."""

    month: int
    """1..12."""

    day: int | None
    year: int | None

    @property
    def date(self) -> date | None:
        """The date, None where day or year are not given."""
        return date(self.year, self.month, self.day) if self.year and self.day else None


@dataclass(frozen=True)
class Clock:
    """A time of day."""

    hour: int
    """0..23."""

    minute: int

    @property
    def half(self) -> str:
        """The half of the day, "AM" or "PM"."""
        return "AM" if self.hour < 12 else "PM"


def read_day(text: str) -> Day | None:
    """Return the date that the whole text says, or None.

    Where both are possible, "05/07/2016" is in May and "05.07.2016" in July; years of two
    digits are those from 1970 to 2069.
    """
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match and (day := _day(match.groupdict())):
            return day
    return None


def _day(parts: dict[str, str | None]) -> Day | None:
    name, number = parts.get("name"), parts.get("day")
    months = [month[:3].lower() for month in MONTHS]
    month = months.index(name[:3].lower()) + 1 if name else int(parts.get("month") or 0)
    day = None if number is None else int(number)
    year = _year(parts.get("year"))
    try:
        date(year or _LEAP, month, 1 if day is None else day)
    except ValueError:
        return None
    return Day(month, day, year)


def _year(text: str | None) -> int | None:
    if text is None or len(text) == 4:
        return int(text) if text else None
    return int(text) + (2000 if int(text) < 70 else 1900)


def read_clock(text: str) -> Clock | None:
    """Return the time of day that the whole text says, or None; a bare number is none."""
    match = _TIME.fullmatch(text)
    if match is None or not (match["minute"] or match["half"]):
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return Clock(hour, minute)
