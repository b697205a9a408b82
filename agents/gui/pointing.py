"""Follows a target to a node of the page, and a node to a place where a click lands on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ...core.actions import Descriptor, Point, Ref, Target
from ...core.grounding import describe, rank
from ...core.observations import Element
from .observing import Snapshot, take_snapshot
from .revealing import reveal

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle, Page

    from .traffic import Traffic
from .unlocking import unlock

_TRIES = 4
_STILL_PX = 2.0
_THE_SAME = 0.9
"""What was built anew fits the description of what was there before so well, 0..1."""

_OFF_THE_PAGE = (-1, -1)
_PICTURE_MS = 700
_NEXT_FRAME = """() => new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 50); // a page that is not in front has no frames
})"""


class ActionFailed(Exception):
    """The action cannot be done; the message says why, for the log and the agent."""


class Gone(ActionFailed):
    """It is no longer on the page: something like it may be there in its place."""


class Hidden(ActionFailed):
    """It is on the page and not shown: something may have to be opened first."""


@dataclass(frozen=True)
class Found:
    """What a target points at."""

    element: Element
    node: ElementHandle


@dataclass(frozen=True)
class Scene:
    """What an operation works on."""

    seen: Snapshot
    """The page as it was last observed; what refs mean."""

    page: Page
    """The page as it is."""

    traffic: Traffic


@cache
def _source() -> str:
    return files("uptake.agents.gui").joinpath("point.js").read_text(encoding="utf-8")


async def follow(target: Target, scene: Scene) -> Found | None:
    """Return the element that the target means in what was seen; None for a bare point.

    What the page has built anew since is found again by its description; what is disabled until
    a text was read to its end is opened. Raises `ActionFailed`
    where there is no such element.
    """
    element = _element(target, scene.seen)
    if element is None:
        return None
    node = await _node(element, scene.seen)
    if node is None:
        return await find_anew(element, scene)
    return Found(element if element.enabled else await _opened(element, node), node)


async def _opened(element: Element, node: ElementHandle) -> Element:
    """Return the disabled element as it is once what stands before it was read."""
    is_open, takes_text = await unlock(node)
    return element.model_copy(update={"enabled": is_open, "editable": takes_text})


async def _node(element: Element, seen: Snapshot) -> ElementHandle | None:
    """Return the element's node; None where it is no longer on the page."""
    from playwright.async_api import Error

    try:
        node = await seen.node(element.ref)
    except Error:  # the page that held it is gone
        return None
    return node if node is not None and await is_on_page(node) else None


async def is_on_page(node: ElementHandle) -> bool:
    """Tell whether the node is still on the page that was seen."""
    from playwright.async_api import Error

    try:
        return bool(await node.evaluate("node => node.isConnected"))
    except Error:  # the page that held it is gone
        return False


async def find_anew(element: Element, scene: Scene) -> Found:
    """Find what the page built in the place of an element that was seen. Raises `Gone`."""
    described = describe(element, scene.seen.observation)
    again = await take_snapshot(scene.page)
    try:
        ranked = rank(described, again.observation, limit=1)
        node = await again.node(ranked[0][0].ref) if ranked else None
        if node is None or ranked[0][1] < _THE_SAME:
            raise Gone("it is no longer on the page")
        return Found(ranked[0][0], node)
    finally:
        await again.release()


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


async def point_at(target: Target, scene: Scene) -> tuple[float, float]:
    """Move the mouse to the target and return where it is, in CSS pixels of the viewport.

    Raises `ActionFailed` where the target is covered, disabled, gone or without a size.
    """
    if isinstance(target, Point):
        width, height = await _viewport(scene.page)
        x, y = target.x / 1000 * width, target.y / 1000 * height
        await scene.page.mouse.move(x, y)
        return x, y
    found = await follow(target, scene)
    assert found is not None
    return await point_at_node(found, scene)


async def point_at_node(found: Found, scene: Scene) -> tuple[float, float]:
    """Scroll the element into view and move the mouse to a place where a click lands on it.

    Pages change under the mouse (a picture for hovering has to load, a menu opens), so the
    place counts only once it stays. Raises `ActionFailed`.
    """
    try:
        x, y = await place_on(found)
    except Hidden:
        if not await reveal(found.node, scene.page):
            raise
        x, y = await place_on(found)
    for _ in range(_TRIES):
        await scene.page.mouse.move(x, y)
        await scene.page.evaluate(_NEXT_FRAME)
        await scene.traffic.until_idle(_PICTURE_MS)
        before, (x, y) = (x, y), await place_on(found)
        if abs(before[0] - x) + abs(before[1] - y) <= _STILL_PX:
            return before
    raise ActionFailed("it does not hold still")


async def leave(scene: Scene) -> None:
    """Move the mouse off the page, so that nothing goes on because it is there."""
    await scene.page.mouse.move(*_OFF_THE_PAGE)
    await scene.page.evaluate(_NEXT_FRAME)


async def place_on(found: Found) -> tuple[float, float]:
    """Return where a click lands on the element, scrolled into view. Raises `ActionFailed`."""
    place = await found.node.evaluate(_source())
    if "error" in place:
        kind = Gone if place.get("gone") else Hidden if place.get("hidden") else ActionFailed
        raise kind(str(place["error"]))
    return float(place["x"]), float(place["y"])


async def _viewport(page: Page) -> tuple[int, int]:
    width, height = await page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    return int(width), int(height)
