"""Derived forms of a text: what a person types or looks for where a request says it otherwise.

A request says "2:30 PM" and the field takes "14:30"; it says "the third" and the list counts.
Each form is a small function with a name; a placeholder `{slot|form}` asks for one. Knows
nothing of requests and pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from .moments import MONTHS, WEEKDAYS, Clock, Day, read_clock, read_day
from .numerals import (
    numbered_place,
    plural,
    read_number,
    read_place,
    singular,
    spelled,
    spelled_place,
)

_LONGEST = 40
"""Characters of a text of which more than the letters' case is derived."""

_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,3}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PHRASE = re.compile(r"\w+(?:[ ]\w+){1,2}")
_SPACED = re.compile(r"\w(?: \w)+")
_SIGN = re.compile(r"[@#](\S+)")
_NEGATIVE = re.compile(r"[-+](\d.*)")

LETTERS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": lambda text: re.sub(r"\w+", lambda word: word.group().capitalize(), text),
    "capitalised": lambda text: text[:1].upper() + text[1:].lower(),
}
"""Forms that change the letters' case alone; they apply to every text."""

_TIMES: dict[str, Callable[[Clock], str]] = {
    "24h": lambda clock: f"{clock.hour:02}:{clock.minute:02}",
    "24h short": lambda clock: f"{clock.hour}:{clock.minute:02}",
    "12h": lambda clock: f"{_twelve(clock)}:{clock.minute:02} {clock.half}",
    "12h two digits": lambda clock: f"{_twelve(clock):02}:{clock.minute:02} {clock.half}",
    "hour": lambda clock: str(_twelve(clock)),
    "hour of 24": lambda clock: str(clock.hour),
    "minute": lambda clock: f"{clock.minute:02}",
    "half of day": lambda clock: clock.half,
}

_DATES: dict[str, Callable[[Day], str | None]] = {
    "iso": lambda day: day.date.isoformat() if day.date else None,
    "us": lambda day: f"{day.date:%m/%d/%Y}" if day.date else None,
    "us short": lambda day: f"{day.month}/{day.day}/{day.year}" if day.date else None,
    "day first": lambda day: f"{day.date:%d/%m/%Y}" if day.date else None,
    "dotted": lambda day: f"{day.date:%d.%m.%Y}" if day.date else None,
    "long": lambda day: f"{_month(day)} {day.day}, {day.year}" if day.date else None,
    "long, day first": lambda day: f"{day.day} {_month(day)} {day.year}" if day.date else None,
    "month": lambda day: _month(day),
    "short month": lambda day: _month(day)[:3],
    "month number": lambda day: str(day.month),
    "month two digits": lambda day: f"{day.month:02}",
    "month year": lambda day: f"{_month(day)} {day.year}" if day.year else None,
    "month day": lambda day: f"{_month(day)} {day.day}" if day.day else None,
    "day": lambda day: str(day.day) if day.day else None,
    "day two digits": lambda day: f"{day.day:02}" if day.day else None,
    "year": lambda day: str(day.year) if day.year else None,
    "weekday": lambda day: WEEKDAYS[day.date.weekday()] if day.date else None,
}

MOMENTS = frozenset((*_TIMES, *_DATES))
"""Forms of times and dates."""

_OTHERS: dict[str, Callable[[str], str | None]] = {
    "number": read_number,
    "unsigned": lambda text: match[1] if (match := _NEGATIVE.fullmatch(text)) else None,
    "place": lambda text: _place(text),
    "in words": lambda text: _spelled(text, spelled),
    "ordinal": lambda text: _ordinal(text, numbered_place),
    "ordinal in words": lambda text: _ordinal(text, spelled_place),
    "bare": lambda text: match[1] if (match := _SIGN.fullmatch(text)) else None,
    "plural": lambda text: plural(text) if _WORD.fullmatch(text) else None,
    "singular": lambda text: singular(text) if _WORD.fullmatch(text) else None,
    "first word": lambda text: words[0] if (words := _names(text)) else None,
    "last word": lambda text: words[-1] if (words := _names(text)) else None,
    "closed up": lambda text: text.replace(" ", "") if _SPACED.fullmatch(text) else None,
    "initials": lambda text: "".join(word[0] for word in _names(text)),
    "hyphens": lambda text: _joined(text, "-"),
    "underscores": lambda text: _joined(text, "_"),
    "joined": lambda text: _joined(text, ""),
}


@lru_cache(maxsize=4096)
def forms(text: str) -> Mapping[str, str]:
    """Return the forms that apply to the text and differ from it, by name."""
    return {name: result for name, result in _all(text).items() if result != text}


def form_of(name: str, text: str) -> str | None:
    """Return that form of the text, or None where it does not apply or there is none such.

    The form of a text that has it already is the text: "14:30" in 24 hours is "14:30".
    """
    return _all(text).get(name)


def forms_to(text: str, result: str) -> list[str]:
    """Return the names of the forms that make the result of the text."""
    return [name for name, made in _all(text).items() if made == result]


@lru_cache(maxsize=4096)
def _all(text: str) -> Mapping[str, str]:
    if not text.strip():
        return {}
    found: dict[str, str | None] = {name: change(text) for name, change in LETTERS.items()}
    if len(text) <= _LONGEST:
        if clock := read_clock(text):
            found |= {name: say(clock) for name, say in _TIMES.items()}
        if day := read_day(text):
            found |= {name: say(day) for name, say in _DATES.items()}
        found |= {name: derive(text) for name, derive in _OTHERS.items()}
    return {name: result for name, result in found.items() if result}


def _twelve(clock: Clock) -> int:
    return clock.hour % 12 or 12


def _month(day: Day) -> str:
    return MONTHS[day.month - 1]


def _place(text: str) -> str | None:
    """Return the place from 0, as elements are counted; -1 is the last."""
    place = read_place(text) or (int(text) if re.fullmatch(r"[1-9]\d?", text) else None)
    return None if place is None else str(place - 1 if place > 0 else place)


def _spelled(text: str, spell: Callable[[int], str]) -> str | None:
    return spell(int(text)) if re.fullmatch(r"\d{1,2}", text) else None


def _ordinal(text: str, spell: Callable[[int], str]) -> str | None:
    number = read_number(text) or ""
    return spell(int(number)) if re.fullmatch(r"[1-9]\d?", number) else None


def _names(text: str) -> list[str]:
    """Return the words of a name of several words, each with a capital; else none."""
    words = text.split() if _NAME.fullmatch(text) else []
    return words if all(word[0].isupper() for word in words) else []


def _joined(text: str, mark: str) -> str | None:
    return mark.join(text.lower().split()) if _PHRASE.fullmatch(text) else None
