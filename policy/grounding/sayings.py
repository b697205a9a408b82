"""A request as words to hold against what a page shows: what it names, quotes and counts.

Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from ...core.numerals import read_place
from ...core.texts import mentions, plain, words

_QUOTED = re.compile(r"""["\u201c]([^"\u201d]+)["\u201d]|(?<!\w)['\u2018]([^'\u2019]+)['\u2019]""")
_AMOUNT = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\w)")
_NUMBER = re.compile(r"0*(\d+)")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_SHORTEST = 2
"""Letters below which a text is found in a request by chance, where it is not in quotes."""


class Saying:
    """What a request says."""

    def __init__(self, request: str) -> None:
        self.request = request

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, as `spoken` gives them."""
        return frozenset(spoken(self.request))

    @cached_property
    def quoted(self) -> frozenset[str]:
        """What it puts in quotes, in lower case."""
        return frozenset(plain(one or other) for one, other in _QUOTED.findall(self.request))

    @cached_property
    def quoted_words(self) -> frozenset[str]:
        """The words of what it puts in quotes."""
        return frozenset(word for part in self.quoted for word in spoken(part))

    @cached_property
    def places(self) -> frozenset[int]:
        """The places that it counts, from 0; -1 for "last"."""
        found = [place for word in words(self.request) if (place := read_place(word))]
        return frozenset(place - 1 if place > 0 else place for place in found)

    @cached_property
    def amounts(self) -> tuple[float, ...]:
        """The numbers in it, with their signs."""
        return tuple(float(number) for number in _AMOUNT.findall(self.request))

    def names(self, text: str) -> bool:
        """Tell whether the text stands in it, as whole words and not only by chance."""
        if not text or len(text) > len(self.request) or not _stands_in(self.request, text):
            return False
        short = plain(text)
        return len(short) >= _SHORTEST or short.isdigit() or short in self.quoted


def spoken(text: str) -> list[str]:
    """Return the words of a text, numbers without the zeros before them."""
    return [number[1] if (number := _NUMBER.fullmatch(word)) else word for word in words(text)]


def amount(text: str) -> float | None:
    """Return the number that a text is; 0 for no text, None for another text."""
    return float(text or 0) if not text or _AMOUNT.fullmatch(text) else None


def parts(identifiers: Iterable[str]) -> frozenset[str]:
    """Return the words that identifiers are made of: "reply" and "icon" of "reply-icon"."""
    found = (part.lower() for identifier in identifiers for part in _PART.findall(identifier))
    return frozenset(part for part in found if len(part) >= _SHORTEST)


@lru_cache(maxsize=65_536)
def _stands_in(request: str, text: str) -> bool:
    return mentions(request, text)
