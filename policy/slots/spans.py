"""Spans of a request that could fill a slot: single values, and lists of values.

Knows the request alone: its words, quotation marks, names and numbers. Which of the spans is
meant is learned (`slots`); what can be said about each is told by `clues`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .clues import Clues
from .grammar import JOINING, SEPARATORS
from .tokens import Token, Tokens, tokens

_LONGEST = 8
"""Words of a span that is not quoted."""

_LONGEST_ITEM = 4
"""Words of the first and of the last item of a list that are not quoted."""

_FARTHEST = 6
"""Words between two separators of one list, at most."""

_ENDS = 4
"""A long row of separators is cut at so many places at each end."""

_BETWEEN = JOINING | set(SEPARATORS)
_AND = re.compile(r"\s*(?:^|\s)(?:and|or|&|then|plus)\s+(?:then\s+)?", re.IGNORECASE)
_LOOSE = re.compile(r"^(?:and|or|then|plus)\b|\b(?:and|or|then|plus)$", re.IGNORECASE)
"""What joins values stands at the edge of it."""

_QUOTATION = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']*'(?!\w)|(?<!\w)‘[^’]*’(?!\w)")  # noqa: RUF001
_OUTER = " \t\n\"“”'‘’,;."  # noqa: RUF001


@dataclass(frozen=True)
class Span:
    """A part of a request."""

    start: int
    end: int
    text: str
    features: tuple[str, ...]
    """What can be said about the span, for a linear scorer."""

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=512)
def spans(request: str) -> tuple[Span, ...]:
    """Return the spans of the request that could fill a slot, in reading order."""
    cut = tokens(request)
    places = dict.fromkeys((*cut.quotes, *_grams(cut.words, _LONGEST), *_parts(cut)))
    clues = Clues(request, cut)
    found = sorted((start, end) for start, end in places if request[start:end].strip())
    return tuple(Span(s, e, request[s:e], clues.of_span(s, e)) for s, e in found)


@lru_cache(maxsize=512)
def lists(request: str) -> tuple[Span, ...]:
    """Return the spans of the request that could be a list of values, in reading order.

    A single value is a list of one.
    """
    cut = tokens(request)
    places = dict.fromkeys((*_rows(cut.units), *cut.quotes))
    grams = _grams(cut.words, _LONGEST_ITEM)
    places |= dict.fromkeys((s, e) for s, e in grams if not _LOOSE.search(request[s:e]))
    clues = Clues(request, cut)
    found = sorted((start, end) for start, end in places if request[start:end].strip())
    texts = [request[start:end] for start, end in found]
    return tuple(
        Span(s, e, text, clues.of_list(s, e, items(text)))
        for (s, e), text in zip(found, texts, strict=True)
    )


@lru_cache(maxsize=8192)
def items(text: str) -> tuple[str, ...]:
    """Return the values of a list: ("a", "b", "c") of "a, b and c", "a > b > c" or "a;b;c"."""
    bare, quoted = _without_quotations(text)
    mark = next((mark for mark in SEPARATORS if mark in bare.strip()), ",")
    pieces = re.split(r",(?!\d{3}\b)|(?<!\d),", bare) if mark == "," else bare.split(mark)
    if mark in ",;":
        # "a, b and c": only the last piece is two; "a and b": there is but one.
        pieces[-1:] = _AND.split(pieces[-1])
    whole = (_with_quotations(piece, quoted).strip(_OUTER) for piece in pieces)
    return tuple(item for item in whole if item)


def _without_quotations(text: str) -> tuple[str, list[str]]:
    """Put a stand-in for each quotation, so that what is in it splits nothing."""
    quoted: list[str] = []

    def kept(match: re.Match[str]) -> str:
        quoted.append(match.group())
        return "\0"

    return _QUOTATION.sub(kept, text), quoted


def _with_quotations(piece: str, quoted: list[str]) -> str:
    return re.sub("\0", lambda _: quoted.pop(0), piece)


def _grams(words: Sequence[Token], longest: int) -> Iterator[tuple[int, int]]:
    for at, first in enumerate(words):
        if not (first.text[0].isalnum() or first.text[0] in "@#-+$€£"):
            continue
        for last in words[at : at + longest]:
            if last.text in '"“”':
                break  # a span may stand in quotation marks, but not hold one
            if last.text[-1].isalnum() or last.text in "+%.!?":
                yield first.start, last.end


def _parts(cut: Tokens) -> Iterator[tuple[int, int]]:
    """Yield the parts of words such as "24/12/1999" or "9:15", each of which can be a value."""
    for token in cut.words:
        inner = list(re.finditer(r"\w+", token.text))
        if len(inner) > 1 or (inner and inner[0].start() > 0):
            yield from ((token.start + p.start(), token.start + p.end()) for p in inner)


def _rows(units: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield where a row of items with separators between them begins and ends."""
    for row in _separated(units):
        for first, last in _stretches(row):
            begins = _edges(units, first[0] - 1, -1)
            ends = _edges(units, last[1], 1)
            yield from ((units[b].start, units[e].end) for b in begins for e in ends)


def _separated(units: Sequence[Token]) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of separators that stand near each other: from which unit to which, each."""
    run: list[tuple[int, int]] = []
    at = 0
    while at < len(units):
        end = at
        while end < len(units) and units[end].text.lower() in _BETWEEN:
            end += 1
        if end > at:
            if run and at - run[-1][1] > _FARTHEST:
                yield run
                run = []
            run.append((at, end))
        at = max(end, at + 1)
    if run:
        yield run


def _stretches(
    row: Sequence[tuple[int, int]],
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the first and the last separator of each part of a row that could be a list."""
    places = range(len(row))
    is_short = len(row) <= 2 * _ENDS
    firsts, lasts = (places, places) if is_short else (places[:_ENDS], places[-_ENDS:])
    yield from ((row[first], row[last]) for first in firsts for last in lasts if first <= last)


def _edges(units: Sequence[Token], at: int, step: int) -> list[int]:
    """Return the units at which an item that begins at `at` can end, going by `step`."""
    found = []
    for unit in range(at, at + step * _LONGEST_ITEM, step):
        if not 0 <= unit < len(units) or units[unit].text.lower() in _BETWEEN:
            break
        if units[unit].look != "mark":
            found.append(unit)
        elif units[unit].text in ".!?":
            break
    return found
