"""Tastes: wishes that nobody uttered, seen in which answers were taken and which were minded.

A property that answers have or not is compared by Fisher's exact test, the length by the test of
Mann and Whitney; all together corrected for their number (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .passages import words_in
from .wish import Wish

if TYPE_CHECKING:
    from .told import Told

_SEEN = (
    "layout.numbered",
    "layout.bulleted",
    "layout.prose",
    "layout.paragraphs",
    "emoji.none",
    "emoji.some",
    "tone.lively",
    "tone.sober",
    "self.none",
    "manner.direct",
    "ending.question",
    "ending.statement",
    "numbers.none",
)
_LENGTHS = ("length.shorter", "length.longer")
_SIGNIFICANT = 0.01
_LEAST = 4
"""So many answers must have been taken, and as many minded."""


def tastes(told: Sequence[Told]) -> list[Wish]:
    """Return the wish that what was taken and what was minded speak for most clearly, if any.

    One at most, and about the length before all others: properties go together, and long answers
    have more of each.
    """
    taken = [one for one in told if one.taken and one.answer]
    minded = [one for one in told if one.minded and one.answer]
    if min(len(taken), len(minded)) < _LEAST:
        return []
    level = _SIGNIFICANT / (len(_SEEN) + len(_LENGTHS))
    if found := _length(taken, minded, level):
        return found
    chances = {kind: _chance(Wish(kind), taken, minded) for kind in _SEEN}
    surest = min(chances, key=lambda kind: chances[kind])
    return [Wish(surest)] if chances[surest] < level else []


def _chance(wish: Wish, taken: Sequence[Told], minded: Sequence[Told]) -> float:
    """Return how probable so clear a difference would be if the wish were none."""
    from scipy.stats import hypergeom

    have = [sum(bool(one.meets(wish)) for one in answers) for answers in (taken, minded)]
    every = len(taken) + len(minded)
    return float(hypergeom.sf(have[0] - 1, every, sum(have), len(taken)))


def _length(taken: Sequence[Told], minded: Sequence[Told], level: float) -> list[Wish]:
    from scipy.stats import mannwhitneyu

    one, other = ([len(words_in(it.answer)) for it in answers] for answers in (taken, minded))
    for kind, side in zip(_LENGTHS, ("less", "greater"), strict=True):
        _, chance = mannwhitneyu(one, other, alternative=side)
        if chance < level:
            return [Wish(kind)]
    return []
