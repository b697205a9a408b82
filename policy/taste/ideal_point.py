"""The ideal point: where in the space of items a person's liking is greatest, and how sure that is.

A person is a mixture of prototypes before anything is known of them (Chen et al. 2024, "PAL:
Pluralistic Alignment Framework for Learning from Heterogeneous Preferences"), and a Gaussian
about each; all that they do moves it by Bayes' rule in closed form. With one prototype at 0 and
the spread of `factors.spread` this is the fold-in of alternating least squares.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_factor, cho_solve, get_blas_funcs

from .interactions import Floats


@dataclass(frozen=True, eq=False)
class Prior:
    """Whom to expect: prototypes of people, and how people spread about each."""

    prototypes: Floats
    """`[prototypes, dimension]`."""

    shares: Floats
    """`[prototypes]`, which add up to 1."""

    precision: Floats
    """`[dimension, dimension]`, the inverse covariance about each prototype."""


class Evidence:
    """What a person did, as sums: the same in whatever order it came.

    To count something takes microseconds. The one sum that costs more, of outer products, is made
    when it is read, of all that came since at once.
    """

    def __init__(self, dimension: int) -> None:
        self.pull: Floats = np.zeros(dimension)
        self._gram: Floats = np.zeros((dimension, dimension), order="F")
        self._rows: list[Floats] = []
        self.waiting = 0
        """Rows that are not in the sum yet."""

    def add(self, vectors: Floats, levels: Floats, weights: Floats) -> None:
        """Count that items, `[items, dimension]`, were liked so much, `[items]` each.

        The weights, `[items]`, are inverse variances of the levels.
        """
        self.pull += (weights * levels) @ vectors
        self._rows.append(vectors * np.sqrt(weights)[:, None])
        self.waiting += len(vectors)
        # More rows than that would take more memory than their sum.
        if self.waiting > len(self._gram):
            self._sum()

    @property
    def gram(self) -> Floats:
        """The sum of outer products of what was counted, `[dimension, dimension]`."""
        if self._rows:
            self._sum()
        return self._gram

    def _sum(self) -> None:
        rows = np.concatenate(self._rows).T
        # In place, which takes a fifth of the time.
        (multiply,) = get_blas_funcs(("gemm",), (self._gram,))
        self._gram = multiply(1.0, rows, rows, 1.0, self._gram, trans_b=True, overwrite_c=True)
        self._rows, self.waiting = [], 0


@dataclass(frozen=True, eq=False)
class IdealPoint:
    """What is known of where a person's ideal lies."""

    prior: Prior
    gram: Floats
    pull: Floats

    @classmethod
    def after(cls, prior: Prior, evidence: Evidence, share: float = 1.0) -> IdealPoint:
        """Return where the evidence so far puts a person of whom the prior was expected.

        The evidence counts that `share` of its weights.
        """
        return cls(prior, share * evidence.gram, share * evidence.pull)

    def scores(self, vectors: Floats) -> Floats:
        """Return the level that is expected of each item, `[items]`."""
        return vectors @ self.mean

    def deviations(self, vectors: Floats) -> Floats:
        """Return how far off each of these scores may be, `[items]`, as a standard deviation."""
        variances: Floats = np.einsum("nd,dn->n", vectors, self._solve(vectors.T))
        return np.sqrt(variances)

    def influence(self, vector: Floats, others: Floats) -> Floats:
        """Return how much a unit of level of each of the others adds to the item's score."""
        return others @ self._solve(vector)

    @cached_property
    def mean(self) -> Floats:
        """The ideal point, `[dimension]`."""
        mean: Floats = self.shares @ (self.prior.prototypes + self._moved)
        return mean

    @cached_property
    def shares(self) -> Floats:
        """How much of each prototype the person is, `[prototypes]`; they add up to 1."""
        means, surprise = self.prior.prototypes, self._surprise
        fit = means @ self.pull - 0.5 * np.sum((means @ self.gram) * means, axis=1)
        fit += 0.5 * np.sum(surprise * self._moved, axis=1)
        odds = np.log(self.prior.shares) + fit
        shares: Floats = np.exp(odds - odds.max())
        shares /= shares.sum()
        return shares

    @cached_property
    def _surprise(self) -> Floats:
        """How far the evidence pulls from each prototype, `[prototypes, dimension]`."""
        surprise: Floats = self.pull - self.prior.prototypes @ self.gram
        return surprise

    @cached_property
    def _moved(self) -> Floats:
        """How far the evidence moves each prototype, `[prototypes, dimension]`."""
        moved: Floats = self._solve(self._surprise.T).T
        return moved

    def _solve(self, right: Floats) -> Floats:
        solved: Floats = cho_solve(self._factor, right)
        return solved

    @cached_property
    def _factor(self) -> tuple[Floats, bool]:
        factor: tuple[Floats, bool] = cho_factor(
            self.prior.precision + self.gram, lower=True, overwrite_a=True
        )
        return factor
