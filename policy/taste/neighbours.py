"""Neighbours: how much having taken one item speaks for another, in closed form.

EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8) on a Gram matrix
that counts more than who took both: what was taken within the same minutes counts again, and so
do tags that two items share (Jeunen et al. 2020, "Closed-Form Models for Collaborative Filtering
with Side-Information": tags as further people).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .interactions import Floats, Interactions

_LONGEST = 2_000
"""The last so many events of a person are looked at for what was taken together."""


@dataclass(frozen=True)
class NeighbourParameters:
    """What the fit is set by."""

    penalty: float = 300.0
    """On the squared weights; in numbers of people."""

    sitting: float = 600.0
    """Seconds within which two items were taken in one sitting: closeness falls by 1/e."""

    sitting_weight: float = 1.0
    """How much that counts beside having been taken by one person."""

    tag_weight: float = 2.0
    """How much a tag counts as a person would; squared in the Gram matrix."""


def fit_neighbours(
    log: Interactions,
    tags: Floats | None = None,
    parameters: NeighbourParameters = NeighbourParameters(),
) -> Floats:
    """Return `[items, items]`: the levels of a person's items times this give their scores.

    `tags` are `[tags, items]`, 1 where an item has a tag. Needs memory and time for a matrix of
    that size and its inverse: 0.7 s for 1,700 items, a minute for 10,000.
    """
    gram = np.asarray((log.matrix.T @ log.matrix).todense(), dtype=np.float64)
    if parameters.sitting_weight:
        gram += parameters.sitting_weight * _taken_together(log, parameters.sitting)
    if tags is not None:
        gram += parameters.tag_weight**2 * (tags.T @ tags)
    diagonal = np.diag_indices(len(gram))
    gram[diagonal] += parameters.penalty
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    weights[diagonal] = 0.0
    return weights


def _taken_together(log: Interactions, sitting: float) -> Floats:
    """Return `[items, items]`: how many people took both, counted by how close in time."""
    together = np.zeros((len(log.items), len(log.items)))
    for items, at in log.histories():
        items, at = items[-_LONGEST:], at[-_LONGEST:]
        near = np.exp(-np.abs(at[:, None] - at) / sitting)
        # Items may occur twice in a history.
        np.add.at(together, np.ix_(items, items), near)
    return together
