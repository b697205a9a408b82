"""Memory: the one door through which the rest of uptake remembers and recalls.

Any thread may use it; two processes may share a home. Rows in SQLite are the truth; the
vector index follows them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ..core.errors import RecordMissing
from ..core.protocols import Embedder
from ..core.settings import Settings
from .database import Database
from .journal import Journal, Write
from .recall import Hit, Recall
from .records import Record, RecordType
from .rows import Revision, Rows, dump
from .vectors import VectorIndex
from .words import clean

__all__ = ["Hit", "Memory", "Revision", "Write"]

Records = list[Record]
Hits = list[Hit]

_RECALLED: tuple[RecordType, ...] = ("habit", "procedure", "fact", "episode")


class Memory:
    """What the assistant knows of its users."""

    def __init__(self, database: Database, embedder: Embedder, settings: Settings) -> None:
        self.database = database
        self.embedder = embedder
        self._rows = Rows(database)
        self._journal = Journal(self._rows)
        self._vectors = VectorIndex(self._rows, embedder, settings)
        self._recall = Recall(self._rows, self._vectors)

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder) -> Memory:
        """Open the memory of the home, and make it where there is none. Raises `HomeError`."""
        home = settings.paths.create()
        return cls(Database(home.memory), embedder, settings)

    def add(self, records: Iterable[Record], *, cause: str = "") -> Write:
        """Keep records, replacing the ones with the same ids; on the disk when it returns."""
        return self._journal.write(
            {clean(record.id): dump(record) for record in records}, cause=cause
        )

    def get(self, id: str) -> Record:
        """Return the record with that id. Raises `RecordMissing`."""
        record = self._rows.get([id]).get(clean(id))
        if record is None:
            raise RecordMissing(f"Nothing with the id {id!r} is remembered.")
        return record

    def list(
        self,
        type: RecordType | None = None,
        *,
        user: str | None = None,
        app: str | None = None,
        limit: int | None = None,
        valid: bool = True,
    ) -> Records:
        """Return records, newest first; with `valid=False` also the ones that hold no more.

        With `app`, records of that app and records that belong to no app.
        """
        types = (type,) if type else ()
        return self._rows.select(types, user=user, app=app, valid=valid, limit=limit)

    def recall(
        self,
        query: str,
        *,
        user: str,
        types: Collection[RecordType] = _RECALLED,
        app: str | None = None,
        limit: int = 8,
        tokens: int | None = None,
    ) -> Hits:
        """Return what bears on the query, best first, within `limit` hits and `tokens`."""
        return self._recall.recall(
            query, user=user, types=types, app=app, limit=limit, tokens=tokens
        )

    def forget(self, ids: Iterable[str], *, for_good: bool = False) -> Write:
        """Remove records, also from the index. Raises `RecordMissing`, and then removes none.

        The write can be undone, unless `for_good` also deletes what the journal has of them.
        """
        gone = [*dict.fromkeys(clean(id) for id in ids)]
        missing = set(gone) - self._rows.get(gone).keys()
        if missing:
            raise RecordMissing(f"Nothing with the id {sorted(missing)[0]!r} is remembered.")
        write = self._journal.write(dict.fromkeys(gone))
        if for_good:
            self._journal.erase(gone)
        self._vectors.remove()
        return write

    def undo(self, write: str) -> Records:
        """Restore the state before that write; return the records that it concerned.

        Later changes of the same records are undone with it. Raises `RecordMissing` where
        there is no such write, or where it was undone before.
        """
        records = self._journal.undo(write)
        self._vectors.remove()
        return records

    def revision(self, types: Collection[RecordType], *, user: str) -> Revision:
        """Return what differs from before whenever records of these types have changed."""
        return self._rows.revision(types, user=user)

    def counts(self) -> dict[RecordType, int]:
        """Return how many records of each type are kept."""
        return self._rows.counts()

    def catch_up(self, on_progress: Callable[[float], None] | None = None) -> int:
        """Bring the index up to date now, rather than before the next recall."""
        return self._vectors.catch_up(on_progress)

    def rebuild_index(self, on_progress: Callable[[float], None] | None = None) -> int:
        """Make the vector index anew from the records; return how many are in it."""
        return self._vectors.rebuild(on_progress)

    def close(self) -> None:
        """Let go of all files; closing twice does nothing."""
        self._vectors.close()
        self.database.close()
