"""Evidence: what a reaction says of each item that was shown.

Reactions of all kinds are levels of one scale, so that one point in one space explains them all
(GNOLR: "Embed Progressive Implicit Preference in Unified Space", 2025). The whole list counts:
what was passed over speaks against itself, as far as it was looked at, and all of it together
as much as what was taken speaks for itself, however long the list.
"""

from __future__ import annotations

import numpy as np

from ...memory.logs.reaction import Reaction, ReactionKind
from .interactions import Floats

LEVELS: dict[ReactionKind, float] = {
    "dissatisfied": -1.0,
    "ignored": 0.0,
    "opened": 0.5,
    "chosen": 1.0,
    "repeated": 1.5,
}
"""How much each kind says for its item; a kind without a level says nothing of taste."""

HALF_LIFE = 180.0
"""Days after which a reaction counts half."""


def observed(reaction: Reaction) -> tuple[Floats, Floats]:
    """Return the level of each shown item and how much it counts, 0..1, both `[shown]`.

    What was dissatisfying says nothing of the items beside it; what is known already says nothing
    at all.
    """
    ids = [item.id for item in reaction.shown]
    levels = np.zeros(len(ids))
    if reaction.kind not in LEVELS:
        return levels, np.zeros(len(ids))
    if not reaction.taken:
        looked = examination(len(ids))
        return levels, looked / looked.sum()
    place = ids.index(reaction.taken)
    counts = np.zeros(len(ids))
    if reaction.kind != "dissatisfied" and len(ids) > 1:
        counts = examination(len(ids), taken=place)
        counts[place] = 0.0
        counts /= max(1.0, counts.sum())
    counts[place] = 1.0
    levels[place] = LEVELS[reaction.kind]
    return levels, counts


def examination(shown: int, taken: int | None = None) -> Floats:
    """Return how likely each of the shown items was looked at, 0..1, `[shown]`.

    All down to the taken one (the cascade model: Craswell et al. 2008, "An Experimental
    Comparison of Click Position-Bias Models"); below it, or from the top where none was taken,
    in inverse proportion to the place (Joachims et al. 2017, "Unbiased Learning-to-Rank with
    Biased Feedback", section 6, with an exponent of 1). So passing over the first to take the
    fourth says much, and taking the first says little of the others.
    """
    places = np.arange(1.0, shown + 1.0)
    last = 1.0 if taken is None else taken + 1.0
    return np.minimum(1.0, last / places)
