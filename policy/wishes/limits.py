"""How long an answer may be for somebody: a threshold, from what was too long and what was not.

A posterior over the threshold, as in adaptive measurement of a psychometric function (QUEST;
Watson and Pelli 1983): each answer that was called too long, or was taken, says on which side of
the threshold its length lies, up to a slip; amounts that were named say where it is.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np

from .form import BRIEF
from .passages import words_in

_WORDS_OF_A_SENTENCE = 18
_GRID = np.geomspace(3, 400, 200)
_SLIP_TOO_LONG, _SLIP_TAKEN = 0.05, 0.15
_NAMED, _MEANT = 0.2, 0.5
"""How far the threshold may lie from what was named, or else meant, as a ratio's logarithm."""

_HALF = 0.5
"""Who calls an answer too long, and names no amount, means about half of it."""

_LEAST_MEANT = 12
"""In words: who names no amount still wants a sentence that says something."""

_CAUTION = 0.25
"""The quantile of the threshold that is kept to: shorter than needed is minded less."""


def limit_of(named: Sequence[str], too_long: Sequence[str], taken: Sequence[str]) -> int:
    """Return how many words an answer may have.

    `named` are amounts ("10 words", "1 sentence"); `too_long` and `taken` are answers.
    """
    lengths = [len(words_in(answer)) for answer in too_long]
    centre, spread = _HALF * statistics.median(lengths) if lengths else BRIEF, _MEANT
    if named:
        centre, spread = statistics.median(map(_in_words, named)), _NAMED
    odds = -0.5 * (np.log(_GRID / max(3.0, centre)) / spread) ** 2
    for length in lengths:
        odds += np.log(np.where(length > _GRID, 1 - _SLIP_TOO_LONG, _SLIP_TOO_LONG))
    for length in (len(words_in(answer)) for answer in taken):
        odds += np.log(np.where(length <= _GRID, 1 - _SLIP_TAKEN, _SLIP_TAKEN))
    chances = np.exp(odds - odds.max())
    place = int(np.searchsorted(chances.cumsum() / chances.sum(), _CAUTION))
    return max(3 if named else _LEAST_MEANT, int(_GRID[place]))


def _in_words(amount: str) -> float:
    count, unit = amount.split()
    return float(count) * (1 if unit.startswith("word") else _WORDS_OF_A_SENTENCE)
