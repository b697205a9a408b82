"""What a person intended, out of the raw events of a page and the request they had.

Clicks, what was typed, and keys that did something, in order; without what was undone or done
again before anything came of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...core.actions import Op
from ...core.texts import mentions
from .clicks import clicks
from .entries import entries
from .events import LAYOUT, Intended, State, Unreadable, has_effect
from .snapshots import role_of

_KEYS = {9: "Tab", 13: "Enter", 27: "Escape"}
_CHECKABLE = ("checkbox", "radio")
_TOKEN = re.compile(r"\w+(?:['\u2019.-]\w+)*|\S")
_SENTENCE_ENDS = ".!?:"


def intentions(states: Sequence[State], *, request: str = "") -> list[Intended]:
    """Return what the person meant, in order. Raises `Unreadable` where that cannot be told.

    Logs do not show what was chosen in a list that the browser drew. Where it is known that
    the `request` was fulfilled, the choice is inferred: the one option, or the one name, that
    the request mentions.
    """
    found = sorted((*clicks(states), *entries(states), *_keys(states)), key=lambda one: one.state)
    found = [_chosen(one, states, request) for one in found]
    fields = {ref for state in states[:1] for ref in state.fields}
    kept = _without_changed_minds(found, fields)
    return [*_without_idle(_without_unchecked(kept, fields, states), fields)]


def _keys(states: Sequence[State]) -> Iterator[Intended]:
    for state in states:
        if state.key not in _KEYS or not state.target:
            continue
        key = _KEYS[state.key]
        if key == "Tab" or (state.is_in_field and has_effect(states, state, state)):
            node = state.target[0]
            ref = None if role_of(node) in LAYOUT else str(node["ref"])
            yield Intended(Op.KEY, state.index, ref, key)


def _chosen(one: Intended, states: Sequence[State], request: str) -> Intended:
    """Take the choice that was made in it for a click on a list."""
    node = states[one.state].node(one.ref)
    if one.op is not Op.CLICK or node is None or role_of(node) != "combobox":
        return one
    options = [str(option.get("text") or "") for option in node["children"]]
    named = [o for o in options if mentions(request, o)] or list(_names(request, states[0]))
    if len(named) != 1:
        raise Unreadable("a list was opened, but the option that was chosen is not recorded")
    return replace(one, op=Op.SELECT, text=named[0])


def _names(request: str, page: State) -> Iterator[str]:
    """Yield the names in a request: words in capitals or with digits that the page lacks."""
    shown = " ".join(str(node.get("text") or "") for node, _ in page.nodes)
    start: int | None = None
    before = "."
    tokens = [*_TOKEN.finditer(request)]
    for at, token in enumerate([*tokens, None]):
        word = token.group() if token else ""
        is_name = before not in _SENTENCE_ENDS and any(c.isupper() or c.isdigit() for c in word)
        if is_name and not mentions(shown, word):
            start = token.start() if start is None and token else start
        elif start is not None:
            yield request[start : tokens[at - 1].end()]
            start = None
        before = word


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


def _without_unchecked(
    found: Sequence[Intended], fields: set[str], states: Sequence[State]
) -> list[Intended]:
    """Drop clicks on boxes that were ticked by the next thing that matters as they had been."""
    kept: list[Intended] = []
    run: list[Intended] = []
    for one in found:
        run.append(one)
        if one.op is not Op.KEY and one.ref not in fields and not _is_check(one, states):
            kept += _settled(run, states)
            run = []
    return kept + run


def _settled(run: Sequence[Intended], states: Sequence[State]) -> list[Intended]:
    """Keep, of the clicks on each box, the last one if it left the box changed."""
    checks = [one for one in run if _is_check(one, states)]
    last = {one.ref: one for one in checks}
    first = {one.ref: one for one in reversed(checks)}
    end = states[run[-1].state]
    changed = {
        ref: _value(ref, states[max(one.state - 1, 0)]) != _value(ref, end)
        for ref, one in first.items()
    }
    return [one for one in run if one not in checks or (one is last[one.ref] and changed[one.ref])]


def _is_check(one: Intended, states: Sequence[State]) -> bool:
    node = states[one.state].node(one.ref)
    return one.op is Op.CLICK and node is not None and role_of(node) in _CHECKABLE


def _value(ref: str | None, state: State) -> object:
    node = state.node(ref)
    return None if node is None else node.get("value")


def _without_idle(found: Sequence[Intended], fields: set[str]) -> Iterator[Intended]:
    """Drop clicks into a field that was just filled: nothing was typed after them."""
    before: Intended | None = None
    for one in found:
        filled = before is not None and before.op is Op.TYPE and before.ref == one.ref
        if not (filled and one.op is Op.CLICK and one.ref in fields):
            yield one
            before = one
