"""Follows a target to a node of the page, and a node to a place where a click lands on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ...core.actions import Descriptor, Point, Ref, Target
from ...core.grounding import rank
from ...core.observations import Element

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle, Page

    from .observing import Snapshot


class ActionFailed(Exception):
    """The action cannot be done; the message says why, for the log and the agent."""


@dataclass(frozen=True)
class Found:
    """What a target points at."""

    element: Element
    node: ElementHandle


@cache
def _source() -> str:
    return files(__package__).joinpath("point.js").read_text(encoding="utf-8")


async def follow(target: Target, seen: Snapshot) -> Found | None:
    """Return the element that the target means in what was seen; None for a bare point.

    Raises `ActionFailed` where there is no such element.
    """
    element = _element(target, seen)
    if element is None:
        return None
    node = await seen.node(element.ref)
    if node is None:
        raise ActionFailed("it is no longer on the page")
    return Found(element, node)


def _element(target: Target, seen: Snapshot) -> Element | None:
    match target:
        case Ref(ref=ref):
            element = seen.observation.get(ref)
            if element is None:
                raise ActionFailed(f"the page that was last seen has no element {ref}")
            return element
        case Descriptor():
            ranked = rank(target, seen.observation, limit=1)
            if not ranked:
                raise ActionFailed("nothing on the page fits the description")
            return ranked[0][0]
        case Point():
            return None


async def place_of(target: Target, seen: Snapshot, page: Page) -> tuple[float, float]:
    """Return where in the viewport to press, in CSS pixels. Raises `ActionFailed`."""
    if isinstance(target, Point):
        width, height = await _viewport(page)
        return target.x / 1000 * width, target.y / 1000 * height
    found = await follow(target, seen)
    assert found is not None
    return await place_on(found)


async def place_on(found: Found) -> tuple[float, float]:
    """Scroll the element into view and return a place where a click lands on it.

    Raises `ActionFailed` where it is covered, disabled, gone or without a size.
    """
    place = await found.node.evaluate(_source())
    if "error" in place:
        raise ActionFailed(str(place["error"]))
    return float(place["x"]), float(place["y"])


async def _viewport(page: Page) -> tuple[int, int]:
    width, height = await page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    return int(width), int(height)
