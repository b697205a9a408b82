"""Turns a live page into an observation, and keeps hold of the nodes that it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from ...core.looks import with_traits
from ...core.observations import Element, Observation
from .accessibility import nameless, names_for, with_names

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle, JSHandle, Page

_elements: TypeAdapter[tuple[Element, ...]] = TypeAdapter(tuple[Element, ...])


@cache
def observer_source() -> str:
    """Return the JavaScript function that reads a page; see `observe.js`."""
    return files("uptake.agents.gui").joinpath("observe.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Snapshot:
    """An observation together with the page's nodes, so that refs can be followed."""

    observation: Observation
    nodes: JSHandle

    async def node(self, ref: str) -> ElementHandle | None:
        """Return the node that the ref names; None where the observation has no such ref.

        The handle may be a text node; it is used with `evaluate` alone.
        """
        element = self.observation.get(ref)
        if element is None:
            return None
        handle = await self.nodes.evaluate_handle("(read, index) => read.nodes[index]", _index(ref))
        return handle.as_element()

    async def release(self) -> None:
        """Let the page free the nodes that are no longer in it."""
        await self.nodes.dispose()


async def take_snapshot(page: Page) -> Snapshot:
    """Read the page as it is now, in one go, so that what is seen belongs together."""
    read = await page.evaluate_handle(f"() => ({observer_source()})(document)")
    text = await read.evaluate("read => JSON.stringify([read.elements, read.viewport])")
    observation = observation_of(text, page.url)
    if unnamed := nameless(observation):
        observation = with_names(observation, await names_for(unnamed, read, page))
    return Snapshot(observation=observation, nodes=read)


def observation_of(text: str, url: str) -> Observation:
    """Build the observation from what `observe.js` returned, `[elements, viewport]` as JSON."""
    elements, viewport = _parse(text)
    return Observation(
        backend="browser",
        app=url,
        viewport=(int(viewport[0]), int(viewport[1])),
        elements=_elements.validate_python(with_traits(elements)),
    )


def _parse(text: str) -> tuple[list[dict[str, Any]], list[float]]:
    # Pages can hold lone surrogates, which no file or database takes.
    clean = text.encode("utf-8", "replace").decode("utf-8")
    elements, viewport = json.loads(clean)
    return elements, viewport


def _index(ref: str) -> int:
    return int(ref.removeprefix("e"))
