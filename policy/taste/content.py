"""Where an item lies that nobody took yet: by its words, as far as they tell for the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .interactions import Floats

_PENALTY = 10.0
"""On the squared weights, in numbers of items: word vectors have length 1."""


@dataclass(frozen=True, eq=False)
class ContentMap:
    """A ridge regression from the vectors of items' words to where the items lie."""

    weights: Floats
    """`[words' dimension, dimension]`."""

    middle: Floats
    """`[words' dimension]`, the mean of the words' vectors."""

    places: Floats
    """`[dimension]`, the mean of where the items lie."""

    def __call__(self, words: Floats) -> Floats:
        """Return where items with such words lie, `[items, dimension]`."""
        placed: Floats = (words - self.middle) @ self.weights + self.places
        return placed


def fit_content(words: Floats, places: Floats, taken: Floats) -> ContentMap:
    """Fit where items lie, `[items, dimension]`, to their words, `[items, words' dimension]`.

    `taken` is how often each item was taken, `[items]`: the place of one that was taken often is
    better known, so it counts more.
    """
    trust = taken / (taken + 10.0)
    trust = trust / max(trust.sum(), 1e-12)
    middle, mean = trust @ words, trust @ places
    off = (words - middle) * (trust * len(words))[:, None]
    gram = off.T @ (words - middle) + _PENALTY * np.eye(words.shape[1])
    return ContentMap(np.linalg.solve(gram, off.T @ (places - mean)), middle, mean)
