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
from typing import TypeVar

from ...core.protocols import Embedder, Vectors
from ...core.settings import Settings
from ..language.words import clean
from ..records import Record, new_id
from .chroma import Chroma, IndexAway, IndexDamaged
from .index_entries import WITH_TEXTS, keys_of, record_of, write_entries
from .outbox import Outbox, Posted, group_of
from .record_vectors import RecordVectors
from .rows import Rows, search_texts
from .unindexed import Unindexed, nearest

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

WAITING = 32
"""How many changed records are compared in memory before they are written to Chroma."""

RENEWED = 3_000
"""So many vectors of one kind, at most, are copied to forget one of them: a few seconds' work."""

_CHUNK = 1_000
"""Records that are embedded and written at once; Chroma takes a quarter longer in chunks of 250."""

_OF_APPS = frozenset({"habit", "procedure"})
"""Types of records that belong to an app."""


class VectorIndex:
    """Finds records by meaning."""

    def __init__(self, rows: Rows, embedder: Embedder, settings: Settings) -> None:
        self._rows, self._embedder, self._database = rows, embedder, rows.database
        self._outbox = Outbox(rows.database)
        self._kept_vectors = RecordVectors(rows.database, embedder)
        self._lock = threading.RLock()
        self._unindexed = Unindexed(rows, self._outbox, self._kept_vectors)
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
                return {one.id: nearest(rows, vector) for one, rows in found if len(rows)}

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
        self._unindexed.load()
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
            most = 2 * limit if type_ in WITH_TEXTS else limit
            near = self._chroma.query(group_of(user, type_), vector, app=of_app, limit=most)
            for key, similarity in near:
                found.setdefault(record_of(key), similarity)
        newest = self._unindexed.search(vector, types, user=user, app=app)
        return self._unindexed.without(found) | newest

    def _search_newest(
        self, vector: Vectors, types: Collection[str], user: str, app: str | None
    ) -> dict[str, float]:
        """Search what waits for the index, where that is little enough to be compared here."""
        if self._outbox.length() > WAITING:
            return {}
        self._unindexed.load()
        return self._unindexed.search(vector, types, user=user, app=app)

    def _catch_up_with_many(self) -> None:
        if self._outbox.length() > WAITING:
            self.catch_up()

    def _compare(self, vector: Vectors, records: Sequence[Record]) -> dict[str, float]:
        found = self._kept_vectors.compare(vector, [record.id for record in records])
        groups = defaultdict[str, list[str]](list)
        for record in records:
            if record.id not in found:
                keys = keys_of(record.id, len(search_texts(record)))
                groups[group_of(record.user, record.type)] += keys
        for group, keys in groups.items() if groups and self._synchronised() else ():
            for key, similarity in self._chroma.compare(group, vector, keys):
                id = record_of(key)
                found[id] = max(similarity, found.get(id, -1.0))
        self._unindexed.load()
        return found | self._unindexed.compare(vector, {record.id for record in records})

    def _kept(self, types: Collection[str], user: str) -> list[str]:
        """Return the types of which the user has records; asking Chroma costs a hundredfold."""
        sql = "SELECT 1 FROM record WHERE type = ? AND user = ? LIMIT 1"
        return [type_ for type_ in types if self._database.read(sql, (type_, clean(user)))]

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
                write_entries(self._chroma, group, entries, records)
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
