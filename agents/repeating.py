"""Repeating: a reply that only says again what an earlier one of the conversation said.

A small model copies what stands before it, whatever it is asked; without the conversation it
answers. Knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from langchain_core.messages import AnyMessage

from ..memory.language.words import words_of

_LEAST = 4
"""Shorter replies may be the same: "You're welcome!"."""

_ENOUGH = 12
"""A reply that begins with so many words of an earlier one goes on like it."""


def replies_to_others(messages: Sequence[AnyMessage]) -> list[str]:
    """Return the replies of a conversation to requests other than its last one."""
    asked = words_of(str(messages[-1].text))
    return [
        str(reply.text)
        for request, reply in pairwise(messages)
        if reply.type == "ai" and words_of(str(request.text)) != asked
    ]


def repeats(text: str, earlier: Iterable[str]) -> bool:
    """Tell whether a text begins with words that stand in an earlier one; no short text does."""
    begin = words_of(text)[:_ENOUGH]
    return len(begin) >= _LEAST and any(_stands_in(begin, words_of(one)) for one in earlier)


def unless_repeated(
    pieces: Iterator[str], earlier: Sequence[str], otherwise: Callable[[], Iterator[str]]
) -> Iterator[str]:
    """Yield a reply as it is written, or what `otherwise` writes where it repeats an earlier one.

    A reply that begins like an earlier one is held back until it goes on otherwise.
    """
    said = [words_of(one) for one in earlier]
    held = ""
    for piece in pieces:
        held += piece
        begin = words_of(held)[:-1]  # the last word may go on
        if not any(_stands_in(begin, one) for one in said):
            yield held
            yield from pieces
            return
        if len(begin) >= _ENOUGH:
            break
    if repeats(held, earlier):
        yield from otherwise()
    else:
        yield held


def _stands_in(begin: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether words stand in others in a row; none do in no others."""
    count = len(begin)
    return any(words[at : at + count] == begin for at in range(len(words) - count + 1))
