"""The offer: the items to choose from that are no page, from a catalogue file or a host's source.

A file is read once, and its columns with it, however often something is asked of it.
"""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

from .pool import Pool
from .sources import Catalogue, Source, read_catalogue, read_source


class Offer:
    """Holds the catalogue that is open now. Any thread may use it."""

    def __init__(self, source: Source | None = None) -> None:
        """Ask `source` for the items of each request, where a host has one."""
        self._source = source
        self._catalogue: Catalogue | None = None
        self._pool: Pool | None = None
        self._name = ""
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What is open: the file's address; "" where nothing is."""
        return self._name

    def open(self, path: Path) -> Catalogue:
        """Offer the items of a catalogue file from now on. Raises `CatalogueError`."""
        catalogue = read_catalogue(path)
        pool = Pool(catalogue.items, date.today(), path.stem)
        pool.read()
        with self._lock:
            self._catalogue, self._pool, self._name = catalogue, pool, str(path.absolute())
        return catalogue

    def close(self) -> None:
        """Offer nothing of a file any more."""
        with self._lock:
            self._catalogue, self._pool, self._name = None, None, ""

    def pool(self, today: date) -> Pool | None:
        """Return the items of the file, with days as seen from `today`; None without a file."""
        with self._lock:
            if self._catalogue is None:
                return None
            if self._pool is None or self._pool.today != today:
                self._pool = Pool(self._catalogue.items, today, Path(self._name).stem)
            return self._pool

    def asked(self, request: str) -> Catalogue | None:
        """Return what the host's source has for a request; None where there is no source."""
        return read_source(self._source, request) if self._source else None
