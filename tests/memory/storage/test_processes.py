"""Several processes on one home at the same time: each sees what the others wrote (real Chroma)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact
from uptake.memory.store.base_store import MemoryStore

pytestmark = pytest.mark.real

ROUNDS, EACH, PROCESSES = 4, 40, 3

_WORK = """
import sys
from pathlib import Path
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.store.base_store import MemoryStore
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance

home, name, rounds, each = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
memory = Memory.open(Settings(home=home), WordEmbedder())
store = MemoryStore(memory.database)
said = Provenance(kind="user")
for turn in range(rounds):
    facts = [
        Fact(id=f"{name}-{turn}-{n}", user="me", provenance=said, statement=f"{name} t{turn} n{n}")
        for n in range(each)
    ]
    memory.add(facts)
    found = memory.recall(f"{name} t{turn} n3", user="me", limit=3)
    assert facts[3] in [hit.record for hit in found], found
    memory.forget([facts[0].id])
    store.put((name,), f"k{turn}", {"n": turn})
    assert len(store.search((name,), limit=100)) == turn + 1
memory.close()
"""


def test_processes_that_write_at_once_lose_nothing(settings: Settings) -> None:
    memory = Memory.open(settings, WordEmbedder())
    names = [f"process{number}" for number in range(PROCESSES)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _WORK, str(settings.home), name, str(ROUNDS), str(EACH)],
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in running:
        _, said = process.communicate()
        assert process.returncode == 0, said
        assert "damaged" not in said
    assert memory.counts() == {"fact": PROCESSES * ROUNDS * (EACH - 1)}
    memory.catch_up()
    vectors = memory._vectors
    for name in names:
        for turn in range(ROUNDS):
            near = vectors.search(
                vectors.embed(f"{name} t{turn} n3"), ("fact",), user="me", app=None, limit=5
            )
            assert next(iter(near)) == f"{name}-{turn}-3"
            assert f"{name}-{turn}-0" not in near
    assert len(MemoryStore(memory.database).list_namespaces()) == PROCESSES
    memory.close()
    assert not list(settings.home.glob("*.damaged"))


_HOLD = """
import sys
from pathlib import Path
from uptake.memory.storage.database import Database
database = Database(Path(sys.argv[1]))
with database.transaction():
    print("holding", flush=True)
    sys.stdin.readline()
"""


def test_a_process_waits_for_another_to_finish_writing(
    settings: Settings, memory: Memory, fact: Callable[..., Fact]
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(settings.paths.memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "holding\n"
    # Reading needs no lock; writing waits until the other is done.
    assert memory.list() == []
    holder.stdin.write("go on\n")
    holder.stdin.flush()
    memory.add([fact("I like tea")])
    assert memory.counts() == {"fact": 1}
    holder.communicate()
    assert holder.returncode == 0


def test_a_record_that_another_process_changed_is_read_anew(
    settings: Settings, memory: Memory, fact: Callable[..., Fact]
) -> None:
    before = fact("I like tea")
    memory.add([before])
    assert memory.get(before.id) == before
    other = Memory.open(settings, WordEmbedder())
    after = before.model_copy(update={"statement": "I like coffee"})
    other.add([after])
    other.close()
    assert memory.get(before.id) == after
    assert [hit.record for hit in memory.recall("coffee", user="me")] == [after]
