"""What each operation does to a page: with the mouse and the keyboard, as a person would."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ...core.actions import Action, Op, Target
from .choosing import choose
from .pointing import ActionFailed, Found, Scene, follow, point_at
from .pressing import press

if TYPE_CHECKING:
    from playwright.async_api import Page

_LONG_PRESS_MS = 700
_PRESS_TIMEOUT_MS = 2000
_TYPED_ONE_BY_ONE = 120
"""Longer texts are inserted at once: a key press takes 2 ms, and nobody listens so long."""

_FILLED_AT_ONCE = frozenset({"date", "time", "month", "week", "datetime-local", "color", "range"})

_TAKES_LINES = frozenset({"textarea", ""})
"""Types of fields; an editable part of the page has none."""

Operation = Callable[[Action, Scene], Awaitable[None]]


async def operate(action: Action, scene: Scene) -> None:
    """Do the action. Raises `ActionFailed` where it cannot be done on this page."""
    operation = _OPERATIONS.get(action.op)
    if operation is None:
        raise ActionFailed(f"{action.op} is nothing that a browser does")
    await operation(action, scene)


async def _click(action: Action, scene: Scene) -> None:
    target = _target(action)
    found = await follow(target, scene)
    if found is None:
        await scene.page.mouse.click(*await point_at(target, scene))
    elif found.element.role == "option" and await _is_option(found):
        await choose(found, None, scene)
    else:
        await press(found, scene)


async def _long_press(action: Action, scene: Scene) -> None:
    x, y = await point_at(_target(action), scene)
    await scene.page.mouse.click(x, y, delay=_LONG_PRESS_MS)


async def _type(action: Action, scene: Scene) -> None:
    """Replace what the field holds by the text, key by key."""
    found = await follow(_target(action), scene)
    text = action.text or ""
    if found is None:
        await scene.page.mouse.click(*await point_at(_target(action), scene))
        await _replace(text, scene.page)
        return
    kind = str(await found.node.evaluate("node => node.type || ''"))
    if kind == "select-one":
        await choose(found, text, scene)
    elif kind in _FILLED_AT_ONCE:
        await _fill(found, _machine_format(kind, text), text)
    elif not found.element.editable:
        raise ActionFailed("it is no field that takes text")
    else:
        await _enter_field(found, scene)
        # In a field of one line, the end of a line would send the form.
        await _replace(text if kind in _TAKES_LINES else text.replace("\n", " "), scene.page)


async def _replace(text: str, page: Page) -> None:
    """Type over all that the field with the cursor holds."""
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.press("Delete")
    await _press_keys(text, page)


async def _enter_field(found: Found, scene: Scene) -> None:
    """Put the cursor into the field with a click, as pages expect, where it is not there yet."""
    inside = "node => node.getRootNode().activeElement === node"
    if await found.node.evaluate(inside):
        return
    await press(found, scene)
    inside += " || node.isContentEditable"
    if not await found.node.evaluate(inside):
        await found.node.evaluate("node => node.focus()")
    if not await found.node.evaluate(inside):
        raise ActionFailed("the field does not take the cursor")


async def _press_keys(text: str, page: Page) -> None:
    if len(text) <= _TYPED_ONE_BY_ONE:
        await page.keyboard.type(text)
    else:
        await page.keyboard.insert_text(text)


async def _fill(found: Found, value: str, text: str) -> None:
    from playwright.async_api import Error

    try:
        await found.node.fill(value, timeout=_PRESS_TIMEOUT_MS)
    except Error as error:
        raise ActionFailed(f"the field does not take {text!r}") from error


def _machine_format(kind: str, text: str) -> str:
    """Rewrite a time or date as people write it into what such a field takes."""
    if kind == "time" and (clock := re.fullmatch(r"(\d{1,2}):(\d\d)\s*([AaPp])\.?[Mm]\.?", text)):
        hour = int(clock[1]) % 12 + (12 if clock[3] in "Pp" else 0)
        return f"{hour:02}:{clock[2]}"
    if kind == "time" and re.fullmatch(r"\d:\d\d", text):
        return f"0{text}"
    if kind == "date" and (day := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)):
        return f"{day[3]}-{int(day[1]):02}-{int(day[2]):02}"
    return text


async def _select(action: Action, scene: Scene) -> None:
    found = await follow(_target(action), scene)
    if found is None:
        raise ActionFailed("a list is chosen from by its description, not by a point")
    await choose(found, action.text or "", scene)


async def _scroll(action: Action, scene: Scene) -> None:
    if action.target is not None:
        await point_at(action.target, scene)
    else:
        width, height = scene.seen.observation.viewport
        await scene.page.mouse.move(width / 2, height / 2)
    await scene.page.mouse.wheel(action.dx, action.dy)


async def _drag(action: Action, scene: Scene) -> None:
    assert action.end is not None
    mouse = scene.page.mouse
    x, y = await point_at(_target(action), scene)
    await mouse.down()
    try:
        # Pages follow a drag by its movements: one alone is not seen as one.
        await mouse.move(x + 3, y + 3)
        end_x, end_y = await point_at(action.end, scene)
        await mouse.move(end_x, end_y, steps=5)
    finally:
        await mouse.up()


async def _key(action: Action, scene: Scene) -> None:
    from playwright.async_api import Error

    if action.target is not None:
        found = await follow(action.target, scene)
        if found is not None:
            await found.node.evaluate("node => node.focus()")
    try:
        await scene.page.keyboard.press(action.text or "")
    except Error as error:
        raise ActionFailed(f"there is no key {action.text!r}") from error


async def _enter(action: Action, scene: Scene) -> None:
    await _key(action.model_copy(update={"text": "Enter"}), scene)


async def _back(action: Action, scene: Scene) -> None:  # noqa: ARG001 - one signature for all
    page = scene.page
    if await page.go_back(wait_until="commit") is None and page.url == scene.seen.observation.app:
        raise ActionFailed("there is no page to go back to")


async def _wait(action: Action, scene: Scene) -> None:  # noqa: ARG001
    """Wait until anything changes, a second at most; settling does the rest."""
    await scene.page.evaluate(
        "() => new Promise(done => { const watcher = new MutationObserver(() => done());"
        "watcher.observe(document, {subtree: true, childList: true, characterData: true,"
        "attributes: true}); setTimeout(done, 1000); })"
    )


def _target(action: Action) -> Target:
    assert action.target is not None
    return action.target


async def _is_option(found: Found) -> bool:
    return bool(await found.node.evaluate("node => node.tagName === 'OPTION'"))


_OPERATIONS: dict[Op, Operation] = {
    Op.CLICK: _click,
    Op.LONG_PRESS: _long_press,
    Op.TYPE: _type,
    Op.SELECT: _select,
    Op.SCROLL: _scroll,
    Op.DRAG: _drag,
    Op.KEY: _key,
    Op.ENTER: _enter,
    Op.PRESS_BACK: _back,
    Op.WAIT: _wait,
}
