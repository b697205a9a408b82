"""What a device shows: elements, observations and the results of actions.

An observation is a flat list of elements in document order, linked by `parent`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

CONTROLS = frozenset(
    {
        "button",
        "checkbox",
        "combobox",
        "link",
        "menuitem",
        "option",
        "radio",
        "searchbox",
        "slider",
        "spinbutton",
        "switch",
        "tab",
        "textbox",
    }
)
"""Roles of what is made for acting on; all others are boxes, texts and shapes."""

Backend = Literal["browser", "android", "log", "fake"]


class Bounds(BaseModel):
    """A rectangle in CSS pixels (browser) or screen pixels (Android)."""

    model_config = ConfigDict(frozen=True)

    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    def contains(self, x: float, y: float) -> bool:
        """Tell whether the point lies inside, the edges counted in."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


class Element(BaseModel):
    """One thing on the screen.

    A text node that has element siblings is an element of role `text`, so that reading
    the elements in order reads the page in order.
    """

    model_config = ConfigDict(frozen=True)

    ref: str
    """Names the element in its observation, and in no other."""

    role: str = ""
    """ARIA role; where the element has none, the tag's name in lower case."""

    name: str = ""
    """Accessible name: label, alt text, placeholder or title."""

    text: str = ""
    """The element's own text, whitespace collapsed; see `Observation.text_within`."""

    value: str = ""
    """What a field holds now; always empty where `password` is true."""

    description: str = ""
    """Tooltip or accessible description."""

    url: str = ""
    """Where a link leads, in full; empty where it is no link, or the log does not say."""

    resource_id: str = ""
    classes: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    """Plain words, in lower case, for what it is and looks like, as far as the device tells:
    tag and type of field ("textarea", "checkbox"), shape ("circle"), kind of text ("digit"),
    colour ("red"), size among its like ("large")."""

    bounds: Bounds = Bounds()
    clickable: bool = False
    editable: bool = False
    scrollable: bool = False
    checked: bool | None = None
    """None where the element cannot be checked."""

    enabled: bool = True
    focused: bool = False
    password: bool = False
    visible: bool = True
    parent: str | None = None
    """The `ref` of the container; None at the top."""


class Observation(BaseModel):
    """What the device showed at one moment."""

    model_config = ConfigDict(frozen=True)

    obs_id: str = Field(default_factory=lambda: uuid.uuid4().hex[:12])
    backend: Backend = "fake"
    app: str = ""
    """The app's package, or the address of the page."""

    viewport: tuple[int, int] = (0, 0)
    """Width and height in pixels."""

    elements: tuple[Element, ...] = ()
    screenshot: bytes | None = None
    """PNG."""

    @cached_property
    def _by_ref(self) -> dict[str, Element]:
        return {element.ref: element for element in self.elements}

    @cached_property
    def _children(self) -> dict[str | None, list[Element]]:
        children: dict[str | None, list[Element]] = {}
        for element in self.elements:
            children.setdefault(element.parent, []).append(element)
        return children

    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Observation:
        """Return a copy with some fields changed; what was worked out of the old is not kept."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("_by_ref", "_children"):
            vars(copy).pop(name, None)
        return copy

    def get(self, ref: str) -> Element | None:
        """Return the element with that ref, or None."""
        return self._by_ref.get(ref)

    def children(self, element: Element) -> list[Element]:
        """Return the elements directly inside, in document order."""
        return self._children.get(element.ref, [])

    def within(self, element: Element) -> Iterator[Element]:
        """Yield the element and everything inside it, in document order."""
        stack = [element]
        while stack:
            top = stack.pop()
            yield top
            stack.extend(reversed(self.children(top)))

    def ancestors(self, element: Element) -> Iterator[Element]:
        """Yield the containers of the element, the nearest first."""
        seen = {element.ref}
        parent = self.get(element.parent) if element.parent else None
        while parent is not None and parent.ref not in seen:
            seen.add(parent.ref)
            yield parent
            parent = self.get(parent.parent) if parent.parent else None

    def text_within(self, element: Element) -> str:
        """Return the visible text of the element and all in it, joined by spaces."""
        return " ".join(part.text for part in self.within(element) if part.text and part.visible)


class ActionResult(BaseModel):
    """What came of an action. A failure is information for the agent, not an exception."""

    model_config = ConfigDict(frozen=True)

    ok: bool
    error: str = ""
    """Why it failed, for the log and the agent; empty when it did not."""

    ms: float = 0.0
    """Wall time that the device took, in milliseconds."""
