"""Spans of a request that could fill a slot, and what can be said about each.

Knows the request alone: its words, quotation marks, names and numbers. Which of the spans is
meant is learned (`slots`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"['’]s\b"  # noqa: RUF001 - typographic apostrophes are common in requests
    r"|[@#]?\w+(?:[./:@&+-]\w+)*"
    r"|-\d+(?:[.,]\d+)*"
    r"|[^\w\s]"
)
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)'([^']+)'(?!\w)|(?<!\w)‘([^’]+)’")  # noqa: RUF001
_MARKS = '"\u201c\u201d'
_LONGEST = 8
"""Words of a span that is not quoted."""

_PARTS = re.compile(r"[./:&+-]")


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


def spans(request: str) -> list[Span]:
    """Return the spans of the request that could fill a slot, in reading order."""
    tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(request)]
    quotes = _quotes(request)
    places = dict.fromkeys((*quotes, *_grams(request, tokens)))
    found = [(start, end) for start, end in places if request[start:end].strip()]
    reader = _Reader(request, tokens, quotes)
    return [Span(s, e, request[s:e], reader.features(s, e)) for s, e in sorted(found)]


def _quotes(request: str) -> list[tuple[int, int]]:
    found = []
    for match in _QUOTED.finditer(request):
        group = next(g for g in range(1, 5) if match.group(g) is not None)
        found.append(match.span(group))
    return found


def _grams(request: str, tokens: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for at, (start, _) in enumerate(tokens):
        for end in (tokens[last][1] for last in range(at, min(at + _LONGEST, len(tokens)))):
            first, last_char = request[start], request[end - 1]
            if any(mark in request[start:end] for mark in _MARKS):
                break  # a span may stand in quotation marks, but not hold one
            if (first.isalnum() or first in "@#-+$€£") and (
                last_char.isalnum() or last_char in "+%.!?"
            ):
                yield start, end
    # The parts of "12/16/2016" or "2:20" can each be a value.
    for start, end in tokens:
        inner = list(re.finditer(r"\w+", request[start:end]))
        if len(inner) > 1 or (inner and inner[0].start() > 0):
            yield from ((start + part.start(), start + part.end()) for part in inner)


class _Reader:
    """Says what surrounds a span and what it looks like."""

    def __init__(
        self, request: str, tokens: list[tuple[int, int]], quotes: list[tuple[int, int]]
    ) -> None:
        self._request, self._tokens, self._quotes = request, tokens, quotes

    def features(self, start: int, end: int) -> tuple[str, ...]:
        """Return the features of the span; each is a short name, `kind=value`."""
        before = [self._word(s, e) for s, e in self._tokens if e <= start]
        after = [self._word(s, e) for s, e in self._tokens if s >= end]
        inside = [self._word(s, e) for s, e in self._tokens if s < end and e > start]
        # Quotation marks say what `_quotation` says; the words beyond them say more.
        left = [word for word in before if word not in "\"“”'‘’"][-2:]  # noqa: RUF001
        right = [word for word in after if word not in "\"“”'‘’"][:2]  # noqa: RUF001
        l1, l2 = (left[-1:] or ["^"])[0], (left[-2:-1] or ["^"])[0]
        r1, r2 = (right[:1] or ["$"])[0], (right[1:2] or ["$"])[0]
        text = self._request[start:end]
        quotation = self._quotation(start, end)
        look = shape(text)
        return (
            f"l={l1}",
            f"ll={l2} {l1}",
            f"r={r1}",
            f"rr={r1} {r2}",
            f"lr={l1}|{r1}",
            f"q={quotation}",
            f"shape={look}",
            f"shape,q={look}|{quotation}",
            f"n={min(len(inside), 5)}",
            f"order={self._order(start, end, look)}",
            *(f"in={word}" for word in sorted(set(inside))),
            *(["part"] if self._splits_token(start, end) else []),
            *(["first"] if not before else []),
        )

    def _word(self, start: int, end: int) -> str:
        word = self._request[start:end].lower()
        return "#" if word.isdigit() else word

    def _quotation(self, start: int, end: int) -> str:
        for at, (first, last) in enumerate(self._quotes):
            if (first, last) == (start, end):
                return f"whole{min(at, 2)}"
            if first <= start and end <= last:
                return "part"
            if start < last and first < end:
                return "across"
        return "none"

    def _order(self, start: int, end: int, look: str) -> str:
        """Say how many single words of the same look stand before the span."""
        if look == "lower":
            return look
        alike = [
            s
            for s, e in self._tokens
            if 0 < s < start and shape(self._request[s:e]) == look and e != end
        ]
        return f"{look}{min(len(alike), 3)}"

    def _splits_token(self, start: int, end: int) -> bool:
        starts = {s for s, _ in self._tokens} | {s for s, _ in self._quotes}
        ends = {e for _, e in self._tokens} | {e for _, e in self._quotes}
        return start not in starts or end not in ends


def shape(text: str) -> str:
    """Say what a text looks like: a number, a name, a time or so on."""
    if "\n" in text or len(text) > 60:
        return "long"
    if re.fullmatch(r"-?\d+", text):
        return "number"
    if re.fullmatch(r"\d{1,2}:\d{2}(\s?[APap]\.?[Mm]\.?)?", text):
        return "time"
    if re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", text):
        return "date"
    if text[:1] in "@#":
        return text[0]
    if any(c.isdigit() for c in text):
        return "mixed"
    if text.isupper() and len(text) > 1:
        return "upper"
    if text.islower():
        return "lower"
    words = text.split()
    return "name" if all(word[:1].isupper() for word in words) else "some upper"
