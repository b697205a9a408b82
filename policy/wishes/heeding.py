"""Heeding: an answer that keeps to the wishes that stand, drawn again or edited where it must be.

A thing that answers are to be about is said in the same breath as the request: a small model
heeds that far more than what it was told before. What the model writes is verified; what it did not
do is done by editing. Where no edit does it, or an edit could only put a few words in front, the
model is asked again, and writes several answers; of all, the one that lacks least is given
(best-of-n against a verifier).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...core.protocols import Message
from .content import mentions
from .passages import words_in
from .wish import Wish

Draw = Callable[[Sequence[int], Sequence[Sequence[Wish]], bool], Sequence[Sequence[str]]]
"""Takes which answers are due, what is to be said with their requests (`asked_with`), and whether
they were written before and lack that. Returns for each the answers that were written, one at
least.
"""

_ORDER = (
    "self", "avoid", "numbers", "manner", "first", "length", "words", "register", "units",
    "layout", "markup", "tone", "include", "ending", "emoji", "address", "case",
)  # fmt: skip
"""In which order edits are made, by dimension: what leaves out first, what marks up last."""

_SUBSTANCE = 4
"""An edited answer has at least so many words, or as many as it had."""

_OF_A_THING = ("first.term", "include.term")
"""What an edit can only name where the answer says nothing of it."""


@dataclass(frozen=True)
class Heeded:
    """An answer, and how far it keeps to wishes."""

    text: str
    unmet: tuple[Wish, ...]
    edited: bool
    only_named: tuple[Wish, ...] = ()
    """Wishes for a thing of which the answer says no more than that an edit named it."""

    @property
    def lacking(self) -> tuple[Wish, ...]:
        """What a better answer would have."""
        return (*self.unmet, *self.only_named)


def heeded(wishes: Sequence[Sequence[Wish]], draw: Draw) -> list[Heeded]:
    """Return for each list of wishes the answer that lacks least of them."""
    every = range(len(wishes))
    things = [[wish for wish in of if wish.kind in _OF_A_THING] for of in wishes]
    best = [
        _best(answers, of) for answers, of in zip(draw(every, things, False), wishes, strict=True)
    ]
    if due := [place for place in every if best[place].lacking]:
        lacking = [best[place].lacking for place in due]
        for place, answers in zip(due, draw(due, lacking, True), strict=True):
            best[place] = min(best[place], _best(answers, wishes[place]), key=_lack)
    return best


def asked_with(request: str, wishes: Sequence[Wish]) -> list[str]:
    """Return a request with wishes said after it, in each wording there is for them."""
    if not wishes:
        return [request]
    wordings = max(len(wish.asked) for wish in wishes)
    each = ((wish.asked[at % len(wish.asked)] for wish in wishes) for at in range(wordings))
    return [f"{request}\n\n{' '.join(asked)}" for asked in each]


def prompts_with(prompt: Sequence[Message], wishes: Sequence[Wish]) -> list[tuple[Message, ...]]:
    """Return a conversation that ends with a request, in each wording of `asked_with`."""
    *before, last = prompt
    return [(*before, Message(last.role, said)) for said in asked_with(last.content, wishes)]


def edited(answer: str, wishes: Sequence[Wish]) -> Heeded:
    """Return the answer, edited where it did not meet a wish and an edit can help that."""
    text = answer
    for wish in sorted(wishes, key=_place):
        mended = _with_room(wish, wishes).mend(text)
        if len(words_in(mended)) >= min(_SUBSTANCE, len(words_in(text))):
            text = mended
    unmet = tuple(wish for wish in wishes if wish.met(text) is False)
    named = tuple(
        wish
        for wish in wishes
        if wish.kind in _OF_A_THING and wish not in unmet and not mentions(answer, wish.value)
    )
    return Heeded(text, unmet, text != answer, named)


def _best(answers: Sequence[str], wishes: Sequence[Wish]) -> Heeded:
    return min((edited(answer, wishes) for answer in answers), key=_lack)


def _lack(one: Heeded) -> tuple[int, int, int]:
    too_short = any(wish.kind == "length.longer" for wish in one.unmet)
    return len(one.unmet), len(one.only_named), -len(words_in(one.text)) * too_short


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
