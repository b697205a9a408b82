"""Which tabs are waited for, and which no longer."""

from __future__ import annotations

import asyncio
from typing import Any

from uptake.agents.gui.tabs import Tabs


class Page:
    def __init__(self, tab: str) -> None:
        self.tab = tab

    def is_closed(self) -> bool:
        return False


class Browser:
    """Tabs, and the pages that were reported of them; both the context and its session."""

    def __init__(self, *tabs: str) -> None:
        self.tabs, self.pages = list(tabs), [Page(tab) for tab in tabs]
        self.looked = 0

    async def new_cdp_session(self, page: Page) -> Any:
        return PageSession(page)

    async def send(self, method: str) -> dict[str, Any]:
        assert method == "Target.getTargets"
        self.looked += 1
        if self.looked == 3:  # the tab that was opening has a page now
            self.pages = [Page(tab) for tab in self.tabs if tab != "tools"]
        kinds = {"menu": "browser_ui"}
        tabs = [{"targetId": tab, "type": kinds.get(tab, "page")} for tab in self.tabs]
        return {"targetInfos": tabs}


class PageSession:
    def __init__(self, page: Page) -> None:
        self._page = page

    async def send(self, method: str) -> dict[str, Any]:
        assert method == "Target.getTargetInfo"
        return {"targetInfo": {"targetId": self._page.tab}}

    async def detach(self) -> None:
        pass


def reported(browser: Browser, *limits_ms: float) -> list[bool]:
    tabs = Tabs(browser, browser)  # type: ignore[arg-type]

    async def wait() -> list[bool]:
        return [await tabs.until_reported(limit) for limit in limits_ms]

    return asyncio.run(wait())


def test_where_every_tab_is_a_page_nothing_is_waited_for() -> None:
    browser = Browser("one", "two")
    browser.tabs.append("menu")
    assert reported(browser, 60_000) == [True]
    assert browser.looked == 1


def test_a_tab_that_is_opening_or_closing_is_waited_for() -> None:
    opening, closing = Browser("one"), Browser("one", "two")
    opening.tabs.append("two")
    closing.tabs.remove("two")
    assert reported(opening, 60_000) == reported(closing, 60_000) == [True]
    assert opening.looked == closing.looked == 3


def test_what_never_becomes_a_page_is_waited_for_once() -> None:
    browser = Browser("one")
    browser.tabs.append("tools")
    assert reported(browser, 0, 60_000) == [False, True]
    assert browser.looked == 2
