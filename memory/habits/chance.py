"""Chance: how likely it is that counts differ so much although nothing makes them.

The tests by which a habit is told from what merely happened. They take counts between whole
numbers, too, because earlier choices fade.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(64)
"""Where an integral over -1..1 is read, and how much each place counts (Gauss-Legendre)."""


def binomial_tail(successes: float, trials: float, rate: float) -> float:
    """Return the probability of at least so many successes when each has probability `rate`.

    Exact for whole numbers; between them, where some have faded, by the incomplete beta function.
    """
    from scipy.special import betainc  # takes as long to load as all else here

    if successes <= 0 or rate >= 1.0:
        return 1.0
    if rate <= 0.0:
        return 0.0
    return float(betainc(successes, trials - successes + 1, rate))


def chance_of_difference(
    made: float, total: float, elsewhere: float, total_elsewhere: float
) -> float:
    """Return how likely a choice is made so much more often here than elsewhere by chance, 0..1.

    For whole numbers this is the one-sided exact test of Fisher; between them, where some
    choices have faded, the integral that it is equal to ("Exact Bayesian Analysis of a 2 x 2
    Contingency Table, and Fisher's 'Exact' Significance Test", Altham 1969).
    """
    from scipy.special import betainc, betaincinv  # takes as long to load as all else here

    others = total_elsewhere - elsewhere
    if made <= 0 or others <= 0:
        return 1.0
    # P(here <= elsewhere) for two rates after Beta(made, total - made + 1) and
    # Beta(elsewhere + 1, others); the substitution is smooth where the second's quantiles are not.
    at = (_POINTS + 1) / 2
    quantile, slope = at**3 * (10 - 15 * at + 6 * at**2), 30 * (at * (1 - at)) ** 2
    reached = betainc(made, total - made + 1, betaincinv(elsewhere + 1, others, quantile))
    return float((_WEIGHTS / 2 * slope) @ reached)


def unlikely(chances: Sequence[float], bound: float) -> list[bool]:
    """Tell which chances are too small for chance, with so many false ones at most.

    `bound` is the share of false ones among those found, 0..1 ("Controlling the False
    Discovery Rate", Benjamini and Hochberg 1995).
    """
    allowed = [
        chance
        for place, chance in enumerate(sorted(chances), start=1)
        if chance <= bound * place / len(chances)
    ]
    highest = max(allowed, default=-1.0)
    return [chance <= highest for chance in chances]
