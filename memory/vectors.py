"""The vector index: which records are like a text in meaning.

An index over the rows, never a source. New rows wait in the outbox; a few of them are compared
directly, in memory, and only a larger number is worth a write to Chroma. So a turn that
remembers something pays for no index, and a young home does not even import Chroma.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ..core.protocols import Embedder, Vectors
from ..core.settings import Settings
from .chroma import Chroma, IndexAway, IndexDamaged
from .outbox import Outbox, Posted, group_of
from .record_vectors import RecordVectors
from .records import Record, new_id
from .rows import Rows, search_texts
from .words import clean

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

WAITING = 32
"""How many changed records are compared in memory before they are written to Chroma."""

RENEWED = 3_000
"""So many vectors of one kind, at most, are copied to forget one of them: a few seconds' work."""

_CHUNK = 1_000
"""Records that are embedded and written at once; Chroma takes a quarter longer in chunks of 250."""

_TEXTS = 8
"""The most vectors that one record has; see `search_texts`."""

_WITH_TEXTS = frozenset({"procedure"})
"""Types of records that have more than one."""

_OF_APPS = frozenset({"habit", "procedure"})
"""Types of records that belong to an app."""


@dataclass(frozen=True)
class _Waiting:
    posted: Posted
    app: str
    vectors: Vectors
    """`[texts, dimension]`; no rows where the record is gone."""


class VectorIndex:
    """Finds records by meaning."""

    def __init__(self, rows: Rows, embedder: Embedder, settings: Settings) -> None:
        self._rows, self._embedder, self._database = rows, embedder, rows.database
        self._outbox = Outbox(rows.database)
        self._kept_vectors = RecordVectors(rows.database, embedder)
        self._lock = threading.RLock()
        self._waiting: dict[int, _Waiting] = {}
        self._seen = ""
        self.problem = ""
        """Why the last search did not look at all records; "" where it did."""

        self._chroma = Chroma(
            settings.paths.vectors,
            address=settings.chroma_address,
            home=self._outbox.home(),
            embedder=embedder.name,
        )

    def embed(self, text: str) -> Vectors:
        """Return where a text lies among the records, `[dimension]`, of length 1."""
        vector: Vectors = self._kept_vectors.embed([text])[0]
        return vector

    def search(
        self, vector: Vectors, types: Collection[str], *, user: str, app: str | None, limit: int
    ) -> dict[str, float]:
        """Return ids of records and their cosine similarity to the vector, best first.

        Where the server does not answer, only of the newest records; `problem` says so then.
        """
        with self._lock:
            self.problem = ""
            try:
                found = self._mending(lambda: self._search(vector, types, user, app, limit))
            except IndexAway as error:
                self.problem = str(error)
                found = self._search_newest(vector, types, user, app)
        return dict(sorted(found.items(), key=lambda pair: -pair[1])[:limit])

    def similarities(self, vector: Vectors, records: Iterable[Record]) -> dict[str, float]:
        """Return the cosine similarity of each record to the vector, by id.

        A record that the index does not hold yet, or that has no text, is left out; where the
        server does not answer, the others are embedded anew.
        """
        named = list(records)
        with self._lock:
            try:
                return self._mending(lambda: self._compare(vector, named))
            except IndexAway as error:
                self.problem = str(error)
                found = zip(named, self._kept_vectors.of(named), strict=True)
                return {one.id: float((rows @ vector).max()) for one, rows in found if len(rows)}

    def catch_up(self, on_progress: Callable[[float], None] | None = None) -> int:
        """Write all that waits in the outbox to Chroma; return how many records that were."""
        with self._lock:
            total, done = self._outbox.length(), 0
            while count := self._mending(self._write_chunk):
                done += count
                if on_progress:
                    on_progress(min(1.0, done / max(total, 1)))
            return done

    def remove(self) -> None:
        """Take records that are gone out of the index at once."""
        with self._lock:
            if not self._outbox.note("index"):
                self._outbox.done(self._outbox.posted(gone=True))
            while self._outbox.note("index") and self._mending(
                lambda: self._write_chunk(gone=True)
            ):
                pass

    def renew(self, owners: Iterable[tuple[str, str]]) -> None:
        """Write these users' records of these types anew: no file keeps what was removed.

        Where they are more than `RENEWED`, `rebuild` alone does that: until then the numbers of
        removed vectors, no words, stay in the index's files, marked as deleted.
        """
        with self._lock:
            if self._chroma.exists:
                groups = [group_of(user, type_) for user, type_ in owners]
                self._mending(lambda: self._renew(groups))
                with self._database.transaction():
                    self._chroma.compact()

    def rebuild(self, on_progress: Callable[[float], None] | None = None) -> int:
        """Make the index anew from the rows; return how many records are in it."""
        with self._lock:
            self._outbox.post_all()
            count = self.catch_up(on_progress)
            with self._database.transaction():
                self._chroma.compact()
            return count

    def close(self) -> None:
        """Write what waits, where Chroma is open anyway, and let go of its files."""
        with self._lock:
            if self._seen:
                try:
                    self.catch_up()
                except IndexAway as error:
                    # What waits is in the outbox, and is written when the server is back.
                    _log.warning("the index was not brought up to date", extra={"why": str(error)})
            self._chroma.close()
            self._seen = ""

    def _search(
        self, vector: Vectors, types: Collection[str], user: str, app: str | None, limit: int
    ) -> dict[str, float]:
        self._catch_up_with_many()
        scan, generation = self._kept_vectors.scan, self._outbox.note("generation")
        scans = {type_: scan(type_, clean(user), generation) for type_ in self._kept(types, user)}
        if not all(scans.values()) and not self._synchronised():
            self._catch_up_with_many()
        self._load_waiting()
        found: dict[str, float] = {}
        for type_, few in scans.items():
            # What belongs to no app is held in all, and asking costs more with a condition.
            of_app = app if type_ in _OF_APPS else None
            if few:
                found |= few.nearest(vector, app=of_app, limit=limit)
                continue
            if not self._synchronised():
                continue
            # Several texts of one record may all be near, so more are asked for than needed.
            most = 2 * limit if type_ in _WITH_TEXTS else limit
            near = self._chroma.query(group_of(user, type_), vector, app=of_app, limit=most)
            for key, similarity in near:
                found.setdefault(key.partition("#")[0], similarity)
        for row in self._waiting.values():
            found.pop(row.posted.id, None)
        return found | self._search_waiting(vector, types, user, app)

    def _search_newest(
        self, vector: Vectors, types: Collection[str], user: str, app: str | None
    ) -> dict[str, float]:
        """Search what waits for the index, where that is little enough to be compared here."""
        if self._outbox.length() > WAITING:
            return {}
        self._load_waiting()
        return self._search_waiting(vector, types, user, app)

    def _catch_up_with_many(self) -> None:
        if self._outbox.length() > WAITING:
            self.catch_up()

    def _compare(self, vector: Vectors, records: Sequence[Record]) -> dict[str, float]:
        found = self._kept_vectors.compare(vector, [record.id for record in records])
        groups = defaultdict[str, list[str]](list)
        for record in records:
            if record.id not in found:
                groups[group_of(record.user, record.type)] += [
                    f"{record.id}#{n}" for n in range(len(search_texts(record)))
                ]
        for group, keys in groups.items() if groups and self._synchronised() else ():
            for key, similarity in self._chroma.compare(group, vector, keys):
                id = key.partition("#")[0]
                found[id] = max(similarity, found.get(id, -1.0))
        self._load_waiting()
        ids = {record.id for record in records}
        for row in self._waiting.values():
            if row.posted.id in ids and len(row.vectors):
                found[row.posted.id] = float((row.vectors @ vector).max())
        return found

    def _kept(self, types: Collection[str], user: str) -> list[str]:
        """Return the types of which the user has records; asking Chroma costs a hundredfold."""
        sql = "SELECT 1 FROM record WHERE type = ? AND user = ? LIMIT 1"
        return [type_ for type_ in types if self._database.read(sql, (type_, clean(user)))]

    def _search_waiting(
        self, vector: Vectors, types: Collection[str], user: str, app: str | None
    ) -> dict[str, float]:
        return {
            row.posted.id: float((row.vectors @ vector).max())
            for row in self._waiting.values()
            if row.posted.user == user and row.posted.type in types
            if len(row.vectors) and (app is None or row.app in (app, ""))
        }

    def _load_waiting(self) -> None:
        posted = self._outbox.posted()
        self._waiting = {p.seq: self._waiting[p.seq] for p in posted if p.seq in self._waiting}
        new = [p for p in posted if p.seq not in self._waiting]
        records = self._rows.get([p.id for p in new]) if new else {}
        for p, vectors in zip(
            new, self._kept_vectors.of([records.get(p.id) for p in new]), strict=True
        ):
            app = str(getattr(records.get(p.id), "app", ""))
            self._waiting[p.seq] = _Waiting(p, app, vectors)

    def _write_chunk(self, *, gone: bool = False) -> int:
        posted = self._outbox.posted(limit=_CHUNK, gone=gone)
        if not posted:
            return 0
        records = self._rows.get([p.id for p in posted])
        vectors = self._kept_vectors.of([records.get(p.id) for p in posted])
        # The transaction keeps other processes from writing to Chroma meanwhile. A crash
        # before its end leaves the outbox as it was, and the writes below are repeatable.
        with self._database.transaction():
            if not self._synchronised():
                self._outbox.set_notes(index=self._chroma.reset(), embedder=self._embedder.name)
            groups = defaultdict[str, list[tuple[Posted, Vectors]]](list)
            for p, rows in zip(posted, vectors, strict=True):
                groups[p.group].append((p, rows))
            for group, entries in groups.items():
                self._write_group(group, entries, records)
            self._kept_vectors.keep({p.seq: rows for p, rows in zip(posted, vectors, strict=True)})
            self._outbox.done(posted)
            self._seen = new_id()
            self._outbox.set_notes(generation=self._seen)
        return len(posted)

    def _renew(self, groups: Sequence[str]) -> None:
        if not self._synchronised():
            self._outbox.set_notes(index=self._chroma.reset(), embedder=self._embedder.name)
            return
        groups = [group for group in groups if self._chroma.count(group) <= RENEWED]
        if not groups:
            return
        index = self._outbox.note("index")
        waiting = {(p.id, p.group) for p in self._outbox.posted()}
        # A crash while the vectors are copied leaves all records to be indexed anew.
        self._outbox.post_all()
        copied = [p for p in self._outbox.posted() if (p.id, p.group) not in waiting]
        with self._database.transaction():
            self._chroma.renew(groups)
            self._outbox.done(copied)
            self._seen = new_id()
            self._outbox.set_notes(index=index, embedder=self._embedder.name, generation=self._seen)

    def _write_group(
        self,
        group: str,
        entries: Sequence[tuple[Posted, Vectors]],
        records: dict[str, Record],
    ) -> None:
        here = [(p, rows) for p, rows in entries if _fits(p, records.get(p.id))]
        keys = [f"{p.id}#{n}" for p, rows in here for n in range(len(rows))]
        belongs = [getattr(records[p.id], "app", None) for p, rows in here for _ in rows]
        apps = [app for app in belongs if app is not None]
        kept = set(keys)
        old = [
            key
            for p, _ in entries
            for n in range(_TEXTS if p.type in _WITH_TEXTS else 1)
            if (key := f"{p.id}#{n}") not in kept
        ]
        if keys:
            self._chroma.upsert(group, keys, np.concatenate([rows for _, rows in here]), apps)
        if old:
            self._chroma.delete(group, old)

    def _synchronised(self) -> bool:
        """Tell whether there is an index, and see to it that Chroma shows its last state."""
        index, generation = self._outbox.note("index"), self._outbox.note("generation")
        if not index:
            return False
        if generation != self._seen:
            # Another process wrote: an open client would go on answering from its memory.
            self._chroma.close()
            if (
                self._outbox.note("embedder") != self._embedder.name
                or self._chroma.stamp() != index
            ):
                self._outbox.post_all()
                return False
            self._seen = generation
        return True

    def _mending(self, task: Callable[[], _T]) -> _T:
        try:
            return task()
        except IndexDamaged as error:
            _log.warning("the vector index is damaged and built anew", extra={"why": str(error)})
            self._chroma.set_aside()
            self._outbox.post_all()
            return task()


def _fits(posted: Posted, record: Record | None) -> bool:
    # A record may have changed its owner since; its old place in the index is then empty.
    return record is not None and (record.type, record.user) == (posted.type, posted.user)
