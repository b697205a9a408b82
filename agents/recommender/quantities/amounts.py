"""Amounts: prices, measures, ratings, times of day and dates, read out of text.

Knows how they are written, not what they are about. Two amounts are compared only where they
have one unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from ....core.moments import MONTHS, WEEKDAYS, read_clock, read_day
from ....core.numerals import read_number
from .units import (
    CLOCK,
    DAY,
    STARS,
    UNITS,
    in_words,
    is_currency,
    pattern,
    sign_pattern,
    unit_of,
)

CONSIDERED = 400
"""Characters of a text that are read for amounts."""


@dataclass(frozen=True)
class Amount:
    """A number of something, or a point in time."""

    value: float
    unit: str = ""
    """As in `units.UNITS`, or `CLOCK`, or `DAY`; "" where none is told."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    """Where it stands in the text."""

    @property
    def is_moment(self) -> bool:
        """Whether it is a point in time: a day, an hour, or what may be a year."""
        return self.unit in (CLOCK, DAY) or self.may_be_year

    @property
    def may_be_year(self) -> bool:
        """Whether it is written like a year."""
        return not self.unit and self.value == int(self.value) and 1800 <= self.value < 2100

    def __str__(self) -> str:
        """Say it for people."""
        return in_words(self.value, self.unit)


_NAMES = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
_DAYS = "|".join(WEEKDAYS)
_SHORT_DAYS = "|".join(day[:3] for day in WEEKDAYS)
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    "forty|fifty|sixty|seventy|eighty|ninety"
)
_NUMBER = (
    r"\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d+(?:[.,]\d+)?"
    rf"|\b(?:{_SPELLED})(?:-(?:{_SPELLED}))?\b"
    r"|\b(?:half\s+)?an?(?=\s+(?:minute|hour|day|week|month|year|mile)\b)"
)
_MASTER = re.compile(
    r"(?P<glyphs>[★⭐]{2,5})"
    r"|(?P<date>\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?:{_NAMES})\b\.?(?:,?\s+\d{{4}}\b)?"
    rf"|\b(?:{_NAMES})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?)"
    r"|(?P<near>\b(?:today|tonight|tomorrow)\b|\bthis\s+(?:morning|afternoon|evening)\b"
    rf"|\b(?:(?:next|this|on)\s+)?(?:{_DAYS})s?\b|\b(?:next|this|on)\s+(?:{_SHORT_DAYS})\b)"
    r"|(?P<clock>\b\d{1,2}[:.]\d{2}\s*[ap]\.?m\b\.?|\b\d{1,2}\s*[ap]\.?m\b\.?"
    r"|(?<![\d.,])\d{1,2}:\d{2}(?![\d])|\b(?:noon|midnight)\b)"
    r"|(?P<hours>\b\d+)\s*h(?:ours?|rs?)?\s*(?:and\s+)?(?P<minutes>\d{1,2})\s*(?:m(?:in(?:ute)?s?)?)?\b"
    rf"|(?P<share>\d+(?:[.,]\d+)?)\s*(?:/|out\s+of)\s*(?P<scale>5|10|100)(?![\d/])"
    rf"|(?P<sign>(?<!\w)(?-i:{sign_pattern()})\s*)?(?P<number>{_NUMBER})(?P<kilo>k(?!\w))?"
    rf"(?:(?:[,.]-{{1,2}})?[\s\u00a0\u202f-]*(?P<unit>{pattern()}))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:-|\u2013|\u2014|to|and|bis)\s*", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:was|were|instead of|list price|rrp|uvp|statt|before\s*:)\W*$", re.I)
_FORMERLY = re.compile(r"\bbefore\W*$", re.IGNORECASE)
"""Before money it tells a price of before; before all else it is a bound: "before 7 pm"."""

_DIGITS = re.compile(r"\d")


def amounts_in(text: str, today: date) -> tuple[Amount, ...]:
    """Return the amounts of a text in their order; days are told as seen from `today`."""
    return _amounts_in(text[:CONSIDERED], today)


@lru_cache(maxsize=65_536)
def _amounts_in(text: str, today: date) -> tuple[Amount, ...]:
    found = [one for match in _MASTER.finditer(text) if (one := _amount(match, today))]
    current = [one for one in found if not _is_former(one, text)]
    return tuple(_sharing_units(current, text))


def _is_former(one: Amount, text: str) -> bool:
    """Tell whether it is said to hold no more: "€15 (was €20)"."""
    former = bool(_FORMER.search(text, 0, one.start))
    return former or (is_currency(one.unit) and bool(_FORMERLY.search(text, 0, one.start)))


def _amount(match: re.Match[str], today: date) -> Amount | None:
    value: float | None
    unit = ""
    if match["glyphs"]:
        value, unit = float(len(match["glyphs"])), STARS
    elif match["date"]:
        value, unit = _ordinal(match["date"], today), DAY
    elif match["near"]:
        value, unit = _nearby(match["near"].lower(), today), DAY
    elif match["clock"]:
        value, unit = _minutes(match["clock"]), CLOCK
    elif match["hours"]:
        value, unit = 60.0 * int(match["hours"]) + int(match["minutes"]), "min"
    elif match["share"]:
        value, unit = float(match["share"].replace(",", ".")), f"/{match['scale']}"
    else:
        value, unit = _measured(match)
    if value is None:
        return None
    return Amount(value, unit, match.start(), match.end())


def _measured(match: re.Match[str]) -> tuple[float | None, str]:
    unit, factor = "", 1.0
    if written := (match["sign"] or match["unit"]):
        unit, factor = unit_of(written)
    value = number(match["number"], money=is_currency(unit))
    if value is None:
        return None, unit
    return value * factor * (1000 if match["kilo"] else 1), unit


def number(text: str, *, money: bool = False) -> float | None:
    """Return the number that a text writes: 1299.5 for "1.299,50", 0.5 for "half a" (day).

    Three digits after a lone mark are thousands in money and after a comma, else decimals.
    """
    if text.lower().endswith(("a", "an")):
        return 0.5 if text.lower().startswith("half") else 1.0
    if not _DIGITS.search(text):
        spelled = read_number(text)
        return float(spelled) if spelled else None
    bare = re.sub(r"[ '\u00a0\u202f]", "", text)
    marks = [mark for mark in bare if mark in ".,"]
    if not marks:
        return float(bare)
    last = marks[-1]
    after = len(bare) - bare.rindex(last) - 1
    is_group = len(set(marks)) < len(marks) or (
        after == 3 and len(marks) == 1 and (money or last == ",")
    )
    if is_group and len(set(marks)) == 1:
        return float(bare.replace(last, ""))
    other = "," if last == "." else "."
    return float(bare.replace(other, "").replace(last, "."))


def _ordinal(text: str, today: date) -> float | None:
    day = read_day(re.sub(r"\s+", " ", text.strip().rstrip(".")))
    if day is None or day.day is None:
        return None
    year = day.year or today.year + ((day.month, day.day) < (today.month, today.day))
    try:
        return float(date(year, day.month, day.day).toordinal())
    except ValueError:
        return None


def _nearby(words: str, today: date) -> float:
    if words == "tomorrow":
        return float((today + timedelta(days=1)).toordinal())
    names = [name[:3].lower() for name in WEEKDAYS]
    last = words.split()[-1][:3]
    if last not in names or words.startswith("tonight"):
        return float(today.toordinal())
    return float((today + timedelta(days=(names.index(last) - today.weekday()) % 7)).toordinal())


def _minutes(text: str) -> float | None:
    text = text.strip().lower()
    if text in ("noon", "midnight"):
        return 720.0 if text == "noon" else 0.0
    clock = read_clock(re.sub(r"(?<=\d)\.(?=\d)", ":", text))
    return None if clock is None else 60.0 * clock.hour + clock.minute


def _sharing_units(found: list[Amount], text: str) -> Iterator[Amount]:
    """Give the ends of a range one unit: "10 to 20 euros", "€10-20"."""
    for place, one in enumerate(found):
        if one.unit:
            yield one
            continue
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        if after and after.unit and _BETWEEN.fullmatch(text, one.end, after.start):
            yield _of_unit(one, after, text)
        elif before and before.unit and _BETWEEN.fullmatch(text, before.end, one.start):
            yield _of_unit(one, before, text)
        else:
            yield one


def _of_unit(bare: Amount, other: Amount, text: str) -> Amount:
    """Return the bare number in the unit that the other one was written in."""
    if other.unit == CLOCK:
        half = 720 if other.value >= 720 and bare.value < 12 else 0
        return replace(bare, value=60 * bare.value + half, unit=CLOCK)
    written = re.sub(r"[\d.,\s]|^k", "", text[other.start : other.end].lower()).strip("- ")
    _, factor = UNITS.get(written, (other.unit, 1.0))
    return replace(bare, value=bare.value * factor, unit=other.unit)
