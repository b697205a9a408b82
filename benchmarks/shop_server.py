"""Serves the pages of the shops of `shops.py`."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

import shop_pages
from shops import Case


class Shop:
    """Serves the pages of one case after the other, on this machine only."""

    def __init__(self) -> None:
        self.case: Case | None = None
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = shop.answer(self.path).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name there
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        """Return the whole address of a path."""
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def answer(self, path: str) -> str:
        """Return the page at a path."""
        case = self.case
        assert case is not None
        parts = urlsplit(path)
        if parts.path.startswith("/item/"):
            return shop_pages.item_page(case.wares[int(parts.path.rpartition("/")[2])])
        number = int(parse_qs(parts.query).get("page", ["1"])[0])
        return shop_pages.page(case, number)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
