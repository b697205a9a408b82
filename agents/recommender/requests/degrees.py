"""Degrees: how much of something a preference wants ("nothing heavy", "a long battery life").

What the items say is held against it by its amount ("3.4 kg"), or where they tell it by an
adjective of the same measure ("a slim volume"), by that. Knows no side of a preference: the
caller tells which words are wanted and which are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ..items.columns import Column, Floats
from ..items.pool import Pool
from ..quantities.kinds import kind_of
from ..quantities.units import UNITS
from .directions import Direction, directions_of
from .orders import column_named
from .phrases import Phrases

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?", re.IGNORECASE)
_MANY = re.compile(r"[a-z]+s\b", re.IGNORECASE)
_COUNTED = re.compile(r"(?:\d|\b(?:an?|one|two|three|four|five|six|ten|few))[\s-]*$", re.IGNORECASE)
_NEXT = re.compile(r"[\s,-]+(?P<noun>[a-z]+)", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|without|nothing|isn'?t|hardly|less)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z]\w+\s+[A-Z]")
"""How a name begins: the "Old Town" may be new."""

MOST_WORDED = 300
"""A column with more distinct texts than this holds no values to read word by word."""

_UNTOLD = 0.25
"""The share of the most that a text has that tells no amount where others do: "pay as you go" among
terms of months. More often than not it has little of it."""

_NO_MEASURE = frozenset(("good", "bad", "dear", "poor", "well", "little", "late"))
"""Adjectives that praise, or that say something else more often than how much there is."""


@dataclass(frozen=True)
class Degree:
    """More or less of something, as it is wanted or not."""

    column: Column = field(repr=False)
    said: str
    by_code: tuple[float, ...] = field(repr=False)
    """For each distinct text of the column how well it fits, -1..1; 0 where it tells no amount."""

    is_wanted: bool
    is_measured: bool
    """Whether it goes by amounts."""

    hard: bool = False

    @property
    def negated(self) -> bool:
        """Whether it is said of what is not wanted."""
        return not self.is_wanted

    @property
    def about(self) -> str:
        """The column's name."""
        return self.column.name

    def judge(self, pool: Pool) -> Floats:  # noqa: ARG002 - it knows its column
        """Look up what each item's text is worth; NaN where the item says nothing."""
        return self.column.spread((np.nan, *self.by_code[1:]))


def read_degrees(phrases: Phrases, pool: Pool, *, is_wanted: bool) -> Iterator[Degree]:
    """Yield what words of a preference say of how much there is to be of something."""
    text = phrases.text
    for match in _WORD.finditer(text):
        directions = _directions(match, text)
        if not directions or phrases.is_waived(match.start()):
            continue
        following = _NEXT.match(text, match.end())
        named = column_named(following["noun"], pool) if following else None
        measured = named or _measured(directions, pool)
        for column in pool.columns:
            shares = _shares(column) if column is measured else None
            fits = _fits(column, shares, directions, is_wanted=is_wanted)
            if any(fits):
                yield Degree(column, match[0], fits, is_wanted, shares is not None)


def _directions(match: re.Match[str], text: str) -> tuple[Direction, ...]:
    word = match[0].lower()
    # "Takes hours" is long, "three hours" a length.
    kind = kind_of(UNITS[word][0]) if word in UNITS and _MANY.fullmatch(word) else ""
    if kind and not _COUNTED.search(text, 0, match.start()):
        return (Direction((kind,), up=True),)
    return () if word in _NO_MEASURE else directions_of(word)


def _measured(directions: Sequence[Direction], pool: Pool) -> Column | None:
    return next((column for one in directions if (column := one.column(pool))), None)


def _end_of(column: Column, directions: Sequence[Direction]) -> bool:
    """Tell whether the most is meant of what a column measures."""
    fitting = [one for one in directions if column.kind in one.kinds]
    return (fitting or list(directions))[0].up


def _fits(
    column: Column,
    shares: Floats | None,
    directions: Sequence[Direction],
    *,
    is_wanted: bool,
) -> tuple[float, ...]:
    """Return how well each distinct text of a column fits, -1..1.

    By its amount, else by its words. To have little of what is not wanted speaks for nothing. Empty
    where neither is looked at.
    """
    few = len(column.distinct) <= MOST_WORDED
    if shares is None and not few:
        return ()
    fits = np.zeros(len(column.distinct))
    if few:
        fits = np.array([_said(text, directions) for text in column.distinct])
    if shares is not None:
        much = shares if _end_of(column, directions) else 1.0 - shares
        untold = _UNTOLD if _end_of(column, directions) else 1.0 - _UNTOLD
        scale, least = (2.0, 1.0) if is_wanted else (1.0, 0.0)
        asked = scale * np.where(np.isnan(much), untold, much) - least
        fits = np.where(np.isnan(much) & (fits != 0), fits, asked)
    return tuple((fits if is_wanted else -fits).tolist())


def _shares(column: Column) -> Floats | None:
    """Return the share of the most that each text tells, 0..1, by its code; NaN for no amount.

    None where the amounts do not differ.
    """
    low, _, units = column.amounts
    common = next((unit for unit, _ in column.units().most_common() if unit), "")
    told = np.full(len(column.distinct), np.nan)
    told[column.codes] = low
    told[[unit != common for unit in units]] = np.nan
    if np.isnan(told).all() or np.nanmin(told) == np.nanmax(told):
        return None
    most, least = float(np.nanmax(told)), float(np.nanmin(told))
    # What tells none has little of it, which only a share of the whole can be held against.
    if np.isnan(told[1:]).any() and least > 0:
        least = 0.0
    shares: Floats = (told - least) / (most - least)
    return shares


def _said(text: str, directions: Sequence[Direction]) -> float:
    """Return 1 where a text's own words say what is spoken of, -1 where the opposite, else 0."""
    for own, is_denied in _adjectives(text):
        for asked in directions:
            if set(own.kinds) & set(asked.kinds):
                return 1.0 if (own.up == asked.up) != is_denied else -1.0
    return 0.0


@lru_cache(maxsize=8192)
def _adjectives(text: str) -> tuple[tuple[Direction, bool], ...]:
    """Return what the adjectives of a text say, and whether it is denied."""
    return tuple(
        (one, bool(_DENIED.search(text, 0, match.start())))
        for match in _WORD.finditer(text)
        if not _NAME.match(text, match.start())
        for one in directions_of(match[0])
    )
