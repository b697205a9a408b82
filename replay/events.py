"""Raw input events of a page, reduced to the actions that a person intended.

Knows the MiniWoB++ logs' events and their noise: labels whose click is repeated on the
checkbox, keys without the letters they left, clicks on bare layout, changed minds. What was
typed is read off the fields, because keys tell nothing of pastes and corrections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from ..core.actions import Op
from .snapshots import EDITABLE, Node, role_of, walk

_KEYS = {9: "Tab", 13: "Enter", 27: "Escape"}
_TAB = 9
_SYNTHETIC_MS = 50
"""A click that follows its cause this soon was made by the browser, not by the person."""

_INTERACTIVE = EDITABLE | {"button", "link", "checkbox", "radio", "option", "combobox", "slider"}
_LAYOUT = frozenset({"body", "form", "html"})


class Unreadable(ValueError):
    """The events do not tell what the person did."""


@dataclass(frozen=True)
class Intended:
    """One thing that the person meant to do."""

    op: Op
    state: int
    """Index of the state that shows the page before it."""

    ref: str | None
    """The node it was done to."""

    text: str | None = None
    password: bool = False


@dataclass(frozen=True)
class State:
    """The page when an event was captured."""

    index: int
    time: float
    event: dict[str, Any]
    dom: Node

    @property
    def kind(self) -> str:
        """The type of the event; empty for the first state, which has none."""
        return str(self.event.get("type", ""))

    @cached_property
    def nodes(self) -> list[tuple[Node, Node | None]]:
        """All nodes, each with its parent."""
        return list(walk(self.dom))

    @cached_property
    def target(self) -> tuple[Node, Node | None] | None:
        """The node that the event went to, with its parent."""
        for node, parent in self.nodes:
            if node.get("recordingTarget"):
                return node, parent
        return self._at_point()

    def _at_point(self) -> tuple[Node, Node | None] | None:
        x, y = self.event.get("x"), self.event.get("y")
        if x is None or y is None:
            return None
        hit = [pair for pair in self.nodes if _contains(pair[0], x, y)]
        return hit[-1] if hit and role_of(hit[-1][0]) in _INTERACTIVE else None

    @cached_property
    def look(self) -> list[tuple[object, ...]]:
        """What can be seen of the page, without focus; two equal looks show no effect."""
        return [_look(node) for node, _ in self.nodes]

    @cached_property
    def fields(self) -> dict[str, tuple[Node, str]]:
        """The fields that hold text, by ref, with their values."""
        return {
            str(node["ref"]): (node, str(node.get("value") or ""))
            for node, _ in self.nodes
            if role_of(node) in EDITABLE
        }


def intentions(states: Sequence[State]) -> list[Intended]:
    """Return what the person meant, in order. Raises `Unreadable` where that cannot be told."""
    found = sorted((*_clicks(states), *_typing(states), *_keys(states)), key=lambda one: one.state)
    fields = {ref for state in states[:1] for ref in state.fields}
    kept = _without_changed_minds(found, fields)
    if any(one.op is Op.CLICK and _role(one, states) == "combobox" for one in kept):
        raise Unreadable("a list was opened, but the option that was chosen is not recorded")
    return kept


def _role(one: Intended, states: Sequence[State]) -> str:
    nodes = (node for node, _ in states[one.state].nodes if str(node["ref"]) == one.ref)
    return next((role_of(node) for node in nodes), "")


def _clicks(states: Sequence[State]) -> list[Intended]:
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
                found += _click(states, state, state)
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
    if role in _LAYOUT or (role not in _INTERACTIVE and not _has_effect(states, press, click)):
        return []
    return [Intended(Op.CLICK, shown.index, str(node["ref"]))]


def _follows_click(states: Sequence[State], at: int) -> bool:
    """Tell whether the browser made this click out of the one before, on a label."""
    before = states[at - 1] if at else None
    return (
        before is not None
        and before.kind == "click"
        and states[at].time - before.time <= _SYNTHETIC_MS
    )


def _submits_form(states: Sequence[State], at: int) -> bool:
    """Tell whether the browser made this click out of an Enter in a field."""
    soon = [s for s in states[:at] if states[at].time - s.time <= _SYNTHETIC_MS]
    return any(s.kind in ("keydown", "keypress") and _is_in_field(s) for s in soon)


def _is_in_field(state: State) -> bool:
    return state.target is not None and role_of(state.target[0]) in EDITABLE


def _redirected(found: list[Intended], state: State, states: Sequence[State]) -> list[Intended]:
    """Take the checkbox that a label's click was passed on to for the label."""
    if not found or state.target is None or found[-1].op is not Op.CLICK:
        return found
    node = state.target[0]
    shown = {other["ref"] for other, _ in states[found[-1].state].nodes}
    if role_of(node) in ("checkbox", "radio") and node["ref"] in shown:
        return [*found[:-1], replace(found[-1], ref=str(node["ref"]))]
    return found


def _has_effect(states: Sequence[State], press: State, click: State) -> bool:
    later = [state for state in states[click.index + 1 :] if state.kind != "scroll"]
    if not any(state.kind in ("mousedown", "keydown") for state in later):
        return True  # nothing was done after it: it ended the episode
    settled = next((s for s in later if s.time - click.time > _SYNTHETIC_MS), later[-1])
    return settled.look != press.look


def _typing(states: Sequence[State]) -> list[Intended]:
    """Read what was typed off the fields' values: one action for each stay in a field."""
    found: list[Intended] = []
    pointed: str | None = None
    stay = 0  # state in which the present stay in a field began
    for before, state in pairwise(states):
        for ref, (node, value) in state.fields.items():
            old = before.fields.get(ref)
            if old is None or old[1] == value or pointed not in (None, ref):
                continue
            typed = Intended(
                Op.TYPE, before.index, ref, value, password=node["tag"] == "INPUT_password"
            )
            if found and found[-1].ref == ref and found[-1].state >= stay:
                typed = replace(typed, state=found.pop().state)
            found.append(typed)
        if state.kind == "mousedown":
            pointed = str(state.target[0]["ref"]) if state.target else None
            stay = stay if pointed in state.fields else state.index
        elif state.event.get("keyCode") == _TAB:
            pointed = None
    return found


def _keys(states: Sequence[State]) -> list[Intended]:
    found = []
    for state in states:
        code = state.event.get("keyCode")
        if state.kind != "keydown" or code not in _KEYS or not state.target:
            continue
        if code == _TAB or (_is_in_field(state) and _has_effect(states, state, state)):
            node = state.target[0]
            ref = None if role_of(node) in _LAYOUT else str(node["ref"])
            found.append(Intended(Op.KEY, state.index, ref, _KEYS[code]))
    return found


def _without_changed_minds(found: list[Intended], fields: set[str]) -> list[Intended]:
    """Drop what was typed or selected and then done again before anything came of it."""
    kept: list[Intended] = []
    for one in reversed(found):
        if not _is_undone(one, kept, fields):
            kept.append(one)
    return kept[::-1]


def _is_undone(one: Intended, later: list[Intended], fields: set[str]) -> bool:
    for other in reversed(later):
        if other.ref == one.ref:
            if one.op in (Op.TYPE, Op.SELECT):
                return other.op is one.op
            return other.op is Op.SELECT or (one.ref in fields and other.op is one.op is Op.CLICK)
        if other.ref is not None and other.ref not in fields:
            return False
    return False


def _contains(node: Node, x: float, y: float) -> bool:
    left, top = node["left"], node["top"]
    return bool(left <= x <= left + node["width"] and top <= y <= top + node["height"])


def _look(node: Node) -> tuple[object, ...]:
    box = (node["left"], node["top"], node["width"], node["height"])
    return (node["tag"], node.get("id"), node.get("text"), node.get("value"), box)
