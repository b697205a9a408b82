"""Factors: people and items as points of one space, whose inner product is how well they fit.

Implicit alternating least squares (Hu, Koren and Volinsky 2008, "Collaborative Filtering for
Implicit Feedback Datasets"), with the penalty in proportion to what is known of a row (Rendle et
al. 2022, "Revisiting the Performance of iALS on Item Recommendation Benchmarks", eq. 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.sparse import csr_array

from .interactions import Floats, Interactions

_ROWS = 4_096
"""So many rows are solved together: 34 MB at 32 dimensions."""


@dataclass(frozen=True)
class FactorParameters:
    """What the fit is set by."""

    dimension: int = 32
    unseen: float = 0.1
    """How much each item that was not taken counts as one that is not liked, beside one that was
    taken."""

    penalty: float = 0.02
    rounds: int = 12
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Factors:
    """Where people and items lie."""

    people: Floats
    """`[people, dimension]`."""

    items: Floats
    """`[items, dimension]`."""


def fit_factors(
    log: Interactions,
    parameters: FactorParameters = FactorParameters(),
) -> Factors:
    """Place the people and the items of a log. The same seed gives the same places."""
    rng = np.random.default_rng(parameters.seed)
    taken, takers = csr_array(log.matrix), csr_array(log.matrix.T)
    people = torch.zeros((len(log.people), parameters.dimension), dtype=torch.float64)
    items = torch.from_numpy(rng.normal(0, 0.1, (len(log.items), parameters.dimension)))
    for _ in range(parameters.rounds):
        people = _solved(taken, items, parameters)
        items = _solved(takers, people, parameters)
    return Factors(people.numpy(), items.numpy())


def spread(items: Floats, parameters: FactorParameters, taken: float) -> Floats:
    """Return the precision, `[dimension, dimension]`, of a person before anything is known.

    It says that what they do not take they do not like, and draws them to the middle as a person
    who took so many items.
    """
    pull = parameters.penalty * (taken + parameters.unseen * len(items))
    return parameters.unseen * items.T @ items + pull * np.eye(items.shape[1])


def _solved(rows: csr_array, others: torch.Tensor, parameters: FactorParameters) -> torch.Tensor:
    """Return the best place of each row, `[rows, dimension]`, where the others lie as they do."""
    dimension = others.shape[1]
    shared = parameters.unseen * others.T @ others
    outer = (others[:, :, None] * others[:, None, :]).reshape(len(others), -1).numpy()
    parts = []
    for start in range(0, len(rows.indptr) - 1, _ROWS):
        part = rows[start : start + _ROWS]
        known = np.diff(part.indptr)
        seen = csr_array((np.ones_like(part.data), part.indices, part.indptr), shape=part.shape)
        gram = torch.from_numpy(seen @ outer).reshape(-1, dimension, dimension) + shared
        pull = parameters.penalty * (known + parameters.unseen * len(others))
        gram += torch.from_numpy(pull)[:, None, None] * torch.eye(dimension, dtype=gram.dtype)
        target = torch.from_numpy(part @ others.numpy())
        parts.append(torch.linalg.solve(gram, target))
    return torch.cat(parts)
