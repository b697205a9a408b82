"""Spaces of items: where an item lies, by its content or by who took it.

A person is a point in such a space. `ContentSpace` needs no log of other people; `catalogue` has
the space that is learned from one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from ...core.events import Item
from ...core.protocols import Embedder
from ...memory.logs.reaction import SeenItem
from .ideal_point import Prior
from .interactions import Floats

_CONTENT = 2.0
"""How far levels differ between items that have nothing in common, as a standard deviation."""

_LONGEST = 400
"""Characters of an item that are read for its meaning."""


class ItemSpace(Protocol):
    """Where items lie, and where people are expected in it."""

    @property
    def name(self) -> str:
        """By which vectors of this space are known; those of another one cannot be compared."""
        ...

    @property
    def prior(self) -> Prior:
        """Where a person is before anything is known of them."""
        ...

    @property
    def certainty(self) -> float:
        """How much one reaction counts: the inverse variance of its level."""
        ...

    def vectors(self, items: Sequence[SeenItem]) -> Floats:
        """Return where the items lie, `[items, dimension]`."""
        ...

    def relatedness(self, taken: Mapping[str, float], items: Sequence[SeenItem]) -> Floats:
        """Return what the levels of taken items, by id, say of each item directly, `[items]`."""
        ...


class ContentSpace:
    """Items lie where their words do; one more axis is what all items have in common."""

    certainty = 4.0

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        """By which vectors of this space are known."""
        return f"content {_CONTENT:g} of {self._embedder.name}"

    @property
    def prior(self) -> Prior:
        """Nobody is expected to like anything more than the rest."""
        dimension = self._embedder.dimension + 1
        return Prior(np.zeros((1, dimension)), np.ones(1), np.eye(dimension))

    def vectors(self, items: Sequence[SeenItem]) -> Floats:
        """Return where the items lie, `[items, dimension + 1]`."""
        words = self._embedder.embed([item.text or item.title for item in items])
        return np.hstack([np.ones((len(items), 1)), _CONTENT * words.astype(np.float64)])

    def relatedness(self, taken: Mapping[str, float], items: Sequence[SeenItem]) -> Floats:  # noqa: ARG002
        """Return 0 for all: of who else took an item nothing is known."""
        return np.zeros(len(items))


def as_seen(item: Item) -> SeenItem:
    """Return an item as a reaction keeps it: title and attributes in words."""
    known = [f"{name}: {value}" for name, value in item.attributes.items()]
    known += [f"price: {item.price}"] if item.price else []
    return SeenItem(id=item.id, title=item.title, text=", ".join([item.title, *known])[:_LONGEST])
