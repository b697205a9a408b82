"""What a page is fetching: its navigations and its own requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

_CHANGES_THE_PAGE = frozenset({"document", "xhr", "fetch", "script", "stylesheet", "image", "font"})
"""Kinds of requests; a picture that comes late moves what stands beside it."""


class Traffic:
    """Knows which requests of a page are open."""

    def __init__(self, page: Page) -> None:
        """Listen to the page from now on."""
        self._page = page
        self._open: set[Request] = set()
        self._navigation: Request | None = None
        self._changed = asyncio.Event()
        self.count = 0
        """How many requests began so far."""

        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("domcontentloaded", lambda _page: self._arrived())

    @property
    def navigating(self) -> bool:
        """Whether the page is on its way to another address."""
        return self._navigation is not None

    async def until_loaded(self, limit_ms: int) -> bool:
        """Wait for the navigation to end; False when it takes longer than the limit."""
        return await self._until(lambda: not self.navigating, limit_ms)

    async def until_idle(self, limit_ms: int) -> bool:
        """Wait until nothing is fetched. True when nothing was, so that the page is as seen."""
        if not self._open:
            return True
        await self._until(lambda: not self._open, limit_ms)
        # What came late is not waited for again: some pages keep a request open for ever.
        self._open.clear()
        return False

    async def _until(self, holds: Callable[[], bool], limit_ms: int) -> bool:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit_ms / 1000
        while not holds():
            self._changed.clear()
            left = deadline - loop.time()
            if left <= 0:
                self._navigation = None
                return False
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                continue
        return True

    def _began(self, request: Request) -> None:
        if request.resource_type in _CHANGES_THE_PAGE:
            self._open.add(request)
            self.count += 1
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self._navigation = request

    def _ended(self, request: Request) -> None:
        self._open.discard(request)
        # A download or an empty answer ends a navigation without a new page.
        if request is self._navigation and request.failure:
            self._navigation = None
        self._changed.set()

    def _arrived(self) -> None:
        self._navigation = None
        self._changed.set()
