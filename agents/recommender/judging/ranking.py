"""The ranking: a shortlist with all that is known of its items, brought into one order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....core.events import Criterion, Item
from ....core.protocols import Vectors
from ..items.columns import Floats
from .rubric import TASTE, Judgement, reasons
from .trying import WHY, Unsure, tried_out
from .variety import varied, without_doubles

CRITERIA = 6
"""How many criteria are told at most, besides what was asked."""

_TELLS_APART = 0.1
"""A criterion that moves no item by more than this is not told."""


@dataclass(frozen=True)
class Ranking:
    """The shortlist, with all that is known of it; every array has one entry for each item."""

    originals: Sequence[Item]
    items: Sequence[Item]
    """Without what speaks to the assistant."""

    vectors: Vectors
    """`[items, dimension]`."""

    judgements: Sequence[Judgement]
    alike: Floats
    """What likeness to the request, and to what the user wants more of, adds to each score."""

    unknown: NDArray[np.int64]
    """How many of the conditions each says nothing of."""

    superlative: Floats
    """How far each is what most or least was asked for of."""

    is_ordered: bool
    """Whether most or least of something was asked for, so that it alone decides."""

    def shown(self, count: int, taste: Unsure | None = None) -> tuple[Item, ...]:
        """Return the items to show, the best first; the last may be one to try out."""
        scores = self._scores()
        keys = (np.arange(len(scores)), -scores, -self.superlative, self.unknown)
        order = without_doubles(self.items, self.vectors, np.lexsort(keys).tolist())
        trial = None
        if self.is_ordered:
            places = order[:count]
        else:
            certain = [place for place in order if not self.unknown[place]]
            places = list(varied(scores, self.vectors, certain, count))
            others = [place for place in certain if place not in places]
            trial = tried_out(self.items, scores, places, others, taste, TASTE) if taste else None
            places = places if trial is None else [*places[:-1], trial]
            places += [place for place in order if self.unknown[place]][: count - len(places)]
        shares = _shares(scores, places)
        return tuple(
            self.originals[place].model_copy(
                update={
                    "score": share,
                    "why": self._why(place, is_trial=place == trial),
                    "is_trial": place == trial,
                }
            )
            for place, share in zip(places, shares, strict=True)
        )

    def _why(self, place: int, *, is_trial: bool) -> str:
        parts = [WHY if is_trial else "", reasons(self.judgements, place)]
        return "; ".join(part for part in parts if part)

    def criteria(self) -> tuple[Criterion, ...]:
        """Return what the items were judged by: all that was asked, and of the rest what tells."""
        request = [one.criterion for one in self.judgements if one.criterion.origin == "request"]
        rest = [
            (float(np.ptp(one.worth)), one.criterion)
            for one in self.judgements
            if one.criterion.origin != "request"
        ]
        telling = sorted(
            (pair for pair in rest if pair[0] > _TELLS_APART), key=lambda pair: -pair[0]
        )
        return (*request, *(criterion for _, criterion in telling[:CRITERIA]))

    def flags(self, shown: Sequence[Item]) -> Iterator[str]:
        """Tell which of the items that are shown speak to the assistant."""
        ids = {item.id for item in shown}
        for original, item in zip(self.originals, self.items, strict=True):
            if original is not item and original.id in ids:
                name = item.title or f"number {original.id}"
                yield f'The text of "{name}" gives me instructions; I did not follow them.'

    def _scores(self) -> Floats:
        total = self.alike.copy()
        for judgement in self.judgements:
            total += judgement.worth
        return total


def _shares(scores: Floats, places: Sequence[int]) -> list[float]:
    """Return the scores as shares of their whole span, 0..1."""
    low, high = float(scores.min()), float(scores.max())
    span = high - low
    return [(float(scores[place]) - low) / span if span else 1.0 for place in places]
