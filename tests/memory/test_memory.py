"""What the door of memory promises: durable, undoable, forgettable, shared by processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from uptake.core.actions import Action, Descriptor, Op
from uptake.core.errors import HomeError, HomeTooNew, RecordMissing
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.counts import Choice
from uptake.memory.memory import Memory
from uptake.memory.records import (
    Demonstration,
    Episode,
    Fact,
    Habit,
    Procedure,
    Provenance,
    Record,
    now,
)
from uptake.memory.steps import Step
from uptake.memory.storage.database import Database

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]
SAID = Provenance(kind="user")


def every_kind() -> list[Record]:
    press = Step(op=Op.CLICK, target=Descriptor(role="button", name="{which}"))
    done = Action(op=Op.CLICK, target=Descriptor(name="ok"))
    choice = Choice(value="tea", label="green tea", count=3, last=now())
    return [
        Habit(user="me", provenance=SAID, app="cafe", context="drink", choices=(choice,)),
        Procedure(
            user="me", provenance=SAID, app="cafe", title="Press {which}", goal="press",
            requests=("press ok",), steps=(press,),
        ),
        Fact(user="me", provenance=SAID, statement="I live in Oslo"),
        Episode(user="me", provenance=SAID, thread="t", request="hi", reply="hello"),
        Demonstration(
            user="me", provenance=SAID, source="log.jsonl", app="cafe", person="p1",
            request="press ok", success=True, actions=(done,),
        ),
    ]  # fmt: skip


def test_every_kind_of_record_comes_back_as_it_was(memory: Memory) -> None:
    records = every_kind()
    write = memory.add(records)
    assert [memory.get(record.id) for record in records] == records
    assert write.added == tuple(record.id for record in records)
    assert memory.counts() == dict.fromkeys(
        ("habit", "procedure", "fact", "episode", "demonstration"), 1
    )


def test_records_of_one_id_replace_each_other(memory: Memory, fact: Fact_) -> None:
    first = fact("I live in Oslo")
    memory.add([first])
    memory.add([first.model_copy(update={"statement": "I live in Rome"})])
    assert [r.text() for r in memory.list("fact")] == ["I live in Rome"]
    assert [h.record.text() for h in memory.recall("Oslo Rome", user="me")] == ["I live in Rome"]


def test_lists_are_newest_first_and_filtered(memory: Memory, fact: Fact_) -> None:
    old = fact("I was here first", created=now() - timedelta(days=2))
    new, other = fact("I came later"), fact("I am someone else", user="you")
    over = fact("I used to smoke", valid_to=now() - timedelta(days=1))
    memory.add([new, old, other, over])
    assert memory.list("fact", user="me") == [new, old]
    assert memory.list(user="me", limit=1) == [new]
    assert over in memory.list("fact", valid=False)


def test_an_app_has_its_own_records_and_those_of_no_app(memory: Memory) -> None:
    memory.add(every_kind())
    assert {r.type for r in memory.list(app="elsewhere")} == {"fact", "episode"}
    assert len(memory.list(app="cafe")) == 5


def test_undoing_an_addition_removes_it(memory: Memory, fact: Fact_) -> None:
    record = fact("I like tea")
    write = memory.add([record])
    assert memory.undo(write.id) == [record]
    assert memory.list() == []
    assert memory.recall("tea", user="me") == []


def test_undoing_a_change_restores_what_was_before(memory: Memory, fact: Fact_) -> None:
    before = fact("I like tea")
    memory.add([before])
    write = memory.add([before.model_copy(update={"statement": "I like coffee"})])
    memory.undo(write.id)
    assert memory.get(before.id) == before
    assert [h.record for h in memory.recall("tea", user="me")] == [before]


def test_undoing_a_removal_brings_it_back(memory: Memory, fact: Fact_) -> None:
    record = fact("I like tea")
    memory.add([record])
    write = memory.forget([record.id])
    assert memory.recall("tea", user="me") == []
    assert memory.undo(write.id) == [record]
    assert [h.record for h in memory.recall("tea", user="me")] == [record]


def test_nothing_is_undone_twice_or_unknown(memory: Memory, fact: Fact_) -> None:
    write = memory.add([fact("I like tea")])
    memory.undo(write.id)
    with pytest.raises(RecordMissing, match="before"):
        memory.undo(write.id)
    with pytest.raises(RecordMissing, match="no change"):
        memory.undo("nonsense")


def test_forgetting_something_unknown_forgets_nothing(memory: Memory, fact: Fact_) -> None:
    record = fact("I like tea")
    memory.add([record])
    with pytest.raises(RecordMissing, match="nonsense"):
        memory.forget([record.id, "nonsense"])
    assert memory.list() == [record]


def test_a_reopened_home_knows_everything(settings: Settings, fact: Fact_) -> None:
    with_tea = fact("I like tea")
    first = Memory.open(settings, WordEmbedder())
    first.add([with_tea])
    first.close()
    second = Memory.open(settings, WordEmbedder())
    assert [h.record for h in second.recall("tea", user="me")] == [with_tea]
    second.close()


def test_broken_unicode_and_enormous_texts_are_kept(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("half an emoji \ud83d here"), fact("word " * 2_000_000)], cause="\udc00")
    texts = sorted((record.text() for record in memory.list("fact")), key=len)
    assert texts[0] == "half an emoji \ufffd here"
    assert len(texts[1]) == 10_000_000
    assert memory.recall("half \ud83d emoji", user="me")
    assert memory.recall("word " * 2_000_000, user="me")


def test_threads_take_turns(memory: Memory, fact: Fact_) -> None:
    def work(number: int) -> None:
        for i in range(20):
            memory.add([fact(f"I have {number} times {i}")])
            memory.recall(f"times {i}", user="me")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.counts() == {"fact": 80}


def test_a_home_of_a_later_version_is_left_alone(settings: Settings) -> None:
    database = Database(settings.paths.memory)
    with database.transaction() as connection:
        connection.execute("PRAGMA user_version = 999")
    database.close()
    with pytest.raises(HomeTooNew, match="later version"):
        Memory.open(settings, WordEmbedder())


def test_a_file_that_is_no_database_is_named(settings: Settings) -> None:
    settings.paths.memory.write_bytes(b"not a database at all, but long enough" * 100)
    with pytest.raises(HomeError, match=r"memory\.sqlite"):
        Memory.open(settings, WordEmbedder())


_OPEN = """
import os, sys
from pathlib import Path
from uptake.core.errors import HomeError
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
if os.geteuid() == 0:
    os.setuid(65534)
try:
    Memory.open(Settings(home=Path(sys.argv[1])), WordEmbedder())
except HomeError as error:
    print(error)
"""


def test_a_home_that_cannot_be_written_is_said_so(settings: Settings) -> None:
    settings.home.chmod(0o555)
    try:
        child = [sys.executable, "-c", _OPEN, str(settings.home)]
        done = subprocess.run(child, capture_output=True, text=True, check=True)
    finally:
        settings.home.chmod(0o700)
    assert "--home" in done.stdout
