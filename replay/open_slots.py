"""What people chose where their requests left it open: "order a coffee", and then a large one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..core.actions import Action, Descriptor
from ..core.grounding import slots_in
from ..memory.records import Demonstration, Procedure
from ..memory.steps import Slot, Step
from ..policy.slots.otherwise import Otherwise
from ..policy.slots.slots import occurs
from .flows import intended

_SHOWN = ("text", "name", "anchor", "value")
"""The fields of a target that hold what was chosen, where choosing is a click."""

_SAME = ("role", "resource_id", "name", "text")
"""The fields by which the target of a step is known again."""


def chosen(demonstration: Demonstration, procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Yield what was chosen for each slot that the request left open: (slot, value).

    What a request wants other than usual, without saying how, tells nothing of the usual.
    """
    request = demonstration.request
    unusual = Otherwise(request).slots([slot for slot in procedure.slots if slot.may_be_open])
    for slot, value in filled(demonstration, procedure):
        if slot not in unusual and not occurs(request, value):
            yield slot, value


def filled(demonstration: Demonstration, procedure: Procedure) -> Iterator[tuple[str, str]]:
    """Yield what each slot that requests may leave open was filled with: (slot, value)."""
    actions = [demonstration.actions[at] for at in intended(demonstration.actions)]
    for slot in procedure.slots:
        value = _value(slot, procedure.steps, actions) if slot.may_be_open else ""
        if value:
            yield slot.name, value


def _value(slot: Slot, steps: Sequence[Step], actions: Sequence[Action]) -> str:
    """Return what the demonstration filled the slot with; "" where it cannot be told."""
    for step in steps:
        if step.repeat != "once":
            continue
        for action in actions:
            if value := _filling(slot.name, step, action):
                return value
    return ""


def _filling(slot: str, step: Step, action: Action) -> str:
    """Return what fills the slot if the action is the step."""
    target = action.target if isinstance(action.target, Descriptor) else Descriptor()
    if action.op is not step.op or not _is_same(step.target, target):
        return ""
    placeholder = f"{{{slot}}}"
    if step.text == placeholder:
        return action.text or ""
    shown = (field for field in _SHOWN if getattr(step.target, field, "") == placeholder)
    return next((str(getattr(target, field)) for field in shown), "")


def _is_same(wanted: Descriptor | None, target: Descriptor) -> bool:
    """Tell whether a target agrees in all that does not follow from requests."""
    if wanted is None:
        return True
    fixed = ((getattr(wanted, field), getattr(target, field)) for field in _SAME)
    return all(one == other for one, other in fixed if one and not slots_in([one]))
