"""Neighbours: how much having taken one item speaks for another, in closed form.

A linear autoencoder that is trained with part of each history left out (DLAE: Steck 2020,
"Autoencoders that don't Overfit towards the Identity", eq. 3; EASE, Steck 2019, is its sibling
without dropout). So it serves people of whom little is known as well as those with long histories.
What it is fitted to counts more than who took both: what was taken in one sitting counts again,
and so do tags that two items share, as people who took both would (Jeunen et al. 2020,
"Closed-Form Models for Collaborative Filtering with Side-Information").
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

    dropout: float = 2 / 3
    """The share of a history that is left out, 0..1 and below 1."""

    penalty: float = 100.0
    """On the squared weights; in numbers of people."""

    sitting: float = 600.0
    """Seconds after which closeness in time has fallen to 1/e."""

    sitting_weight: float = 1.0
    """How much closeness in time counts beside having been taken by one person."""

    tag_weight: float = 2.0
    """How many people's word a tag has, as a root: it is squared in the Gram matrix."""


def fit_neighbours(
    log: Interactions, parameters: NeighbourParameters, tags: Floats | None = None
) -> Floats:
    """Return `[items, items]`: the levels of a person's items times this score all items.

    `tags` are `[tags, items]`, 1 where an item has a tag. Takes a dense matrix of all pairs of
    items, and time with the third power of their number: 1 s for 1,700, a minute for 10,000.
    """
    gram: Floats = np.asarray((log.matrix.T @ log.matrix).todense(), dtype=np.float64)
    if parameters.sitting_weight:
        gram = gram + parameters.sitting_weight * _taken_together(log, parameters.sitting)
    if tags is not None:
        gram = gram + parameters.tag_weight**2 * (tags.T @ tags)
    left_out = parameters.dropout / (1.0 - parameters.dropout)
    held = np.diag(left_out * np.diag(gram) + parameters.penalty)
    return np.asarray(np.linalg.solve(gram + held, gram), dtype=np.float64)


def _taken_together(log: Interactions, sitting: float) -> Floats:
    """Return `[items, items]`: how many people took both, each counted by how close in time."""
    together = np.zeros((len(log.items), len(log.items)))
    for items, at in log.histories():
        items, at = items[-_LONGEST:], at[-_LONGEST:]
        near = np.exp(-np.abs(at[:, None] - at) / sitting)
        # An item may occur twice in a history.
        np.add.at(together, np.ix_(items, items), near)
    return together
