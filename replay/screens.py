"""What was shown in a demonstration, packed into a text that a record can hold.

Elements and observations that occur again are held once; texts and pages are cut to a bound.
What is packed is not checked again when it is unpacked. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from ..core.observations import Backend, Bounds, Element, Observation
from ..memory.storage.packing import packed, unpacked

LONGEST = 300
"""Characters of one string of an element that are kept."""

_MOST = 1500
"""Elements of an observation that are kept, beside the targets and what they are in."""

_DEFAULTS = {name: field.default for name, field in Element.model_fields.items()}
_TUPLES = ("classes", "traits")

Row = dict[str, Any]
"""An element without what is default; its bounds are a list of four numbers."""


@dataclass(frozen=True)
class Screens:
    """The observations of a demonstration, and what its actions were done to."""

    steps: tuple[tuple[int, str | None], ...]
    """For each action the index of the observation before it, and the ref of its target."""

    rows: Sequence[Row]
    pages: Sequence[tuple[Backend, str, Sequence[int], Sequence[int]]]
    """For each observation its backend, app, viewport and the indices of its rows."""

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """The observations, each with an id of its own; built when first asked for."""
        elements = [_element(row) for row in self.rows]
        return tuple(
            Observation.model_construct(
                backend=backend,
                app=app,
                viewport=(viewport[0], viewport[1]),
                elements=tuple(elements[at] for at in held),
            )
            for backend, app, viewport, held in self.pages
        )


def pack(observations: Sequence[Observation], steps: Sequence[tuple[int, str | None]]) -> str:
    """Return a text that holds the observations and the steps; see `Screens.steps`.

    Left out are screenshots, the values of password fields, what is beyond 300 characters of
    a text, and what is beyond 1,500 elements, unless it is a target or holds one.
    """
    rows: dict[bytes, int] = {}
    row_of: dict[int, int] = {}  # by the element's id(): observations may share elements
    pages: dict[bytes, int] = {}
    places = []
    for index, observation in enumerate(observations):
        targets = {ref for at, ref in steps if at == index and ref is not None}
        held = []
        for element in _kept(observation, targets):
            at = row_of.get(id(element))
            if at is None:
                at = rows.setdefault(orjson.dumps(_row(element)), len(rows))
                row_of[id(element)] = at
            held.append(at)
        page = orjson.dumps((observation.backend, observation.app, observation.viewport, held))
        places.append(pages.setdefault(page, len(pages)))
    moved = [(places[at], ref) for at, ref in steps]
    content = b"[%s,[%s],[%s]]" % (orjson.dumps(moved), b",".join(rows), b",".join(pages))
    return packed(content)


def unpack(text: str) -> Screens:
    """Return what `pack` made the text of."""
    steps, rows, pages = orjson.loads(unpacked(text))
    return Screens(tuple((at, ref) for at, ref in steps), rows, pages)


def _kept(observation: Observation, targets: Iterable[str]) -> Iterable[Element]:
    elements = observation.elements
    if len(elements) <= _MOST:
        return elements
    needed = {element.ref for element in elements[:_MOST]}
    for ref in targets:
        target = observation.get(ref)
        if target is not None:
            needed |= {ref, *(container.ref for container in observation.ancestors(target))}
    return (element for element in elements if element.ref in needed)


def _row(element: Element) -> Row:
    row: Row = {
        name: value[:LONGEST] if isinstance(value, str) else value
        for name, value in vars(element).items()
        if name != "bounds" and value != _DEFAULTS[name]
    }
    if element.password:
        row.pop("value", None)
    box = element.bounds
    row["bounds"] = [round(side, 1) for side in (box.x, box.y, box.width, box.height)]
    return row


def _element(row: Row) -> Element:
    x, y, width, height = row["bounds"]
    known = {**row, "bounds": Bounds.model_construct(x=x, y=y, width=width, height=height)}
    for name in _TUPLES:
        if name in known:
            known[name] = tuple(known[name])
    return Element.model_construct(**known)
