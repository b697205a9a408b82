"""Names from Chromium's accessibility tree, for controls that have none in the DOM.

A button may get its name from a style sheet or from inside a closed component; the DOM does
not say it, a screen reader does. The tree is asked only about controls without a name, so
that most pages cost nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...core.observations import Element, Observation

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, JSHandle, Page

_CONTROLS = frozenset({"button", "link", "tab", "menuitem", "switch", "treeitem"})
"""Roles whose name is what is in them, and may therefore be drawn by a style sheet."""

_MOST = 20
"""So many controls are asked about; a page with more nameless ones is not made for reading."""

# The place of each wanted node among all elements, in the order in which the protocol lists
# them: a component's inside before its children, frames left out.
_PLACES = """(read, wanted) => {
  const places = new Map();
  const walk = (node) => {
    if (node.nodeType === Node.ELEMENT_NODE) places.set(node, places.size);
    if (node.shadowRoot) Array.from(node.shadowRoot.children).forEach(walk);
    Array.from(node.children || []).forEach(walk);
  };
  walk(document.documentElement);
  return wanted.map((index) => places.get(read.nodes[index]) ?? -1);
}"""


def nameless(observation: Observation) -> list[int]:
    """Return the places of the visible controls without a name or a text, at most 20."""
    found = (
        at
        for at, element in enumerate(observation.elements)
        if element.role in _CONTROLS and element.visible and not element.name
        if not observation.text_within(element)
    )
    return [at for _, at in zip(range(_MOST), found, strict=False)]


async def names_for(wanted: Sequence[int], nodes: JSHandle, page: Page) -> dict[int, str]:
    """Return the accessible names of the nodes at those places, of those that have one."""
    places = await nodes.evaluate(_PLACES, list(wanted))
    session = await page.context.new_cdp_session(page)
    try:
        document = await session.send("DOM.getDocument", {"depth": -1, "pierce": True})
        known = list(_elements(document["root"]))
        asked = [(at, known[place]) for at, place in zip(wanted, places, strict=True) if place >= 0]
        names = await asyncio.gather(*(_name(session, node) for _, node in asked))
    finally:
        await session.detach()
    return {at: name for (at, _), name in zip(asked, names, strict=True) if name}


def with_names(observation: Observation, names: Mapping[int, str]) -> Observation:
    """Give the elements at those places their names."""
    elements: list[Element] = list(observation.elements)
    for at, name in names.items():
        elements[at] = elements[at].model_copy(update={"name": name})
    return observation.model_copy(update={"elements": tuple(elements)})


def _elements(node: Mapping[str, Any]) -> Iterator[int]:
    """Yield the backend ids of all elements in the order of `_PLACES`."""
    if node["nodeType"] == 1:
        yield int(node["backendNodeId"])
    for root in node.get("shadowRoots", ()):
        if root.get("shadowRootType") == "open":
            for child in root.get("children", ()):
                yield from _elements(child)
    for child in node.get("children", ()):
        yield from _elements(child)


async def _name(session: CDPSession, backend_id: int) -> str:
    asked = {"backendNodeId": backend_id, "fetchRelatives": False}
    answer = await session.send("Accessibility.getPartialAXTree", asked)
    for node in answer["nodes"]:
        if not node.get("ignored"):
            return " ".join(str(node.get("name", {}).get("value", "")).split())
    return ""
