"""Discretion: what a turn was told in confidence does not outlive it.

A turn needs the password that it types, and needs it again where it waits for an answer and goes
on later; so the state holds what was said, word for word, until the turn ends. Then secrets give
way to their kind, in the messages and in all that was made from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ..memory.secrets import Redaction
from .state import Plan, State, messages_of

_MADE_FROM_WORDS = (
    "recalled",
    "plan",
    "outcome",
    "recommended",
    "remarks",
    "search",
    "chosen",
    "resolved",
    "told",
    "noted",
    "previous",
    "previous_outcome",
)
"""The fields of the state that may repeat what was said."""


def without_secrets(state: State) -> State:
    """Return what of the state changes when its secrets are taken out; nothing where it has none.

    A message keeps its id, so that it takes the place of what it was.
    """
    redaction = Redaction(_told(state))
    if not redaction:
        return {}
    told = {name: value for name, value in state.items() if name in _MADE_FROM_WORDS}
    clean: dict[str, Any] = redaction.of(told)
    changed = {name: value for name, value in clean.items() if value != told[name]}
    said = messages_of(state)
    messages = [one.model_copy(update={"content": redaction.of(one.content)}) for one in said]
    if messages != said:
        changed["messages"] = messages
    return cast(State, changed)


def _told(state: State) -> Iterator[str]:
    """Yield what was said, and what slots were filled with: a slot's name announces its value."""
    for message in messages_of(state):
        yield str(message.text)
    for planned in (state.get("plan"), state.get("previous")):
        for option in Plan.model_validate(planned).options if planned else ():
            yield from (f"{slot}: {value}" for slot, value in option.values.items())
