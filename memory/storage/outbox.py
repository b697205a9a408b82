"""The outbox: what the vector index has yet to learn, and what it is known to hold.

Written with the rows in one transaction, read by the index. Knows nothing of vectors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..language.words import clean
from ..records import new_id
from .database import Database


@dataclass(frozen=True)
class Posted:
    """A record that was added, changed or removed."""

    seq: int
    """Grows with every change of the record; never used again."""

    id: str
    type: str
    user: str

    @property
    def group(self) -> str:
        """Which part of the index it belongs to."""
        return group_of(self.user, self.type)


class Outbox:
    """The queue between the rows and the index, and the index's own notes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def posted(self, *, limit: int = -1, gone: bool = False) -> list[Posted]:
        """Return what waits, oldest first; with `gone` only the records that are no more."""
        where = "record NOT IN (SELECT id FROM record)" if gone else "1"
        sql = f"SELECT seq, record, type, user FROM outbox WHERE {where} ORDER BY seq LIMIT ?"  # noqa: S608
        return [Posted(*row) for row in self.database.read(sql, (limit,))]

    def length(self) -> int:
        """Return how many records wait."""
        return int(self.database.read("SELECT count(*) FROM outbox")[0][0])

    def done(self, posted: Iterable[Posted]) -> None:
        """Take these out; a record that changed since has a new entry, which stays."""
        with self.database.transaction() as connection:
            connection.executemany("DELETE FROM outbox WHERE seq = ?", ((p.seq,) for p in posted))

    def post_all(self) -> None:
        """Note that there is no index, and put every record in."""
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM meta WHERE key IN ('index', 'embedder')")
            connection.execute("DELETE FROM outbox")
            connection.execute(
                "INSERT INTO outbox (record, type, user) "
                "SELECT id, type, user FROM record WHERE type != 'demonstration'"
            )

    def note(self, key: str) -> str:
        """Return a note about the index, or ""."""
        rows = self.database.read("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def set_notes(self, **notes: str) -> None:
        """Keep notes about the index."""
        with self.database.transaction() as connection:
            connection.executemany("REPLACE INTO meta (key, value) VALUES (?, ?)", notes.items())

    def home(self) -> str:
        """Return the id of the home, given to it on first use."""
        with self.database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('home', ?)", (new_id(),))
        return self.note("home")


def group_of(user: str, type_: str) -> str:
    """Return the part of the index that holds a user's records of a type."""
    return f"{clean(user)}\n{type_}"
