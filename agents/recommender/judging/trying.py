"""Trying out: the last place may go to an item of which little is known, and it says so.

Bounded by the one place and by the chance that the item is the better one (`taste.exploration`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ....core.events import Item
from ....policy.taste.exploration import worth_a_try
from ..items.columns import Floats

EXPERIENCED = 3
"""Before so many reactions everything is new, and nothing stands out as untried."""

WHY = "something new for you: I know little of whether you like its kind"


class Unsure(Protocol):
    """A taste that knows how sure it is; `policy.taste` has one."""

    @property
    def reactions(self) -> int:
        """How many reactions it was learned from."""
        ...

    def deviations(self, items: Sequence[Item]) -> Floats:
        """Return how far off each of its scores may be, `[items]`, as a standard deviation."""
        ...


def tried_out(
    items: Sequence[Item],
    scores: Floats,
    shown: Sequence[int],
    others: Sequence[int],
    taste: Unsure,
    weight: float,
) -> int | None:
    """Return which of the `others` to show in the last place; None where none is worth it.

    `shown` and `others` are places in `items`, the best first; `scores` and the taste's deviations
    times its `weight` are on one scale.
    """
    if taste.reactions < EXPERIENCED or not others:
        return None
    places = [*shown, *others]
    deviations = weight * taste.deviations([items[place] for place in places])
    found = worth_a_try(np.asarray(scores)[places], deviations, places=len(shown))
    # The last of those that are shown keeps its place where it is as little known.
    return None if found is None or found < len(shown) else places[found]
