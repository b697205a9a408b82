"""The vectors of records, beside their rows: at hand where a record's name is known.

The index finds what is near and is slow to tell how near a given record is; a table of the
database tells that of a hundred records in less than a millisecond. The vectors go with their
rows, whatever takes those away.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder, Vectors
from ..language.words import INDEXED_CHARACTERS, clean
from ..records import Record
from .database import Database
from .rows import search_texts
from .scan import SCANNED, Scan


class RecordVectors:
    """Makes the vectors of records, and keeps them."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database, self._embedder = database, embedder
        self._scans: dict[tuple[str, str], tuple[str, Scan | None]] = {}
        """The index's generation that each was read in, and what was read."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, `[texts, dimension]`; of long ones, for the beginning."""
        return self._embedder.embed([clean(text[:INDEXED_CHARACTERS]) for text in texts])

    def of(self, records: Sequence[Record | None]) -> list[Vectors]:
        """Return each record's vectors, `[texts, dimension]`; embeds those that are not kept.

        What has no text, or is None, has no rows.
        """
        kept = self._kept([record.id for record in records if record])
        new = [record for record in records if record and record.id not in kept]
        texts = [search_texts(record) for record in new]
        if flat := [text for group in texts for text in group]:
            ends = np.cumsum([len(group) for group in texts], dtype=int)
            parts = np.split(self.embed(flat), ends[:-1])
            kept |= {record.id: part for record, part in zip(new, parts, strict=True)}
        none = np.zeros((0, 1), dtype=np.float32)
        return [kept.get(record.id, none) if record else none for record in records]

    def keep(self, vectors: Mapping[int, Vectors]) -> None:
        """Keep the vectors of what waits in the outbox, by number, at half width.

        `[texts, dimension]` each. What has changed meanwhile waits under another number.
        """
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO record_vector (rev, embedder, texts, vectors) "
                "SELECT rev, ?, ?, ? FROM outbox JOIN record ON record.id = outbox.record "
                "WHERE seq = ?",
                [
                    (self._embedder.name, len(rows), rows.astype(np.float16).tobytes(), seq)
                    for seq, rows in vectors.items()
                    if len(rows)
                ],
            )

    def compare(self, vector: Vectors, ids: Collection[str]) -> dict[str, float]:
        """Return the cosine similarity of those records of which the vectors are kept.

        Of a record with several texts the nearest counts.
        """
        rows = self._read(ids)
        if not rows:
            return {}
        matrix = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float16)
        nearness = matrix.reshape(-1, len(vector)).astype(np.float32) @ vector
        starts = np.cumsum([0, *(row[1] for row in rows[:-1])])
        best = np.maximum.reduceat(nearness, starts)
        return dict(zip((row[0] for row in rows), best.tolist(), strict=True))

    def scan(self, type: str, user: str, generation: str) -> Scan | None:
        """Return all kept vectors of a user's records of one type, to search among.

        They are read once, and what changed again with each generation of the index; what changes
        meanwhile waits in the outbox. None where there are more than `SCANNED`, or where vectors
        that the index has were not kept, as in a home of an earlier version or of another
        embedding model.
        """
        held = self._scans.get((type, user))
        if held is None or held[0] != generation:
            held = generation, self._read_scan(type, user, held and held[1])
            self._scans[type, user] = held
        return held[1]

    def _read_scan(self, type: str, user: str, before: Scan | None) -> Scan | None:
        """Read the scan, of which `before` was an earlier state; None where there was none."""
        sql = (
            "SELECT rev FROM record WHERE type = ? AND user = ? "
            "AND id NOT IN (SELECT record FROM outbox) LIMIT ?"
        )
        rows = self._database.read(sql, (type, user, SCANNED + 1))
        if len(rows) > SCANNED:
            return None
        revs = np.array([row[0] for row in rows], dtype=np.int64)
        if before is None:
            return self._scan_of(revs)
        kept = before.without(~np.isin(before.revs, revs))
        new = self._scan_of(revs[~np.isin(revs, kept.revs)])
        return kept.joined(new) if new else None

    def _scan_of(self, revs: NDArray[np.int64]) -> Scan | None:
        """Return a scan of the records in these revisions; None where vectors are missing."""
        rows = self._database.read(
            "SELECT id, app, texts, vectors, record.rev FROM record "
            "LEFT JOIN record_vector AS kept ON kept.rev = record.rev AND embedder = ? "
            "WHERE record.rev IN (SELECT value FROM json_each(?))",
            (self._embedder.name, json.dumps(revs.tolist())),
        )
        if any(row[2] is None for row in rows):
            return None
        counts = np.array([row[2] for row in rows], dtype=np.intp)
        halves = np.frombuffer(b"".join(row[3] for row in rows), dtype=np.float16)
        return Scan(
            ids=[row[0] for row in rows],
            apps=[row[1] for row in rows],
            revs=np.array([row[4] for row in rows], dtype=np.int64),
            starts=counts.cumsum() - counts,
            matrix=halves.astype(np.float32).reshape(counts.sum(), -1 if rows else 0),
        )

    def _kept(self, ids: Collection[str]) -> dict[str, Vectors]:
        return {
            id: np.frombuffer(body, dtype=np.float16).astype(np.float32).reshape(texts, -1)
            for id, texts, body in self._read(ids)
        }

    def _read(self, ids: Collection[str]) -> list[tuple[Any, ...]]:
        return self._database.read(
            "SELECT id, texts, vectors FROM record JOIN record_vector USING (rev) "
            "WHERE id IN (SELECT value FROM json_each(?)) AND embedder = ?",
            [json.dumps(list(ids)), self._embedder.name],
        )
