"""What a person meant to click, out of raw mouse events.

Knows the noise: labels whose click is repeated on the checkbox, clicks that the browser makes
out of keys, clicks on bare layout that change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import dist

from ...core.actions import Op
from .events import INTERACTIVE, LAYOUT, SYNTHETIC_MS, Intended, State, contains, has_effect
from .snapshots import Node, role_of

_SHAPES = frozenset({"circle", "ellipse", "path", "polygon", "rect"})


def clicks(states: Sequence[State]) -> list[Intended]:
    """Return the clicks that were meant, in order."""
    found: list[Intended] = []
    press: State | None = None
    for at, state in enumerate(states):
        if state.kind == "mousedown":
            press = state
            if not any(later.kind in ("click", "mousedown") for later in states[at + 1 :]):
                found += _click(states, state, state)  # the page ended the episode on the press
        elif state.kind == "click":
            if press is not None:
                found += _click(states, press, state)
            elif _follows_click(states, at):
                found = _redirected(found, state, states)
            elif not _submits_form(states, at):
                found += [replace(one, manner="key") for one in _click(states, state, state)]
            press = None
    return found


def _click(states: Sequence[State], press: State, click: State) -> list[Intended]:
    shown = press if press.target else click
    if shown.target is None:
        return []
    node, parent = shown.target
    role = role_of(node)
    if role == "option" and parent is not None:
        option = str(node.get("text") or "")
        return [Intended(Op.SELECT, shown.index, str(parent["ref"]), option)]
    if role in LAYOUT or (role not in INTERACTIVE and not has_effect(states, press, click)):
        return []
    return [Intended(Op.CLICK, shown.index, shown.ref_of(_drawn_label(node, shown) or node))]


def _drawn_label(node: Node, state: State) -> Node | None:
    """Return the text that is drawn on a wordless part of a drawing, the nearest to the click."""
    if node["tag"] not in _SHAPES:
        return None
    texts = [
        part
        for part, _ in state.nodes
        if part["tag"] in ("text", "tspan") and part.get("text") and contains(node, *_middle(part))
    ]
    point = (state.event["x"], state.event["y"])
    return min(texts, key=lambda part: dist(_middle(part), point), default=None)


def _middle(node: Node) -> tuple[float, float]:
    return node["left"] + node["width"] / 2, node["top"] + node["height"] / 2


def _follows_click(states: Sequence[State], at: int) -> bool:
    """Tell whether the browser made this click out of the one before, on a label."""
    before = states[at - 1] if at else None
    return (
        before is not None
        and before.kind == "click"
        and states[at].time - before.time <= SYNTHETIC_MS
    )


def _submits_form(states: Sequence[State], at: int) -> bool:
    """Tell whether the browser made this click out of an Enter in a field."""
    soon = [s for s in states[:at] if states[at].time - s.time <= SYNTHETIC_MS]
    return any(s.kind in ("keydown", "keypress") and s.is_in_field for s in soon)


def _redirected(found: list[Intended], state: State, states: Sequence[State]) -> list[Intended]:
    """Take the checkbox that a label's click was passed on to for the label."""
    if not found or state.target is None or found[-1].op is not Op.CLICK:
        return found
    node = state.target[0]
    shown = {other["ref"] for other, _ in states[found[-1].state].nodes}
    if role_of(node) in ("checkbox", "radio") and node["ref"] in shown:
        return [*found[:-1], replace(found[-1], ref=str(node["ref"]))]
    return found
