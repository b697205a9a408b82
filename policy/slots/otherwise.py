"""Whether a request says that something is not to be as usual: "no milk", "somewhere else today".

A habit may fill what a request leaves open, never what it says otherwise. Where a request says so
without a value, the slot's reader tells which slot the words stand in the place of. English;
in other languages only what is said with a value counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...core.texts import plain, words
from ...memory.steps import Slot
from .grammar import FUNCTION_WORDS
from .span_scorer import likelihoods
from .spans import spans

_NEGATIVE = """
no not without skip minus except drop omit cancel never don't dont nothing neither nor
"""
_DENYING = frozenset(_NEGATIVE.split())
"""Words after which something is not wanted."""

_OTHER = frozenset(("another", "other", "different", "else", "new", "unusual"))
"""Words that ask for something else than before."""

_PHRASES = re.compile(
    r"\b(?:some|any)(?:where|one|body|thing|time|how)\s+else\b"
    r"|\belsewhere\b|\bfor a change\b|\bdifferently\b|\banything but\b|\bsurprise me\b"
    r"|\b(?:un|not? (?:the |my |as )?|than )usual\b|\bnot (?:as|like) always\b",
    re.IGNORECASE,
)
"""What asks for something else without a name for it."""

_WORD = re.compile(r"[\w'’]+")  # noqa: RUF001
_NEAR = 2
"""Words between a word that denies and what it denies, at most."""

_RIVAL = 0.5
"""A slot in whose place words stand half as likely as in that of the likeliest is meant, too."""

_MEANT = 0.1
"""Where they stand so unlikely in the place of any slot, any may be meant."""


@dataclass(frozen=True)
class _Said:
    start: int
    end: int
    word: str


class Otherwise:
    """What a request says against the usual."""

    def __init__(self, request: str) -> None:
        self._request = request
        self._words = [
            _Said(found.start(), found.end(), found.group().casefold().replace("’", "'"))  # noqa: RUF001
            for found in _WORD.finditer(request)
        ]
        self._phrases = [(one.start(), one.end()) for one in _PHRASES.finditer(request)]

    def denies(self, value: str) -> bool:
        """Tell whether the request names the value only to say that it is not wanted."""
        places = self._places(value)
        return bool(places) and all(self._is_after(at, _DENYING) for at in places)

    def slots(self, slots: Sequence[Slot]) -> frozenset[str]:
        """Return the names of those slots that are not to be filled as usual."""
        named = {slot.name for slot in slots if self._is_about(slot)}
        for start, end in self._phrases:
            named |= self._in_place_of(start, end, slots)
        return frozenset(named)

    def qualifies(self, values: Iterable[str], requests: Iterable[str]) -> bool:
        """Tell whether a word that no known request has stands right before one of the values.

        "A huge latte" asks for something that nobody asked for before, whatever it is called.
        """
        usual = FUNCTION_WORDS.union(*map(words, requests))
        before = [self._words[at - 1].word for v in values for at in self._places(v) if at > 0]
        return any(not set(words(word)) <= usual for word in before)

    def _is_about(self, slot: Slot) -> bool:
        """Tell whether the slot, or a value of it, is named after a word that denies."""
        names = [*words(slot.name), *slot.examples]
        at = [place for name in names for place in self._places(name)]
        return any(self._is_after(place, _DENYING | _OTHER) for place in at)

    def _in_place_of(self, start: int, end: int, slots: Sequence[Slot]) -> set[str]:
        """Return the slots in whose place the words stand; all where it cannot be told."""
        likely = {slot.name: self._likelihood(start, end, slot) for slot in slots}
        best = max(likely.values(), default=0.0)
        if best < _MEANT:
            return set(likely)
        return {name for name, chance in likely.items() if chance >= _RIVAL * best}

    def _likelihood(self, start: int, end: int, slot: Slot) -> float:
        """Return how likely a part of the request that these words are is what fills the slot."""
        found = spans(self._request)
        known = {plain(value) for value in slot.examples}
        logs = likelihoods(slot.reader, found, known) if slot.reader.weights else []
        inside = (
            math.exp(log)
            for span, log in zip(found, logs, strict=False)
            if start <= span.start and span.end <= end
        )
        return sum(inside)

    def _places(self, text: str) -> list[int]:
        """Return where the text stands in the request, as the number of its first word."""
        wanted = [found.casefold() for found in _WORD.findall(text)]
        said = [one.word for one in self._words]
        ends = range(len(said) - len(wanted) + 1) if wanted else range(0)
        return [at for at in ends if said[at : at + len(wanted)] == wanted]

    def _is_after(self, at: int, marks: frozenset[str]) -> bool:
        """Tell whether a mark stands before that word, with no other part of speech between."""
        run = self._words[max(0, at - 1 - _NEAR) : at + 1]
        for before, after in reversed(list(pairwise(run))):
            if re.search(r"[,.;:!?]", self._request[before.end : after.start]):
                return False
            if before.word in marks:
                return True
        return False
