"""Directions: which measure an adjective is about, and which end of it is meant.

The gradable adjectives of English that say how much there is of something are a small, closed class
(Kennedy and McNally 2005, "Scale Structure, Degree Modification, and the Semantics of Gradable
Predicates"): one table of them, which requests, critiques and what memory holds are read by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..items.columns import Column
from ..items.pool import Pool
from ..quantities.kinds import Kind

_DOWN, _UP = False, True
_ADJECTIVES: tuple[tuple[tuple[Kind, ...], bool, str], ...] = (
    (("price",), _DOWN, "cheap inexpensive affordable economical"),
    (("price",), _UP, "expensive pricey pricy costly dear luxurious posh"),
    (("rating",), _UP, "good well-rated highly-rated top-rated"),
    (("rating",), _DOWN, "bad badly-rated poor"),
    (("distance",), _DOWN, "close near nearby"),
    (("distance",), _UP, "far distant remote"),
    (("duration", "extent"), _DOWN, "short brief"),
    (("duration", "extent"), _UP, "long lengthy"),
    (("duration",), _DOWN, "quick fast"),
    (("duration",), _UP, "slow"),
    (("speed",), _UP, "quick fast rapid swift"),
    (("speed",), _DOWN, "slow"),
    (("year", "date"), _UP, "new recent late modern"),
    (("year", "date"), _DOWN, "old"),
    (("time", "date"), _DOWN, "early"),
    (("time",), _UP, "late"),
    (("size", "capacity"), _UP, "big large spacious roomy huge giant"),
    (("size", "capacity"), _DOWN, "small tiny little compact"),
    (("size",), _UP, "wide broad tall"),
    (("size",), _DOWN, "narrow cramped"),
    (("extent", "size"), _UP, "thick bulky"),
    (("extent", "size"), _DOWN, "thin slim"),
    (("weight",), _DOWN, "light lightweight"),
    (("weight",), _UP, "heavy weighty hefty"),
    (("popularity",), _UP, "popular well-known famous"),
    (("popularity",), _DOWN, "obscure unknown"),
    (("loudness",), _UP, "loud noisy"),
    (("loudness",), _DOWN, "quiet silent hushed"),
    (("temperature",), _UP, "warm hot"),
    (("temperature",), _DOWN, "cold cool chilly"),
    (("brightness",), _UP, "bright"),
    (("brightness",), _DOWN, "dim dark"),
    (("power", "strength"), _UP, "strong powerful"),
    (("power", "strength"), _DOWN, "weak"),
    (("strength",), _DOWN, "mild"),
    (("hardness",), _UP, "hard firm stiff"),
    (("hardness",), _DOWN, "soft"),
    (("moisture",), _UP, "wet moist damp"),
    (("moisture",), _DOWN, "dry"),
)
_NO_ADVERBS = frozenset(("badly", "hardly", "highly", "lately", "nearly", "newly", "shortly"))
"""What ends like an adverb of an adjective and says something else."""

_IRREGULAR = {
    "best": "good", "better": "good", "worst": "bad", "worse": "bad", "further": "far",
    "farther": "far", "furthest": "far", "farthest": "far", "nearest": "near", "latest": "late",
    "newest": "new", "eldest": "old", "bigger": "big", "biggest": "big",
}  # fmt: skip

ADJECTIVES = frozenset(word for _, _, words in _ADJECTIVES for word in words.split())
"""All of them, in the degree that compares nothing."""


@dataclass(frozen=True)
class Direction:
    """More or less of what one of these kinds of columns measures."""

    kinds: tuple[Kind, ...]
    up: bool

    def column(self, pool: Pool) -> Column | None:
        """Return the pool's column that it is about; None where there is none."""
        return next((c for kind in self.kinds for c in pool.of_kind(kind) if c.units()), None)


@lru_cache(maxsize=4096)
def directions_of(word: str) -> tuple[Direction, ...]:
    """Return all that an adjective may ask for: of "fast" more speed, or less time.

    In any of its degrees, and as an adverb: "cheap", "cheaper", "cheapest", "cheaply".
    """
    word = word.lower()
    for base in (_IRREGULAR.get(word, word), *_bases(word)):
        found = [Direction(kinds, up) for kinds, up, words in _ADJECTIVES if base in words.split()]
        if found:
            return tuple(found)
    return ()


def direction_of(word: str, pool: Pool) -> Direction | None:
    """Return what an adjective asks for of the items of a pool; None for one that is no measure."""
    found = directions_of(word)
    return next((one for one in found if one.column(pool)), next(iter(found), None))


def _bases(word: str) -> Iterator[str]:
    for ending in ("er", "est", "r", "st"):
        if word.endswith(ending):
            base = word.removesuffix(ending)
            yield base
            if base.endswith("i"):
                yield f"{base[:-1]}y"
            if base[-1:] == base[-2:-1]:
                yield base[:-1]
    if word.endswith("ly") and word not in _NO_ADVERBS:
        yield word.removesuffix("ly")
