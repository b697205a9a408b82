"""Threads: which turns of a conversation stand next to each other.

What answers a question is often not the turn that is like it but the one after it, so a turn is
read with its neighbours. They are looked up and not kept with the turn: what is forgotten is gone
from its neighbours, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from ..records import Episode, Record
from ..storage.rows import Rows

REACH = 3
"""How many turns before and after one are read with it."""

Stretch = list[Record]
"""Turns of one thread that follow each other; or a single record of another kind."""

_SIDE = """
SELECT rev FROM (
    SELECT rev FROM record
    WHERE user = turn.user AND thread = turn.thread AND thread IS NOT NULL
    AND (since, rev) {side} (turn.since, turn.rev)
    ORDER BY since {order}, rev {order} LIMIT ?1
)"""
_BEFORE = _SIDE.format(side="<", order="DESC")
_AFTER = _SIDE.format(side=">", order="ASC")
_BESIDE = f"""
WITH hit(place, id) AS (VALUES {{hits}}), turn AS MATERIALIZED (
    SELECT place, rev, user, thread, since FROM hit JOIN record USING (id)
)
SELECT turn.rev, record.rev FROM turn JOIN record
ON record.rev IN (SELECT turn.rev UNION ALL {_BEFORE} UNION ALL {_AFTER})
ORDER BY place
"""  # noqa: S608


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
        return others + self._joined(turns, reach) if turns else others

    def _joined(self, turns: Sequence[str], reach: int) -> list[Stretch]:
        runs = defaultdict[int, list[int]](list)
        # As parameters: a list in JSON would end an id at its first NUL.
        hits = ", ".join(f"({place}, ?{place + 2})" for place in range(len(turns)))
        for turn, beside in self._rows.database.read(_BESIDE.format(hits=hits), (reach, *turns)):
            runs[turn].append(beside)
        known = self._rows.revisions({rev for run in runs.values() for rev in run})

        def said(rev: int) -> tuple[datetime, int]:
            return known[rev].valid_from, rev

        after: dict[int, int] = {}
        for run in runs.values():
            # Another process may have changed a turn since it was looked up.
            after |= pairwise(sorted((rev for rev in run if rev in known), key=said))
        begun = set(after.values())
        stretches = []
        for first in [rev for rev in dict.fromkeys((*after, *runs)) if rev not in begun]:
            chain = [first]
            while follower := after.pop(chain[-1], None):
                chain.append(follower)
            stretches.append([known[rev] for rev in chain if rev in known])
        return stretches
