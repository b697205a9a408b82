"""Records that the vector index does not hold yet: a few are compared directly, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ...core.protocols import Vectors
from .outbox import Outbox, Posted
from .record_vectors import RecordVectors
from .rows import Rows


@dataclass(frozen=True)
class _Waiting:
    posted: Posted
    app: str
    vectors: Vectors
    """`[texts, dimension]`; no rows where the record is gone."""


class Unindexed:
    """Compares what waits in the outbox, as it was when it was last loaded."""

    def __init__(self, rows: Rows, outbox: Outbox, vectors: RecordVectors) -> None:
        self._rows, self._outbox, self._vectors = rows, outbox, vectors
        self._waiting: dict[int, _Waiting] = {}

    def load(self) -> None:
        """Look at the outbox again; embeds what came in since."""
        posted = self._outbox.posted()
        self._waiting = {p.seq: self._waiting[p.seq] for p in posted if p.seq in self._waiting}
        new = [p for p in posted if p.seq not in self._waiting]
        records = self._rows.get([p.id for p in new]) if new else {}
        vectors = self._vectors.of([records.get(p.id) for p in new])
        for p, texts in zip(new, vectors, strict=True):
            app = str(getattr(records.get(p.id), "app", ""))
            self._waiting[p.seq] = _Waiting(p, app, texts)

    def without(self, found: dict[str, float]) -> dict[str, float]:
        """Leave out what has changed since it was indexed."""
        changed = {row.posted.id for row in self._waiting.values()}
        return {id: similarity for id, similarity in found.items() if id not in changed}

    def search(
        self, vector: Vectors, types: Collection[str], *, user: str, app: str | None
    ) -> dict[str, float]:
        """Return the cosine similarity to the vector of a user's records of these types, by id.

        With `app`, of records of that app and of records that belong to no app.
        """
        return _similarities(
            vector,
            (
                row
                for row in self._waiting.values()
                if row.posted.user == user and row.posted.type in types
                if app is None or row.app in (app, "")
            ),
        )

    def compare(self, vector: Vectors, ids: Collection[str]) -> dict[str, float]:
        """Return the cosine similarity of those of the records that are here, by id."""
        return _similarities(vector, (r for r in self._waiting.values() if r.posted.id in ids))


def nearest(texts: Vectors, vector: Vectors) -> float:
    """Return the cosine similarity of a record to the vector: that of its nearest text."""
    return float((texts @ vector).max())


def _similarities(vector: Vectors, rows: Iterable[_Waiting]) -> dict[str, float]:
    return {row.posted.id: nearest(row.vectors, vector) for row in rows if len(row.vectors)}
