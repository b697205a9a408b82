"""Waits until a page has settled, by its state and not by the clock."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from .session import Session
from .traffic import Traffic

if TYPE_CHECKING:
    from playwright.async_api import Page

QUIET_MS = 40
"""A page without a change for so long has settled: more than two frames at 60 Hz."""

LIMIT_MS = 1500
"""A page that never rests (a clock, a game) is looked at after so long."""

_LOAD_LIMIT_MS = 10_000


@cache
def _source() -> str:
    return files("uptake.agents.gui").joinpath("settle.js").read_text(encoding="utf-8")


async def settle(session: Session) -> bool:
    """Return when the page in use is quiet, or has had its time; tells which.

    Quiet: loaded, no request of its own open, no change for `QUIET_MS`, no animation that
    is going to end. A tab that is opening, or closing, is waited for: the page in use is
    another one then.
    """
    deadline = asyncio.get_running_loop().time() + _LOAD_LIMIT_MS / 1000
    while (page := session.latest) is not None:
        quiet = await _rest(page, session.traffic_of(page), deadline)
        await session.tabs.until_reported(_LOAD_LIMIT_MS)
        if session.latest is page or asyncio.get_running_loop().time() >= deadline:
            return quiet
    return False


async def _rest(page: Page, traffic: Traffic, deadline: float) -> bool:
    """Return when the page is quiet, or has had its time; tells which."""
    from playwright.async_api import Error

    while asyncio.get_running_loop().time() < deadline:
        if traffic.navigating:
            await traffic.until_loaded(_LOAD_LIMIT_MS)
        try:
            quiet = bool(await page.evaluate(_source(), [QUIET_MS, LIMIT_MS]))
        except Error as error:
            if page.is_closed():
                return False
            if not _was_replaced(error):
                raise
            # The page went elsewhere while it was watched: watch the new one.
            await asyncio.sleep(0.01)
            continue
        if not traffic.navigating and (not quiet or await traffic.until_idle(LIMIT_MS)):
            return quiet
    return False


def _was_replaced(error: Exception) -> bool:
    text = str(error)
    return "context was destroyed" in text or "navigat" in text or "detached" in text
