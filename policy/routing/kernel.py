"""How alike requests are: in what they mean, in how they are put, and in how they are worded.

A kernel over requests, for whatever learns from few examples of them. Knows no labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder, LayeredEmbedder
from .wording import Vocabulary, masked

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Rows:
    """Requests as the kernel compares them; the dot product of two rows is at most 1."""

    meaning: Array
    """`[requests, parts * dimension]`: layers of the embedder, seen from the middle."""

    wording: Array
    """`[requests, terms]`."""

    def dot(self, others: Rows) -> Array:
        """Return the dot products, `[requests, others]`."""
        products = self.meaning @ others.meaning.T + self.wording @ others.wording.T
        return np.asarray(products, dtype=np.float32)


def alike(products: Array, sharpness: float) -> Array:
    """Return the kernel of dot products, 0..1: for rows of length 1 the Gaussian one.

    `sharpness`, the factor in its exponent, says how quickly likeness falls with distance.
    """
    nearness: Array = np.exp(np.float32(sharpness) * (products - np.float32(1)))
    return nearness


@dataclass(frozen=True, eq=False)
class Reader:
    """Makes rows of requests."""

    embedder: Embedder
    vocabulary: Vocabulary

    middle: Array
    """`[parts, dimension]`: where the requests of the labels lie on average. Texts of one kind
    share most of a lower layer, which says nothing until it is taken away."""

    wording: float
    """How much wording counts against meaning, as the length of its part of a row."""

    below: float
    """How much each of two lower layers counts against the last, as the length of its part."""

    @classmethod
    def of(
        cls,
        requests: Sequence[str],
        labels: Sequence[str],
        vocabulary: Vocabulary,
        embedder: Embedder,
        *,
        wording: float,
        below: float,
    ) -> tuple[Reader, Rows]:
        """Return a reader for requests like these, and their rows; each label weighs the same."""
        layers = _layers(embedder, requests, vocabulary)
        each = np.array(labels)
        means = np.stack([layers[each == label].mean(axis=0) for label in dict.fromkeys(labels)])
        reader = cls(embedder, vocabulary, means.mean(axis=0), wording, below)
        return reader, reader._rows(layers, requests)

    def rows(self, requests: Sequence[str]) -> Rows:
        """Return the requests as rows."""
        return self._rows(_layers(self.embedder, requests, self.vocabulary), requests)

    def _rows(self, layers: Array, requests: Sequence[str]) -> Rows:
        parts = layers - self.middle
        parts /= np.maximum(np.linalg.norm(parts, axis=-1, keepdims=True), 1e-6)
        weights = np.array([self.below, self.below, 1.0][-parts.shape[1] :], dtype=np.float32)
        weights /= np.linalg.norm(weights)
        meaning = (parts * weights[:, None]).reshape(len(requests), -1)
        whole = np.sqrt(1 + self.wording**2)
        wording = self.wording * self.vocabulary.vectors(requests)
        return Rows((meaning / whole).astype(np.float32), (wording / whole).astype(np.float32))


def _layers(embedder: Embedder, requests: Sequence[str], vocabulary: Vocabulary) -> Array:
    """Return the middle layer, the last but one and the last, `[requests, 3, dimension]`.

    An embedder that does not tell its layers, or has fewer than three, has one: its vectors.
    """
    texts = [masked(request, vocabulary.known) for request in requests]
    if isinstance(embedder, LayeredEmbedder):
        layers = embedder.embed_layers(texts)
        if (depth := layers.shape[1]) >= 3:
            return layers[:, [depth // 2, depth - 2, depth - 1]]
    return embedder.embed(texts)[:, None, :]
