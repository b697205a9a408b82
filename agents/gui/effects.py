"""Tells whether an action had an effect, from what was shown before and after it."""

from __future__ import annotations

from ...core.actions import Op
from ...core.observations import Element, Observation

_MUST_CHANGE = frozenset({Op.TYPE, Op.SELECT})


def has_effect(
    op: Op, target: Element, text: str | None, before: Observation, after: Observation
) -> bool:
    """Tell whether the action did something that the screen can show.

    A field must hold what was typed or chosen, unless the page reformatted it or went on; one
    that holds what it held before took nothing, whatever else happened on the page.
    A press on something made for pressing is believed; a press on anything else must change
    something.
    """
    if op in _MUST_CHANGE:
        if _holds(target, text or "", after):
            return True
        return not _holds(target, target.value, after) and differs(before, after)
    return target.clickable or differs(before, after)


def differs(before: Observation, after: Observation) -> bool:
    """Tell whether the two show anything different: address, elements, values, focus."""
    if before.app != after.app or len(before.elements) != len(after.elements):
        return True
    pairs = zip(before.elements, after.elements, strict=True)
    return any(_shown(one) != _shown(other) for one, other in pairs)


def _holds(target: Element, text: str, after: Observation) -> bool:
    if target.password:
        return True  # its value is never shown
    wanted = text.strip().casefold()
    now = (one for one in after.elements if _is_again(target, one))
    return any(one.value.strip().casefold() == wanted for one in now)


def _is_again(target: Element, element: Element) -> bool:
    if target.resource_id:
        return element.resource_id == target.resource_id
    return element.role == target.role and element.bounds == target.bounds


def _shown(element: Element) -> tuple[object, ...]:
    return (
        element.role,
        element.name,
        element.text,
        element.value,
        element.checked,
        element.enabled,
        element.focused,
        element.visible,
        element.classes,
        element.bounds,
    )
