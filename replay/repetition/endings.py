"""Signs that a repetition is done: what a page says that follows from the request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...core.actions import Descriptor
from ...core.observations import Element
from ...core.page import Page
from ...policy.slots.slots import ties
from ..steps.traces import Move

_LONGEST = 40
"""Characters of a text that is a sign."""


@dataclass(frozen=True)
class Sign:
    """A text on a page that follows from a request."""

    field: str
    """Where it stands: the "text" of an element, or the "value" of a field."""

    where: Descriptor
    span: str
    """The part of the request that it follows from."""

    form: str
    """The form of that part which it is; "" for the part itself."""

    text: str


def said_now(request: str, moves: Sequence[Move], page: Page) -> Iterator[Sign]:
    """Yield the signs that the page shows, and that were not there before the moves."""
    before = {shown for move in moves if move.page for shown in _texts(move.page)}
    for field, where, text in dict.fromkeys(_texts(page)):
        if (field, where, text) in before:
            continue
        for tie in ties(request, text):
            yield Sign(field, where, tie.span, tie.form, text)


def _texts(page: Page) -> Iterator[tuple[str, Descriptor, str]]:
    for element in page.observation.elements:
        if not element.visible:
            continue
        if element.value and not element.password:
            yield "value", _where(element), element.value
        text = page.text(element)
        if text and len(text) <= _LONGEST:
            yield "text", _where(element), text


def _where(element: Element) -> Descriptor:
    numbered = re.search(r"\d", element.resource_id)
    return Descriptor(
        role=element.role,
        resource_id="" if numbered else element.resource_id,
        classes=tuple(element.classes),
    )
