"""Reactions: what a critique or a choice teaches of the user's taste, and of what they know."""

from __future__ import annotations

from ...core.events import Item, Remembered
from ...memory.choices import in_brief
from ...memory.logs.reaction import ReactionKind
from ...memory.records import Fact, now
from ...memory.secrets import redact
from ..services import Services, post, thread_of, user_of
from .requests.critiques import Critique, Move
from .search import Search

_KINDS: dict[Move, ReactionKind] = {
    "take": "chosen",
    "more": "opened",
    "less": "dissatisfied",
    "refuse": "dissatisfied",
}
"""What each move says of the item that it is about; a changed request says nothing."""


def react(services: Services, search: Search, critique: Critique, turn: str) -> None:
    """Keep what the user did, in this turn, about the items that they were shown."""
    shown, ids = search.shown_items(), [item.id for item in critique.items]
    kind = "known" if critique.lasts else _KINDS.get(critique.move)
    if kind is None or not shown or (kind == "chosen" and ids == [search.taken]):
        return
    if kind == "chosen" and _was_taken(services, search, critique.items[0]):
        kind = "repeated"
    is_minded = kind == "dissatisfied" and search.taken in ids
    if is_minded:
        _take_back(services, [one for one in critique.items if one.id == search.taken], turn)
    taste = services.tastes.of(user_of(services))
    passed_over = critique.move == "refuse" and len(ids) == len(shown) and not is_minded
    for taken in [""] if passed_over else ids:
        taste.learn(
            shown,
            taken,
            kind if taken else "ignored",
            thread=thread_of(),
            turn=search.turn,
        )


def _was_taken(services: Services, search: Search, item: Item) -> bool:
    """Tell whether the user took it before, of what was shown at another time."""
    title = redact(item.title)
    return any(
        (seen.id, seen.title) == (item.id, title)
        for one in services.memory.reactions.reactions(user=user_of(services))
        if one.kind in ("chosen", "repeated") and one.turn != search.turn
        for seen in one.shown
        if seen.id == one.taken
    )


def _take_back(services: Services, minded: list[Item], turn: str) -> None:
    """Let what a choice implied hold no more, since the user minds what they chose."""
    titles = {redact(item.title) for item in minded}
    for fact in services.memory.list("fact", user=user_of(services)):
        if isinstance(fact, Fact) and fact.pick is not None and fact.pick.chosen in titles:
            ended = fact.model_copy(update={"valid_to": max(now(), fact.valid_from)})
            write = services.memory.add([ended], cause=turn)
            text = f"no longer: {in_brief(fact.statement)}"
            post(Remembered(write=write.id, type="fact", text=text))
