"""Constraints: what a person asks of an item, and which items of a pool meet it.

Each judges a pool: 1 for an item that meets it, -1 for one that does not, in between where it is
missed by little, NaN where the item does not say.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ....memory.language.stemming import stem
from ....memory.language.words import words_of
from ..items.columns import Column, Floats
from ..items.pool import Pool
from ..quantities.units import in_words

_NEAR = 0.25
"""The share of a wanted amount by which another may miss it and be halfway right."""


class Constraint(Protocol):
    """One thing that is asked of an item."""

    @property
    def said(self) -> str:
        """The user's words."""
        ...

    @property
    def hard(self) -> bool:
        """Whether an item that does not meet it is left out."""
        ...

    @property
    def about(self) -> str:
        """What it is about: a column's name; "" for anything that is said of the item."""
        ...

    def judge(self, pool: Pool) -> Floats:
        """Return for each item how far it meets this, -1..1; NaN where that is not known."""
        ...


@dataclass(frozen=True)
class Within:
    """An amount between two ends, which belong to it."""

    column: Column = field(repr=False)
    said: str
    low: float = -np.inf
    high: float = np.inf
    unit: str = ""
    """"" compares with whatever unit the most items have."""

    hard: bool = True
    overlapping: bool = False
    """Whether it is enough that the item's own range reaches into it: opening hours, seats."""

    among: frozenset[float] = frozenset()
    """Which amounts will do, where not all between the ends do; empty where they do."""

    is_party: bool = False
    """Whether it says how many come, which is one number for one request."""

    @property
    def about(self) -> str:
        """The column's name."""
        return self.column.name

    def judge(self, pool: Pool) -> Floats:  # noqa: ARG002 - it knows its column
        """Compare; what is told in another unit is not known."""
        low, high, _ = self.column.amounts
        if self.overlapping:
            low, high = high, low
        under, over = self.low - low, high - self.high
        missed = np.maximum(np.maximum(under, over), 0.0)
        if self.among and not self.overlapping:
            apart = [np.abs(low - one) for one in self.among]
            missed = np.maximum(missed, np.min(apart, axis=0))
        judged = np.where(missed > 0, -1.0, 1.0)
        if not self.hard:
            scale = _NEAR * max(abs(e) for e in (self.low, self.high) if np.isfinite(e)) or 1.0
            judged = np.clip(1.0 - missed / scale, -1.0, 1.0)
        judged[np.isnan(low) | ~self._comparable()] = np.nan
        return judged

    def uncompared(self) -> Counter[str]:
        """Return how many items tell it in units that this one is not compared with."""
        return _uncompared(self.column, self._wanted_unit())

    @property
    def compared_with(self) -> str:
        """What those are not compared with, in words."""
        return f'"{self.said}"'

    def nearest(self, judged: Floats) -> str:
        """Say the amount that misses this by least, among the items with a judgement below 0."""
        low, high, _ = self.column.amounts
        missing = (judged < 0) & self._comparable()
        if not missing.any():
            return ""
        above = np.isfinite(self.high)
        best = float(np.nanmin(low[missing])) if above else float(np.nanmax(high[missing]))
        return in_words(best, self._wanted_unit())

    def _wanted_unit(self) -> str:
        return self.unit or _common_unit(self.column)

    def _comparable(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        wanted = self._wanted_unit()
        fits = [not wanted or unit in ("", wanted) for unit in self.column.amounts[2]]
        return np.array(fits)[self.column.codes]


@dataclass(frozen=True)
class OneOf:
    """One of some values, or none of them."""

    columns: tuple[Column, ...] = field(repr=False)
    said: str
    values: frozenset[tuple[str, ...]]
    """Each as its `value_key`."""

    negated: bool = False
    hard: bool = True

    @property
    def about(self) -> str:
        """The first column's name."""
        return self.columns[0].name

    def judge(self, pool: Pool) -> Floats:
        """Look the values up in all columns that have them."""
        has = np.zeros(len(pool), bool)
        told = np.zeros(len(pool), bool)
        for column in self.columns:
            codes = set[int]().union(*(column.values.get(value, ()) for value in self.values))
            has |= np.isin(column.codes, list(codes))
            told |= column.codes > 0
        judged = np.where(has ^ self.negated, 1.0, -1.0)
        judged[~told] = np.nan
        return judged


@dataclass(frozen=True)
class Says:
    """A yes or a no in a column that says one of them."""

    column: Column = field(repr=False)
    said: str
    negated: bool = False
    hard: bool = True

    @property
    def about(self) -> str:
        """The column's name."""
        return self.column.name

    def judge(self, pool: Pool) -> Floats:  # noqa: ARG002 - it knows its column
        """Look up what the column says."""
        truth = self.column.truth()
        return -truth if self.negated else truth


@dataclass(frozen=True)
class Mentions:
    """Words that stand somewhere in what is said of the item, or nowhere in it."""

    said: str
    stems: frozenset[str]
    negated: bool = False
    hard: bool = True
    about: str = ""

    def judge(self, pool: Pool) -> Floats:
        """Search the texts. That a word is missing shows only in what was to be kept away."""
        has = np.array([self._stands_in(text) for text in pool.texts()], bool)
        if self.negated:
            return np.where(has, -1.0, 1.0)
        return np.where(has, 1.0, np.nan)

    def is_found(self, pool: Pool) -> bool:
        """Tell whether any item of the pool says it."""
        return any(map(self._stands_in, pool.texts()))

    def _stands_in(self, text: str) -> bool:
        # The beginning of a stem is a cheap sign that the word may be there.
        if not all(one[:4] in text for one in self.stems):
            return False
        return self.stems <= {stem(word) for word in words_of(text)}


@dataclass(frozen=True)
class Order:
    """The least or the most of something: "cheapest", "best rated", "as close as possible"."""

    column: Column = field(repr=False)
    said: str
    descending: bool
    superlative: bool = False
    """Whether it decides before all that is not hard."""

    opposed: frozenset[str] = frozenset()
    """The user's words for the other end of it, where they asked for both."""

    hard: bool = False

    @property
    def about(self) -> str:
        """The column's name."""
        return self.column.name

    def judge(self, pool: Pool) -> Floats:  # noqa: ARG002 - it knows its column
        """Return each item's place among the others, 1 for the first, -1 for the last."""
        low, high, units = self.column.amounts
        common = _common_unit(self.column)
        fits = np.array([unit in ("", common) for unit in units])
        amounts = -high if self.descending else low
        amounts = np.where(fits[self.column.codes], amounts, np.nan)
        told = np.unique(amounts[~np.isnan(amounts)])
        if np.sum(~np.isnan(amounts)) == 1 and self.uncompared():
            # The only one of its currency is not the cheapest.
            return np.full(len(amounts), np.nan)
        if len(told) < 2:
            return np.where(np.isnan(amounts), np.nan, 0.0)
        judged: Floats = 1.0 - 2.0 * np.searchsorted(told, amounts) / (len(told) - 1)
        judged[np.isnan(amounts)] = np.nan
        return judged

    def uncompared(self) -> Counter[str]:
        """Return how many items tell it in units that most do not tell it in."""
        return _uncompared(self.column, _common_unit(self.column))

    @property
    def compared_with(self) -> str:
        """What those are not compared with, in words."""
        return f'those in {_common_unit(self.column)} for "{self.said}"'


def _common_unit(column: Column) -> str:
    """Return the unit that the most items tell their amount in; "" where none tells one."""
    units = Counter({unit: count for unit, count in column.units().items() if unit})
    return units.most_common(1)[0][0] if units else ""


def _uncompared(column: Column, wanted: str) -> Counter[str]:
    """Return how many items tell their amount in which units besides the wanted one."""
    units = column.units()
    return Counter({unit: n for unit, n in units.items() if unit and wanted not in ("", unit)})
