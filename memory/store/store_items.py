"""The items of LangGraph's store, as forgetting, undoing and export know them.

An item has an id, made of its namespace and key, and a body, its row as JSON; so the journal can
note a change of it like that of a record. Knows nothing of how a store searches them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict

from ..language.words import clean, words_of
from ..records import Episode, Fact, Record
from ..storage.database import Database
from ..storage.links import says
from ..storage.selection import Selection, holds, strings
from .namespaces import decoded, encoded

_ID = "item:"
_COLUMNS = "namespace, key, value, created, updated, ttl, expires"
_SPEAKS = 4
"""A request of fewer words may stand in an item by chance."""


class StoreItem(BaseModel):
    """An item of the store with all that its row holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["item"] = "item"
    namespace: tuple[str, ...]
    key: str
    value: dict[str, Any]
    created: datetime
    updated: datetime
    ttl: float | None = None
    """Minutes to live after it is read or written."""

    expires: float | None = None
    """Seconds since 1970."""

    vectors: tuple[tuple[str, str, Base64Bytes], ...] = ()
    """Paths, embedding models, and vectors as 32-bit floats; left out of exports."""

    @property
    def id(self) -> str:
        """By which the journal knows it."""
        return f"{_ID}{json.dumps([*self.namespace, self.key])}"


def is_item(id: str) -> bool:
    """Tell whether an id is that of an item."""
    return id.startswith(_ID)


class StoreItems:
    """Finds items by what they hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Iterator[StoreItem]:
        """Yield all items, without their vectors."""
        sql = f"SELECT {_COLUMNS} FROM item ORDER BY namespace, key"  # noqa: S608
        yield from map(_item, self._database.read(sql))

    def get(self, ids: Collection[str]) -> dict[str, StoreItem]:
        """Return the items that exist among the ids, without their vectors."""
        sql = f"SELECT {_COLUMNS} FROM item WHERE namespace = ? AND key = ?"  # noqa: S608
        found = (_item(row) for id in ids for row in self._database.read(sql, _place(id)))
        return {item.id: item for item in found}

    def count(self) -> int:
        """Return how many items there are."""
        return int(self._database.read("SELECT count(*) FROM item")[0][0])

    def selected(self, selection: Selection, *, user: str) -> list[StoreItem]:
        """Return the items that the selection means; one that names types means records."""
        if selection.types:
            return []
        return [item for item in self._of(user) if _fits(item, selection)]

    def made_from(self, removed: Collection[Record]) -> list[StoreItem]:
        """Return the items that hold what these records say, or the id of one of them."""
        found: dict[str, StoreItem] = {}
        for user in {record.user for record in removed}:
            theirs = [record for record in removed if record.user == user]
            said = [text for record in theirs if (text := _said(record))]
            ids = {record.id for record in theirs}
            for item in self._of(user):
                texts = [*strings(item.value)]
                if not ids.isdisjoint(texts) or any(says(t, one) for one in said for t in texts):
                    found[item.id] = item
        return list(found.values())

    def _of(self, user: str) -> Iterator[StoreItem]:
        """Yield the items of a user: those whose namespace names no other one."""
        known = {whose for (whose,) in self._database.read("SELECT DISTINCT user FROM record")}
        for item in self.all():
            if user in item.namespace or known.isdisjoint(item.namespace):
                yield item


def put_item(connection: sqlite3.Connection, id: str, body: str | None) -> str | None:
    """Make the item of that id be what `body` says, or be gone; return its body before."""
    place = _place(id)
    sql = f"SELECT {_COLUMNS} FROM item WHERE namespace = ? AND key = ?"  # noqa: S608
    row = connection.execute(sql, place).fetchone()
    sql = "SELECT path, embedder, vector FROM item_vector WHERE namespace = ? AND key = ?"
    vectors = connection.execute(sql, place).fetchall()
    connection.execute("DELETE FROM item WHERE namespace = ? AND key = ?", place)
    if body is not None:
        item = StoreItem.model_validate_json(body)
        moments = item.created.isoformat(), item.updated.isoformat()
        values = (*place, json.dumps(item.value), *moments, item.ttl, item.expires)
        connection.execute("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        rows = [(*place, *vector) for vector in item.vectors]
        connection.executemany("INSERT INTO item_vector VALUES (?, ?, ?, ?, ?)", rows)
    before = _item(row, vectors) if row else None
    return before.model_dump_json() if before else None


def _item(row: Sequence[Any], vectors: Sequence[tuple[str, str, bytes]] = ()) -> StoreItem:
    namespace, key, value, created, updated, ttl, expires = row
    return StoreItem.model_construct(
        type="item",
        namespace=decoded(namespace),
        key=key,
        value=json.loads(value),
        created=datetime.fromisoformat(created),
        updated=datetime.fromisoformat(updated),
        ttl=ttl,
        expires=expires,
        vectors=tuple(vectors),
    )


def _place(id: str) -> tuple[str, str]:
    *namespace, key = json.loads(id.removeprefix(_ID))
    return encoded(namespace), clean(key)


def _said(record: Record) -> str:
    """Return the words by which a record is known elsewhere; "" where it has none of its own."""
    if isinstance(record, Fact):
        return record.statement
    spoken = record.request if isinstance(record, Episode) else ""
    return spoken if len(words_of(spoken)) >= _SPEAKS else ""


def _fits(item: StoreItem, selection: Selection) -> bool:
    texts = [*strings(item.value)]
    named = {*texts, *(Path(text).name for text in texts if len(text) < 1000)}
    since, before = selection.since, selection.before
    return (
        (since is None or item.created >= since)
        and (before is None or item.created < before)
        and (not selection.thread or selection.thread in (*item.namespace, *texts))
        and (not selection.source or selection.source in named)
        and (not selection.words or holds((item.key, *texts), selection.words))
    )
