"""Spaces: by which model the records of a type are embedded.

What a person asks about lies where the embedding model puts it. What requests bear on without
mentioning it lies in a space of its own, where it is found by the requests that run into it
(`relevance`). Vectors of one space are compared with nothing of the other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..core.protocols import Embedder, Vectors
from .words import INDEXED_CHARACTERS, clean

BORNE_ON: frozenset[str] = frozenset({"fact"})
"""Types of records that requests bear on without being like them."""


@dataclass(frozen=True, eq=False)
class Spaces:
    """The embedding models of one memory."""

    likeness: Embedder
    """The embedding model."""

    relevance: Embedder | None = None
    """The one of what requests bear on; without it, the embedding model is that, too."""

    @property
    def name(self) -> str:
        """What tells these models from others: an index made with others is made anew."""
        return self.relevance.name if self.relevance else self.likeness.name

    def of(self, type_: str) -> Embedder:
        """Return the model that embeds records of the type."""
        return self.relevance if self.relevance and type_ in BORNE_ON else self.likeness

    def bearing(self, types: Collection[str]) -> frozenset[str]:
        """Return those of the types that lie in a space of their own."""
        return BORNE_ON.intersection(types) if self.relevance else frozenset()


class Aim:
    """Where a text lies in each space; embedded where it is first asked for."""

    def __init__(self, text: str, spaces: Spaces) -> None:
        self._text = clean(text[:INDEXED_CHARACTERS])
        self._spaces = spaces
        self._vectors: dict[str, Vectors] = {}

    def among(self, type_: str) -> Vectors:
        """Return its vector, `[dimension]` of length 1, to compare records of the type with."""
        embedder = self._spaces.of(type_)
        if embedder.name not in self._vectors:
            self._vectors[embedder.name] = embedder.embed([self._text])[0]
        return self._vectors[embedder.name]

    def nearness(self, type_: str, vectors: Vectors) -> float:
        """Return the cosine similarity of the nearest of a record's vectors, one at least."""
        return float((vectors @ self.among(type_)).max())
