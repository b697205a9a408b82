"""A LangGraph store in the home: what a host's graph keeps across its threads.

Implements LangGraph's `BaseStore` over the memory's SQLite database, with search by meaning
through the embedder. Its items are a table of their own; the records of `Memory` are not in
it. As in LangGraph's own stores, the reads of a batch see the state before its writes.
"""

from __future__ import annotations

import asyncio
import json
import math
import operator
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import numpy as np
from langgraph.store.base import (
    BaseStore,
    GetOp,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    MatchCondition,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    TTLConfig,
    get_text_at_path,
)

from ..core.protocols import Embedder, Vectors
from .database import Database
from .records import now

_END = "\x1f"
"""Ends a label of a namespace; the next character in order bounds a search by prefix."""
_AFTER_END = "\x20"

_ITEM = "namespace, key, value, created, updated"
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": operator.eq,
    "$ne": operator.ne,
    "$gt": lambda value, bound: _number(value) > float(bound),
    "$gte": lambda value, bound: _number(value) >= float(bound),
    "$lt": lambda value, bound: _number(value) < float(bound),
    "$lte": lambda value, bound: _number(value) <= float(bound),
}


class MemoryStore(BaseStore):
    """Items in namespaces, on the disk when `put` returns."""

    supports_ttl = True
    ttl_config: TTLConfig | None = None

    def __init__(
        self,
        database: Database,
        embedder: Embedder | None = None,
        *,
        fields: Sequence[str] = ("$",),
    ) -> None:
        """Use the tables of `Memory.database`; `fields` are embedded where `put` names none.

        Without an embedder a query is ignored, as it is in LangGraph's own stores.
        """
        self._database, self._embedder, self._fields = database, embedder, list(fields)

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Do all operations; the writes among them in one transaction."""
        todo = list(ops)
        results: list[Result] = [self._read(op) for op in todo]
        puts = {(op.namespace, op.key): op for op in todo if isinstance(op, PutOp)}
        if puts:
            self._put(list(puts.values()))
        return results

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Do all operations on a thread of their own."""
        return await asyncio.to_thread(self.batch, list(ops))

    def _read(self, op: Op) -> Result:
        match op:
            case GetOp():
                return self._get(op)
            case SearchOp():
                return self._search(op)
            case ListNamespacesOp():
                return self._list(op)
            case PutOp():
                return None
        raise ValueError(f"{op!r} is not an operation of a store.")

    def _get(self, op: GetOp) -> Item | None:
        where = "namespace = ? AND key = ?"
        rows = self._items(where, [_encoded(op.namespace), op.key])
        if rows and op.refresh_ttl:
            self._refresh(rows)
        return rows[0] if rows else None

    def _search(self, op: SearchOp) -> list[SearchItem]:
        where, values = _below(op.namespace_prefix)
        items = [item for item in self._items(where, values) if _passes(item.value, op.filter)]
        scored: list[tuple[Item, float | None]] = [(item, None) for item in items]
        if op.query and self._embedder is not None:
            scored = self._by_meaning(self._embedder, op, items)
        page = scored[op.offset : op.offset + op.limit]
        if op.refresh_ttl:
            self._refresh([item for item, _ in page])
        return [
            SearchItem(
                namespace=item.namespace,
                key=item.key,
                value=item.value,
                created_at=item.created_at,
                updated_at=item.updated_at,
                score=score,
            )
            for item, score in page
        ]

    def _by_meaning(
        self, embedder: Embedder, op: SearchOp, items: Sequence[Item]
    ) -> list[tuple[Item, float | None]]:
        """Order by the best of each item's vectors; items that have none come last."""
        where, values = _below(op.namespace_prefix)
        rows = self._database.read(
            f"SELECT namespace, key, vector FROM item_vector WHERE {where} AND embedder = ?",  # noqa: S608
            [*values, embedder.name],
        )
        best: dict[tuple[str, str], float] = {}
        if rows:
            query = embedder.embed([op.query or ""])[0]
            matrix = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float32)
            for row, score in zip(rows, matrix.reshape(len(rows), -1) @ query, strict=True):
                place = (row[0], row[1])
                best[place] = max(best.get(place, -1.0), float(score))
        scored = [(item, best.get((_encoded(item.namespace), item.key))) for item in items]
        return sorted(scored, key=lambda pair: -2.0 if pair[1] is None else pair[1], reverse=True)

    def _list(self, op: ListNamespacesOp) -> list[tuple[str, ...]]:
        sql = f"SELECT DISTINCT namespace FROM item WHERE {_ALIVE}"  # noqa: S608
        spaces = [_decoded(row[0]) for row in self._database.read(sql, [time.time()])]
        conditions = op.match_conditions or ()
        found = {s[: op.max_depth] for s in spaces if all(_matches(c, s) for c in conditions)}
        return sorted(found)[op.offset : op.offset + op.limit]

    def _items(self, where: str, values: Sequence[Any]) -> list[Item]:
        sql = f"SELECT {_ITEM} FROM item WHERE {where} AND {_ALIVE} ORDER BY rowid"  # noqa: S608
        return [_item(row) for row in self._database.read(sql, [*values, time.time()])]

    def _refresh(self, items: Sequence[Item]) -> None:
        places = [(_encoded(item.namespace), item.key) for item in items]
        lasting = "SELECT 1 FROM item WHERE namespace = ? AND key = ? AND ttl IS NOT NULL"
        places = [place for place in places if self._database.read(lasting, place)]
        if places:
            with self._database.transaction() as connection:
                connection.executemany(
                    "UPDATE item SET expires = ? + ttl * 60 WHERE namespace = ? AND key = ?",
                    [(time.time(), *place) for place in places],
                )

    def _put(self, ops: Sequence[PutOp]) -> None:
        vectors = self._embed(ops)
        moment = now().isoformat()
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM item WHERE expires <= ?", [time.time()])
            for op in ops:
                place = (_encoded(op.namespace), op.key)
                if op.value is None:
                    connection.execute("DELETE FROM item WHERE namespace = ? AND key = ?", place)
                    continue
                expires = None if op.ttl is None else time.time() + op.ttl * 60
                connection.execute(
                    "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                    "value = excluded.value, updated = excluded.updated, ttl = excluded.ttl, "
                    "expires = excluded.expires",
                    (*place, json.dumps(dict(op.value)), moment, moment, op.ttl, expires),
                )
                connection.execute("DELETE FROM item_vector WHERE namespace = ? AND key = ?", place)
                connection.executemany(
                    "INSERT INTO item_vector VALUES (?, ?, ?, ?, ?)",
                    [(*place, *rest) for rest in vectors.get((op.namespace, op.key), ())],
                )

    def _embed(
        self, ops: Sequence[PutOp]
    ) -> dict[tuple[tuple[str, ...], str], list[tuple[str, str, bytes]]]:
        """Return for each place its rows `(path, embedder, vector)`."""
        found: dict[tuple[tuple[str, ...], str], list[tuple[str, str, bytes]]] = {}
        if self._embedder is None:
            return found
        texts = [entry for op in ops for entry in self._texts(op)]
        matrix: Vectors = self._embedder.embed([text for _, _, text in texts])
        for (op, path, _), vector in zip(texts, matrix, strict=True):
            row = (path, self._embedder.name, np.asarray(vector, dtype=np.float32).tobytes())
            found.setdefault((op.namespace, op.key), []).append(row)
        return found

    def _texts(self, op: PutOp) -> list[tuple[PutOp, str, str]]:
        if op.value is None or op.index is False:
            return []
        paths = self._fields if op.index is None else op.index
        return [
            (op, f"{path}.{place}", text)
            for path in paths
            for place, text in enumerate(get_text_at_path(op.value, path))
        ]


_ALIVE = "(expires IS NULL OR expires > ?)"


def _item(row: tuple[Any, ...]) -> Item:
    namespace, key, value, created, updated = row
    return Item(
        namespace=_decoded(namespace),
        key=key,
        value=json.loads(value),
        created_at=datetime.fromisoformat(created).astimezone(UTC),
        updated_at=datetime.fromisoformat(updated).astimezone(UTC),
    )


def _encoded(namespace: Sequence[str]) -> str:
    if any(_END in label for label in namespace):
        raise InvalidNamespaceError(f"A label of {namespace!r} holds the character U+001F.")
    return "".join(label + _END for label in namespace)


def _decoded(namespace: str) -> tuple[str, ...]:
    return tuple(namespace.split(_END)[:-1])


def _below(prefix: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the condition that a namespace starts with all labels of the prefix."""
    start = _encoded(prefix)
    if not start:
        return "1", []
    return "namespace >= ? AND namespace < ?", [start, start[:-1] + _AFTER_END]


def _matches(condition: MatchCondition, namespace: tuple[str, ...]) -> bool:
    path = condition.path
    if len(path) > len(namespace):
        return False
    part = namespace[: len(path)] if condition.match_type == "prefix" else namespace[-len(path) :]
    return all(wanted in ("*", label) for wanted, label in zip(path, part, strict=True))


def _passes(value: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> bool:
    return all(_equals(value.get(key), want) for key, want in (wanted or {}).items())


def _equals(value: Any, wanted: Any) -> bool:
    if not isinstance(wanted, dict):
        return bool(value == (list(wanted) if isinstance(wanted, tuple) else wanted))
    conditions = cast("dict[str, Any]", wanted)
    if any(name.startswith("$") for name in conditions):
        unknown = conditions.keys() - _OPERATORS.keys()
        if unknown:
            raise ValueError(f"{sorted(unknown)[0]!r} is not an operator of a filter.")
        return all(_OPERATORS[name](value, bound) for name, bound in conditions.items())
    return isinstance(value, dict) and _passes(cast("dict[str, Any]", value), conditions)


def _number(value: Any) -> float:
    # What is no number is neither above nor below any.
    return float(value) if isinstance(value, int | float) else math.nan
