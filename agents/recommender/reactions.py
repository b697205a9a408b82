"""Reactions: what a critique or a choice teaches of the user's taste."""

from __future__ import annotations

from ...memory.reaction import ReactionKind
from ..services import Services, thread_of, user_of
from .critiques import Critique, Move
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
    taste = services.tastes.of(user_of(services))
    passed_over = critique.move == "refuse" and len(critique.items) == len(shown)
    about = [""] if passed_over else [item.id for item in critique.items]
    for taken in about:
        taste.learn(
            shown,
            taken,
            kind if taken else "ignored",
            thread=thread_of(),
            turn=search.turn,
        )
