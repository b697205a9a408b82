"""Threads: which turns of a conversation stand next to each other.

What answers a question is often not the turn that is like it but the one after it, so a turn is
read with its neighbours. They are looked up and not kept with the turn: what is forgotten is gone
from its neighbours, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from .records import Episode, Record
from .rows import Rows

REACH = 3
"""How many turns before and after one are read with it."""

Stretch = list[Record]
"""Turns of one thread that follow each other; or a single record of another kind."""

_BESIDE = """
SELECT o.id FROM record AS r JOIN record AS o
ON o.user = r.user AND o.thread = r.thread AND (o.since, o.rev) {side} (r.since, r.rev)
WHERE r.id = ? AND o.thread IS NOT NULL ORDER BY o.since {order}, o.rev {order} LIMIT ?
"""
_BEFORE = _BESIDE.format(side="<", order="DESC")
_AFTER = _BESIDE.format(side=">", order="ASC")


class Threads:
    """Finds the turns around turns."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def stretches(self, records: Iterable[Record], *, reach: int = REACH) -> list[Stretch]:
        """Return the records with up to `reach` neighbours on each side of each, in order.

        Records whose neighbours meet are in one stretch, and no record is in two.
        """
        turns, others = list[str](), list[Stretch]()
        for record in records:
            if isinstance(record, Episode):
                turns.append(record.id)
            else:
                others.append([record])
        return others + self._joined(turns, [self._around(id, reach) for id in turns])

    def _around(self, id: str, reach: int) -> list[str]:
        read = self._rows.database.read
        before = [row[0] for row in read(_BEFORE, (id, reach))]
        after = [row[0] for row in read(_AFTER, (id, reach))]
        return [*reversed(before), id, *after]

    def _joined(self, turns: Iterable[str], runs: Iterable[list[str]]) -> list[Stretch]:
        after = {one: other for run in runs for one, other in pairwise(run)}
        begun = set(after.values())
        chains = []
        for id in [id for id in dict.fromkeys((*after, *turns)) if id not in begun]:
            chain = [id]
            # Taking links out ends the walk even where another process moves turns meanwhile.
            while follower := after.pop(chain[-1], None):
                chain.append(follower)
            chains.append(chain)
        known = self._rows.get({id for chain in chains for id in chain})
        return [[known[id] for id in chain if id in known] for chain in chains]
