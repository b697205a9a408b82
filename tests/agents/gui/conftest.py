"""A real browser, shared by the tests of a file, and small pages on a server of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.observations import Element, Observation
from uptake.core.testing import temporary_home

Show = Callable[[str], Observation]


class Processes:
    """The processes of the browser that was started with a profile."""

    def __init__(self, profile: Path) -> None:
        self._profile = str(profile)

    def ids(self) -> list[int]:
        command = ["ps", "-ewwo", "pid,args"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True)
        lines = listed.stdout.splitlines()[1:]
        return [int(line.split()[0]) for line in lines if self._profile in line]

    def kill(self) -> None:
        """Kill them all; none is left afterwards."""
        for process in self.ids():
            with suppress(ProcessLookupError):  # it went with its parent
                os.kill(process, signal.SIGKILL)
        self.until_gone()

    def until_gone(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while left := self.ids():
            assert time.monotonic() < deadline, f"they live on: {left}"
            time.sleep(0.05)


class Site:
    """A web site whose pages the tests write."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.slow: dict[str, float] = {}
        """Seconds that a page keeps whoever asks for it waiting."""

        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                time.sleep(site.slow.get(path, 0))
                body = site.pages.get(path, "<p>nothing here</p>").encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self._server.server_port}{path}"

    def add(self, path: str, html: str) -> str:
        self.pages[path] = f"<!DOCTYPE html><meta charset=utf-8><title>t</title>{html}"
        return self.url(path)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDevice]:
    with temporary_home() as settings, BrowserDevice.launch(settings, temporary=True) as device:
        yield device


@pytest.fixture
def processes() -> Callable[[Path], Processes]:
    """Return what knows the processes of the browser with that profile."""
    return Processes


@pytest.fixture
def show(browser: BrowserDevice, site: Site) -> Show:
    """Show a page in the browser and return what is seen."""

    def shown(html: str) -> Observation:
        browser.open(site.add("/page", html))
        return browser.observe()

    return shown


def find(seen: Observation, **wanted: object) -> Element:
    """Return the one element whose fields are as wanted."""
    fits = [
        element
        for element in seen.elements
        if all(getattr(element, field) == value for field, value in wanted.items())
    ]
    assert len(fits) == 1, f"{len(fits)} elements with {wanted}: {fits}"
    return fits[0]


@pytest.fixture(name="find")
def find_fixture() -> Callable[..., Element]:
    return find
