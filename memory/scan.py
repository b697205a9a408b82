"""Exact search among the vectors of a few thousand records: each of them is compared.

Up to some ten thousand vectors that is quicker than a graph of neighbours (HNSW), and it misses
nothing: in such a graph a record may not be reached among many that are alike. Knows no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.protocols import Vectors

SCANNED = 10_000
"""Up to so many records of one kind are compared one by one: 15 MB of memory, about 1 ms."""


@dataclass(frozen=True, eq=False)
class Scan:
    """The vectors of some records, as they were at one moment."""

    ids: Sequence[str]
    apps: Sequence[str]
    """The app that each record belongs to; "" is all."""

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
        best = nearness.argsort(kind="stable")[: -limit - 1 : -1]
        return {
            str(self.ids[n]): float(nearness[n]) for n in best.tolist() if nearness[n] > -np.inf
        }
