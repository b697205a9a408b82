"""Taste: what one person likes, learned from each of their reactions as it comes.

The log of reactions in memory is the truth; all here follows it and is made again from it, after
a restart as after something was forgotten. Knows no requests: what is asked for is not taste.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from ...core.events import Item
from ...memory.logs.reaction import Reaction, ReactionKind
from ...memory.logs.reactions import Kept, ReactionLog
from ...memory.records import now
from .exploration import worth_a_try
from .interactions import Floats
from .person import Because, Person
from .space import ItemSpace, as_seen

__all__ = ["Because", "Taste"]


class Taste:
    """What a person likes. Any thread may use it; calls take turns."""

    def __init__(self, log: ReactionLog, space: ItemSpace, *, user: str) -> None:
        self._log, self._space, self._user = log, space, user
        self._person, self._revision = Person(space), (0, 0)
        self._lock = threading.RLock()

    def learn(
        self,
        shown: Sequence[Item],
        taken: str = "",
        kind: ReactionKind = "chosen",
        *,
        at: datetime | None = None,
        thread: str = "",
        turn: str = "",
    ) -> Reaction:
        """Keep what the person did about the items they were shown, and learn from it.

        `shown` are in the order in which they stood, at least one; `taken` is the id of the one
        that it is about, "" (with the kind "ignored") where all were passed over. It outlives the
        process when this returns. Raises `ValidationError` where `taken` was not shown.
        """
        reaction = Reaction(
            user=self._user,
            shown=tuple(as_seen(item) for item in shown),
            taken=taken,
            kind=kind,
            at=at or now(),
            thread=thread,
            turn=turn,
        )
        vectors = self._space.vectors(reaction.shown)
        self._log.add(reaction, space=self._space.name, vectors=vectors.astype(np.float32))
        with self._lock:
            self._follow()
        return reaction

    def scores(self, items: Sequence[Item]) -> Floats:
        """Return how much the person will like each item, `[items]`; only their order counts.

        Where nothing is known of the person, what people of the catalogue like on the whole; 0
        for all where nothing is known of them, either.
        """
        with self._lock:
            return self._follow().scores([as_seen(item) for item in items])

    def deviations(self, items: Sequence[Item]) -> Floats:
        """Return how far off each score may be, `[items]`, as a standard deviation."""
        with self._lock:
            return self._follow().deviations([as_seen(item) for item in items])

    def why(self, item: Item) -> Because | None:
        """Return the reaction that moves an item's place the most; None where none does."""
        with self._lock:
            return self._follow().why(as_seen(item))

    def try_out(self, items: Sequence[Item], *, places: int) -> Item | None:
        """Return an item to show in the last of the places, to learn whether the person likes it.

        None where nothing is worth it; whoever shows it says why it is there. See `exploration`.
        """
        found = worth_a_try(self.scores(items), self.deviations(items), places=places)
        return None if found is None else items[found]

    @property
    def reactions(self) -> int:
        """How many reactions it was learned from: not those that say nothing of taste."""
        with self._lock:
            return self._follow().reactions

    def _follow(self) -> Person:
        """Learn from what was added to the log; all anew where something was taken out of it."""
        revision = self._log.revision(user=self._user)
        if revision != self._revision:
            (known, count), (newest, total) = self._revision, revision
            added = list(self._log.kept(user=self._user, after=known, until=newest))
            if count + len(added) != total:
                self._person = Person(self._space)
                added = list(self._log.kept(user=self._user, until=newest))
            for kept in added:
                self._person.learn(kept.reaction, self._placed(kept))
            self._revision = revision
        return self._person

    def _placed(self, kept: Kept) -> Floats:
        """Return where the shown items lie, `[shown, dimension]`."""
        if kept.space == self._space.name:
            return kept.vectors.astype(np.float64)
        vectors = self._space.vectors(kept.reaction.shown)
        self._log.place(kept.reaction.id, self._space.name, vectors.astype(np.float32))
        return vectors
