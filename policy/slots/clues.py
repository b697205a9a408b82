"""What can be said about a span of a request: its looks, its neighbours, its place.

Features are short names, `kind` or `kind=value`, for a linear scorer. Neighbours that are named
things count by their looks alone, so that what is learned holds for other names. Nothing here
knows which span is meant.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from .grammar import ACTIONS, FUNCTION_WORDS, JOINING, PREPOSITIONS, SEPARATORS, side
from .tokens import QUOTATION_MARKS, Token, Tokens, shape

_NAMED = frozenset({"name", "upper", "number", "time", "date", "mixed", "@", "#"})
"""Looks of what is named rather than said."""

_BETWEEN = JOINING | set(SEPARATORS)
_NO_VALUE = ACTIONS | FUNCTION_WORDS

_NEAR = 3
"""Words to the left among which a preposition counts."""

_MOST = 5
"""Counts from here on are not told apart."""


class Clues:
    """Says what surrounds a span and what it looks like."""

    def __init__(self, request: str, cut: Tokens) -> None:
        self._request, self._cut = request, cut
        self._words = _Row([word for word in cut.words if word.text not in QUOTATION_MARKS])
        self._units = _Row([unit for unit in cut.units if unit.text not in QUOTATION_MARKS])

    def of_span(self, start: int, end: int) -> tuple[str, ...]:
        """Return the features of a span that holds one value."""
        quotation = self._quotation(start, end)
        row = self._words if quotation in ("part", "across") else self._units
        inside = self._words.inside(start, end)
        look = self._look(start, end, inside)
        return (
            *row.around(start, end),
            *row.order(start, end, look),
            f"q={quotation}",
            f"shape={look}",
            f"shape,q={look}|{quotation}",
            f"n={min(len(inside), _MOST)}",
            *_said(inside),
            *(() if quotation.startswith("whole") else self._cuts(start, end, look, inside)),
        )

    def of_list(self, start: int, end: int, items: Sequence[str]) -> tuple[str, ...]:
        """Return the features of a span that lists values."""
        quotation = self._quotation(start, end)
        row = self._words if quotation in ("part", "across") else self._units
        inside = self._words.inside(start, end)
        lengths = [len(item.split()) for item in items] or [0]
        looks = sorted({shape(item) for item in items})
        return (
            *row.around(start, end),
            f"q={quotation}",
            *(f"shape={look}" for look in looks),
            f"even={len(looks) == 1}",
            f"longest={min(max(lengths), _MOST)}",
            f"first={min(lengths[0], _MOST)}",
            f"last={min(lengths[-1], _MOST)}",
            *_said(inside),
            *self._list_cuts(start, end, row, items),
        )

    def _quotation(self, start: int, end: int) -> str:
        for at, (first, last) in enumerate(self._cut.quotes):
            if (first, last) == (start, end):
                return f"whole{min(at, 2)}"
            if first <= start and end <= last:
                return "part"
            if start < first and last < end:
                return "holds"
            if start < last and first < end:
                return "across"
        return "none"

    def _look(self, start: int, end: int, inside: Sequence[Token]) -> str:
        look = shape(self._request[start:end])
        if look == "name" and inside[0].look == "start":
            return "start" if len(inside) == 1 else "start name"
        return look

    def _cuts(self, start: int, end: int, look: str, inside: Sequence[Token]) -> Iterator[str]:
        """Say how well the span is cut out of the sentence."""
        if look in _NAMED:
            yield "named"
        if inside and (inside[0].start < start or inside[-1].end > end):
            yield "part"
        if any(s <= start and end <= e and (s, e) != (start, end) for s, e in self._cut.moments):
            yield "within"
        if self._goes_on(start, end, inside):
            yield "more"
        if any(word.look == "mark" for word in inside):
            yield "stop"
        if inside and inside[0].kind in ACTIONS:
            yield "action"
        held = [word.kind in FUNCTION_WORDS for word in inside]
        yield from _held(held[:1], held[-1:], held[1:-1])

    def _list_cuts(self, start: int, end: int, row: _Row, items: Sequence[str]) -> Iterator[str]:
        """Say how well a list is cut out of the sentence."""
        inside = self._words.inside(start, end)
        if row.lists_on(start, end) or self._goes_on(start, end, inside):
            yield "more"
        if inside and inside[0].look == "start":
            yield "begins"
        words = [item.split() for item in items]
        # Between marks, even "stop" or "like" is but a value.
        phrases = words if len(words) == 1 else [item for item in words if len(item) > 1]
        if any(item[0] in ACTIONS for item in (*phrases, *words[-1:])):
            yield "action"
        held = [(item[0] in FUNCTION_WORDS, item[-1] in FUNCTION_WORDS) for item in phrases]
        yield from _held([first for first, _ in held], [last for _, last in held], ())

    def _goes_on(self, start: int, end: int, inside: Sequence[Token]) -> bool:
        """Tell whether the next word on either side looks the same, as in "New York"."""
        before, after = self._words.beside(start, end)
        pairs = ((before, inside[0]), (inside[-1], after)) if inside else ()
        return any(
            one is not None
            and other is not None
            and one.look == other.look
            and one.look in ("name", "upper")
            and not self._request[one.end : other.start].strip()
            for one, other in pairs
        )


class _Row:
    """Tokens in a row, and what stands where among them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]
        self._kinds = ["^", "^", *(token.kind for token in tokens), "$", "$"]

    def inside(self, start: int, end: int) -> Sequence[Token]:
        """Return the tokens that have a part between start and end."""
        first, last = self._places(start, end)
        return self._tokens[first:last]

    def beside(self, start: int, end: int) -> tuple[Token | None, Token | None]:
        """Return the tokens before start and after end."""
        first, last = self._places(start, end)
        before = self._tokens[first - 1] if first else None
        return before, self._tokens[last] if last < len(self._tokens) else None

    def around(self, start: int, end: int) -> tuple[str, ...]:
        """Say what stands before start and after end."""
        first, last = (at + 2 for at in self._places(start, end))
        l2, l1 = self._kinds[first - 2 : first]
        r1, r2 = self._kinds[last : last + 2]
        role = self._role(first)
        return (
            f"l={l1}",
            f"ll={l2} {l1}",
            f"r={r1}",
            f"rr={r1} {r2}",
            f"lr={l1}|{r1}",
            f"role={role}",
            f"side={side(role, l1, r1)}",
        )

    def _role(self, first: int) -> str:
        """Return the preposition that governs what begins there, or a named thing before it."""
        for kind in reversed(self._kinds[max(0, first - _NEAR) : first]):
            if kind in PREPOSITIONS or kind.startswith("<"):
                return kind
        return ""

    def lists_on(self, start: int, end: int) -> bool:
        """Tell whether a list of values seems to go on before start or after end."""
        first, last = self._places(start, end)
        after = last
        while after < len(self._tokens) and self._tokens[after].kind in _BETWEEN:
            after += 1
        rest = self._kinds[after + 2 : after + 4]
        ends = rest[0] == "$" or (rest[0] in _NO_VALUE and rest[1] not in _BETWEEN)
        begins = first > 0 and self._tokens[first - 1].kind in _BETWEEN
        return begins or (after > last and not ends)

    def order(self, start: int, end: int, look: str) -> tuple[str, ...]:
        """Say how many single words of the same look stand before and after the span."""
        if look in ("lower", "start"):
            return ()
        first, last = self._places(start, end)
        before = sum(token.look == look for token in self._tokens[:first])
        after = sum(token.look == look for token in self._tokens[last:])
        return f"order={look}{min(before, 3)}", f"after={look}{min(after, 3)}"

    def _places(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self._ends, start), bisect_left(self._starts, end)


def _said(inside: Sequence[Token]) -> list[str]:
    return [f"in={word}" for word in sorted({word.kind for word in inside if word.is_word})]


def _held(first: Sequence[bool], last: Sequence[bool], middle: Sequence[bool]) -> Iterator[str]:
    """Say where words stand that only hold the sentence together."""
    places = {"first": first, "last": last, "inside": middle}
    yield from (f"held={place}" for place, held in places.items() if any(held))
