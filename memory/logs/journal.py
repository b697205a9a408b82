"""The journal: what every change of memory was, so that any of them can be told and undone.

Of reactions, and of the items of LangGraph's store, it notes what forgetting and importing
change; what hosts write into the store is their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ...core.errors import RecordMissing
from ..language.words import clean
from ..records import Record, new_id, now
from ..storage.rows import Rows, load
from ..store.store_items import is_item, put_item
from .reactions import is_reaction, put_reaction

FORGET = "forget"
"""The cause of a write that forgot something; of one that did so for good no change is left."""

_UNDO = "undo "
"""The cause of a write that undid another begins so; the other's id follows."""

_SHOWN = 20
"""How many of a write's changes an entry of the history holds; an import may have millions."""


@dataclass(frozen=True)
class Write:
    """One change of memory, done as a whole."""

    id: str
    """What `undo` takes."""

    added: tuple[str, ...]
    """Ids of the records that were added or replaced."""

    removed: tuple[str, ...]
    """Ids of the records that are gone."""


@dataclass(frozen=True)
class Change:
    """What a write did to one record."""

    record: str
    """The record's id."""

    before: Record | None
    """None where the write added it."""

    after: Record | None
    """None where the write removed it."""


@dataclass(frozen=True)
class Entry:
    """One write, as the history tells it."""

    id: str
    at: datetime
    cause: str
    """The turn's id, or what was done: "replay", "forget", "undo …"; "" where nobody said."""

    undone: bool
    count: int
    """How many records it changed."""

    changes: tuple[Change, ...]
    """What it did to some of them, at most 20."""


class Journal:
    """Changes rows and keeps how they were before."""

    def __init__(self, rows: Rows, *, keep: int = 1000) -> None:
        """Keep the last `keep` writes; earlier ones can no longer be undone."""
        self._rows, self._keep = rows, keep
        self._database = rows.database

    def write(self, bodies: Mapping[str, str | None], *, cause: str = "") -> Write:
        """Make each id's row hold its body, or be gone where it is None, in one transaction."""
        id = new_id()
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO write (id, at, cause) VALUES (?, ?, ?)",
                (id, now().isoformat(), clean(cause)),
            ).lastrowid
            assert number is not None
            connection.execute("DELETE FROM write WHERE number <= ?", (number - self._keep,))
            for record, body in bodies.items():
                before = self._put(connection, record, body)
                connection.execute(
                    "INSERT INTO change (write, record, before) VALUES (?, ?, ?)",
                    (number, record, before),
                )
        return Write(
            id=id,
            added=tuple(record for record, body in bodies.items() if body is not None),
            removed=tuple(record for record, body in bodies.items() if body is None),
        )

    def undo(self, write: str) -> list[Record]:
        """Put every row that the write changed back as it was before it.

        Later changes of the same rows go too, and so does what was written because of it (see
        `followed`). This is a write in its turn, which can be undone. Returns the records that
        the write had added, as they were last, and the ones that are back. Raises
        `RecordMissing` where there is no such write, it was undone before, or what it changed
        was forgotten for good.
        """
        with self._database.transaction() as connection:
            cause = self._undoable(connection, write)
            before = self._before(connection, write)
            if not before:
                raise RecordMissing(f"What {write!r} changed was forgotten for good.")
            last = self._rows.get(list(before))
            self.write(before, cause=_UNDO + write)
            self._mark(connection, write, undone=True)
            if cause.startswith(_UNDO):
                self._mark(connection, cause.removeprefix(_UNDO), undone=False)
        records = ((id, body) for id, body in before.items() if _is_record(id))
        restored = (load(body) if body else last.get(id) for id, body in records)
        return [record for record in restored if record is not None]

    def last(self) -> str:
        """Return the id of the last write that `undo` has not taken back. Raises `RecordMissing`.

        Writes that undid others, or that followed from others, are not counted: undoing again
        and again goes further and further back. Neither are the notes of turns (episodes).
        """
        rows = self._database.read(
            "SELECT id FROM write WHERE NOT undone AND cause NOT LIKE ? AND cause NOT LIKE ? "
            "AND EXISTS (SELECT 1 FROM change WHERE change.write = number) AND NOT EXISTS "
            "(SELECT 1 FROM change JOIN record ON record.id = change.record "
            "WHERE change.write = number AND type = 'episode') ORDER BY number DESC LIMIT 1",
            (f"{_UNDO}%", f"{followed('')}%"),
        )
        if not rows:
            raise RecordMissing("There is no change of memory to undo.")
        return str(rows[0][0])

    def history(self, *, record: str | None = None, limit: int | None = None) -> list[Entry]:
        """Return what was written, the last first; with `record`, only what changed it."""
        where, values = "1", list[str | int]()
        if record is not None:
            where = "number IN (SELECT write FROM change WHERE record = ?)"
            values.append(clean(record))
        rows = self._database.read(
            f"SELECT number, id, at, cause, undone FROM write WHERE {where} "  # noqa: S608
            "ORDER BY number DESC LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        return [
            Entry(
                id=id,
                at=datetime.fromisoformat(at),
                cause=cause,
                undone=bool(undone),
                count=self._count(number),
                changes=self._changes(number, record),
            )
            for number, id, at, cause, undone in rows
        ]

    def erase(self, ids: Iterable[str]) -> None:
        """Delete what the journal holds of these records; it can no longer be brought back."""
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM change WHERE record = ?", ((id,) for id in ids))
            connection.execute(
                "DELETE FROM write WHERE cause != ? "
                "AND NOT EXISTS (SELECT 1 FROM change WHERE change.write = number)",
                (FORGET,),
            )

    def _before(self, connection: sqlite3.Connection, write: str) -> dict[str, str | None]:
        """Return how the rows were before the write and before those that followed from it."""
        rows = connection.execute(
            "SELECT record, before FROM change JOIN write ON write.number = change.write "
            "WHERE (id = ? OR cause = ?) AND NOT undone ORDER BY number",
            (clean(write), followed(clean(write))),
        ).fetchall()
        before: dict[str, str | None] = {}
        for record, body in rows:
            before.setdefault(record, body)
        return before

    @staticmethod
    def _mark(connection: sqlite3.Connection, write: str, *, undone: bool) -> None:
        connection.execute(
            "UPDATE write SET undone = ? WHERE id = ? OR cause = ?",
            (undone, clean(write), followed(clean(write))),
        )

    @staticmethod
    def _undoable(connection: sqlite3.Connection, write: str) -> str:
        """Return the write's cause."""
        row = connection.execute(
            "SELECT cause, undone FROM write WHERE id = ?", (clean(write),)
        ).fetchone()
        if row is None:
            raise RecordMissing(f"There is no change {write!r} to undo (any more).")
        if row[1]:
            raise RecordMissing(f"The change {write!r} was undone before.")
        return str(row[0])

    def _count(self, number: int) -> int:
        sql = "SELECT count(*) FROM change WHERE write = ?"
        return int(self._database.read(sql, (number,))[0][0])

    def _changes(self, number: int, record: str | None) -> tuple[Change, ...]:
        """Return what the write did; a row's state after it is its state before the next."""
        rows = self._database.read(
            "SELECT record, before, EXISTS (SELECT 1 FROM change later WHERE later.record = "
            "change.record AND later.write > change.write), (SELECT before FROM change later "
            "WHERE later.record = change.record AND later.write > change.write "
            "ORDER BY later.write LIMIT 1), (SELECT body FROM record WHERE id = change.record) "
            "FROM change WHERE write = ? AND (? IS NULL OR record = ?) LIMIT ?",
            (number, record, record, _SHOWN),
        )
        return tuple(
            Change(id, _read(before), _read(next_before if changed_later else body))
            for id, before, changed_later, next_before, body in rows
            if _is_record(id)
        )

    def _put(self, connection: sqlite3.Connection, id: str, body: str | None) -> str | None:
        if is_item(id):
            return put_item(connection, id, body)
        if is_reaction(id):
            return put_reaction(connection, id, body)
        return self._rows.put(connection, id, body)


def _is_record(id: str) -> bool:
    return not (is_item(id) or is_reaction(id))


def followed(write: str) -> str:
    """Return the cause of a write that was made because of another, and is undone with it."""
    return f"after {write}"


def _read(body: str | None) -> Record | None:
    return load(body) if body is not None else None
