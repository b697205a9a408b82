"""The journal: what every write changed, so that any of them can be undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..core.errors import RecordMissing
from .records import Record, new_id, now
from .rows import Rows, load
from .words import clean


@dataclass(frozen=True)
class Write:
    """One change of memory, done as a whole."""

    id: str
    """What `undo` takes."""

    added: tuple[str, ...]
    """Ids of the records that were added or replaced."""

    removed: tuple[str, ...]
    """Ids of the records that are gone."""


class Journal:
    """Changes rows and keeps how they were before."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._database = rows.database

    def write(self, bodies: Mapping[str, str | None], *, cause: str = "") -> Write:
        """Make each id's row hold its body, or be gone where it is None, in one transaction."""
        id = new_id()
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO write (id, at, cause) VALUES (?, ?, ?)",
                (id, now().isoformat(), clean(cause)),
            ).lastrowid
            for record, body in bodies.items():
                before = self._rows.put(connection, record, body)
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

        Later changes of the same rows go too. Returns the records that the write had added,
        as they were last, and the ones that are back. Raises `RecordMissing` where there is no
        such write or it was undone before.
        """
        with self._database.transaction() as connection:
            number = self._undoable(connection, write)
            connection.execute("UPDATE write SET undone = 1 WHERE number = ?", (number,))
            changes = connection.execute(
                "SELECT record, before FROM change WHERE write = ?", (number,)
            ).fetchall()
            restored = [
                self._rows.put(connection, record, before) or before for record, before in changes
            ]
        return [load(body) for body in restored if body is not None]

    def erase(self, ids: Iterable[str]) -> None:
        """Delete what the journal holds of these records; it can no longer be brought back."""
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM change WHERE record = ?", ((id,) for id in ids))

    @staticmethod
    def _undoable(connection: sqlite3.Connection, write: str) -> int:
        row = connection.execute(
            "SELECT number, undone FROM write WHERE id = ?", (clean(write),)
        ).fetchone()
        if row is None:
            raise RecordMissing(f"There is no change {write!r} to undo.")
        if row[1]:
            raise RecordMissing(f"The change {write!r} was undone before.")
        return int(row[0])
