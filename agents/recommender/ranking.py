"""Rank items by the request and by what memory knows the user likes and dislikes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ...core.events import Item, Recollection
from ...core.protocols import Embedder, Vectors

REQUEST_WEIGHT = 1.0
WISH_WEIGHT = 0.8
"""How much a remembered wish counts against the request."""

_DISLIKE = re.compile(
    r"\b(?:no|not|never|without|avoid|hates?|dislikes?|allergic|intolerant|(?:don|doesn|can|won)'?t)\b",
    re.IGNORECASE,
)


def rank_items(
    request: str, items: Sequence[Item], wishes: Sequence[Recollection], embedder: Embedder
) -> list[Item]:
    """Return the items, the best first, each with a score and the reason for its place.

    A wish that is put as a dislike counts against the items that are like it.
    """
    if not items:
        return []
    texts = [_text(item) for item in items]
    vectors = embedder.embed([request, *texts, *(wish.text for wish in wishes)])
    asked, pool, wished = vectors[0], vectors[1 : len(items) + 1], vectors[len(items) + 1 :]
    signs = np.array([-1 if _DISLIKE.search(wish.text) else 1 for wish in wishes], np.float32)
    by_wish = _by_wish(pool, wished, signs)
    scores = REQUEST_WEIGHT * (pool @ asked) + WISH_WEIGHT * by_wish.sum(axis=1)
    ranked = [
        item.model_copy(update={"score": float(score), "why": _why(row, wishes, signs)})
        for item, score, row in zip(items, scores, by_wish, strict=True)
    ]
    return sorted(ranked, key=lambda item: -item.score)


def _text(item: Item) -> str:
    return ", ".join([item.title, *(f"{k}: {v}" for k, v in item.attributes.items())])


def _by_wish(pool: Vectors, wished: Vectors, signs: Vectors) -> Vectors:
    """Return how much each wish speaks for each item, `[items, wishes]`.

    Only what sets an item apart from the pool counts, so each wish is centred over it.
    """
    similarity = pool @ wished.T
    centred: Vectors = (similarity - similarity.mean(axis=0)) * signs
    return centred


def _why(row: Vectors, wishes: Sequence[Recollection], signs: Vectors) -> str:
    if not len(row) or row.max() <= 0:
        return "fits what you asked for"
    best = int(np.argmax(row))
    against = "keeps clear of" if signs[best] < 0 else "fits"
    return f'{against} "{wishes[best].text}" ({wishes[best].source})'
