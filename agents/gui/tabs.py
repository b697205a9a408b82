"""Tells whether the browser has tabs that nobody was told of yet.

A tab is reported as a page only once its first document has arrived. Until then a click that
opens one looks as if it had done nothing; only the browser itself knows better.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, Page

log = logging.getLogger(__name__)

_LOOK_AGAIN_S = 0.02


class Tabs:
    """Compares the browser's tabs with the pages that were reported."""

    def __init__(self, context: BrowserContext, browser: CDPSession) -> None:
        """Use `Tabs.of` instead."""
        self._context, self._browser = context, browser
        self._ids: dict[Page, str] = {}
        self._others: set[str] = set()
        """Tabs that never become pages, such as developer tools."""

    @classmethod
    async def of(cls, context: BrowserContext) -> Self:
        """Watch the tabs of that browser."""
        assert context.browser is not None  # only devices other than browsers have none
        return cls(context, await context.browser.new_browser_cdp_session())

    async def until_reported(self, limit_ms: float) -> bool:
        """Wait until every tab is a page and every page has a tab.

        False when it takes longer than the limit; what was waited for in vain never is again.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit_ms / 1000
        while not (apart := await self._tabs() ^ await self._pages()) <= self._others:
            if loop.time() >= deadline:
                log.warning("tabs without a page, or pages without a tab: %s", sorted(apart))
                self._others = apart
                return False
            await asyncio.sleep(_LOOK_AGAIN_S)
        return True

    async def _tabs(self) -> set[str]:
        answer = await self._browser.send("Target.getTargets")
        return {one["targetId"] for one in answer["targetInfos"] if one["type"] == "page"}

    async def _pages(self) -> set[str]:
        there = [page for page in self._context.pages if not page.is_closed()]
        self._ids = {page: self._ids.get(page) or await self._tab_of(page) for page in there}
        return set(self._ids.values()) - {""}

    async def _tab_of(self, page: Page) -> str:
        """Return the id of the page's tab, empty where it is being closed."""
        from playwright.async_api import Error

        try:
            session = await self._context.new_cdp_session(page)
            info = await session.send("Target.getTargetInfo")
            await session.detach()
        except Error:
            return ""
        return str(info["targetInfo"]["targetId"])
