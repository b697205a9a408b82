"""How records hang together: what came from what, what replaced what, where it was used.

Read-only. The links stand in the records themselves: their provenance, what a fact supersedes,
what an episode used.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from ..language.words import clean, query_words, words_of
from ..records import Episode, Fact, Record
from .rows import Rows


class Links:
    """Follows the links between records."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def came_from(self, sources: Collection[str], types: Collection[str] = ()) -> list[Record]:
        """Return the records whose provenance names a turn, demonstration or file of these.

        An episode comes from its own turn and is left out.
        """
        holds = (
            "EXISTS (SELECT 1 FROM json_each(body, '$.provenance.ids') "
            "WHERE value IN (SELECT value FROM json_each(?)))"
        )
        found = self._where(holds, sources)
        return [r for r in found if r.id not in sources and (not types or r.type in types)]

    def used_in(self, ids: Collection[str]) -> list[Episode]:
        """Return the episodes that drew on these records, the oldest first."""
        holds = (
            "type = 'episode' AND EXISTS (SELECT 1 FROM json_each(body, '$.used') "
            "WHERE value IN (SELECT value FROM json_each(?)))"
        )
        return [record for record in self._where(holds, ids) if isinstance(record, Episode)]

    def successors(self, ids: Collection[str]) -> list[Fact]:
        """Return the facts that replaced these facts."""
        holds = (
            "type = 'fact' AND json_extract(body, '$.supersedes') IN "
            "(SELECT value FROM json_each(?))"
        )
        return [record for record in self._where(holds, ids) if isinstance(record, Fact)]

    def predecessors(self, fact: Fact) -> list[Fact]:
        """Return what the fact replaced, what that replaced, and so on."""
        found: dict[str, Fact] = {}
        while fact.supersedes and fact.supersedes not in found:
            before = self._rows.get([fact.supersedes]).get(fact.supersedes)
            if not isinstance(before, Fact):
                break
            found[before.id] = fact = before
        return list(found.values())

    def saying(self, statement: str, user: str) -> list[Record]:
        """Return the user's facts and episodes that hold the statement word for word."""
        words = self._rows.frequencies(query_words(statement))
        found = self._rows.match(words, ("fact", "episode"), user=user, app=None, limit=_LIKELY)
        near = self._rows.get(found).values()
        return [record for record in near if says(record.text(), statement)]

    def _where(self, condition: str, ids: Iterable[str]) -> list[Record]:
        wanted = json.dumps([clean(id) for id in ids])
        sql = f"SELECT id FROM record WHERE {condition} ORDER BY created, rev"  # noqa: S608
        return [
            *self._rows.get([row[0] for row in self._rows.database.read(sql, [wanted])]).values()
        ]


_LIKELY = 1000
"""How many records that share words with a statement are looked at; those that hold all of it
share the most."""


def says(text: str, statement: str) -> bool:
    """Tell whether a text holds all words of a statement, one after the other."""
    words = words_of(statement)
    return bool(words) and f" {' '.join(words)} " in f" {' '.join(words_of(text))} "
