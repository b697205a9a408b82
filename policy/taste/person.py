"""A person as their reactions show them: an ideal point, and what they did about which item.

Each reaction takes well under a millisecond. Knows no log and no disk: `taste` follows those.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...memory.logs.reaction import Reaction, SeenItem
from .evidence import HALF_LIFE, observed
from .ideal_point import Evidence, IdealPoint
from .interactions import Floats
from .space import ItemSpace

_DAY = 86_400.0
"""Seconds."""


@dataclass(frozen=True, eq=False)
class Because:
    """A reaction that moves an item's score."""

    reaction: Reaction
    item: SeenItem
    """The item that it was about."""

    adds: float
    """How much it adds to the score; below 0 where it speaks against the item."""


@dataclass(frozen=True, eq=False)
class _Pull:
    reaction: Reaction
    item: SeenItem
    vector: Floats
    strength: float
    """On the day of the reaction."""

    at: float


class Person:
    """What is known of one person's liking in a space of items."""

    def __init__(self, space: ItemSpace) -> None:
        self._space, self._prior = space, space.prior
        self._evidence = Evidence(len(self._prior.precision))
        self._pulls: list[_Pull] = []
        self._levels: dict[str, float] = {}
        self._taken_at: dict[str, float] = {}
        self._latest = 0.0
        self._point: IdealPoint | None = None
        self.reactions = 0
        """How many reactions said something of their liking."""

    def learn(self, reaction: Reaction, vectors: Floats) -> None:
        """Learn from a reaction to items that lie there, `[shown, dimension]`, in any order."""
        levels, counts = observed(reaction)
        if not counts.any():
            return
        self.reactions += 1
        # A clock that went wrong must not fade all the rest.
        at = min(max(reaction.at.timestamp(), 0.0), time.time())
        self._latest = max(self._latest, at)
        weights = counts * self._space.certainty
        # Evidence grows instead of fading, so that nothing of it changes with time but its share.
        self._evidence.add(vectors, levels, weights / _faded(at))
        self._point = None
        if reaction.taken:
            place = [item.id for item in reaction.shown].index(reaction.taken)
            strength = float(levels[place] * weights[place])
            item = reaction.shown[place]
            self._pulls.append(_Pull(reaction, item, vectors[place], strength, at))
            if at >= self._taken_at.get(item.id, at):
                self._taken_at[item.id], self._levels[item.id] = at, float(levels[place])

    @property
    def point(self) -> IdealPoint:
        """Where their ideal lies."""
        if self._point is None:
            self._point = IdealPoint.after(self._prior, self._evidence, _faded(self._latest))
        return self._point

    def scores(self, items: Sequence[SeenItem]) -> Floats:
        """Return the level that is expected of each of the items, `[items]`."""
        if not items:
            return np.zeros(0)
        related = self._space.relatedness(self._levels, items)
        return self.point.scores(self._space.vectors(items)) + related

    def deviations(self, items: Sequence[SeenItem]) -> Floats:
        """Return how far off each score may be, `[items]`, as a standard deviation."""
        return self.point.deviations(self._space.vectors(items)) if items else np.zeros(0)

    def why(self, item: SeenItem) -> Because | None:
        """Return the reaction that moves the item's place the most; None where none does.

        The ideal point is the sum of what each reaction adds and of what is expected of anyone.
        """
        if not self._pulls:
            return None
        (vector,) = self._space.vectors([item])
        pulling = np.stack([one.vector for one in self._pulls])
        shares = np.array([_faded(self._latest - one.at) for one in self._pulls])
        strength = shares * [one.strength for one in self._pulls]
        adds = strength * self.point.influence(vector, pulling)
        best = int(np.argmax(np.abs(adds)))
        pull = self._pulls[best]
        return Because(pull.reaction, pull.item, float(adds[best])) if adds[best] else None


def _faded(seconds: float) -> float:
    """Return how much a reaction counts after so long, beside a new one."""
    return float(0.5 ** (seconds / (HALF_LIFE * _DAY)))
