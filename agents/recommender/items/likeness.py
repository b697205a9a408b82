"""Likeness: how far values fit what words want and what they do not want, by their meaning.

What a way of living rules out is looked up, since likeness does not know it. Reads what words of a
request mean (`meanings`), one column's values at a time ("packed and lively", "hushed dining
room"); what memory holds is held against the items by `policy.fitting`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ....core.protocols import Embedder, Vectors
from ....memory.language.contradictions import parse
from ....memory.language.exclusions import rules_out
from ....policy.fitting.sides import sides_of
from .columns import Floats

_NEAR = 0.5
"""From this cosine on, a preference bears fully on what it is most like among the values."""

_SCALE = 3.0
"""What a difference of cosines counts as, where the preference bears fully on the values."""

_LACKS = re.compile(r"^\s*(?:no|not|without|non|lacks?|lacking)\b[\s-]*(?=\w)", re.IGNORECASE)
"""How a value begins that tells what is not there."""


class LikenessFit:
    """Compares values and the sides of preferences by their embeddings."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def fits(self, preferences: Sequence[str], values: Sequence[str]) -> Floats:
        """Return how far each value honours each preference, -1..1, `[values, preferences]`.

        0 where a preference has no bearing on the values.
        """
        pool = self._embedder.embed([_LACKS.sub("", value) for value in values])
        signs = np.array([-1.0 if _LACKS.match(value) else 1.0 for value in values])
        fits = np.stack([self._fit(one, pool, signs) for one in preferences], axis=1)
        for place, preference in enumerate(preferences):
            likes = parse(preference).likes
            fits[[rules_out(preference, likes, value) for value in values], place] = -1.0
        return fits

    def _fit(self, preference: str, pool: Vectors, signs: Floats) -> Floats:
        sides = sides_of(preference)
        likings, nearest = np.zeros(len(pool)), 0.0
        for sign, parts in ((1.0, sides.wanted), (-1.0, sides.unwanted)):
            if parts:
                alike = (pool @ self._embedder.embed(parts).T).max(axis=1)
                likings += sign * signs * alike
                nearest = max(nearest, float(alike.max()))
        # Most preferences are a little like anything.
        bearing = min(1.0, nearest / _NEAR) ** 3
        apart: Floats = _SCALE * bearing * (likings - likings.mean())
        return np.clip(apart, -1.0, 1.0)
