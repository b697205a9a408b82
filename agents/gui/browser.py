"""The browser as a device: a real Chromium that is looked at and acted on.

It knows no agent. Calls are plain and may come from any one thread at a time.
"""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from ...core.actions import Action, Op
from ...core.errors import DeviceError
from ...core.observations import ActionResult, Element, Observation
from ...core.settings import Settings
from .loop import LoopThread, NoAnswer
from .observing import Snapshot, observer_source, take_snapshot
from .operations import operate
from .pointing import ActionFailed, Scene
from .session import Session
from .settling import settle
from .sites import SiteRule

if TYPE_CHECKING:
    from playwright.async_api import Page

log = logging.getLogger(__name__)

_LIMIT_S = 40.0
"""No call takes longer; what lasts longer is a browser that hangs."""

_REFUSED_DIALOGS = frozenset({"confirm", "prompt"})
Result = TypeVar("Result")


class BrowserDevice:
    """A running browser with one page in use. Implements `uptake.core.protocols.Device`."""

    def __init__(self, settings: Settings, profile: Path, *, temporary: bool) -> None:
        """Use `BrowserDevice.launch` instead."""
        self._settings, self._profile, self._temporary = settings, profile, temporary
        self._home_address = self._address = ""
        self._seen: Snapshot | None = None
        self._loop = LoopThread("uptake-browser")
        self._session: Session | None = None
        self._lost_is_known = False
        """Whether somebody was told that the browser in use went away."""

    @classmethod
    def launch(
        cls, settings: Settings, *, url: str | None = None, temporary: bool = False
    ) -> BrowserDevice:
        """Start a browser, and show the address where there is one.

        The browser's profile is the one in the home; a `temporary` one is empty and deleted
        at the end, and any number of them run at once. Raises `BrowserMissing` or `DeviceError`.
        """
        if temporary:
            profile = Path(tempfile.mkdtemp(prefix="uptake-browser-"))
        else:
            profile = settings.paths.create().browser
        device = cls(settings, profile, temporary=temporary)
        try:
            device._start()
            if url is not None:
                device.open(url)
        except BaseException:
            device.close()
            raise
        return device

    @property
    def observer(self) -> str:
        """The JavaScript function that reads a page, for whoever records what is done on it."""
        return observer_source()

    def open(self, url: str) -> None:
        """Show the address. Where the settings name no sites, its site may be acted on now.

        Raises `DeviceError` when it cannot be opened.
        """
        self._restart_if_lost()
        session = self._running()
        session.sites = SiteRule.of(self._settings.allowed_sites, url)
        self._home_address = url
        self._run(session.open(url))
        self._run(self._settle())
        self._address = url

    def observe(self) -> Observation:
        """Return what the page shows now. Raises `DeviceError` when the browser is gone.

        A browser that crashed is an error once, so that nobody goes on as if nothing had
        happened; after that it is started again and shows the address that it showed last.
        """
        self._reopen_if_lost()
        return self._run(self._observe())

    def act(self, action: Action) -> ActionResult:
        """Do the action and wait until the page has settled; failing is a result.

        A `Ref` means an element of the last observation. Pages of sites that are not allowed
        are not acted on, and questions that a page asks in a dialog are answered with no.
        """
        self._reopen_if_lost()
        started = time.perf_counter()
        error = self._run(self._act(action))
        ms = (time.perf_counter() - started) * 1000
        return ActionResult(ok=not error, error=error, ms=ms)

    def evaluate(self, script: str) -> Any:
        """Return what a JavaScript expression gives in the page; for harnesses and tests."""
        return self._run(self._running().page.evaluate(script))

    def settle(self) -> None:
        """Wait until the page is quiet; after `act` and `open` it is."""
        self._run(self._settle())

    def screenshot(self) -> bytes:
        """Return the picture of what the page shows, PNG."""
        return self._run(self._running().page.screenshot())

    def listen(self, script: str, name: str, hear: Callable[[str], None]) -> None:
        """Run the script in this page and all that follow; `window.<name>(text)` calls `hear`.

        `hear` is called in the browser's thread and must return at once.
        """

        async def begin() -> None:
            session = self._running()
            await session.page.context.expose_function(name, hear)
            await session.page.context.add_init_script(script)
            await session.page.evaluate(script)

        self._run(begin())

    def close(self) -> None:
        """End the browser; closing twice does nothing."""
        session, self._session = self._session, None
        with suppress(DeviceError):
            if session is not None:
                self._loop.run(session.close(), limit_s=10)
        self._loop.stop()
        if self._temporary:
            shutil.rmtree(self._profile, ignore_errors=True)
        atexit.unregister(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> None:
        sites = SiteRule.of(self._settings.allowed_sites, "")
        starting = Session.start(self._settings, self._profile, sites)
        self._session = self._loop.run(starting, limit_s=_LIMIT_S)
        atexit.register(self.close)

    def _restart_if_lost(self) -> bool:
        """Start a new browser in the place of one that crashed; tells whether it did."""
        session = self._session
        if session is None or not session.lost:
            return False
        log.warning("the browser is started again: %s", session.lost)
        with suppress(DeviceError):
            self._loop.run(session.close(), limit_s=10)
        self._seen, self._lost_is_known = None, False
        self._session = self._loop.run(
            Session.start(self._settings, self._profile, session.sites), limit_s=_LIMIT_S
        )
        return True

    def _reopen_if_lost(self) -> None:
        """Show the last address in a new browser, once it was said that the old one is gone."""
        if self._lost_is_known and self._restart_if_lost() and self._address:
            self._run(self._running().open(self._address))
            self._run(self._settle())

    def _running(self) -> Session:
        if self._session is None:
            raise DeviceError("The browser was closed: open the page again.")
        return self._session

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        from playwright.async_api import Error

        try:
            return self._loop.run(work, limit_s=_LIMIT_S)
        except (Error, DeviceError) as error:
            session = self._running()
            if isinstance(error, NoAnswer):
                session.lose("the browser hung")
            self._lost_is_known = bool(session.lost)
            if isinstance(error, DeviceError):
                raise
            reason = str(error).splitlines()[0]
            raise DeviceError(f"The browser failed: {reason}") from error

    async def _observe(self) -> Observation:
        session = self._running()
        await self._forget_seen()
        self._seen = await take_snapshot(session.page)
        self._address = self._seen.observation.app
        dialogs, session.dialogs = session.dialogs, []
        return _with_dialogs(self._seen.observation, dialogs)

    async def _forget_seen(self) -> None:
        from playwright.async_api import Error

        seen, self._seen = self._seen, None
        if seen is not None:
            with suppress(Error):  # the page that held the nodes is gone, and they with it
                await seen.release()

    async def _settle(self) -> None:
        await settle(self._running())

    async def _act(self, action: Action) -> str:
        """Do the action; returns why it failed, empty where it did not."""
        from playwright.async_api import Error

        session = self._running()
        page = session.page
        if action.op in (Op.OPEN_APP, Op.PRESS_HOME):
            return await self._go(action.text or self._home_address)
        if not session.sites.allows(page.url):
            return session.sites.refusal(page.url)
        if self._seen is None:
            self._seen = await take_snapshot(page)
        dialogs, pages = len(session.dialogs), session.pages
        try:
            await operate(action, Scene(self._seen, page, session.traffic))
        except ActionFailed as failure:
            return str(failure)
        except Error as error:
            if not await session.has_closed(page):
                session.check()
                return str(error).splitlines()[0]
        await self._settle()
        return await self._aftermath(dialogs, pages)

    async def _go(self, url: str) -> str:
        session = self._running()
        if not session.sites.allows(url):
            return session.sites.refusal(url)
        try:
            await session.open(url)
        except DeviceError as error:
            return str(error)
        await self._settle()
        return ""

    async def _aftermath(self, dialogs_before: int, pages_before: tuple[Page, ...]) -> str:
        session = self._running()
        if closed := await session.close_strangers(pages_before):
            return f"it opened a page of another site, which was closed: {closed}"
        for kind, message in session.dialogs[dialogs_before:]:
            if kind in _REFUSED_DIALOGS:
                return f'the page asked "{message}" and was answered no'
        return ""


def _with_dialogs(observation: Observation, dialogs: list[tuple[str, str]]) -> Observation:
    """Add what the page said in dialogs, which are closed by now, as elements."""
    said = tuple(
        Element(ref=f"dialog{number}", role="alertdialog", text=message, description=kind)
        for number, (kind, message) in enumerate(dialogs)
    )
    return observation.model_copy(update={"elements": observation.elements + said})
