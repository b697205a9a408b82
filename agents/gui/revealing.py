"""Opens what an element is hidden in: menus under the pointer, closed lists and sections.

The pointer is moved over what may open it first, as people do; what is made for opening is
clicked where that is not enough.
"""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle, JSHandle, Page

_LEVELS = 8
"""Menus in menus, at most."""

_OPENS_MS = 500
"""Menus open some time after the pointer came; one that has not opened by then does not."""

_LOOK_AGAIN_MS = 25

_MIDDLE = """node => {
  node.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"});
  const box = node.getClientRects()[0] || node.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}"""


@cache
def _source() -> str:
    return files("uptake.agents.gui").joinpath("reveal.js").read_text(encoding="utf-8")


async def reveal(node: ElementHandle, page: Page) -> bool:
    """Open what the node is hidden in, level by level; tells whether it is shown then."""
    for _ in range(_LEVELS):
        found = await node.evaluate_handle(_source())
        try:
            depth, may_press = await found.evaluate("found => [found.depth, found.may || []]")
            if not depth:
                return True
            if not await _open_level(node, found, may_press, depth, page):
                return False
        finally:
            await found.dispose()
    return False


async def _open_level(
    node: ElementHandle, found: JSHandle, may_press: list[bool], depth: int, page: Page
) -> bool:
    """Open the outermost thing that is closed; tells whether less is hidden then."""
    for press in (False, True):
        for at, may in enumerate(may_press):
            if press and not may:
                continue
            control = await found.evaluate_handle("(found, at) => found.controls[at]", at)
            x, y = await control.evaluate(_MIDDLE)
            await page.mouse.move(x, y)
            if press:
                await page.mouse.click(x, y)
            if await _opened(node, depth):
                return True
    return False


async def _opened(node: ElementHandle, depth: int) -> bool:
    for _ in range(_OPENS_MS // _LOOK_AGAIN_MS):
        if await node.evaluate(f"node => ({_source()})(node).depth") < depth:
            return True
        await asyncio.sleep(_LOOK_AGAIN_MS / 1000)
    return False
