"""Exploration: one place of a list may go to an item of which little is known, and it is told.

Bounded twice: by the one place, the last, and by the chance that the item is the better one. The
person is told that it is shown to learn from.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from .interactions import Floats

CHANCE = 0.25
"""An item is shown to learn from only if it is better than the one whose place it takes with this
probability, at least."""


def worth_a_try(scores: Floats, deviations: Floats, *, places: int) -> int | None:
    """Return the item to show in the last place instead of the one that belongs there.

    Of `scores` and how far off each may be, both `[items]`, the one with the greatest expected
    improvement (Jones et al. 1998, "Efficient Global Optimization", eq. 15) on the last of the
    best `places`. None where that place has the best bet already, and where there is but one.
    """
    if places < 2 or len(scores) <= places:
        return None
    order = np.argsort(-scores, kind="stable")
    last, rest = order[places - 1], order[places:]
    spread = np.hypot(deviations[rest], deviations[last])
    # What is known for certain cannot surprise.
    rest, spread = rest[spread > 0], spread[spread > 0]
    if not len(rest):
        return None
    z = (scores[rest] - scores[last]) / spread
    gain = spread * (z * norm.cdf(z) + norm.pdf(z))
    gain[norm.cdf(z) < CHANCE] = 0.0
    best = int(np.argmax(gain))
    surer = deviations[last] >= deviations[rest[best]]
    return None if surer or gain[best] <= 0 else int(rest[best])
