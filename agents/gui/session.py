"""One browser and the page in it that is used now. Asynchronous; `browser` makes it plain.

Follows pop-ups, answers dialogs, and notices when the page or the browser is gone. Knows
nothing of actions.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import DeviceError
from ...core.settings import Settings
from .finding import find_browser
from .sites import SiteRule
from .tabs import Tabs
from .traffic import Traffic

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Dialog, Page, Playwright

log = logging.getLogger(__name__)

_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_VIEWPORT = (1280, 800)
_OPEN_TIMEOUT_MS = 20_000
_CLOSE_TIMEOUT_MS = 5000
_ANSWER_TIMEOUT_MS = 10_000
"""A picture of the page, and whatever else no shorter limit is set for, takes no longer."""


class Session:
    """A running browser."""

    def __init__(
        self, playwright: Playwright, context: BrowserContext, tabs: Tabs, sites: SiteRule
    ) -> None:
        """Use `Session.start` instead."""
        self._playwright, self._context = playwright, context
        self.tabs, self.sites = tabs, sites
        self._pages: list[Page] = []
        self._traffic: dict[Page, Traffic] = {}
        self.lost = ""
        """How the browser or its page went away; empty while they are there."""

        self.dialogs: list[tuple[str, str]] = []
        """Kind and message of the dialogs that the page showed and that nobody has read yet."""

    @classmethod
    async def start(cls, settings: Settings, profile: Path, sites: SiteRule) -> Session:
        """Start the browser with the profile in that folder. Raises `DeviceError`."""
        from playwright.async_api import Error, async_playwright

        executable = find_browser(settings)
        playwright = await async_playwright().start()
        try:
            context = await _launch(playwright, executable, profile, headless=settings.headless)
            tabs = await Tabs.of(context)
        except Error as error:
            await playwright.stop()
            raise DeviceError(_why_not_started(executable, profile, str(error))) from error
        session = cls(playwright, context, tabs, sites)
        session._follow()
        return session

    def _follow(self) -> None:
        self._context.set_default_timeout(_ANSWER_TIMEOUT_MS)
        self._context.set_default_navigation_timeout(_OPEN_TIMEOUT_MS)
        self._context.on("page", self._adopt)
        self._context.on("close", lambda _context: self.lose("the browser was closed"))
        for page in self._context.pages:
            self._adopt(page)

    @property
    def page(self) -> Page:
        """The page that is used now. Raises `DeviceError` where there is none any more."""
        self.check()
        page = self.latest
        if page is None:
            raise DeviceError("The browser has no open page: open the page again.")
        return page

    @property
    def latest(self) -> Page | None:
        """The page that was opened last and is still there; None where there is none any more."""
        # A page that closes itself is closed some time before it says so.
        return next((page for page in reversed(self._pages) if not page.is_closed()), None)

    def check(self) -> None:
        """Raise `DeviceError` where the browser or its page is gone for good."""
        if self.lost:
            raise DeviceError(
                f"{self.lost[0].upper()}{self.lost[1:]}; the page is opened anew when it is needed."
            )

    @property
    def traffic(self) -> Traffic:
        """What the page that is used now is fetching."""
        return self.traffic_of(self.page)

    def traffic_of(self, page: Page) -> Traffic:
        """Return what that page is fetching."""
        return self._traffic[page]

    async def open(self, url: str) -> None:
        """Show the address in a page. Raises `DeviceError`."""
        from playwright.async_api import Error

        if not self.lost and not self._pages:
            await self._context.new_page()
        page = self.page
        try:
            await page.goto(url, wait_until="load")
        except Error as error:
            if await self.has_closed(page) and self._pages:
                await self.open(url)
                return
            reason = str(error).splitlines()[0].removeprefix("Page.goto: ")
            raise DeviceError(f"{url} cannot be opened: {reason}") from error

    async def has_closed(self, page: Page) -> bool:
        """Tell whether the page failed at something because it, and it alone, was being closed."""
        # A page that is closing fails first, and is reported as closed later.
        await self.tabs.until_reported(_CLOSE_TIMEOUT_MS)
        return page.is_closed() and not self.lost

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages that are open, in the order in which they were opened."""
        return tuple(self._pages)

    async def close_strangers(self, known: tuple[Page, ...]) -> str:
        """Close pages that are not known and may not be acted on; says which, empty for none."""
        strangers = [
            page for page in self.pages if page not in known and not self.sites.allows(page.url)
        ]
        for page in strangers:
            await page.close()
        return ", ".join(page.url for page in strangers)

    async def close(self) -> None:
        """End the browser, however it is."""
        from playwright.async_api import Error

        try:
            await self._context.close()
        except Error as error:
            log.info("the browser was gone before it was closed: %s", error)
        await self._playwright.stop()

    def _adopt(self, page: Page) -> None:
        self._pages.append(page)
        self._traffic[page] = Traffic(page)
        page.on("close", self._drop)
        page.on("crash", lambda _page: self.lose("the page crashed"))
        page.on("dialog", self._answer)

    def _drop(self, page: Page) -> None:
        if page in self._pages:
            self._pages.remove(page)
        self._traffic.pop(page, None)

    def lose(self, how: str) -> None:
        """Note that the browser is of no use any more."""
        self.lost = self.lost or how

    async def _answer(self, dialog: Dialog) -> None:
        """Never say yes for the user; but let a page be left when it is being left."""
        from playwright.async_api import Error

        try:
            if dialog.type == "beforeunload":
                await dialog.accept()
                return
            self.dialogs.append((dialog.type, dialog.message))
            await dialog.dismiss()
        except Error as error:
            log.info("a dialog was gone before it was answered: %s", error)


async def _launch(
    playwright: Playwright, executable: Path, profile: Path, *, headless: bool
) -> BrowserContext:
    from playwright.async_api import Error

    # Chromium refuses its sandbox to root, and some systems refuse it to everyone.
    sandboxes = (False,) if getattr(os, "geteuid", lambda: 1)() == 0 else (True, False)
    for sandbox in sandboxes:
        try:
            return await playwright.chromium.launch_persistent_context(
                profile,
                executable_path=executable,
                headless=headless,
                args=list(_FLAGS),
                chromium_sandbox=sandbox,
                viewport={"width": _VIEWPORT[0], "height": _VIEWPORT[1]},
                reduced_motion="reduce",
                accept_downloads=False,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=30_000,
            )
        except Error as error:
            if not sandbox or "sandbox" not in str(error).lower():
                raise
            log.warning("the system refuses the browser its sandbox; it runs without")
    raise AssertionError("unreachable: the last try returns or raises")


def _why_not_started(executable: Path, profile: Path, error: str) -> str:
    if "ProcessSingleton" in error or "existing browser session" in error:
        return f"Another browser uses the profile {profile}: close it and try again."
    return f"The browser {executable} does not start: {error.splitlines()[0]}"
