"""Names of attributes: what the classes of a page's elements say that their texts are.

Pages are styled by class, and people call classes by what they style: "card__price",
"film-director", "seatsLeft". Knows nothing of what the texts say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ....core.observations import Element
from .parts import Part

_PLACES_AND_LOOKS = """
active align area badge bg big block bold border bottom box btn button card cards cell chip
chips clearfix col cols column columns component container content copy css current dark data
default desc description desktop detail details display div element elements entry even extra
field fields first flex float font foot footer gap gray grey grid group head header heading
helper hidden highlight holder hover html icon icons image images img info inline inner item
items jsx label labels large last layout lead left light line lines link links list listing
lists main margin max media meta min mobile muted nav node normal note odd outer pad padding
panel para paragraph part pic picture pill post primary product products prop property props
record records responsive result results right root round rounded row rows secondary section
selected shadow small snippet span stack strong style styled sub subtitle summary tag tags
teaser tertiary text the thumb thumbnail tile tiles top truncate txt typography unit val value
values visible wide widget with wrap wrapper
"""
"""Words of classes that tell where something stands, or how it looks, and not what it is."""

_SAYS_NOTHING = frozenset(_PLACES_AND_LOOKS.split())

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HASHED = re.compile(r"[a-z]*\d\w*\d|.*[a-z]\d[a-z]", re.IGNORECASE)
_BLOCK_SHARE = 0.4
_BLOCK_TOKENS = 3
"""A word in so many of the classes of a list, and in such a share, names the list itself."""

_SHORTEST = 3
_VOWELS = frozenset("aeiouy")
_LOOKS = "base bg css full jsx lg max md min mini plus px py sc sm tw xl xs"
_UTILITIES = frozenset(_LOOKS.split())
"""A class with such a word says how something looks, or was made up by a machine."""

_MOST_CLASSES = 3
"""An element with more classes is styled by them, one property each."""


class Names:
    """What the classes of a list's records call its parts."""

    def __init__(self, parts: Sequence[Part]) -> None:
        tokens = {token for part in parts for one in _own(part) for token in one.classes}
        counts = Counter(word for token in tokens for word in set(_words(token)))
        self._blocks = {
            word
            for word, count in counts.items()
            if count >= _BLOCK_TOKENS and count >= _BLOCK_SHARE * len(tokens)
        }
        self._repeating = {
            token
            for part in parts
            for one in _own(part)
            for token in one.classes
            if _repeats(" ".join(_words(token)), part)
        }
        self._holding = Counter(one.ref for part in parts for one in part.above)

    def of(self, part: Part) -> str:
        """Return what a part is called, in words; "" where no class says it.

        A box calls its part by a name where it holds nothing else.
        """
        for one in _own(part):
            if one is not part.element and self._holding[one.ref] > 1 and not _is_plural(one, part):
                return ""
            tokens = one.classes if len(one.classes) <= _MOST_CLASSES else ()
            if name := next((name for token in tokens if (name := self._name(token))), ""):
                return name
        return ""

    def _name(self, token: str) -> str:
        if token in self._repeating or not _UTILITIES.isdisjoint(_words(token)):
            return ""
        telling = [
            word
            for word in _words(token)
            if word not in _SAYS_NOTHING
            and word not in self._blocks
            and len(word) >= _SHORTEST
            and not _VOWELS.isdisjoint(word)
        ]
        return " ".join(telling)


def _own(part: Part) -> tuple[Element, ...]:
    """Return what the part stands in within its record, the record itself left out."""
    return (part.element, *part.above[:-1]) if part.above else ()


def _repeats(name: str, part: Part) -> bool:
    """Tell whether a class says what the text says: "instock" of "In stock"."""
    return name.replace(" ", "") == part.text.lower().replace(" ", "")


def _is_plural(container: Element, part: Part) -> bool:
    """Tell whether a container holds several of one kind, as a row of tags does."""
    return part.above[:1] == (container,)


@lru_cache(maxsize=8192)
def _words(token: str) -> tuple[str, ...]:
    """Return the words of a class; none of one that a machine made up."""
    if _HASHED.match(token):
        return ()
    return tuple(word.lower() for word in _PARTS.findall(token))
