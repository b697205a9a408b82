"""Detours: what people do between two moves that any way of doing it needs.

A person may press Tab on the way from one field to the next, click into it, or do neither.
What is done there is put in words that hold for any two such moves: as the context of a habit
and as its value, from which the moves can be made again. Knows no particular key or detour.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...core.actions import Action, Descriptor, Op
from ..steps import Step

STRAIGHT = "straight on"
"""The value where nothing is done in between."""

_NEXT, _PREVIOUS = "it", "the one before"
_BEGINNING, _END = "the beginning", "the end"

Move = Action | Step
"""What was recorded, or a step of a procedure."""


def place_between(before: Move | None, after: Move | None) -> str:
    """Name the place between two moves; None stands for the beginning and the end."""
    start = kind_of(before) if before else _BEGINNING
    end = kind_of(after) if after else _END
    return f"from {start} to {end}"


def kind_of(move: Move) -> str:
    """Name the kind of a move: "type textbox", "key Enter"."""
    what = move.target.role if isinstance(move.target, Descriptor) else ""
    if move.op is Op.KEY:
        what = move.text or ""
    return f"{move.op.lower()} {what}".strip()


def detour(moves: Sequence[Move], before: Move | None, after: Move | None) -> str:
    """Put in words what is done between two moves: "key Tab", "click it"."""
    return ", ".join(_relative(move, before, after) for move in moves) or STRAIGHT


def is_detour(value: str) -> bool:
    """Tell whether the words stand for something that is done."""
    return all(part.split(" ")[0].upper() in Op.__members__ for part in value.split(", "))


def steps_of(value: str, before: Step | None, after: Step | None) -> list[Step] | None:
    """Return the steps that a detour stands for; None where they cannot be told from it."""
    if value == STRAIGHT:
        return []
    steps = [_step(part, before, after) for part in value.split(", ")]
    told = [step for step in steps if step is not None]
    return told if len(told) == len(steps) else None


def _relative(move: Move, before: Move | None, after: Move | None) -> str:
    if move.op is not Op.KEY and move.target is not None:
        if after and move.target == after.target:
            return f"{move.op.lower()} {_NEXT}"
        if before and move.target == before.target:
            return f"{move.op.lower()} {_PREVIOUS}"
    return kind_of(move)


def _step(part: str, before: Step | None, after: Step | None) -> Step | None:
    """Return the step that a part of a detour stands for."""
    word, _, what = part.partition(" ")
    op = Op(word.upper()) if word.upper() in Op.__members__ else None
    if op is Op.KEY and what:
        return Step(op=op, text=what, label=f"press {what}")
    at = {_NEXT: after, _PREVIOUS: before}.get(what)
    if op is not Op.CLICK or at is None or at.target is None:
        return None
    return Step(op=op, target=at.target, label=f"click {_where(at)}")


def _where(step: Step) -> str:
    target = step.target or Descriptor()
    return target.name or target.text or target.resource_id or target.role or "there"
