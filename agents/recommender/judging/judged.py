"""A need, held against a pool: which items meet it, and what would have to give where none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..items.pool import Pool
from ..requests.constraints import Constraint, Within
from ..requests.needs import Need

MASK = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """A pool, judged by a need."""

    need: Need
    pool: Pool
    rows: tuple[NDArray[np.float64], ...] = field(repr=False)
    """One for each constraint, as `Constraint.judge` returns it."""

    @property
    def fitting(self) -> MASK:
        """Which items meet all that is hard, as far as is known."""
        fits = np.ones(len(self.pool), bool)
        for one, row in zip(self.need.constraints, self.rows, strict=True):
            if one.hard:
                fits &= ~(row < 0)
        return fits

    @property
    def unknown(self) -> NDArray[np.int64]:
        """How many of the hard constraints each item says nothing of."""
        count = np.zeros(len(self.pool), np.int64)
        for one, row in zip(self.need.constraints, self.rows, strict=True):
            if one.hard:
                count += np.isnan(row)
        return count


def judge(need: Need, pool: Pool) -> Judged:
    """Return how far each item of the pool meets each part of the need."""
    return Judged(need, pool, tuple(one.judge(pool) for one in need.constraints))


def relaxations(judged: Judged) -> list[str]:
    """Say what would have to give so that something fits: by counting, the best first.

    Each line leaves out one thing that was asked for, or two where one is not enough.
    """
    parts = [
        (one, row < 0)
        for one, row in zip(judged.need.constraints, judged.rows, strict=True)
        if one.hard
    ]
    failing = [(one, fails) for one, fails in parts if fails.any()]
    singles: list[tuple[int, tuple[Constraint, ...]]] = [
        (_left([f for o, f in failing if o is not one]), (one,)) for one, _ in failing
    ]
    found = [(count, gone) for count, gone in singles if count]
    if not found:
        found = [
            (count, (one, other))
            for place, (one, _) in enumerate(failing)
            for other, _ in failing[place + 1 :]
            if (count := _left([f for o, f in failing if o not in (one, other)]))
        ]
    found.sort(key=lambda pair: (-pair[0], len(pair[1])))
    return [_told(count, gone, failing) for count, gone in found[:3]]


def _left(fails: Sequence[MASK]) -> int:
    """Return how many items fail none of these."""
    return int((~np.logical_or.reduce(fails)).sum()) if fails else -1


def _told(
    count: int, gone: tuple[Constraint, ...], failing: Sequence[tuple[Constraint, MASK]]
) -> str:
    without = " and ".join(f'"{one.said}"' for one in gone)
    many = "all would fit" if count < 0 else f"{count} would fit"
    near = ""
    if len(gone) == 1 and isinstance(bound := gone[0], Within):
        others = [fails for one, fails in failing if one is not bound]
        free = ~np.logical_or.reduce(others) if others else np.ones(len(bound.column.codes), bool)
        if nearest := bound.nearest(np.where(free, -1.0, 1.0)):
            near = f" (the nearest: {nearest})"
    return f"without {without} {many}{near}"
