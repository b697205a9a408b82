"""Kernel ridge regression of labels, and what it would say of examples that it had not seen.

Closed form throughout: leaving an example or a whole label out costs no second fit (Rifkin and
Lippert, 2007, "Notes on Regularized Least Squares", section 3; for blocks of examples, Pahikkala
et al., 2006, "Fast n-Fold Cross-Validation for Regularized Least-Squares"). Knows no requests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Fit:
    """A regression to the indicators of labels."""

    weights: Array
    """`[examples, labels]`: a row of the kernel times these gives the scores of labels."""

    unseen: Array
    """`[examples, labels]`: each example's scores had it not been among the examples."""

    unlabelled: Array
    """`[examples, labels]`: each example's scores had none of its label been."""


def fit(kernel: Array, of: NDArray[np.intp], penalty: float) -> Fit:
    """Fit the labels `of` the examples, `[examples]`, to their kernel, `[examples, examples]`.

    `penalty` is that on weights, on average; an example's likeness to itself is 1. Large labels
    weigh more than small ones, but less than in proportion.
    """
    importance = np.bincount(of)[of] ** -0.5
    penalties = penalty * importance.mean() / importance
    inverse = np.linalg.inv(kernel + np.diag(penalties)).astype(np.float32)
    targets = np.eye(of.max() + 1, dtype=np.float32)[of]
    weights = (inverse @ targets).astype(np.float32)
    unseen = (targets - weights / np.diag(inverse)[:, None]).astype(np.float32)
    unlabelled = np.empty_like(unseen)
    for label in range(targets.shape[1]):
        those = of == label
        block = inverse[np.ix_(those, those)]
        unlabelled[those] = targets[those] - np.linalg.solve(block, weights[those])
    return Fit(weights, unseen, unlabelled)
