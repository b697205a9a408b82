"""Vectors beside the rows: what each record means, at hand where its name is known.

The index finds what is near and is slow to tell how near a given record is; a table of the
database tells that of a hundred records in less than a millisecond. The vectors go with their
rows, whatever takes those away.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from ..core.protocols import Vectors
from .database import Database


class VectorsBeside:
    """The table of vectors that one embedder made."""

    def __init__(self, database: Database, embedder: str) -> None:
        self._database, self._embedder = database, embedder

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
                    (self._embedder, len(rows), rows.astype(np.float16).tobytes(), seq)
                    for seq, rows in vectors.items()
                    if len(rows)
                ],
            )

    def get(self, ids: Collection[str]) -> dict[str, Vectors]:
        """Return the vectors that are kept of those records, `[texts, dimension]` each."""
        return {
            id: np.frombuffer(body, dtype=np.float16).astype(np.float32).reshape(texts, -1)
            for id, texts, body in self._read(ids)
        }

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

    def _read(self, ids: Collection[str]) -> list[tuple[Any, ...]]:
        return self._database.read(
            "SELECT id, texts, vectors FROM record JOIN record_vector USING (rev) "
            "WHERE id IN (SELECT value FROM json_each(?)) AND embedder = ?",
            [json.dumps(list(ids)), self._embedder],
        )
