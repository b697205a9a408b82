"""A catalogue: the space of items that is learned from what many people took.

A score has two parts: how near an item lies to the person's ideal point (`factors`,
`prototypes`), and what the items that they took say of it directly (`neighbours`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from ...memory.logs.reaction import SeenItem
from .content import ContentMap, fit_content
from .factors import FactorParameters, fit_factors
from .ideal_point import Prior
from .interactions import Floats, Interactions
from .neighbours import NeighbourParameters, fit_neighbours
from .prototypes import find_prototypes


@dataclass(frozen=True)
class CatalogueParameters:
    """What the fit is set by."""

    neighbours: NeighbourParameters = field(default_factory=NeighbourParameters)
    factors: FactorParameters = field(default_factory=FactorParameters)
    blend: float = 0.6
    """How much the ideal point counts beside the neighbours."""

    kinds: int = 8
    """How many prototypes of people."""

    most_related: int = 12_000
    """More items than these are scored by the ideal point alone: the neighbours' matrices would
    take over a gigabyte each."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Where the items of a log lie, and whom to expect; an `ItemSpace`."""

    items: tuple[str, ...]
    """Ids."""

    places: Floats
    """`[items, dimension]`."""

    prior: Prior
    related: NDArray[np.float32]
    """`[items, items]`: a person's levels times this; empty where there are too many items."""

    blend: float
    content: ContentMap | None = None
    """Where items lie that nobody took; without it, in the middle."""

    embedder: Embedder | None = None
    """Which reads the words of items for `content`."""

    certainty: float = 4.0

    @cached_property
    def name(self) -> str:
        """By which vectors of this space are known; another fit has another name.

        So has the same fit where it reads no words: items that nobody took lie elsewhere in it.
        """
        digest = hashlib.blake2b(json.dumps(self.items).encode(), digest_size=8)
        digest.update(self.places.tobytes())
        if self.content is None or self.embedder is None:
            return f"catalogue {digest.hexdigest()}"
        digest.update(self.content.weights.tobytes())
        return f"catalogue {digest.hexdigest()} with {self.embedder.name}"

    def vectors(self, items: Sequence[SeenItem]) -> Floats:
        """Return where the items lie, `[items, dimension]`."""
        where = self._where(item.id for item in items)
        known = where >= 0
        placed = np.tile(self.places.mean(axis=0), (len(items), 1))
        placed[known] = self.places[where[known]]
        if self.content is not None and self.embedder is not None and not known.all():
            new = [item for item, is_known in zip(items, known, strict=True) if not is_known]
            words = self.embedder.embed([item.text or item.title for item in new])
            placed[~known] = self.content(words.astype(np.float64))
        return placed

    def relatedness(self, taken: Mapping[str, float], items: Sequence[SeenItem]) -> Floats:
        """Return what the levels of taken items, by id, say of each item directly, `[items]`.

        0 for items that nobody took.
        """
        said = np.zeros(len(items))
        where, by = self._where(item.id for item in items), self._where(taken)
        known, used = where >= 0, by >= 0
        if self.related.size and known.any() and used.any():
            levels = np.array([*taken.values()])[used]
            said[known] = levels @ self.related[np.ix_(by[used], where[known])] / self.blend
        return said

    @cached_property
    def _place_of(self) -> dict[str, int]:
        return {id: place for place, id in enumerate(self.items)}

    def _where(self, ids: Iterable[str]) -> NDArray[np.intp]:
        return np.array([self._place_of.get(id, -1) for id in ids], dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A catalogue, and where the people lie whom it was fitted on."""

    catalogue: Catalogue
    log: Interactions
    people: Floats
    """`[people, dimension]`."""

    def scores(self, people: slice = slice(None)) -> Floats:
        """Return how well each item fits each person of the log, `[people, items]`."""
        made = self.catalogue
        scores: Floats = self.people[people] @ made.places.T
        if made.related.size:
            scores += self.log.matrix[people] @ made.related / made.blend
        return scores


def fit_catalogue(
    log: Interactions,
    parameters: CatalogueParameters | None = None,
    *,
    tags: Floats | None = None,
    words: Floats | None = None,
    embedder: Embedder | None = None,
) -> Fitted:
    """Learn the space of a catalogue from its log.

    `tags` are `[tags, items]`, 1 where an item has one. `words` are the vectors that the
    embedder gives the items' texts, `[items, embedder's dimension]`, by which items that nobody
    took are placed.
    """
    given = parameters or CatalogueParameters()
    factors = fit_factors(log, given.factors)
    few = len(log.items) <= given.most_related
    related = fit_neighbours(log, given.neighbours, tags) if few else np.zeros((0, 0))
    taken = np.bincount(log.item, minlength=len(log.items)).astype(np.float64)
    places, content = factors.items.copy(), None
    if words is not None:
        content = fit_content(words, places, taken)
        places[taken == 0] = content(words[taken == 0])
    catalogue = Catalogue(
        items=log.items,
        places=places,
        prior=find_prototypes(factors.people, kinds=given.kinds),
        related=related.astype(np.float32),
        blend=given.blend,
        content=content,
        embedder=embedder,
    )
    return Fitted(catalogue, log, factors.people)
