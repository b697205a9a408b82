"""Reactions: what a critique or a choice teaches of the user's taste."""

from __future__ import annotations

from ...memory.reaction import Reaction, ReactionKind, SeenItem
from ..services import Services, thread_of, user_of
from .critiques import Critique, Move
from .pool import text_of
from .search import Search

_KINDS: dict[Move, ReactionKind] = {
    "take": "chosen",
    "more": "opened",
    "less": "dissatisfied",
    "refuse": "dissatisfied",
}
"""What each move says of the item that it is about; a changed request says nothing of taste."""


def react(services: Services, search: Search, critique: Critique) -> None:
    """Keep what the user did about the items that they were shown."""
    shown = search.shown_items()
    kind = _KINDS.get(critique.move)
    if kind is None or not shown:
        return
    seen = tuple(SeenItem(id=one.id, title=one.title, text=text_of(one)) for one in shown)
    passed_over = critique.move == "refuse" and len(critique.items) == len(shown)
    about = [""] if passed_over else [item.id for item in critique.items]
    for taken in about:
        services.memory.reactions.add(
            Reaction(
                user=user_of(services),
                shown=seen,
                taken=taken,
                kind=kind if taken else "ignored",
                thread=thread_of(),
                turn=search.turn,
            )
        )
