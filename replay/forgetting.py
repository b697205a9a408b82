"""Forgetting what was demonstrated: what is left is learned again without it."""

from __future__ import annotations

from collections.abc import Iterable

from ..memory.logs.journal import Write, followed
from ..memory.memory import Forgetting, Memory
from ..memory.records import Record
from .learning import learn_app


def forget(memory: Memory, what: Forgetting, *, for_good: bool = False) -> Write:
    """Forget, and learn again, from the demonstrations that stay, what was learned from more.

    Undoing the write undoes what was learned again, too. Raises what `Memory.forget` raises.
    """
    write = memory.forget(what, for_good=for_good)
    learn_again(memory, known=what.removed, cause=followed(write.id))
    return write


def learn_again(memory: Memory, *, known: Iterable[Record] = (), cause: str = "forget") -> None:
    """Learn the apps again that forgetting left without what they had taught.

    `known` are the procedures that were forgotten along: how they fared still counts where
    they are learned again.
    """
    for user, app in memory.apps.to_learn():
        learn_app(memory, app, user=user, known=known, cause=cause)
