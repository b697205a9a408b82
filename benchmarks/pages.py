"""The MiniWoB++ pages, served under names that say nothing, and their episodes.

The pages are those of the wheel `miniwob` (MIT), which is located and never imported. The
address and the title of a page are opaque, and the line with the request is hidden, as it is
from the recorded demonstrations: an agent sees what a person works on, and no more.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
import secrets
import sys
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

HIDDEN = "<style>#query { visibility: hidden } #reward-display { display: none }</style>"
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL | re.IGNORECASE)
_READY_S = 10.0

# Begins an episode, and keeps its first result: a click on an ended page begins the next one.
_BEGIN = """(() => {
  core.setDataMode(%(mode)s);
  Math.seedrandom(%(seed)d);
  core.EPISODE_MAX_TIME = 1e6;
  window.episodeResult = null;
  if (!core.plainEndEpisode) {
    core.plainEndEpisode = core.endEpisode;
    core.endEpisode = (...given) => {
      core.plainEndEpisode.apply(core, given);
      if (window.episodeResult === null) window.episodeResult = WOB_RAW_REWARD_GLOBAL;
    };
  }
  core.startEpisodeReal();
})()"""


# What the page itself says is asked for; some pages put in words what the line shows as a picture.
_REQUEST = """(() => {
  const said = core.getUtterance();
  return typeof said === "string" ? said : said.utterance;
})()"""


class Page(Protocol):
    """A browser that a harness can open pages in and look into."""

    def open(self, url: str) -> None:
        """Show the address."""
        ...

    def evaluate(self, script: str) -> Any:
        """Return what a JavaScript expression gives in the page."""
        ...

    def settle(self) -> None:
        """Wait until the page is quiet and its pictures are there."""
        ...


@dataclass(frozen=True)
class Episode:
    """One request on a fresh page."""

    page: Page
    request: str
    """The utterance, as the page words it."""

    def reward(self, patience_s: float = 0.5) -> float:
        """Return the raw reward, -1..1; 0 where the episode has not ended in that time."""
        deadline = time.monotonic() + patience_s
        while (result := self.page.evaluate("window.episodeResult")) is None:
            if time.monotonic() > deadline:
                return 0.0
            time.sleep(0.05)
        return float(result)


class Pages:
    """A web server for the pages, on this machine only. Used as a context manager."""

    def __init__(self, *, show_request: bool = False) -> None:
        """Locate the pages; `show_request` leaves the request visible on them, for people."""
        self.folder = _find_pages()
        self._show_request = show_request
        self._secret = secrets.token_hex(8)
        self._tasks = {self._name(path.stem): path for path in self.folder.glob("miniwob/*.html")}
        pages = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body = pages.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "max-age=600")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name there
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def tasks(self) -> list[str]:
        """Return the names of the tasks that have a page."""
        return sorted(path.stem for path in self._tasks.values())

    def address(self, task: str) -> str:
        """Return where the task's page is. Raises `KeyError` where there is no such task."""
        name = self._name(task)
        if name not in self._tasks:
            raise KeyError(task)
        return f"http://127.0.0.1:{self._server.server_port}/p/{name}.html"

    def begin(self, page: Page, task: str, seed: int, mode: str = "train") -> Episode:
        """Open the task's page and begin an episode with the seed; `mode` chooses the wording."""
        page.open(self.address(task))
        page.evaluate(_BEGIN % {"seed": seed, "mode": json.dumps(mode)})
        deadline = time.monotonic() + _READY_S
        while not page.evaluate("WOB_TASK_READY") and time.monotonic() < deadline:
            time.sleep(0.02)
        page.settle()
        request = page.evaluate(_REQUEST)
        return Episode(page, " ".join(request.split()))

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Return status, content type and body for an address."""
        parts = unquote(urlsplit(path).path).lstrip("/")
        if parts.startswith("p/"):
            task = self._tasks.get(Path(parts).stem)
            if task:
                return HTTPStatus.OK, "text/html; charset=utf-8", self._page(task)
        file = (self.folder / parts).resolve()
        if parts and file.is_relative_to(self.folder) and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return HTTPStatus.OK, kind, file.read_bytes()
        return HTTPStatus.NOT_FOUND, "text/plain", b"not found"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _name(self, task: str) -> str:
        return hashlib.sha256(f"{self._secret}/{task}".encode()).hexdigest()[:12]

    def _page(self, task: Path) -> bytes:
        html = _TITLE.sub("<title>Page</title>", task.read_text(encoding="utf-8"))
        if not self._show_request:
            html = html.replace("</head>", f"{HIDDEN}</head>", 1)
        return html.encode()


def _find_pages() -> Path:
    """Return the wheel's folder of pages, without importing it (it wants selenium)."""
    try:
        folder = Path(str(distribution("miniwob").locate_file("miniwob/html"))).resolve()
    except PackageNotFoundError:
        sys.exit("The pages are missing: pip install --no-deps miniwob==1.1.0")
    return folder
