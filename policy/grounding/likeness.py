"""Which texts of a page are meant by words that are not among them.

Words are compared by their embeddings, and by what demonstrations showed to be alike or not.
All that a request lists is weighed together: what one item means for sure, no other means.
Knows nothing of requests and pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from ...core.protocols import Embedder
from ...core.texts import plain

Known = Mapping[str, Mapping[str, float]]
"""Text -> other text -> how surely the two are alike: 1 alike, -1 not; both ways round."""

_HUB = 0.5
"""How much of a text's mean similarity to everything is held against it: what is near to all
says little (Word Translation Without Parallel Data, section 2.3: hubs)."""

_ROUNDS = 2
"""How often who meant what is guessed anew, with what was learned from the guess before."""

_Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Shown:
    """What one demonstration shows: the items that were said, and what was taken for them."""

    said: tuple[str, ...]
    chosen: tuple[str, ...]
    """The texts that were taken, in any order."""

    others: tuple[str, ...]
    """The texts that could have been taken, and were not."""


class Likeness:
    """Tells which texts are meant."""

    def __init__(self, embedder: Embedder, known: Known | None = None) -> None:
        """Compare with the embedder, and with what `learn` returned."""
        self._embedder, self._known = embedder, known or {}

    def assign(self, items: Sequence[str], texts: Sequence[str]) -> list[int | None]:
        """Return for each item the place of the text that is meant, no text twice.

        None where there are more items than texts and others are likelier to be among them.
        """
        if not items or not texts:
            return [None] * len(items)
        rows, columns = linear_sum_assignment(-self.nearness(items, texts))
        found: dict[int, int] = dict(zip(rows.tolist(), columns.tolist(), strict=True))
        return [found.get(at) for at in range(len(items))]

    def nearness(self, items: Sequence[str], texts: Sequence[str]) -> _Matrix:
        """Return how near each item is to each text, `[items, texts]`, -3..2."""
        said, shown = self._embedder.embed(items), self._embedder.embed(texts)
        everything = np.vstack((said, shown))
        others = max(1, len(everything) - 1)
        hub = ((everything @ shown.T).sum(axis=0) - 1) / others
        learned = [[self._likeness(plain(one), plain(other)) for other in texts] for one in items]
        return cast(_Matrix, said @ shown.T - _HUB * hub + np.array(learned))

    def _likeness(self, one: str, other: str) -> float:
        """Return what is known of the two, if only by way of a third that both are like."""
        if one == other:
            return 1.0
        ours, theirs = self._known.get(one, {}), self._known.get(other, {})
        if other in ours:
            return ours[other]
        # Two that are both unlike a third need not be alike.
        ways = [
            ours[third] * theirs[third]
            for third in ours.keys() & theirs.keys()
            if ours[third] > 0 or theirs[third] > 0
        ]
        return max(ways, key=abs, default=0.0)


def learn(shown: Sequence[Shown], embedder: Embedder) -> dict[str, dict[str, float]]:
    """Return what the demonstrations show to be alike and not, for `Likeness`; plain JSON.

    Which of the texts was taken for which item is not shown: it is guessed from what is known,
    and guessed again with what that taught.
    """
    known: dict[str, dict[str, float]] = {}
    for _ in range(_ROUNDS):
        likeness = Likeness(embedder, known)
        known = _known(pair for one in shown for pair in _evidence(one, likeness))
    return known


def _evidence(shown: Shown, likeness: Likeness) -> Iterable[tuple[str, str, int]]:
    places = likeness.assign(shown.said, shown.chosen)
    for item, place in zip(shown.said, places, strict=True):
        if place is not None:
            yield plain(item), plain(shown.chosen[place]), 1
    for item, other in product(shown.said, shown.others):
        yield plain(item), plain(other), -1


def _known(evidence: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, float]]:
    """Weigh the evidence: one case for it is half sure, and each further case makes it surer."""
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one, other, sign in evidence:
        counts[one, other] += sign
        counts[other, one] += sign
    known: dict[str, dict[str, float]] = {}
    for (one, other), count in counts.items():
        if count:
            known.setdefault(one, {})[other] = round(count / (abs(count) + 1), 3)
    return known
