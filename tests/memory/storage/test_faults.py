"""The process may die at any moment; what was acknowledged is there afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from uptake.core.errors import HomeLocked
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact
from uptake.memory.storage import database
from uptake.memory.storage.chroma import Chroma
from uptake.memory.storage.vectors import WAITING

Fact_ = Callable[..., Fact]
BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "memory_faults.py"


@pytest.mark.real
def test_nothing_acknowledged_is_lost_however_the_home_is_broken() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "--kills", "6", "--seeds", "1"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.real
def test_a_crash_between_rows_and_index_is_caught_up(
    settings: Settings, fact: Fact_, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    memory = Memory.open(settings, WordEmbedder())
    facts = [fact(f"I know the word w{n}") for n in range(WAITING + 5)]
    memory.add(facts)
    with monkeypatch.context() as patch:
        patch.setattr(Chroma, "upsert", crash)
        with pytest.raises(KeyboardInterrupt):
            memory.catch_up()
    memory.database.close()

    reopened = Memory.open(settings, WordEmbedder())
    assert reopened.catch_up() == len(facts)
    assert reopened.catch_up() == 0
    reopened.close()


def test_a_write_is_whole_or_not_at_all(memory: Memory, fact: Fact_) -> None:
    def records() -> object:
        yield fact("I like tea")
        raise OSError("the source broke off")

    with pytest.raises(OSError, match="broke off"):
        memory.add(records())  # type: ignore[arg-type]
    assert memory.list() == []


def test_a_home_that_stays_busy_is_said_so(
    memory: Memory, settings: Settings, fact: Fact_, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    other = Memory.open(settings, WordEmbedder())
    with memory.database.transaction(), pytest.raises(HomeLocked, match="Another process"):
        other.add([fact("I like tea")])
    other.add([fact("I like tea")])
    other.close()
