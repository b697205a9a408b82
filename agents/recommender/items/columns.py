"""Columns: what is known of the items of a pool, one name at a time.

A column is read once for each distinct text in it, so that 100,000 items take no longer than their
distinct values. What an item does not say stays unknown; nothing is filled in.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ....core.numerals import singular
from ....memory.language.stemming import stem
from ....memory.language.words import telling_words, words_of
from ..quantities.amounts import Amount, amounts_in
from ..quantities.kinds import ALSO, Kind, in_years, kind_of, kinds_named
from ..quantities.units import CLOCK

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

LONGEST_VALUE = 4
"""Words of the longest text that is a value; a longer one is a description."""

MOST_VALUES = 5_000
"""A column with more distinct texts than this holds names, not values to choose by."""

FEW_VALUES = 12
"""Amounts that are also values to choose by are no more than these: "half a day", "a week"."""

_WORDED: tuple[Kind, ...] = ("", "date", "time")
_LONGEST_AMOUNT = 8
"""Words of the longest text that tells an amount: "from 20 to 30 euros for each person"."""

_SPLIT = re.compile(r"\s*[,;|/\u00b7\u2022]\s*|\s+&\s+|\s+and\s+")
_RANGE = re.compile(r"\s*(?:-|\u2013|\u2014|to|bis)\s*", re.IGNORECASE)
_OPEN = re.compile(r"\s*(?:\+|(?:and|or) (?:up|over|above|older|more|upwards?)\b)", re.IGNORECASE)
"""Behind an amount that is the least of a range without an end: "6+"."""

_PLUS = re.compile(r"\+(\s?[a-z]+)", re.IGNORECASE)
"""Before a unit, what says the same behind it: "18+ months"."""

_OPEN_KINDS: frozenset[Kind] = frozenset(("capacity", "age"))
"""What is told by the least of it, without an end."""

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_FREE = re.compile(r"\s*(?:free|gratis|kostenlos|no charge)\b", re.IGNORECASE)
_YES = frozenset(
    ("yes", "y", "true", "ja", "oui", "si", "included", "available", "allowed", "free", "✓", "✔")
)
_NO = frozenset(("no", "n", "false", "nein", "non", "none", "not", "unavailable", "✗", "✘", "-"))


class Column:
    """One thing that is known of the items of a pool, by its name."""

    def __init__(self, name: str, texts: Sequence[str], today: date) -> None:
        """Read one text for each item; "" where it says nothing."""
        self.name = name
        self.stems = tuple(stem(word) for word in words_of(name.replace("_", " ")))
        self._today = today
        self.distinct = list(dict.fromkeys(("", *texts)))
        """The distinct texts; the first is ""."""

        codes = {text: code for code, text in enumerate(self.distinct)}
        self.codes: Codes = np.fromiter(map(codes.__getitem__, texts), np.int32, len(texts))

    @cached_property
    def kind(self) -> Kind:
        """What its amounts measure: told by its name, else by their units."""
        named = kinds_named(self.name)
        read = [self._amounts(text) for text in self._sample]
        if 2 * sum(map(bool, read)) < len(read):
            return ""
        units = Counter(one.unit for amounts in read for one in amounts)
        measured = kind_of(units.most_common(1)[0][0]) if units else ""
        years = sum(bool(_YEAR.fullmatch(text.strip())) for text in self._sample)
        if 2 * years > len(self._sample) and (not named or "year" in named):
            return "year"
        for kind in named:
            if (kind, measured) in ALSO:
                return kind
        if measured or not named:
            return measured
        return named[1] if named[0] == "year" and len(named) > 1 else named[0]

    @property
    def _sample(self) -> list[str]:
        return self.distinct[1:101]

    @cached_property
    def is_text(self) -> bool:
        """Whether its texts are values to choose by, and neither amounts nor descriptions."""
        if not 1 < len(self.distinct) <= (MOST_VALUES if self.kind in _WORDED else FEW_VALUES):
            return False
        if self.kind in ("price", "rating", "popularity", "year"):
            return False
        parts = [part for text in self._sample for part in split(text)]
        short = sum(len(words_of(part)) <= LONGEST_VALUE for part in parts)
        return 2 * short > len(parts)

    @cached_property
    def is_boolean(self) -> bool:
        """Whether it says yes or no, for most of its texts at least: "yes", "no", "on request"."""
        if len(self.distinct) > FEW_VALUES:
            return False
        told = [_truth(text) for text in self.distinct[1:]]
        if None not in told:
            return bool(told)
        return {True, False} <= set(told) and told.count(None) < len(told) / 2

    @cached_property
    def is_worded(self) -> bool:
        """Whether it says in words what tells items apart: "ready in ten minutes", not "10 min"."""
        if not self.kind:
            return True
        worded = sum(bool(telling_words(self._besides_amounts(text))) for text in self._sample)
        return 2 * worded > len(self._sample)

    @cached_property
    def told(self) -> list[str]:
        """What its distinct texts, but for "", tell on their own: "garden" or "no garden"."""
        if not self.is_boolean:
            return self.distinct[1:]
        return [_telling(self.name.replace("_", " "), text) for text in self.distinct[1:]]

    @cached_property
    def holds_several(self) -> bool:
        """Whether an item may have several of its values at once."""
        return any(len(split(text)) > 1 for text in self._sample)

    @cached_property
    def values(self) -> dict[tuple[str, ...], frozenset[int]]:
        """The values by their `value_key`, each with the codes of the texts that hold it."""
        found: dict[tuple[str, ...], set[int]] = {}
        for code, text in enumerate(self.distinct):
            for part in {text, *split(text)}:
                words = words_of(part)
                if 0 < len(words) <= LONGEST_VALUE and not set(words) <= _YES | _NO:
                    found.setdefault(value_key(words), set()).add(code)
        return {key: frozenset(codes) for key, codes in found.items()}

    @cached_property
    def amounts(self) -> tuple[Floats, Floats, list[str]]:
        """The least and the most that each item says, NaN for nothing, and the unit by code.

        A description measures nothing, whatever numbers it has.
        """
        spans = [None if self.is_description else self._span(text) for text in self.distinct]
        low, high = (
            np.array([np.nan if span is None else span[end].value for span in spans])
            for end in (0, 1)
        )
        units = ["" if span is None else span[0].unit for span in spans]
        return low[self.codes], high[self.codes], units

    @cached_property
    def is_description(self) -> bool:
        """Whether its texts are mostly sentences."""
        long = sum(len(text.split()) > _LONGEST_AMOUNT for text in self._sample)
        return 2 * long > len(self._sample)

    def units(self) -> Counter[str]:
        """Return how many items tell their amount in which unit."""
        return self._units

    @cached_property
    def _units(self) -> Counter[str]:
        low, _, units = self.amounts
        told = self.codes[~np.isnan(low)]
        counts = np.bincount(told, minlength=len(units))
        by_unit: Counter[str] = Counter()
        for unit, count in zip(units, counts.tolist(), strict=True):
            if count:
                by_unit[unit] += count
        return by_unit

    def where(self, holds: Callable[[str], bool | None]) -> Floats:
        """Return 1 for the items whose text holds, -1 for the others, NaN where none is known."""
        found = [None, *(holds(text) for text in self.distinct[1:])]
        return self.spread([np.nan if one is None else 1.0 if one else -1.0 for one in found])

    def spread(self, by_code: Sequence[float]) -> Floats:
        """Return for each item what there is for its text."""
        spread: Floats = np.array(by_code, np.float64)[self.codes]
        return spread

    def truth(self) -> Floats:
        """Return 1 for yes, -1 for no, and NaN for the items that do not say."""
        return self.where(_truth)

    def _amounts(self, text: str) -> tuple[Amount, ...]:
        return amounts_in(text, self._today)

    def _besides_amounts(self, text: str) -> str:
        for amount in reversed(self._amounts(text)):
            text = f"{text[: amount.start]} {text[amount.end :]}"
        return text

    def _span(self, text: str) -> tuple[Amount, Amount] | None:
        if self.kind == "year":
            years = [float(year[0]) for year in _YEAR.finditer(text)]
            return (Amount(years[0]), Amount(years[-1])) if years else None
        if self.kind == "price" and _FREE.match(text):
            return Amount(0.0), Amount(0.0)
        if self.kind in _OPEN_KINDS:
            text = _PLUS.sub(r"\1+", text)
        found = [self._fitting(one) for one in self._amounts(text) if self._fits(one)]
        if not found:
            return None
        first, *rest = found
        if self.kind in _OPEN_KINDS and _OPEN.match(text, first.end):
            return first, Amount(math.inf, first.unit)
        is_range = (
            rest
            and rest[0].unit == first.unit
            and _RANGE.fullmatch(text, first.end, rest[0].start)
            and rest[0].value >= first.value
        )
        return first, rest[0] if is_range else first

    def _fits(self, one: Amount) -> bool:
        measured = kind_of(one.unit)
        return measured in ("", self.kind) or (self.kind, measured) in ALSO

    def _fitting(self, one: Amount) -> Amount:
        """Return it as its column means it: "1:35" is a length where the column says so."""
        if self.kind == "duration" and one.unit == CLOCK:
            return Amount(one.value, "min", one.start, one.end)
        if self.kind == "age":
            return in_years(one)
        return one


def value_key(words: Sequence[str]) -> tuple[str, ...]:
    """Return what a value is known by: its words in the singular."""
    return tuple(map(singular, words))


def split(text: str) -> list[str]:
    """Return the values that a text lists: "Thai, Vietnamese / Lao" has three."""
    return [part for part in _SPLIT.split(text) if part]


def tells_of_nothing(text: str) -> bool:
    """Tell whether a text is a mere yes or no, or that there is none."""
    return set(words_of(text)) <= _YES | _NO


def _truth(text: str) -> bool | None:
    words = text.casefold().split()
    if not words or len(words) > LONGEST_VALUE:
        return None
    first = words[0].strip(".,;:!()")
    return True if first in _YES else False if first in _NO else None


def _telling(name: str, text: str) -> str:
    """Return what a yes-or-no column's text tells on its own; "on request" is neither."""
    truth = _truth(text)
    if truth is None:
        return f"{name}: {text}"
    return name if truth else f"no {name}"
