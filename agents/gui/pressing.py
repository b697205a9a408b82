"""Presses elements, and makes sure that the press reaches them.

Some pages build an element anew, or put it elsewhere, whenever the pointer is on it. The press
and the release hit different nodes then, and the browser makes no click of them.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from .pointing import (
    ActionFailed,
    Found,
    Gone,
    Scene,
    find_anew,
    is_on_page,
    leave,
    place_on,
    point_at_node,
)

if TYPE_CHECKING:
    from playwright.async_api import JSHandle

_BY_HAND = 2
"""Presses with the mouse before the events of one are made."""

# What a browser tells a page of a press, on the element itself, wherever the pointer is.
_MAKE_EVENTS = """(node) => {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const view = element.ownerDocument.defaultView;
  const box = element.getBoundingClientRect();
  const press = {
    view, bubbles: true, cancelable: true, composed: true, detail: 1, button: 0,
    clientX: box.left + box.width / 2, clientY: box.top + box.height / 2,
  };
  const pointer = { ...press, isPrimary: true, pointerType: "mouse" };
  element.dispatchEvent(new view.PointerEvent("pointerdown", { ...pointer, buttons: 1 }));
  element.dispatchEvent(new view.MouseEvent("mousedown", { ...press, buttons: 1 }));
  element.dispatchEvent(new view.PointerEvent("pointerup", pointer));
  element.dispatchEvent(new view.MouseEvent("mouseup", press));
  element.dispatchEvent(new view.MouseEvent("click", press));
}"""


@cache
def _source() -> str:
    return files("uptake.agents.gui").joinpath("press.js").read_text(encoding="utf-8")


async def press(found: Found, scene: Scene) -> None:
    """Click the element.

    Where no click reaches it, nothing new is shown and nothing is fetched, it is pressed once
    more; then the page is told of a press on it, unless it holds a password. Raises
    `ActionFailed`.
    """
    for _ in range(_BY_HAND):
        with suppress(Gone):  # the page built it anew as the pointer came
            await point_at_node(found, scene)
            if await _takes_effect(found, scene, by_hand=True):
                return
        found = await _still(found, scene)
    await leave(scene)
    found = await _still(found, scene)
    await place_on(found)
    if found.element.password or not await _takes_effect(found, scene, by_hand=False):
        raise ActionFailed("no press reaches it")


async def _still(found: Found, scene: Scene) -> Found:
    """Return the element, or what is there in its place. Raises `Gone`."""
    return found if await is_on_page(found.node) else await find_anew(found.element, scene)


async def _takes_effect(found: Found, scene: Scene, *, by_hand: bool) -> bool:
    """Press where the pointer is, or make the events of a press; tells what came of it."""
    watch = await found.node.evaluate_handle(_source())
    fetched = scene.traffic.count
    if by_hand:
        await scene.page.mouse.down()
        await scene.page.mouse.up()
    else:
        await found.node.evaluate(_MAKE_EVENTS)
    return await _took(watch) or scene.traffic.count > fetched


async def _took(watch: JSHandle) -> bool:
    from playwright.async_api import Error

    try:
        took = bool(await watch.evaluate("watch => watch.took()"))
        await watch.dispose()
    except Error:  # the press led away from the page
        return True
    return took
