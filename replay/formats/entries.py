"""What a person typed, read off the fields' values.

Keys tell nothing of pastes and corrections, values do; the keys only tell how it was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ...core.actions import Op
from .events import Intended, State
from .snapshots import Node

_TELLING = frozenset({"", "keydown", "mousedown"})
"""Events that each come before a change; what came of one shows when the next is captured."""

_TAB = 9
_ARROWS = frozenset({38, 40})
"""Up and down, which change a number or choose a suggestion."""

_MODIFIERS = frozenset({16, 17, 18, 91, 224})
_V = 86
_WITH_BUTTONS = frozenset({"INPUT_date", "INPUT_number", "INPUT_time"})
"""Fields in which browsers draw buttons that change the value."""


def entries(states: Sequence[State]) -> list[Intended]:
    """Return what was typed: one action for each stay in a field, with its final value."""
    found: list[Intended] = []
    pointed: str | None = None
    stay = 0  # state in which the present stay in a field began
    telling = [state for state in states[:-1] if state.kind in _TELLING] + [*states[-1:]]
    for before, state in pairwise(telling):
        for ref, (node, value) in state.fields.items():
            old = before.fields.get(ref)
            if old is None or old[1] == value or pointed not in (None, ref):
                continue
            typed = Intended(
                Op.TYPE,
                before.index,
                ref,
                value,
                password=node["tag"] == "INPUT_password",
                manner=_manner(states[stay : state.index + 1], node),
            )
            if found and found[-1].ref == ref and found[-1].state >= stay:
                typed = replace(typed, state=found.pop().state)
            found.append(typed)
        if state.kind == "mousedown":
            pointed = str(state.target[0]["ref"]) if state.target else None
            stay = stay if pointed in state.fields else state.index
        elif state.key == _TAB:
            pointed = None
    return found


def _manner(stay: Sequence[State], field: Node) -> str:
    """Say how the value came about in a stay: "arrow keys", "typed", "pasted" or "mouse"."""
    keys = {
        state.key
        for state in stay
        if state.key is not None and state.target and state.target[0]["ref"] == field["ref"]
    }
    keys -= _MODIFIERS | {_TAB}
    if keys & _ARROWS:
        return "arrow keys"
    if keys - {_V}:
        return "typed"
    return "mouse" if field["tag"] in _WITH_BUTTONS and not keys else "pasted"
