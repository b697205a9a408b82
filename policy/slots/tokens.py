"""A request cut into words, marks and quotations.

Knows how requests are written: typographic quotes, handles, numbers with marks in them. Knows
nothing of what they ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ...core.moments import read_clock, read_day

_TOKEN = re.compile(
    r"['’]s\b"  # noqa: RUF001 - typographic apostrophes are common in requests
    r"|[@#]?\w+(?:[./:@&+-]\w+)*"
    r"|-\d+(?:[.,]\d+)*"
    r"|[^\w\s]"
)
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)'([^']+)'(?!\w)|(?<!\w)‘([^’]+)’")  # noqa: RUF001
QUOTATION_MARKS = frozenset("\"“”'‘’")  # noqa: RUF001
_PARTICLES = frozenset(
    ("of", "the", "de", "del", "der", "den", "di", "da", "du", "la", "le", "von", "van")
)
"""Words within a name that have no capital."""

_DIGIT = re.compile(r"\d")
_LONG = 60
"""Characters of a text that is more than a value usually is."""

_LONGEST_MOMENT = 6
"""Words and marks of a date: "Thursday, 4th of March 2021"."""


@dataclass(frozen=True)
class Token:
    """A word or mark of a request, or a whole quotation."""

    start: int
    end: int
    text: str
    look: str
    """See `shape`; "quotation" for a whole one, "start" for a capital that may only be there
    because a sentence begins."""

    @property
    def is_word(self) -> bool:
        """Tell whether it is a plain word or mark, rather than something that is named."""
        return self.look in ("lower", "start", "mark")

    @cached_property
    def kind(self) -> str:
        """The word in lower case; a stand-in such as "<name>" for what is named."""
        return self.text.lower().replace("’", "'") if self.is_word else f"<{self.look}>"  # noqa: RUF001


@dataclass(frozen=True)
class Tokens:
    """A request in two views: its words, and its words with each quotation as one."""

    words: tuple[Token, ...]
    units: tuple[Token, ...]
    """Words outside of quotations, and quotations with their marks."""

    quotes: tuple[tuple[int, int], ...]
    """Where each quotation begins and ends, without its marks."""

    moments: tuple[tuple[int, int], ...]
    """Where dates and times of day of several words or parts begin and end."""


@lru_cache(maxsize=256)
def tokens(request: str) -> Tokens:
    """Cut a request into words and quotations."""
    quotes = [(match.span(), _inside(match)) for match in _QUOTED.finditer(request)]
    words: list[Token] = []
    for match in _TOKEN.finditer(request):
        words.append(_token(request, *match.span(), words))
    units = [w for w in words if not any(s <= w.start and w.end <= e for (s, e), _ in quotes)]
    units += [Token(s, e, request[s:e], "quotation") for (s, e), _ in quotes]
    units.sort(key=lambda unit: unit.start)
    inside = tuple(inside for _, inside in quotes)
    return Tokens(tuple(words), tuple(units), inside, tuple(_moments(request, words)))


@lru_cache(maxsize=4096)
def shape(text: str) -> str:
    """Say what a text looks like: a number, a name, a time or so on."""
    if "\n" in text or len(text) > _LONG:
        return "long"
    if text[:1] in "@#" and len(text) > 1:
        return text[0]
    if _DIGIT.search(text):
        return _shape_with_digits(text)
    if text.islower():
        return "lower"
    if text.isupper() and len(text) > 1:
        return "upper"
    if text.upper() == text.lower():
        return "mark"
    words = text.split()
    named = [word[:1].isupper() or word in _PARTICLES for word in words]
    return "name" if all(named) and words[0] not in _PARTICLES else "some upper"


def _shape_with_digits(text: str) -> str:
    if re.fullmatch(r"-?\d+", text):
        return "number"
    if read_clock(text):
        return "time"
    if read_day(text):
        return "date"
    first, *others = text.split()
    if not others:
        return "mixed"
    is_name = first[:1].isupper() and all(word[:1].isupper() or word.isdigit() for word in others)
    return "name" if is_name else "some digits"


def _inside(match: re.Match[str]) -> tuple[int, int]:
    return match.span(next(g for g in range(1, 5) if match.group(g) is not None))


def _token(request: str, start: int, end: int, before: list[Token]) -> Token:
    text = request[start:end]
    look = shape(text)
    if text == "I" or (look == "name" and _begins(before)):
        look = "start"
    return Token(start, end, text, look)


def _moments(request: str, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the longest dates and times of day."""
    at = 0 if _DIGIT.search(request) else len(words)
    while at < len(words):
        ends = [word.end for word in words[at : at + _LONGEST_MOMENT]]
        start = words[at].start
        found = [end for end in ends if shape(request[start:end]) in ("date", "time")]
        if found:
            yield start, found[-1]
            at += ends.index(found[-1])
        at += 1


def _begins(before: list[Token]) -> bool:
    """Tell whether a sentence begins after the tokens."""
    told = [token.text for token in before[-2:] if token.text not in QUOTATION_MARKS]
    return not told or told[-1] in ".!?:"
