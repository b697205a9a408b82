"""Variety: what is nearly the same is shown once, and what is shown differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from ....core.events import Item
from ....core.protocols import Vectors
from ....memory.language.words import words_of
from ..items.columns import Floats

RELEVANCE = 0.85
"""How much an item's own score counts against its likeness to what is shown already, 0..1."""

_SAME_TEXT = 0.97
"""From this cosine on, two items whose titles have the same numbers are nearly the same."""

_NUMBER = re.compile(r"\d+")
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\s\d.,;:!?()\[\]{}'\"/|_\u2010-\u201f\u00b7\u2022-]+")
"""A number, or what stands between spaces, marks and numbers."""

_OFFER = frozenset(("price", "cost", "fare", "shop", "seller", "vendor", "provider", "stock"))
"""What may differ between two offers of one thing."""


def without_doubles(items: Sequence[Item], vectors: Vectors, order: Sequence[int]) -> list[int]:
    """Return the places in `order` without those that are nearly the same as an earlier one.

    `vectors` are the items' embeddings, `[items, dimension]`.
    """
    kept: list[int] = []
    for place in order:
        if not any(_are_double(items, vectors, place, other) for other in kept):
            kept.append(place)
    return kept


def varied(scores: Floats, vectors: Vectors, order: Sequence[int], count: int) -> Iterator[int]:
    """Yield up to `count` places of `order`: the best, then each unlike what was taken before.

    Maximal marginal relevance (Carbonell and Goldstein 1998, "The Use of MMR"), over scores
    that are brought to 0..1.
    """
    left = list(order)
    span = float(np.ptp(scores[left])) if left else 0.0
    worth = (scores - scores[left].min()) / span if span else np.zeros(len(scores))
    taken: list[int] = []
    while left and len(taken) < count:
        alike = (vectors[left] @ vectors[taken].T).max(axis=1) if taken else np.zeros(len(left))
        best = left[int(np.argmax(RELEVANCE * worth[left] - (1 - RELEVANCE) * alike))]
        left.remove(best)
        taken.append(best)
        yield best


def _are_double(items: Sequence[Item], vectors: Vectors, place: int, other: int) -> bool:
    one, two = items[place], items[other]
    if one.url and one.url == two.url:
        return True
    same_title = _is_same(one.title, two.title)
    same_title = same_title or sorted(words_of(one.title)) == sorted(words_of(two.title))
    if not same_title:
        numbers = [_NUMBER.findall(item.title) for item in (one, two)]
        alike = float(vectors[place] @ vectors[other]) >= _SAME_TEXT
        same_title = alike and numbers[0] == numbers[1]
    return same_title and not _differs(one, two)


def _differs(one: Item, two: Item) -> bool:
    """Tell whether the items say different things of themselves, other than of their offer."""
    shared = one.attributes.keys() & two.attributes.keys()
    return any(
        not _is_same(one.attributes[name], two.attributes[name])
        for name in shared
        if name.lower() not in _OFFER
    )


def _is_same(one: str, two: str) -> bool:
    """Tell whether texts differ in spacing and punctuation at most: "128GB" and "(128 GB)"."""
    return words_of(one) == words_of(two) or _joined(one) == _joined(two)


def _joined(text: str) -> str:
    """Return a text as one word; two numbers stay two, and "1.5" is not "15"."""
    parts = _PART.findall(text.casefold())
    return "".join(f" {part} " if part[0].isdigit() else part for part in parts)
