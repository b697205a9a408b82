"""Exact search among the vectors of records: each of them is compared.

Up to a hundred thousand vectors that is quicker than a graph of neighbours (HNSW), and it misses
nothing: in such a graph a record may not be reached among many that are alike. Knows no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Vectors

SCANNED = 100_000
"""Up to so many records of one kind are compared one by one: 150 MB of memory, about 6 ms."""


@dataclass(frozen=True, eq=False)
class Scan:
    """The vectors of some records, as they were at one moment."""

    ids: Sequence[str]
    apps: Sequence[str]
    """The app that each record belongs to; "" is all."""

    revs: NDArray[np.int64]
    """The revision that each record was in, `[records]`."""

    starts: NDArray[np.intp]
    """At which row each record's vectors begin, `[records]`."""

    matrix: Vectors
    """`[vectors, dimension]`, each of length 1."""

    def nearest(self, vector: Vectors, *, app: str | None, limit: int) -> dict[str, float]:
        """Return the records nearest to the vector and their cosine similarity, best first.

        Of a record with several vectors the nearest counts. With an app, its records and those
        of all apps.
        """
        if not self.ids:
            return {}
        # Not by BLAS, whose threads wait for each other for long where the machine is busy.
        cosines = np.einsum("nd,d->n", self.matrix, vector)
        nearness = np.maximum.reduceat(cosines, self.starts)
        if app is not None:
            fits = [each in (app, "") for each in self.apps]
            nearness = np.where(fits, nearness, -np.inf)
        if limit < len(nearness):
            best = nearness.argpartition(-limit)[-limit:]
        else:
            best = np.arange(len(nearness))
        best = best[nearness[best].argsort(kind="stable")[::-1]]
        return {
            str(self.ids[n]): float(nearness[n]) for n in best.tolist() if nearness[n] > -np.inf
        }

    def without(self, gone: NDArray[np.bool_]) -> Scan:
        """Return the scan without some records, `[records]`."""
        kept = np.flatnonzero(~gone).tolist()
        counts = np.diff(self.starts, append=len(self.matrix))
        return Scan(
            ids=[self.ids[n] for n in kept],
            apps=[self.apps[n] for n in kept],
            revs=self.revs[kept],
            starts=counts[kept].cumsum() - counts[kept],
            matrix=self.matrix[np.repeat(~gone, counts)],
        )

    def joined(self, other: Scan) -> Scan:
        """Return the records of both, those of the other last."""
        if not self.ids or not other.ids:
            return self if self.ids else other
        return Scan(
            ids=[*self.ids, *other.ids],
            apps=[*self.apps, *other.apps],
            revs=np.concatenate([self.revs, other.revs]),
            starts=np.concatenate([self.starts, other.starts + len(self.matrix)]),
            matrix=np.concatenate([self.matrix, other.matrix]),
        )
