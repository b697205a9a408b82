"""Descriptors and elements: say which element is meant, and find it on another visit.

Pure functions on observations. A descriptor is made from all that is known about an element;
an element is found by how much of a descriptor it agrees with. Nothing here knows where
elements come from, and nothing looks at coordinates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .actions import Descriptor
from .forms import form_of
from .observations import Element, Observation
from .page import Page

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}|]*)(?:\|([^{}|]*))?\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values in the places of `{slot}` and forms of them in those of `{slot|form}`.

    Unknown slots and forms that do not apply stay as they are, `{{` and `}}` are braces.
    """

    def replaced(match: re.Match[str]) -> str:
        slot, form = match.groups()
        if slot is None:
            return match.group()[0]
        value = values.get(slot)
        if value and form is not None:
            value = form_of(form, value)
        return match.group() if value is None else value

    return _PLACEHOLDER.sub(replaced, template)


def slots_in(templates: Iterable[str]) -> set[str]:
    """Return the slots whose placeholders the strings hold."""
    found = (match.group(1) for text in templates for match in _PLACEHOLDER.finditer(text))
    return {slot for slot in found if slot is not None}


def strings_of(descriptor: Descriptor) -> list[str]:
    """Return all strings of the descriptor, in which placeholders may stand."""
    strings: list[str] = []
    for field in Descriptor.model_fields:
        wanted = getattr(descriptor, field)
        if isinstance(wanted, str):
            strings.append(wanted)
        elif isinstance(wanted, tuple):
            strings += wanted
    return strings


def fill_descriptor(descriptor: Descriptor, values: Mapping[str, str]) -> Descriptor:
    """Put values in the places of `{slot}` in every string of the descriptor."""
    filled: dict[str, object] = {}
    for field in Descriptor.model_fields:
        wanted = getattr(descriptor, field)
        if isinstance(wanted, str):
            filled[field] = fill(wanted, values)
        elif isinstance(wanted, tuple):
            filled[field] = tuple(one for part in wanted if (one := fill(part, values)))
    if isinstance(ordinal := filled.get("ordinal"), str):
        filled["ordinal"] = int(ordinal) if re.fullmatch(r"-?\d+", ordinal) else None
    return descriptor.model_copy(update=filled)


def describe(element: Element, observation: Observation, *, request: str = "") -> Descriptor:
    """Say which element is meant, in words that hold on the page's next visit.

    See `Page.describe`, which serves where one observation is asked about more than once.
    """
    return Page(observation).describe(element, request=request)


def rank(
    descriptor: Descriptor, observation: Observation, *, limit: int = 5
) -> list[tuple[Element, float]]:
    """Return the elements that fit best, each with how much of the descriptor it fits, 0..1.

    See `Page.rank`, which serves where one observation is asked about more than once.
    """
    return Page(observation).rank(descriptor, limit=limit)
