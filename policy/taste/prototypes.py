"""Prototypes: kinds of people, as a mixture of Gaussians over where the people of a log lie.

Whoever is not in the log is expected to be one of these kinds (PAL: see `ideal_point`), so that a
new person is placed after a few events.
"""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans

from .ideal_point import Prior
from .interactions import Floats

_ALIKE = 6
"""People whose places agree to so many decimals are one for the number of kinds."""


def find_prototypes(people: Floats, *, kinds: int, seed: int = 0) -> Prior:
    """Return whom to expect, from where people lie, `[people, dimension]`.

    Kinds are the centres of clusters; all spread alike about their own, the fewer people there
    are the more evenly in all directions, and as far as people lie from 0.
    """
    kinds = min(kinds, len(np.unique(people.round(_ALIKE), axis=0)))
    clusters = KMeans(kinds, random_state=seed).fit(people)
    kind = np.asarray(clusters.predict(people), dtype=np.intp)
    centres = np.asarray(clusters.cluster_centers_, dtype=np.float64)
    off = people - centres[kind]
    count, dimension = people.shape
    even = dimension / (count + dimension)
    covariance = (1.0 - even) * off.T @ off / count
    covariance += even * np.mean(people**2) * np.eye(dimension)
    shares = np.bincount(kind, minlength=kinds) / count
    return Prior(centres, shares, np.asarray(np.linalg.inv(covariance), dtype=np.float64))
