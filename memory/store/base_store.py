"""A LangGraph store in the home: what a host's graph keeps across its threads.

Implements LangGraph's `BaseStore` over the memory's SQLite database, with search by meaning
through the embedder. Its items are a table of their own; the records of `Memory` are not in
it. As in LangGraph's own stores, the reads of a batch see the state before its writes.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

import numpy as np
from langgraph.store.base import (
    BaseStore,
    GetOp,
    Item,
    ListNamespacesOp,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    TTLConfig,
    get_text_at_path,
    validate_op_namespace,
)

from ...core.protocols import Embedder, Vectors
from ..language.words import INDEXED_CHARACTERS, clean
from ..records import now
from ..storage.database import Database
from .filters import condition, passes
from .items import COLUMNS, dumped, item_of, literal, matches
from .namespaces import below, decoded, encoded

_PAGE = 2_000
"""Rows that are read at once; between pages others may write."""

_ALIVE = "(expires IS NULL OR expires > ?)"
_WITHOUT_VECTORS = """NOT EXISTS (
    SELECT 1 FROM item_vector AS v
    WHERE v.namespace = item.namespace AND v.key = item.key AND v.embedder = ?
)"""

Place = tuple[str, str]
"""A namespace, as it is written in the database, and a key."""


class MemoryStore(BaseStore):
    """Items in namespaces, on the disk when `put` returns."""

    supports_ttl = True

    def __init__(
        self,
        database: Database,
        embedder: Embedder | None = None,
        *,
        fields: Sequence[str] = ("$",),
        ttl: TTLConfig | None = None,
    ) -> None:
        """Use the tables of `Memory.database`; `fields` are embedded where `put` names none.

        Without an embedder a query is ignored, as it is in LangGraph's own stores. Of `ttl`
        the default time to live, in minutes, counts, and whether reading begins it anew.
        """
        self._database, self._embedder, self._fields = database, embedder, list(fields)
        self.ttl_config = ttl

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Do all operations; the writes among them in one transaction.

        Of several writes to one place the last counts. Raises `ValueError` for values that are
        no JSON, and `InvalidNamespaceError`; then nothing is written.
        """
        todo = list(ops)
        for op in todo:
            validate_op_namespace(op)
        results: list[Result] = [self._read(op) for op in todo]
        puts = {_place(op): op for op in todo if isinstance(op, PutOp)}
        if puts:
            self._put(puts)
        return results

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Do all operations on a thread of their own."""
        return await asyncio.to_thread(self.batch, list(ops))

    def sweep_ttl(self) -> int:
        """Delete what has expired; return how many items. `put` does so, too."""
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM item WHERE expires <= ?", [time.time()]).rowcount

    def _read(self, op: Op) -> Result:
        match op:
            case GetOp():
                found = self._at([_place(op)])
                self._refresh(op, found)
                return found[0] if found else None
            case SearchOp():
                return self._search(op)
            case ListNamespacesOp():
                return self._list(op)
            case PutOp():
                return None
        raise ValueError(f"{op!r} is not an operation of a store.")

    def _search(self, op: SearchOp) -> list[SearchItem]:
        end = op.offset + op.limit
        if op.query and self._embedder is not None:
            scores = self._nearest(self._embedder, op, end)
            items = self._at(list(scores)[op.offset :])
            if len(scores) < end:
                # Items that have no vectors come after the ones that have.
                rest = self._passing(op, unlike=self._embedder.name)
                items += islice(rest, max(0, op.offset - len(scores)), end - len(scores))
        else:
            scores = {}
            items = list(islice(self._passing(op), op.offset, end))
        self._refresh(op, items)
        return [
            SearchItem(
                namespace=item.namespace,
                key=item.key,
                value=item.value,
                created_at=item.created_at,
                updated_at=item.updated_at,
                score=scores.get(_place(item)),
            )
            for item in items
        ]

    def _nearest(self, embedder: Embedder, op: SearchOp, count: int) -> dict[Place, float]:
        """Return the places of the items nearest to the query with the best of their scores."""
        query = embedder.embed([op.query or ""])[0]
        allowed = {_place(item) for item in self._passing(op)} if op.filter else None
        best: dict[Place, float] = {}
        for places, vectors in self._vectors(op.namespace_prefix, embedder.name):
            for place, score in zip(places, (vectors @ query).tolist(), strict=True):
                if allowed is None or place in allowed:
                    best[place] = max(score, best.get(place, score))
            best = dict(heapq.nlargest(count, best.items(), key=lambda pair: pair[1]))
        return best

    def _vectors(
        self, prefix: Sequence[str], embedder: str
    ) -> Iterator[tuple[list[Place], Vectors]]:
        """Yield places with a vector for each, page by page; a place may have several."""
        self._forget_expired()
        where, values = below(prefix)
        last: tuple[str, ...] = ("", "", "")
        while rows := self._database.read(
            f"SELECT namespace, key, path, vector FROM item_vector WHERE {where} "  # noqa: S608
            "AND embedder = ? AND (namespace, key, path) > (?, ?, ?) "
            "ORDER BY namespace, key, path LIMIT ?",
            [*values, embedder, *last, _PAGE],
        ):
            matrix = np.frombuffer(b"".join(row[3] for row in rows), dtype=np.float32)
            yield [(row[0], row[1]) for row in rows], matrix.reshape(len(rows), -1)
            last = rows[-1][:3]

    def _passing(self, op: SearchOp, *, unlike: str | None = None) -> Iterator[Item]:
        """Yield the items that the search is about, in the order of namespaces and keys.

        With `unlike`, only those that have no vectors of that embedder.
        """
        where, values = below(op.namespace_prefix)
        filtered, bounds = condition(op.filter)
        if unlike is not None:
            where += f" AND {_WITHOUT_VECTORS}"
            values.append(unlike)
        last: tuple[str, ...] = ("", "")
        page = _PAGE if op.filter else op.offset + op.limit
        while rows := self._database.read(
            f"SELECT {COLUMNS} FROM item WHERE {where} AND {_ALIVE} AND {filtered} "  # noqa: S608
            "AND (namespace, key) > (?, ?) ORDER BY namespace, key LIMIT ?",
            [*values, time.time(), *bounds, *last, page],
        ):
            for item in map(item_of, rows):
                if passes(item.value, op.filter):
                    yield item
            last = rows[-1][:2]

    def _list(self, op: ListNamespacesOp) -> list[tuple[str, ...]]:
        conditions = op.match_conditions or ()
        ranges = [below(literal(c.path)) for c in conditions if c.match_type == "prefix"]
        where = " AND ".join([_ALIVE, *(part for part, _ in ranges)])
        values = [value for _, part in ranges for value in part]
        sql = f"SELECT DISTINCT namespace FROM item WHERE {where}"  # noqa: S608
        spaces = [decoded(row[0]) for row in self._database.read(sql, [time.time(), *values])]
        found = {s[: op.max_depth] for s in spaces if all(matches(c, s) for c in conditions)}
        return sorted(found)[op.offset : op.offset + op.limit]

    def _at(self, places: Iterable[Place]) -> list[Item]:
        sql = f"SELECT {COLUMNS} FROM item WHERE namespace = ? AND key = ? AND {_ALIVE}"  # noqa: S608
        moment = time.time()
        return [item_of(r) for place in places for r in self._database.read(sql, [*place, moment])]

    def _refresh(self, op: GetOp | SearchOp, items: Sequence[Item]) -> None:
        if not op.refresh_ttl:
            return
        lasting = "SELECT 1 FROM item WHERE namespace = ? AND key = ? AND ttl IS NOT NULL"
        places = [place for place in map(_place, items) if self._database.read(lasting, place)]
        if places:
            with self._database.transaction() as connection:
                connection.executemany(
                    "UPDATE item SET expires = ? + ttl * 60 WHERE namespace = ? AND key = ?",
                    [(time.time(), *place) for place in places],
                )

    def _forget_expired(self) -> None:
        expired = "SELECT 1 FROM item WHERE expires <= ? LIMIT 1"
        if self._database.read(expired, [time.time()]):
            self.sweep_ttl()

    def _put(self, puts: dict[Place, PutOp]) -> None:
        bodies = {place: dumped(op) for place, op in puts.items() if op.value is not None}
        vectors = self._embed(puts, bodies)
        moment = now().isoformat()
        with self._database.transaction() as connection:
            self.sweep_ttl()
            for place, op in puts.items():
                if op.value is None:
                    connection.execute("DELETE FROM item WHERE namespace = ? AND key = ?", place)
                    continue
                expires = None if op.ttl is None else time.time() + op.ttl * 60
                connection.execute(
                    "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                    "value = excluded.value, updated = excluded.updated, ttl = excluded.ttl, "
                    "expires = excluded.expires",
                    (*place, bodies[place], moment, moment, op.ttl, expires),
                )
                connection.execute("DELETE FROM item_vector WHERE namespace = ? AND key = ?", place)
                connection.executemany(
                    "INSERT INTO item_vector VALUES (?, ?, ?, ?, ?)",
                    [(*place, *rest) for rest in vectors.get(place, ())],
                )

    def _embed(
        self, puts: dict[Place, PutOp], bodies: dict[Place, str]
    ) -> dict[Place, list[tuple[str, str, bytes]]]:
        """Return for each place its rows `(path, embedder, vector)`."""
        found: dict[Place, list[tuple[str, str, bytes]]] = {}
        texts = [
            (place, *text)
            for place, body in bodies.items()
            for text in self._texts(json.loads(body), puts[place].index)
        ]
        if self._embedder is None or not texts:
            return found
        matrix = self._embedder.embed([clean(text[:INDEXED_CHARACTERS]) for _, _, text in texts])
        for (place, path, _), vector in zip(texts, matrix, strict=True):
            row = (path, self._embedder.name, np.asarray(vector, dtype=np.float32).tobytes())
            found.setdefault(place, []).append(row)
        return found

    def _texts(
        self, value: Mapping[str, Any], index: Literal[False] | list[str] | None
    ) -> list[tuple[str, str]]:
        """Return paths and texts of what is to be embedded of a value."""
        if index is False:
            return []
        return [
            (f"{path}.{place}", text)
            for path in dict.fromkeys(self._fields if index is None else index)
            for place, text in enumerate(get_text_at_path(value, path))
        ]


def _place(named: GetOp | PutOp | Item) -> Place:
    return encoded(named.namespace), clean(named.key)
