"""What is limited is limited in the open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.core.errors import RecordMissing
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact

Fact_ = Callable[..., Fact]


@pytest.fixture
def small(settings: Settings) -> Settings:
    return settings.model_copy(update={"changes_kept": 3, "home_limit_mb": 1})


def test_only_the_last_changes_can_be_undone_and_it_is_said(small: Settings, fact: Fact_) -> None:
    memory = Memory.open(small, WordEmbedder())
    writes = [memory.add([fact(f"I know {n}")]) for n in range(5)]
    assert len(memory.history()) == 3
    assert "the last 3 changes" in memory.usage().reached[0]
    with pytest.raises(RecordMissing, match="any more"):
        memory.undo(writes[1].id)
    memory.undo(writes[2].id)
    assert memory.counts() == {"fact": 4}
    memory.close()


def test_a_home_that_grew_too_large_is_said_so(small: Settings, fact: Fact_) -> None:
    memory = Memory.open(small, WordEmbedder())
    assert memory.usage().reached == ()
    memory.add([fact("word " * 300_000)])
    usage = memory.usage()
    assert usage.size > 1_000_000
    assert "home_limit_mb" in usage.reached[-1]
    memory.close()


def test_every_part_of_the_home_is_counted(settings: Settings, fact: Fact_) -> None:
    memory = Memory.open(settings, WordEmbedder())
    memory.add([fact("I like tea")])
    settings.paths.checkpoints.write_bytes(b"x" * 1000)
    settings.paths.browser.mkdir()
    (settings.paths.browser / "cookies").write_bytes(b"x" * 100)
    usage = memory.usage()
    files = [file for file in settings.home.rglob("*") if file.is_file()]
    assert usage.size == sum(file.stat().st_size for file in files)
    assert usage.records == {"fact": 1}
    assert usage.unindexed == 1
    memory.close()
