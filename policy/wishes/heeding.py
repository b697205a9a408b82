"""Heeding: an answer that keeps to the wishes that stand, drawn again or edited where it must be.

What the model writes is verified; what it did not do is done by editing, and where no edit does
it, the model writes again (best-of-n against a verifier). The best answer is given, whatever it
still lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .passages import words_in
from .wish import Wish

Draw = Callable[[Sequence[int], int], Sequence[str]]
"""Takes which answers are due, and how often they were written before; returns new ones."""

DRAWS = 3
"""So often a model writes an answer, at most."""

_ORDER = (
    "self", "avoid", "numbers", "manner", "first", "length", "words", "register", "units",
    "layout", "markup", "tone", "include", "ending", "emoji", "address", "case",
)  # fmt: skip
"""In which order edits are made, by dimension: what leaves out first, what marks up last."""

_SUBSTANCE = 4
"""An edited answer has at least so many words, or as many as it had."""


@dataclass(frozen=True)
class Heeded:
    """An answer, and how far it keeps to wishes."""

    text: str
    unmet: tuple[Wish, ...]
    edited: bool


def heeded(wishes: Sequence[Sequence[Wish]], draw: Draw) -> list[Heeded]:
    """Return for each list of wishes the answer that meets most of them."""
    best: dict[int, Heeded] = {}
    places = list(range(len(wishes)))
    for attempt in range(DRAWS):
        if not places:
            break
        for place, answer in zip(places, draw(places, attempt), strict=True):
            one = edited(answer, wishes[place])
            if place not in best or len(one.unmet) < len(best[place].unmet):
                best[place] = one
        places = [place for place in places if best[place].unmet]
    return [best[place] for place in range(len(wishes))]


def edited(answer: str, wishes: Sequence[Wish]) -> Heeded:
    """Return the answer, edited where it did not meet a wish and an edit can help that."""
    text = answer
    for wish in sorted(wishes, key=_place):
        mended = _with_room(wish, wishes).mend(text)
        if len(words_in(mended)) >= min(_SUBSTANCE, len(words_in(text))):
            text = mended
    unmet = tuple(wish for wish in wishes if wish.met(text) is False)
    return Heeded(text, unmet, text != answer)


def _with_room(wish: Wish, wishes: Sequence[Wish]) -> Wish:
    """Return a limit in words as it is before others put words in; other wishes as they are."""
    amount, _, unit = wish.value.partition(" ")
    if wish.kind != "length.shorter" or not unit.startswith("word"):
        return wish
    put_in = [one for one in wishes if one.kind in ("address.name", "include.term")]
    room = int(amount) - sum(len(words_in(one.value)) for one in put_in)
    return replace(wish, value=f"{max(1, room)} words")


def _place(wish: Wish) -> int:
    return _ORDER.index(wish.dimension) if wish.dimension in _ORDER else len(_ORDER)
