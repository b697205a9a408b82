"""Tells how far options honour preferences.

An option is held against each side of a preference (`sides`): it honours the preference the more
it is like what is wanted, and runs against it the more it is like what is not wanted. Only what
sets it apart from the other options counts. A preference that has no bearing on these options is
told from one that has by how like it is to all of them together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder, Vectors
from .sides import sides_of

Floats = NDArray[np.float64]

SCALE = 4.0
"""What a difference of cosines counts as: a quarter of one is about three quarters of all."""

SHARPNESS = 30.0
"""How much less a preference counts that bears less on the options than another one does: in its
likeness to them, a thirtieth divides its say by e."""


class FitHead:
    """Judges options by a person's preferences."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def fits(
        self, preferences: Sequence[str], options: Sequence[str], question: str = ""
    ) -> Floats:
        """Return how far each option honours each preference, `[options, preferences]`.

        From -1, it runs against it, to 1; 0 where the preference has no bearing on it.
        `question` is what the options answer; it is compared with where there is one option only.
        """
        if not preferences or not options:
            return np.zeros((len(options), len(preferences)))
        pool = self._embedder.embed(options)
        likings = np.stack([self._liking(one, pool) for one in preferences], axis=1)
        if len(options) > 1:
            usual = likings.mean(axis=0)
        else:
            asked = self._embedder.embed([question]) if question else pool
            usual = np.array([self._liking(one, asked)[0] for one in preferences])
        fitted: Floats = np.tanh(SCALE * (likings - usual)) * self._bearing(preferences, pool)
        return fitted

    def _liking(self, preference: str, pool: Vectors) -> Floats:
        """Return how much more each option is like the wanted than the unwanted, `[options]`."""
        sides = sides_of(preference)
        total = np.zeros(len(pool))
        for sign, parts in ((1.0, sides.wanted), (-1.0, sides.unwanted)):
            if parts:
                total += sign * (pool @ self._embedder.embed(parts).T).max(axis=1)
        return total

    def _bearing(self, preferences: Sequence[str], pool: Vectors) -> Floats:
        """Return how far each preference bears on the options, 0..1, the nearest one 1."""
        middle = pool.mean(axis=0)
        near = self._embedder.embed(preferences) @ (
            middle / max(float(np.linalg.norm(middle)), 1e-6)
        )
        return np.asarray(np.exp(SHARPNESS * (near - near.max())), dtype=np.float64)
