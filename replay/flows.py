"""Intention flows of a demonstration: what was meant (explicit) and how it was done (implicit).

A recorded demonstration becomes a compact record whose targets are descriptors. From the
record, `intended` tells the actions that any way of doing it needs, and `styles` what was done
besides, which may say something about the person (Quick on the Uptake, section on intention flow
extraction). Nothing here compares demonstrations with one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..core.actions import Action, Op, Ref, Target
from ..core.grounding import describe
from ..core.observations import Element, Observation
from ..memory import records
from ..memory.habits.detours import detour, kind_of, place_between
from .schema import Demonstration, DemonstrationStep
from .screens import pack

_PRESSED = frozenset(
    {"button", "link", "checkbox", "radio", "option", "menuitem", "tab", "switch", "combobox"}
)
_CHECKABLE = frozenset({"checkbox", "radio", "switch"})
UNSURE = 0.5
"""Confidence in a demonstration of which it is not known whether it was a success."""

_NEAR = 2
"""How many levels above the clicked element the one that was meant may be."""


def compact(demonstration: Demonstration, *, user: str, source: str) -> records.Demonstration:
    """Return the record that is kept of a demonstration."""
    targets = [_meant_by(step) for step in demonstration.steps]
    return records.Demonstration(
        id=record_id(demonstration.app, demonstration.id),
        user=user,
        provenance=records.Provenance(kind="demonstration", ids=(demonstration.id,)),
        created=demonstration.recorded_at,
        source=source,
        app=demonstration.app,
        person=demonstration.person,
        request=demonstration.request,
        success=demonstration.outcome != "failure",
        confidence=1.0 if demonstration.outcome == "success" else UNSURE,
        actions=tuple(
            _described(step.action, step.observation, demonstration.request)
            for step in demonstration.steps
        ),
        manners=tuple(step.manner for step in demonstration.steps),
        screens=pack(
            [step.observation for step in demonstration.steps],
            [(at, target.ref if target else None) for at, target in enumerate(targets)],
        ),
    )


def record_id(app: str, demonstration: str) -> str:
    """Return the record's id, by which a demonstration that is known is recognised."""
    return f"demo:{app}:{demonstration}"


def intended(actions: Sequence[Action]) -> list[int]:
    """Return the places of what was meant: without clicks and keys that only lead to a field."""
    kept = [at for at, action in enumerate(actions) if not _is_key(action, "Tab")]
    return [
        at
        for at in kept
        if not any(_is_into_field(actions[at], actions[other]) for other in kept if other != at)
    ]


def styles(demonstration: records.Demonstration) -> Iterator[tuple[str, str]]:
    """Yield how it was done, wherever that could be done otherwise: (place, manner).

    A place lies between two intended actions, its manner is the detour that was made there;
    or it is an intended action of which the log says how it was done.
    """
    actions = demonstration.actions
    meant_at = intended(actions)
    for start, stop in pairwise((-1, *meant_at, len(actions))):
        before = actions[start] if start >= 0 else None
        after = actions[stop] if stop < len(actions) else None
        between = actions[start + 1 : stop]
        yield place_between(before, after), detour(between, before, after)
    for at in meant_at:
        manner = demonstration.manners[at] if at < len(demonstration.manners) else ""
        if manner:
            yield f"how to {kind_of(actions[at])}", manner


def meant(element: Element, observation: Observation) -> Element:
    """Return the control that a click on the element works: the button around an icon, say."""
    if element.role in _PRESSED or element.editable:
        return element
    for level, container in enumerate(observation.ancestors(element)):
        if container.role == "label":
            return _labelled(container, observation) or element
        if container.role in _PRESSED and level < _NEAR:
            return container
    return _labelled(element, observation) or element if element.role == "label" else element


def _labelled(label: Element, observation: Observation) -> Element | None:
    inside = observation.within(label)
    return next((part for part in inside if part.role in _CHECKABLE or part.editable), None)


def _meant_by(step: DemonstrationStep) -> Element | None:
    target = step.action.target
    element = step.observation.get(target.ref) if isinstance(target, Ref) else None
    return meant(element, step.observation) if element else None


def _described(action: Action, observation: Observation, request: str) -> Action:
    target, end = (_target(target, observation, request) for target in (action.target, action.end))
    return action.model_copy(update={"target": target, "end": end})


def _target(target: Target | None, observation: Observation, request: str) -> Target | None:
    element = observation.get(target.ref) if isinstance(target, Ref) else None
    if element is None:
        return target
    return describe(meant(element, observation), observation, request=request)


def _is_key(action: Action, key: str) -> bool:
    return action.op is Op.KEY and action.text == key


def _is_into_field(action: Action, following: Action) -> bool:
    return (
        action.op is Op.CLICK
        and following.op in (Op.TYPE, Op.SELECT)
        and action.target == following.target
    )
