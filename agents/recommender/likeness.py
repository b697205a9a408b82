"""Fit by likeness alone: how much more like a preference an option is than the others are.

Knows of negation only whether the preference is put as a dislike. Stands in for a learned head.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.protocols import Embedder
from .columns import Floats
from .phrases import phrases_of

_SCALE = 4.0
"""What a difference of cosines counts as; half of one is all."""


class LikenessFit:
    """Compares options and preferences by their embeddings."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def fits(
        self,
        preferences: Sequence[str],
        options: Sequence[str],
        question: str = "",  # noqa: ARG002 - what all options have in common tells none apart
    ) -> Floats:
        """Return -1..1 for each, `[options, preferences]`."""
        vectors = self._embedder.embed([*options, *preferences])
        alike = vectors[: len(options)] @ vectors[len(options) :].T
        signs = np.array([-1.0 if phrases_of(text).negated else 1.0 for text in preferences])
        apart: Floats = _SCALE * (alike - alike.mean(axis=0)) * signs
        return np.clip(apart, -1.0, 1.0)
