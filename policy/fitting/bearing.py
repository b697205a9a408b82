"""Bearing: how far preferences bear on the columns of what there is to choose from.

"My neighbours complain" is about the headphone output of a piano, not about its colour; and of all
that is remembered of a person, little bears on pianos. What a column looks like is held against
where each preference leads (`encoder.py`), or, for embedding models without such an encoder,
against the preference itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Protocol

import numpy as np

from ...core.protocols import Embedder, Vectors
from .encoder import BEARING, PreferenceEncoder
from .lexicon import Floats
from .matching import Reader, middle_of
from .sides import tells_liking

_LIKING = 0.06
"""How much nearer to any column a preference counts than a mere fact, as a cosine."""

_COMMON = 0.6
"""The share of what all texts have in common with a column that is taken off."""

_CALLED = 0.1
"""How much farther what things are called counts than what they are like, as a cosine."""


_NOTHING = 0.05
"""The cosine from the encoder below which less and less bears on a column. On columns that were
held out, 98% of what is stated of one and 95% of what is implied is nearer to it; to others a half
is."""


class About(Protocol):
    """A column, as far as it can be borne on."""

    @property
    def name(self) -> str:
        """What it is called; "" for one of mere names of things."""
        ...

    @property
    def about(self) -> Sequence[str]:
        """The texts that tell what it is about."""
        ...


class Bearing:
    """Finds what preferences bear on. Any thread may use it."""

    def __init__(self, embedder: Embedder, reader: Reader, sharpness: float) -> None:
        """Find it by the encoder that was trained for the embedding model, where there is one.

        `reader` reads the columns. One part in `sharpness` less of likeness divides what a
        preference counts by e.
        """
        self._reader, self._sharpness = reader, sharpness
        self._encoder = PreferenceEncoder.fitted(embedder, BEARING)

    def of(self, preferences: Sequence[str], columns: Sequence[About]) -> Floats:
        """Return how far each preference bears on each column, 0..1, the nearest one 1.

        `[columns, preferences]`. Less than 1 where all are far from columns that have names, if
        there is an encoder to tell. What is like everything that is remembered is not about all of
        it; a preference bears on things rather than a mere fact does, and on what things are like
        rather than on what they are called.
        """
        read = iter(self._reader.read([*chain.from_iterable(one.about for one in columns)]))
        told = np.stack(
            [middle_of(np.stack([next(read).vector for _ in one.about])) for one in columns]
        )
        likeness = self._near(preferences, told).astype(np.float64)
        near = likeness.copy()
        near += _LIKING * np.array([tells_liking(one) for one in preferences])
        if any(one.name for one in columns):
            near -= _COMMON * near.mean(axis=1, keepdims=True)
            near -= _CALLED * np.array([[not one.name] for one in columns])
        near -= near.max()
        if self._encoder is not None and any(one.name for one in columns):
            near += np.minimum(0.0, likeness - _NOTHING)
        return np.asarray(np.exp(self._sharpness * near), dtype=np.float64)

    def _near(self, preferences: Sequence[str], told: Vectors) -> Vectors:
        if self._encoder is not None:
            return self._encoder.likeness(preferences, told)
        texts = np.stack([one.vector for one in self._reader.read(preferences)])
        near: Vectors = told @ texts.T
        return near
