"""Tells how far options honour preferences.

An option is held against each side of a preference (`sides`): it honours the preference the more
it has of what is wanted, and runs against it the more it has of what is not wanted (`matching`).
Only what sets it apart from the other options counts. A preference that has no bearing on these
options is told from one that has by how like it is to all of them together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.protocols import Embedder
from .matching import Floats, Options, Reader, Reading, Weights
from .sides import sides_of


class FitHead:
    """Judges options by a person's preferences."""

    def __init__(self, embedder: Embedder, weights: Weights | None = None) -> None:
        """Judge with the weights that were fitted for the embedding model, or with others."""
        self._reader = Reader(embedder)
        self._weights = weights or Weights.fitted(embedder)

    def fits(
        self, preferences: Sequence[str], options: Sequence[str], question: str = ""
    ) -> Floats:
        """Return how far each option honours each preference, `[options, preferences]`.

        From -1, it runs against it, to 1; 0 where the preference has no bearing on it.
        `question` is what the options answer; it is compared with where there is one option only.
        """
        if not preferences or not options:
            return np.zeros((len(options), len(preferences)))
        compared = options if len(options) > 1 or not question else [*options, question]
        pool = Options(self._reader.read(compared))
        logits = np.stack([self._liking(one, pool) for one in preferences], axis=1)
        apart = logits - logits.mean(axis=0)
        fitting = np.tanh(apart / 2) * self._bearing(preferences, pool)
        return np.asarray(fitting[: len(options)], dtype=np.float64)

    def _liking(self, preference: str, pool: Options) -> Floats:
        """Return how much more each option has of the wanted than of the unwanted, `[options]`."""
        sides = sides_of(preference)
        return self._most(sides.wanted, pool) - self._most(sides.unwanted, pool)

    def _most(self, parts: Sequence[str], pool: Options) -> Floats:
        """Return how much each option has of the part that it has most of, `[options]`."""
        matched = [pool.match(one, self._weights) for one in self._reader.read(parts)]
        return np.max(matched, axis=0) if matched else np.zeros(len(pool))

    def _bearing(self, preferences: Sequence[str], pool: Options) -> Floats:
        """Return how far each preference bears on the options, 0..1, the nearest one 1."""
        read: list[Reading] = self._reader.read(preferences)
        near = np.array([pool.nearness(one) for one in read])
        return np.asarray(np.exp(self._weights.sharpness * (near - near.max())), dtype=np.float64)
