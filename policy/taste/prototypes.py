"""Prototypes: kinds of people, as a mixture of Gaussians over where the people of a log lie.

Whoever is not in the log is expected to be one of these kinds (PAL: see `ideal_point`), so that a
new person is placed after a few events.
"""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans

from .ideal_point import Prior
from .interactions import Floats

_RIDGE = 1e-6
"""Added to the variances, so that directions in which nobody differs have an inverse."""


def find_prototypes(people: Floats, *, kinds: int, seed: int = 0) -> Prior:
    """Return whom to expect, from where people lie, `[people, dimension]`.

    Kinds are the centres of clusters; all spread alike about their own.
    """
    kinds = min(kinds, len(people))
    clusters = KMeans(kinds, random_state=seed).fit(people)
    kind = np.asarray(clusters.predict(people), dtype=np.intp)
    centres = np.asarray(clusters.cluster_centers_, dtype=np.float64)
    off = people - centres[kind]
    covariance = off.T @ off / len(people) + _RIDGE * np.eye(people.shape[1])
    shares = np.bincount(kind, minlength=kinds) / len(people)
    return Prior(centres, shares, np.asarray(np.linalg.inv(covariance), dtype=np.float64))
