"""How sure a rise is: a paired bootstrap over what was measured twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CONFIDENCE = 0.95
"""How probable it is that the true mean is above the lower bound."""

_RESAMPLES = 4000


def lower_bound(differences: Sequence[float], confidence: float = CONFIDENCE) -> float:
    """Return the one-sided lower confidence bound of the mean of paired differences.

    A percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the Bootstrap",
    chapter 13): the differences are drawn again with replacement, and the bound is the
    quantile of their means. Means of few values spread too little in it, by
    sqrt((n - 1) / n); they are spread that much wider. The same differences give the same bound.
    """
    values = np.asarray(differences, dtype=np.float64)
    if len(values) < 2:
        return float("-inf")
    draws = np.random.default_rng(0).integers(0, len(values), (_RESAMPLES, len(values)))
    widened = (values[draws].mean(axis=1) - values.mean()) * (
        len(values) / (len(values) - 1)
    ) ** 0.5
    return float(values.mean() + np.quantile(widened, 1 - confidence))
