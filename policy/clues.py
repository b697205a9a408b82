"""What can be said about a span of a request: its looks, its neighbours, its place.

Features are short names, `kind=value`, for a linear scorer. Neighbours that are named things
count by their looks alone, so that what is learned holds for other names. Nothing here knows
which span is meant.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from .tokens import QUOTATION_MARKS, Token, Tokens, shape

_PREPOSITIONS = """
about above after as at before behind below beside between by called containing for from in into
like named near of on onto over saying since than through to towards under until up with within
without
"""
_OTHERS = """
a all also an and any are be can could did do does each every has have he her him his i if is it
its just me my need no not now or our please shall she should so some that the their them then
there these they this those us was we were what when where which who will would you your 's
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
FUNCTION_WORDS = PREPOSITIONS | frozenset(_OTHERS.split())
"""English words that hold a sentence together: a value seldom begins or ends with one."""

_NEAR = 3
"""Words to the left among which a preposition counts."""


class Clues:
    """Says what surrounds a span and what it looks like."""

    def __init__(self, request: str, cut: Tokens) -> None:
        self._request, self._quotes = request, cut.quotes
        self._inner = _Row([word for word in cut.words if word.text not in QUOTATION_MARKS])
        self._outer = _Row([unit for unit in cut.units if unit.text not in QUOTATION_MARKS])

    def of_span(self, start: int, end: int) -> tuple[str, ...]:
        """Return the features of a span that holds one value."""
        quotation = self._quotation(start, end)
        row = self._inner if quotation in ("part", "across") else self._outer
        inside = self._inner.inside(start, end)
        look = self._look(start, end, inside)
        return (
            *row.around(start, end),
            f"q={quotation}",
            f"shape={look}",
            f"shape,q={look}|{quotation}",
            f"n={min(len(inside), 5)}",
            *self._inner.order(start, end, look),
            *_edges(inside),
            *(f"in={word}" for word in sorted({w.text.lower() for w in inside if w.is_word})),
            *(["part"] if self._inner.splits(start, end) else []),
        )

    def of_list(self, start: int, end: int, items: Sequence[str]) -> tuple[str, ...]:
        """Return the features of a span that lists values."""
        quotation = self._quotation(start, end)
        row = self._inner if quotation in ("part", "whole") else self._outer
        inside = self._inner.inside(start, end)
        lengths = [len(item.split()) for item in items]
        looks = {shape(item) for item in items}
        return (
            *row.around(start, end),
            f"q={quotation}",
            *(f"shape={look}" for look in sorted(looks)),
            f"even={len(looks) == 1}",
            f"longest={min(max(lengths, default=0), 5)}",
            f"first={min(lengths[0], 5) if lengths else 0}",
            f"last={min(lengths[-1], 5) if lengths else 0}",
            *_edges(inside),
            *(f"in={word}" for word in sorted({w.text.lower() for w in inside if w.is_word})),
        )

    def _quotation(self, start: int, end: int) -> str:
        for at, (first, last) in enumerate(self._quotes):
            if (first, last) == (start, end):
                return f"whole{min(at, 2)}"
            if first <= start and end <= last:
                return "part"
            if start < last and first < end:
                return "across"
        return "none"

    def _look(self, start: int, end: int, inside: Sequence[Token]) -> str:
        look = shape(self._request[start:end])
        if look == "name" and inside[0].look == "start":
            return "start" if len(inside) == 1 else "start name"
        return look


class _Row:
    """Tokens in a row, and what stands where among them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]
        self._kinds = [token.kind for token in tokens]

    def inside(self, start: int, end: int) -> Sequence[Token]:
        """Return the tokens that have a part between start and end."""
        return self._tokens[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def splits(self, start: int, end: int) -> bool:
        """Tell whether a token lies only partly between start and end."""
        inside = self.inside(start, end)
        return bool(inside) and (inside[0].start < start or inside[-1].end > end)

    def around(self, start: int, end: int) -> tuple[str, ...]:
        """Say what stands before start and after end."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        kinds = self._kinds
        l1, l2 = kinds[first - 1] if first else "^", kinds[first - 2] if first > 1 else "^"
        r1 = kinds[last] if last < len(kinds) else "$"
        r2 = kinds[last + 1] if last + 1 < len(kinds) else "$"
        before = kinds[max(0, first - _NEAR) : first]
        role = next(
            (kind for kind in reversed(before) if kind in PREPOSITIONS or kind[0] == "<"), ""
        )
        return (
            f"l={l1}",
            f"ll={l2} {l1}",
            f"r={r1}",
            f"rr={r1} {r2}",
            f"lr={l1}|{r1}",
            f"role={role}",
        )

    def order(self, start: int, end: int, look: str) -> tuple[str, ...]:
        """Say how many single words of the same look stand before and after the span."""
        if look in ("lower", "start"):
            return ()
        before = sum(token.look == look for token in self._tokens if token.end <= start)
        after = sum(token.look == look for token in self._tokens if token.start >= end)
        return f"order={look}{min(before, 3)}", f"after={look}{min(after, 3)}"


def _edges(inside: Sequence[Token]) -> tuple[str, ...]:
    """Say whether the first and the last word only hold the sentence together."""
    if not inside:
        return ()
    edges = {"first": inside[0], "last": inside[-1]}
    return tuple(f"held={at}" for at, word in edges.items() if word.kind in FUNCTION_WORDS)
