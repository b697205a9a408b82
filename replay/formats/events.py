"""Raw input events of a page, each with the page as it was when the event was captured.

Knows the MiniWoB++ logs' events, and what can be told of them one by one. What a person
intended with them is worked out in `clicks`, `entries` and `intentions`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from ...core.actions import Op
from .snapshots import EDITABLE, Node, Snapshot, role_of

INTERACTIVE = EDITABLE | {
    "button",
    "link",
    "checkbox",
    "radio",
    "option",
    "combobox",
    "slider",
    "tab",
}
LAYOUT = frozenset({"body", "form", "html", "svg"})
SYNTHETIC_MS = 50
"""A click that follows its cause this soon was made by the browser, not by the person."""

_POINTED_AT = re.compile(r"(?:^|[-_])(?:hover|hovered|focus|focused)$")
"""Classes that only say where the pointer or the cursor is."""

_SAME_SIZE_PX = 5
"""A side that grows by less was restyled, not changed."""


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
    manner: str = ""
    """How it was done, in a word, where there are several ways."""


@dataclass(frozen=True)
class State:
    """The page when an event was captured."""

    index: int
    time: float
    event: dict[str, Any]
    page: Snapshot

    @property
    def kind(self) -> str:
        """The type of the event; empty for the first state, which has none."""
        return str(self.event.get("type", ""))

    @property
    def key(self) -> int | None:
        """The code of the key that went down; None for any other event."""
        return self.event.get("keyCode") if self.kind == "keydown" else None

    @property
    def nodes(self) -> list[tuple[Node, Node | None]]:
        """All nodes of the page, each with its parent."""
        return self.page.nodes

    @property
    def fields(self) -> dict[str, tuple[Node, str]]:
        """The fields that hold text, by ref, with their values."""
        return self.page.fields

    def ref_of(self, node: Node) -> str:
        """Return the ref that the node has in the observation of this page."""
        return self.page.refs[id(node)]

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
        hit = [pair for pair in self.nodes if contains(pair[0], x, y)]
        return hit[-1] if hit and role_of(hit[-1][0]) in INTERACTIVE else None

    @property
    def is_in_field(self) -> bool:
        """Tell whether the event went to something that is typed into."""
        return self.target is not None and role_of(self.target[0]) in EDITABLE

    @cached_property
    def look(self) -> list[tuple[tuple[object, ...], float, float]]:
        """What can be seen of the page, but for where the pointer and the cursor are."""
        return [_look(node) for node, _ in self.nodes]

    def node(self, ref: str | None) -> Node | None:
        """Return the node with that ref: of several the one that the event went to."""
        if self.target is not None and str(self.target[0]["ref"]) == ref:
            return self.target[0]
        return next((node for node, _ in self.nodes if str(node["ref"]) == ref), None)


def has_effect(states: Sequence[State], press: State, click: State) -> bool:
    """Tell whether the click changed what is shown, or was the last thing that was done."""
    later = [state for state in states[click.index + 1 :] if state.kind != "scroll"]
    if not any(_is_deed(state) for state in later):
        return True  # it ended the episode
    settled = next((s for s in later if s.time - click.time > SYNTHETIC_MS), later[-1])
    return _differ(press.look, settled.look)


def _is_deed(state: State) -> bool:
    if state.kind == "mousedown":
        return True
    return state.kind == "keydown" and not (state.target and role_of(state.target[0]) in LAYOUT)


def _differ(
    before: Sequence[tuple[tuple[object, ...], float, float]],
    after: Sequence[tuple[tuple[object, ...], float, float]],
) -> bool:
    if len(before) != len(after):
        return True
    return any(
        one != other or abs(width - its_width) > _SAME_SIZE_PX or abs(height - its) > _SAME_SIZE_PX
        for (one, width, height), (other, its_width, its) in zip(before, after, strict=True)
    )


def contains(node: Node, x: float, y: float) -> bool:
    """Tell whether the point lies in the node's box, in CSS pixels."""
    left, top = node["left"], node["top"]
    return bool(left <= x <= left + node["width"] and top <= y <= top + node["height"])


def _look(node: Node) -> tuple[tuple[object, ...], float, float]:
    classes = node.get("classes")
    lasting = _lasting(classes) if isinstance(classes, str) else ()
    shown = (node["tag"], node.get("id"), node.get("text"), node.get("value"), *lasting)
    return shown, node["width"], node["height"]


@lru_cache(maxsize=4096)
def _lasting(classes: str) -> tuple[str, ...]:
    return tuple(name for name in classes.split() if not _POINTED_AT.search(name))
