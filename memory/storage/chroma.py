"""Chroma as the keeper of vectors: embedded in the home, or a server at an address.

Holds nothing that could not be made anew. Chroma is imported on first use, which takes about
half a second. Each person's records of one type are a collection of their own: filtering
inside a collection costs ten times the search itself (24 ms against 1.2 ms at 10,000 vectors,
measured with chromadb 1.5.9).
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ...core.errors import HomeError, HomeLocked, SettingsError
from ...core.protocols import Vectors
from ..records import new_id

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_HNSW = {"space": "cosine", "max_neighbors": 48, "ef_construction": 80, "ef_search": 400}
"""More neighbours than Chroma's default, found with less effort, and searched among with more. At
20,000 vectors that takes two thirds of the default's time to build and finds more of the nearest
ten. What differs from 600 or 2,000 near-repetitions of a text was found among them in 20 of 20
trials; with 300 candidates it was lost in 2 of 12, and by 16 neighbours each in 8 of 12."""

_ELEMENTS = slice(20, 28)
"""Where the header of an hnswlib graph tells how many elements it has."""

_PATIENCE = 10.0
"""How many seconds another process may keep Chroma's database busy."""


_THEIRS = frozenset({"chromadb", "httpx", "httpcore", "pyo3_runtime"})
"""The packages whose exceptions tell of Chroma's folder or server, a Rust panic among them."""

_OURS = frozenset({"InvalidArgumentError", "InvalidDimensionException", "DuplicateIDError"})
"""Those of Chroma's that tell of what it was asked."""


class IndexDamaged(HomeError):
    """Chroma cannot read its folder; the index has to be built anew from the records."""


class IndexAway(SettingsError):
    """The Chroma server does not answer; what is not in the index can still be done."""


class Chroma:
    """The collections of one home and one embedding model."""

    def __init__(self, folder: Path, *, address: str, home: str, embedder: str) -> None:
        """Name the place; nothing is opened before it is needed.

        `home` is the id of the home, by which homes that share a server are told apart.
        """
        self._folder, self._address = folder, address
        self._home = f"uptake-{home}-"
        self._prefix = f"{self._home}{_digest(embedder)}-"
        self._client: Client | None = None
        self._collections: dict[str, Collection] = {}

    @property
    def exists(self) -> bool:
        """Tell whether there may be vectors: in the folder, or on a server."""
        return bool(self._address) or self._folder.exists()

    def stamp(self) -> str:
        """Return the mark that `reset` left, or "" where the index is not the one it made."""
        with self._guarded() as client:
            names = {collection.name for collection in client.list_collections()}
            if self._prefix + "stamp" not in names:
                return ""
            marker = client.get_collection(self._prefix + "stamp", embedding_function=None)
            return str((marker.metadata or {}).get("stamp", ""))

    def reset(self) -> str:
        """Delete all of this home's collections; return the mark of the empty index."""
        stamp = new_id()
        with self._guarded() as client:
            for collection in client.list_collections():
                if collection.name.startswith(self._home):
                    client.delete_collection(collection.name)
            self._collections.clear()
            client.create_collection(
                self._prefix + "stamp", metadata={"stamp": stamp}, embedding_function=None
            )
        return stamp

    def upsert(
        self, group: str, ids: Sequence[str], vectors: Vectors, apps: Sequence[str] = ()
    ) -> None:
        """Keep a vector for each id, `[ids, dimension]`; `apps` are what `query` filters by.

        A group in which nothing belongs to an app goes without them, which is quicker.
        """
        with self._guarded() as client:
            collection = self._collection(group)
            most = client.get_max_batch_size()
            for i in range(0, len(ids), most):
                part = slice(i, i + most)
                collection.upsert(
                    ids=list(ids[part]),
                    embeddings=vectors[part],
                    metadatas=[{"app": app} for app in apps[part]] or None,
                )

    def delete(self, group: str, ids: Sequence[str]) -> None:
        """Drop the vectors of these ids; unknown ones are ignored."""
        with self._guarded():
            self._collection(group).delete(ids=list(ids))

    def renew(self, groups: Sequence[str]) -> None:
        """Make collections anew from what is in them: what was deleted stays behind.

        Chroma itself only marks deleted vectors, and keeps their ids, in its files.
        """
        with self._guarded() as client:
            for group in groups:
                old = self._collections.pop(group, None) or self._collection(group)
                kept = old.get(include=["embeddings", "metadatas"])
                client.delete_collection(old.name)
                self._collections.pop(group, None)
                if kept["ids"]:
                    apps = [str(each["app"]) for each in kept["metadatas"] or () if each]
                    vectors = np.asarray(kept["embeddings"], dtype=np.float32)
                    self.upsert(group, kept["ids"], vectors, apps)
                    # The first query makes the graph's files, for `compact` to look after.
                    self.query(group, vectors[0], app=None, limit=1)

    def count(self, group: str) -> int:
        """Return how many vectors a collection has."""
        with self._guarded():
            return self._collection(group).count()

    def compact(self) -> None:
        """Write Chroma's database anew without what was deleted, and drop what it left behind.

        Does nothing for a server, whose files are its own. Raises `HomeLocked` where another
        process keeps the database busy.
        """
        path = self._folder / "chroma.sqlite3"
        if self._address or not path.exists():
            return
        self.close()
        try:
            with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as own:
                own.execute("VACUUM")
                used = {str(id) for (id,) in own.execute("SELECT id FROM segments")}
        except sqlite3.OperationalError as error:
            raise HomeLocked(f"Another process keeps {path} busy. Try again later.") from error
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name not in used:
                shutil.rmtree(folder)
        _blank_new(self._folder)

    def query(
        self,
        group: str,
        vector: Vectors,
        *,
        limit: int,
        app: str | None = None,
    ) -> list[tuple[str, float]]:
        """Return ids and cosine similarities, the most similar first."""
        where = {"app": {"$in": [app, ""]}} if app is not None else None
        with self._guarded():
            found = self._collection(group).query(
                query_embeddings=vector.reshape(1, -1),
                n_results=limit,
                where=cast(Any, where),
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [(id, 1.0 - far) for id, far in zip(found["ids"][0], distances[0], strict=True)]

    def compare(self, group: str, vector: Vectors, ids: Sequence[str]) -> list[tuple[str, float]]:
        """Return the cosine similarity of those among the ids that are there.

        Getting vectors takes a tenth of the time of a query that is narrowed down to them.
        """
        with self._guarded():
            kept = self._collection(group).get(ids=list(ids), include=["embeddings"])
        if not kept["ids"]:
            return []
        matrix = np.asarray(kept["embeddings"], dtype=np.float32)
        return list(zip(kept["ids"], (matrix @ vector).tolist(), strict=True))

    def set_aside(self) -> None:
        """Move a damaged folder out of the way; the one before it is deleted."""
        self.close()
        aside = self._folder.with_name(f"{self._folder.name}.damaged")
        shutil.rmtree(aside, ignore_errors=True)
        if self._folder.exists():
            self._folder.rename(aside)

    def close(self) -> None:
        """Let go of the files; the next use opens them again and sees what others wrote."""
        if self._client is not None:
            self._client.close()
        self._client = None
        self._collections.clear()

    def _collection(self, group: str) -> Collection:
        if group not in self._collections:
            self._collections[group] = self._open().get_or_create_collection(
                self._prefix + _digest(group),
                embedding_function=None,
                configuration={"hnsw": cast(Any, _HNSW)},
            )
        return self._collections[group]

    def _open(self) -> Client:
        if self._client is None:
            host, _, port = self._address.rpartition(":")
            if self._address and not (host and port.isdigit()):
                raise SettingsError(f"chroma_address is {self._address!r}; it must be host:port.")
            self._client = self._connected(host, port)
        return self._client

    def _connected(self, host: str, port: str) -> Client:
        import chromadb
        from chromadb.config import Settings

        quiet = Settings(anonymized_telemetry=False)
        try:
            if host:
                made = chromadb.HttpClient(host=host, port=int(port), settings=quiet)
            else:
                made = chromadb.PersistentClient(self._folder, settings=quiet)
        except Exception as error:
            # What a broken folder makes of a client that is being built is of any type.
            raise ConnectionError(str(error)) from error
        return cast("Client", made)

    @contextmanager
    def _guarded(self) -> Iterator[Client]:
        # On a damaged folder the bindings raise many things, down to a Rust panic, which is no
        # Exception; a mistake of our own is none of them, and no reason to build an index anew.
        try:
            yield self._open()
        except BaseException as error:
            if not _is_of_chroma(error):
                raise
            self.close()
            if self._address:
                raise IndexAway(
                    f"The Chroma server at {self._address} does not answer as it should "
                    f"({error}). Start it, or empty the setting chroma_address."
                ) from error
            raise IndexDamaged(f"{self._folder}: {error}") from error


def _is_of_chroma(error: BaseException) -> bool:
    """Tell whether an exception says that the folder or the server cannot be used."""
    package, _, _ = type(error).__module__.partition(".")
    theirs = package in _THEIRS and type(error).__name__ not in _OURS
    return theirs or isinstance(error, sqlite3.Error | OSError)


def _blank_new(folder: Path) -> None:
    """Fill the files of graphs that have no elements yet with zeros.

    hnswlib writes a new graph with all the memory that it has set aside, as it found it: with
    whatever this process had there before, which may be words that a user wants forgotten.
    """
    for header in folder.glob("*/header.bin"):
        elements = header.read_bytes()[_ELEMENTS]
        for path in map(header.with_name, ("data_level0.bin", "length.bin")):
            if not any(elements) and path.exists():
                path.write_bytes(bytes(path.stat().st_size))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()
