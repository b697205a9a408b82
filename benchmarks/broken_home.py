"""A home that is broken on purpose: what it is expected to hold, and what it holds.

Each piece of work on it is a process of its own, which says what was acknowledged and may be
killed at any moment.
"""

from __future__ import annotations

import multiprocessing
import random
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance
from uptake.memory.storage.rows import Rows
from uptake.memory.storage.vectors import VectorIndex

TOGETHER = 5
"""Facts in one write: all of them are there, or none."""

SAMPLE = 10
"""Writes that are looked up in the index at each check."""

BLOCK = 1 << 20
"""Bytes of a file that are read at once."""

HUGE = 1 << 30
"""A file of the home with more bytes than this is worth a note."""

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["broken_home", "chromadb"])


@dataclass
class Tally:
    """What was found in the homes that were broken in one way. All but the first two must be 0."""

    kills: int = 0
    acknowledged: int = 0
    """Writes and forgettings that were acknowledged before the kills."""

    lost: int = 0
    """Writes that were acknowledged and are gone."""

    returned: int = 0
    """Writes that were acknowledged as forgotten and are there."""

    torn: int = 0
    """Writes of which only a part is there."""

    unfound: int = 0
    """Writes that are there and that the index does not hold, as they are."""

    ghosts: int = 0
    """Records that the index finds and that are gone."""

    traces: int = 0
    """Forgettings for good whose words are still in a file."""


@dataclass
class Expected:
    """What has been acknowledged in one home so far."""

    kept: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    for_good: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    """Forgetting began and was not acknowledged: both is right."""

    def hear(self, message: tuple[str, str]) -> None:
        """Take note of what a process says."""
        what, name = message
        if what == "added":
            self.kept.add(name)
        elif what == "forgetting":
            self.kept.discard(name)
            self.open.add(name)
        else:
            self.open.discard(name)
            self.forgotten.add(name)
            if what == "forgotten for good":
                self.for_good.add(name)


def opened(home: Path) -> Memory:
    """Open the home's memory without a model."""
    return Memory.open(Settings(home=home), WordEmbedder())


def facts(name: str) -> list[Fact]:
    """Return the facts of one write; its name is in their ids and in their words."""
    said = Provenance(kind="user")
    return [
        Fact(id=f"{name}-{n}", user="me", provenance=said, statement=f"code {name} part p{n}")
        for n in range(TOGETHER)
    ]


def check(home: Path, seed: int, expected: Expected, tally: Tally, to: Connection) -> None:
    """Reopen the home and send the tally with what is not as it should be."""
    rng = random.Random(seed)
    memory = opened(home)
    there: dict[str, int] = {}
    for record in memory.list("fact"):
        name = record.id.partition("-")[0]
        there[name] = there.get(name, 0) + 1
    tally.lost += len(expected.kept - there.keys())
    tally.returned += len(expected.forgotten & there.keys())
    tally.torn += sum(count != TOGETHER for count in there.values())
    index = VectorIndex(Rows(memory.database), WordEmbedder(), Settings(home=home))
    index.catch_up()
    for name in rng.sample(sorted(there), min(SAMPLE, len(there))):
        vector = index.embed(f"code {name} part p0")
        held = index.similarities(vector, facts(name))
        tally.unfound += len(held) != TOGETHER or held[f"{name}-0"] < 0.99
        found = index.search(vector, ["fact"], user="me", app=None, limit=20)
        tally.ghosts += sum(id.partition("-")[0] not in there for id in found)
    index.close()
    memory.close()
    tally.traces += len(traces(home, expected.for_good))
    to.send((tally, there))


def traces(home: Path, names: Collection[str]) -> set[str]:
    """Return those of the names that are in the bytes of any file of the home.

    Files are read block by block, each with the end of the one before, so that memory holds two
    blocks however large a file is; one that is larger than `HUGE` is told of by name.
    """
    wanted = {name: name.encode() for name in names}
    kept = max(map(len, wanted.values()), default=1) - 1
    found = set[str]()
    for path in [path for path in home.rglob("*") if path.is_file()]:
        size = path.stat()
        if size.st_size > HUGE:
            on_disk = size.st_blocks * 512
            print(f"{path}: {size.st_size:,} bytes, {on_disk:,} of them on the disk", flush=True)
        with path.open("rb") as file:
            end = b""
            while block := file.read(BLOCK):
                text = end + block
                found |= {name for name, data in wanted.items() if data in text}
                end = text[-kept:] if kept else b""
    return found


def run(target: Callable[..., None], *given: Any) -> tuple[Any, Connection]:
    """Start a process of its own; return it, and what it says."""
    heard, to = processes.Pipe(duplex=False)
    process = processes.Process(target=target, args=(*given, to), daemon=True)
    process.start()
    to.close()
    return process, heard


def messages(heard: Connection) -> Iterator[Any]:
    """Yield what a process has said, to its end."""
    with suppress(EOFError, OSError):
        while True:
            yield heard.recv()


def checked(home: Path, seed: int, expected: Expected, tally: Tally) -> Tally:
    """Check in a process of its own, and settle what a cut-off forgetting came to."""
    process, heard = run(check, home, seed, expected, tally)
    found = list(messages(heard))
    process.join()
    if not found:
        raise SystemExit(f"{home} cannot be opened after a kill; see above")
    tally, there = found[0]
    expected.kept |= expected.open & there.keys()
    expected.open.clear()
    return tally


@contextmanager
def a_home() -> Iterator[Path]:
    """Make a folder for a home, which is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="uptake-faults-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        yield home
