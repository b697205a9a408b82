"""Memory with its vectors on a Chroma server (a real one), which may go away and come back."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from uptake.core.errors import SettingsError
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.memory.records import Fact
from uptake.memory.storage.vectors import WAITING

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("many")]

Fact_ = Callable[..., Fact]
MANY = WAITING + 8
PATIENCE = 60.0


class Server:
    """`chroma run` at a free port, with its data in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        if self._process is not None:
            return
        chroma = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [chroma, "run", "--path", self.folder, "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"http://{self.address}/api/v2/heartbeat").close()
                return
            time.sleep(0.05)
        raise TimeoutError("chroma run does not answer")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("server"))
    yield made
    made.stop()


@pytest.fixture
def server(shared: Server) -> Server:
    """Give the server, which runs; a test may stop it."""
    shared.start()
    return shared


@pytest.fixture
def settings(server: Server) -> Iterator[Settings]:
    with temporary_home(chroma_address=server.address) as made:
        yield made


def fill(memory: Memory, fact: Fact_, word: str, count: int = MANY) -> list[Fact]:
    facts = [fact(f"I know the {word} w{number}") for number in range(count)]
    memory.add(facts)
    return facts


def nearest(memory: Memory, text: str) -> str:
    """Return the id of the record nearest in meaning, or ""."""
    vectors = memory._vectors
    found = vectors.search(vectors.embed(text), ("fact",), user="me", app=None, limit=3)
    return next(iter(found), "")


def test_a_server_keeps_the_vectors(memory: Memory, settings: Settings, fact: Fact_) -> None:
    facts = fill(memory, fact, "word")
    assert memory.recall("the word w7", user="me")[0].record == facts[7]
    assert memory.catch_up() == 0
    assert not settings.paths.vectors.exists()
    memory.forget([facts[7].id])
    assert nearest(memory, facts[7].statement) != facts[7].id
    assert memory.rebuild_index() == MANY - 1
    assert nearest(memory, facts[3].statement) == facts[3].id


def test_what_is_forgotten_for_good_is_gone_from_the_server(memory: Memory, fact: Fact_) -> None:
    facts = fill(memory, fact, "word")
    memory.catch_up()
    memory.forget([facts[7].id], for_good=True)
    assert memory._vectors.similarities(memory._vectors.embed("w7"), [facts[7]]) == {}
    assert nearest(memory, facts[3].statement) == facts[3].id


def test_homes_that_share_a_server_do_not_meet(memory: Memory, server: Server, fact: Fact_) -> None:
    mine = fill(memory, fact, "word")
    memory.catch_up()
    with temporary_home(chroma_address=server.address) as elsewhere:
        other = Memory.open(elsewhere, WordEmbedder())
        theirs = fill(other, fact, "word")
        assert nearest(other, theirs[5].statement) == theirs[5].id
        other.rebuild_index()
        other.close()
    assert nearest(memory, mine[5].statement) == mine[5].id


def test_a_server_that_goes_away_is_named_and_caught_up_with(
    memory: Memory, server: Server, fact: Fact_
) -> None:
    before = fill(memory, fact, "word")
    memory.catch_up()
    server.stop()
    later = fill(memory, fact, "later")
    assert memory.get(later[0].id) == later[0]
    for _ in range(2):
        assert memory.recall("the later w3", user="me")[0].record == later[3]
        assert memory.recall("the word w3", user="me")[0].record == before[3]
        assert re.search(f"{server.address}.*Start it", memory.recall_problem)
    with pytest.raises(SettingsError, match="Start it"):
        memory.catch_up()
    server.start()
    memory.recall("the later w3", user="me")
    assert memory.recall_problem == ""
    assert nearest(memory, later[3].statement) == later[3].id
    assert nearest(memory, before[3].statement) == before[3].id
    assert memory.catch_up() == 0


def test_memory_is_closed_though_the_server_has_gone(
    settings: Settings, server: Server, fact: Fact_
) -> None:
    memory = Memory.open(settings, WordEmbedder())
    fill(memory, fact, "word")
    memory.catch_up()
    late = fill(memory, fact, "late", 3)
    server.stop()
    memory.close()
    server.start()
    again = Memory.open(settings, WordEmbedder())
    assert nearest(again, late[1].statement) == late[1].id
    again.close()


def test_what_was_forgotten_without_the_server_is_gone_when_it_is_back(
    memory: Memory, server: Server, fact: Fact_
) -> None:
    facts = fill(memory, fact, "word")
    memory.catch_up()
    server.stop()
    with pytest.raises(SettingsError, match="Start it"):
        memory.forget([facts[7].id])
    assert facts[7] not in memory.list("fact")
    server.start()
    assert nearest(memory, facts[7].statement) not in ("", facts[7].id)


def test_a_server_that_lost_its_data_is_filled_again(
    settings: Settings, server: Server, fact: Fact_, tmp_path: Path
) -> None:
    first = Memory.open(settings, WordEmbedder())
    facts = fill(first, fact, "word")
    first.catch_up()
    first.close()
    server.stop()
    server.folder = tmp_path / "empty"
    server.start()
    again = Memory.open(settings, WordEmbedder())
    assert nearest(again, facts[3].statement) == facts[3].id
    again.close()
