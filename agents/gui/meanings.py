"""Which of a page's texts are meant by words that are not among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

from ...core.protocols import Embedder
from ...core.texts import plain


class Meanings:
    """Compares words in meaning, with an embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def near(self, words: str, texts: Sequence[str]) -> list[float]:
        """Say how near each of the texts is to the words, 0..1."""
        return [float(one) for one in self._nearness([words], texts)[0]]

    def assign(self, items: Sequence[str], texts: Sequence[str]) -> list[int | None]:
        """Return for each item the place of the text that is meant, no text twice.

        All items are weighed together: what one item means for sure, no other means. None
        where there are more items than texts.
        """
        if not items or not texts:
            return [None] * len(items)
        rows, columns = linear_sum_assignment(-self._nearness(items, texts))
        chosen = dict(zip(rows.tolist(), columns.tolist(), strict=True))
        return [chosen.get(at) for at in range(len(items))]

    def _nearness(self, items: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        cosines = self._embedder.embed(items) @ self._embedder.embed(texts).T
        same = [[plain(item) == plain(text) for text in texts] for item in items]
        near: NDArray[np.float32] = np.clip(np.where(np.array(same), 1.0, cosines), 0.0, 1.0)
        return near
