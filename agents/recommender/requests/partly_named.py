"""Values that are named in part: "only disc brakes" names "hydraulic disc", and not "rim brakes".

A word of a preference that some values of a column have, and others do not, says which it is about.
What tells that a thing is not there ("sugar-free", "no lift") has the word and lacks the thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ....memory.language.stemming import stem
from ....memory.language.words import telling_words, words_of
from ..items.columns import Column, Floats
from ..items.pool import Pool
from .degrees import MOST_WORDED
from .directions import directions_of
from .named_values import is_hollow
from .phrases import Phrases

_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LACKING = frozenset(("no", "not", "without", "non", "never", "zero", "lacks"))
_FREE = "free"
_SHORTEST = 3
_MOSTLY = 0.5
"""A word that more than this share of a column's texts have tells none of them apart."""


@dataclass(frozen=True)
class NamedInPart:
    """Values with a word of what is wanted, or of what is not."""

    column: Column = field(repr=False)
    said: str
    by_code: tuple[float, ...] = field(repr=False)
    """For each distinct text of the column 1, -1 or, where it does not have the word, 0."""

    negated: bool = False
    hard: bool = False

    @property
    def about(self) -> str:
        """The column's name."""
        return self.column.name

    def judge(self, pool: Pool) -> Floats:  # noqa: ARG002 - it knows its column
        """Look up what each item's text has; NaN where the item says nothing."""
        return self.column.spread((np.nan, *self.by_code[1:]))


def read_parts_of_values(phrases: Phrases, pool: Pool, *, is_wanted: bool) -> Iterator[NamedInPart]:
    """Yield the words of a preference that tell the values of a column apart."""
    for match in _TOKEN.finditer(phrases.text):
        stems = _stems(match[0])
        if not _tells(match[0]) or phrases.is_waived(match.start()):
            continue
        away = phrases.is_negated(match.start()) or not is_wanted
        for column in pool.columns:
            if len(column.distinct) > MOST_WORDED or set(stems) <= set(column.stems):
                continue
            had = [_has(_stems(text), stems) for text in column.distinct]
            if 0 < sum(map(bool, had)) <= _MOSTLY * (len(had) - 1) and not column.is_boolean:
                by_code = tuple(-one if away else one for one in had)
                yield NamedInPart(column, match[0], by_code, away)


def _tells(word: str) -> bool:
    """Tell whether a word may name something; what tells how much there is does so by degrees."""
    if len(word) < _SHORTEST or is_hollow(word.lower()) or directions_of(word):
        return False
    return bool(telling_words(word))


@lru_cache(maxsize=8192)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words_of(text))


def _has(text: tuple[str, ...], stems: tuple[str, ...]) -> float:
    """Return 1 where the words stand in a text, -1 where it says that the thing is not there."""
    if stems[0] not in text:
        return 0.0
    length = len(stems)
    for place in range(len(text) - length + 1):
        if text[place : place + length] == stems:
            lacks = not _LACKING.isdisjoint(text[max(0, place - 2) : place])
            lacks |= text[place + length : place + length + 1] == (_FREE,)
            return -1.0 if lacks else 1.0
    return 0.0
