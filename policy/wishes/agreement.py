"""Whether an answer keeps more to wishes than the one that was minded."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from .wish import Wish


def agreement(wishes: Sequence[Wish], answer: str, minded: str) -> float:
    """Return how far an answer went along where the minded one did not, -1..1.

    The mean over the wishes that a text shows to be met or not; 0 where there are none.
    """
    moves = [_moved(wish, answer, minded) for wish in wishes if wish.met(answer) is not None]
    return statistics.fmean(moves) if moves else 0.0


def _moved(wish: Wish, answer: str, minded: str) -> int:
    after, before = wish.met(answer, minded), wish.met(minded, minded)
    return bool(after) - bool(before)
