"""Actions in the words of other phone agents: OS-Atlas (and MobileIAR), and AndroidWorld.

An action in the dialect of OS-Atlas is a text such as `CLICK <point>[[120, 310]]</point>` or
`TYPE [two lemons]`, points in thousandths of the screen; one of AndroidWorld is a JSON object
such as `{"action_type": "click", "x": 130, "y": 744}`, points in pixels.
"""

from __future__ import annotations

import re
from typing import Any

from ...core.actions import Action, Descriptor, Op, Point, Ref, Target
from ...core.errors import LogError
from ...core.grounding import rank
from ...core.observations import Observation

_SCREEN = 1000
_FAR = 600
"""How far a scroll goes, in pixels; the dialects do not say it, and it is most of a screen."""

_OPS = {
    "CLICK": Op.CLICK,
    "TAP": Op.CLICK,
    "LONG_PRESS": Op.LONG_PRESS,
    "TYPE": Op.TYPE,
    "INPUT": Op.TYPE,
    "SCROLL": Op.SCROLL,
    "OPEN_APP": Op.OPEN_APP,
    "OPEN": Op.OPEN_APP,
    "PRESS_BACK": Op.PRESS_BACK,
    "BACK": Op.PRESS_BACK,
    "NAVIGATE_BACK": Op.PRESS_BACK,
    "PRESS_HOME": Op.PRESS_HOME,
    "HOME": Op.PRESS_HOME,
    "NAVIGATE_HOME": Op.PRESS_HOME,
    "PRESS_RECENT": Op.KEY,
    "PRESS_ENTER": Op.ENTER,
    "ENTER": Op.ENTER,
    "WAIT": Op.WAIT,
    "ANSWER": Op.ANSWER,
    "COMPLETE": Op.COMPLETE,
    "TASK_COMPLETE": Op.COMPLETE,
    "FINISH": Op.COMPLETE,
    "IMPOSSIBLE": Op.INFEASIBLE,
    "TASK_IMPOSSIBLE": Op.INFEASIBLE,
    "INFEASIBLE": Op.INFEASIBLE,
}
_RECENT = "AppSwitch"
_POINTED = frozenset({Op.CLICK, Op.LONG_PRESS})
_WORDED = frozenset({Op.TYPE, Op.OPEN_APP, Op.ANSWER})
_WAYS = {"UP": (0, -_FAR), "DOWN": (0, _FAR), "LEFT": (-_FAR, 0), "RIGHT": (_FAR, 0)}

_ACTION = re.compile(r"([A-Za-z_]+)(.*)", re.DOTALL)
_THOUGHT = re.compile(r"^[ \t]*actions?:", re.MULTILINE | re.IGNORECASE)
"""Ends what a model said before it came to the action."""

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")
_DIRECTION = re.compile(r"\b(UP|DOWN|LEFT|RIGHT)\b")

_ATLAS_PLAIN = {
    Op.PRESS_BACK: "PRESS_BACK",
    Op.PRESS_HOME: "PRESS_HOME",
    Op.ENTER: "ENTER",
    Op.WAIT: "WAIT",
    Op.COMPLETE: "COMPLETE",
    Op.INFEASIBLE: "IMPOSSIBLE",
}
_WORLD_PLAIN = {
    Op.PRESS_BACK: {"action_type": "navigate_back"},
    Op.PRESS_HOME: {"action_type": "navigate_home"},
    Op.ENTER: {"action_type": "keyboard_enter"},
    Op.WAIT: {"action_type": "wait"},
    Op.COMPLETE: {"action_type": "status", "goal_status": "complete"},
    Op.INFEASIBLE: {"action_type": "status", "goal_status": "infeasible"},
}
_WORLD_POINTED = {Op.CLICK: "click", Op.LONG_PRESS: "long_press", Op.TYPE: "input_text"}


def read_atlas(text: str, *, focus: Target) -> Action:
    """Return what an action in the dialect of OS-Atlas means; `focus` is what TYPE types into.

    Brackets, tags, and what was thought before the action, may be there or not. Raises
    `LogError`.
    """
    split = _ACTION.fullmatch(_THOUGHT.split(text)[-1].strip())
    op = _OPS.get(split[1].upper()) if split else None
    if split is None or op is None:
        raise LogError(f"{text[:40]!r} is no action")
    given = split[2].strip()
    if op in _POINTED:
        return Action(op=op, target=_read_point(given))
    if op in _WORDED:
        return Action(op=op, target=focus if op is Op.TYPE else None, text=_bare(given))
    if op is Op.SCROLL:
        dx, dy = _read_way(given)
        return Action(op=op, dx=dx, dy=dy)
    return Action(op=op, text=_RECENT if op is Op.KEY else None)


def write_atlas(action: Action, shown: Observation) -> str:
    """Return the action in the dialect of OS-Atlas, as it is done on what is shown.

    Raises `ValueError` where the dialect has no such action, or the target is not shown.
    """
    if plain := _ATLAS_PLAIN.get(action.op):
        return plain
    match action.op:
        case Op.CLICK | Op.LONG_PRESS:
            point = _point(action.target, shown)
            return f"{action.op} <point>[[{point.x}, {point.y}]]</point>"
        case Op.TYPE | Op.OPEN_APP | Op.ANSWER:
            return f"{action.op} [{action.text}]"
        case Op.SCROLL:
            return f"SCROLL [{_way(action)}]"
        case Op.KEY if action.text in ("Enter", _RECENT):
            return "ENTER" if action.text == "Enter" else "PRESS_RECENT"
    raise ValueError(f"OS-Atlas has no action for {action.op} {action.text or ''}".strip())


def write_android_world(action: Action, shown: Observation) -> dict[str, Any]:
    """Return the action as AndroidWorld's `JSONAction`, as it is done on what is shown.

    Raises `ValueError` where the dialect has no such action, or the target is not shown.
    """
    if plain := _WORLD_PLAIN.get(action.op):
        return dict(plain)
    match action.op:
        case Op.CLICK | Op.LONG_PRESS | Op.TYPE:
            point, (width, height) = _point(action.target, shown), shown.viewport
            place = {"x": point.x * width // _SCREEN, "y": point.y * height // _SCREEN}
            text = {"text": action.text} if action.op is Op.TYPE else {}
            return {"action_type": _WORLD_POINTED[action.op], **place, **text}
        case Op.SCROLL:
            return {"action_type": "scroll", "direction": _way(action).lower()}
        case Op.OPEN_APP:
            return {"action_type": "open_app", "app_name": action.text}
        case Op.ANSWER:
            return {"action_type": "answer", "text": action.text}
        case Op.KEY if action.text == "Enter":
            return dict(_WORLD_PLAIN[Op.ENTER])
    raise ValueError(f"AndroidWorld has no action for {action.op} {action.text or ''}".strip())


def _read_point(text: str) -> Point:
    """Return the point; of a box, given by two corners, its middle."""
    numbers = [round(float(number)) for number in _NUMBER.findall(text)]
    if len(numbers) == 4:
        numbers = [(numbers[0] + numbers[2]) // 2, (numbers[1] + numbers[3]) // 2]
    if len(numbers) != 2 or not all(0 <= number <= _SCREEN for number in numbers):
        raise LogError(f"{text[:40]!r} is no point in thousandths of the screen")
    return Point(x=numbers[0], y=numbers[1])


def _read_way(text: str) -> tuple[int, int]:
    way = _DIRECTION.search(text.upper())
    if way is None:
        raise LogError(f"{text[:40]!r} is no direction")
    return _WAYS[way[1]]


def _way(action: Action) -> str:
    if abs(action.dx) > abs(action.dy):
        return "RIGHT" if action.dx > 0 else "LEFT"
    return "DOWN" if action.dy >= 0 else "UP"


def _bare(text: str) -> str:
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def _point(target: Target | None, shown: Observation) -> Point:
    """Return the middle of the target in thousandths of what is shown."""
    if isinstance(target, Point):
        return target
    element = None
    if isinstance(target, Ref):
        element = shown.get(target.ref)
    elif isinstance(target, Descriptor):
        element = next((found for found, _ in rank(target, shown, limit=1)), None)
    if element is None or not all(shown.viewport):
        raise ValueError(f"it is not shown where {target} is")
    box = element.bounds
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    x, y = (
        min(_SCREEN, max(0, round(at / size * _SCREEN)))
        for at, size in zip(middle, shown.viewport, strict=True)
    )
    return Point(x=x, y=y)
