"""Every change of memory is told in the history and can be taken back, the taking back too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.core.errors import RecordMissing
from uptake.memory.memory import Memory
from uptake.memory.records import Fact

Fact_ = Callable[..., Fact]


def statements(memory: Memory) -> list[str]:
    return [record.text() for record in memory.list("fact")]


def test_undoing_again_and_again_goes_back_step_by_step(memory: Memory, fact: Fact_) -> None:
    for n in range(3):
        memory.add([fact(f"I know {n}")])
    memory.undo()
    memory.undo()
    assert statements(memory) == ["I know 0"]
    memory.undo()
    with pytest.raises(RecordMissing, match="no change"):
        memory.undo()


def test_an_undo_can_be_undone(memory: Memory, fact: Fact_) -> None:
    write = memory.add([fact("I like tea")])
    memory.undo(write.id)
    undoing = memory.history(limit=1)[0]
    assert undoing.cause == f"undo {write.id}"
    memory.undo(undoing.id)
    assert statements(memory) == ["I like tea"]
    memory.undo(write.id)
    assert statements(memory) == []


def test_the_history_tells_what_each_write_did(memory: Memory, fact: Fact_) -> None:
    first = fact("I live in Oslo")
    memory.add([first], cause="t1")
    memory.add([first.model_copy(update={"statement": "I live in Rome"})], cause="t2")
    memory.remove([first.id], cause="t3")
    told = [
        (entry.cause, *(part and part.text() for part in (change.before, change.after)))
        for entry in memory.history()
        for change in entry.changes
    ]
    assert told == [
        ("t3", "I live in Rome", None),
        ("t2", "I live in Oslo", "I live in Rome"),
        ("t1", None, "I live in Oslo"),
    ]


def test_the_history_of_a_record_leaves_out_the_others(memory: Memory, fact: Fact_) -> None:
    one, other = fact("I like tea"), fact("I like coffee")
    memory.add([one, other])
    memory.add([other])
    (entry,) = memory.history(record=one.id)
    assert entry.count == 2
    assert [change.record for change in entry.changes] == [one.id]


def test_what_follows_from_a_write_is_undone_and_done_again_with_it(
    memory: Memory, fact: Fact_
) -> None:
    write = memory.add([fact("I like tea")])
    memory.add([fact("tea is liked")], cause=f"after {write.id}")
    memory.undo()
    assert statements(memory) == []
    memory.undo(memory.history(limit=1)[0].id)
    assert sorted(statements(memory)) == ["I like tea", "tea is liked"]


def test_what_was_forgotten_for_good_does_not_come_back(memory: Memory, fact: Fact_) -> None:
    tea, coffee = fact("I like tea"), fact("I like coffee")
    both = memory.add([tea, coffee])
    gone = memory.forget([tea.id], for_good=True)
    with pytest.raises(RecordMissing, match="for good"):
        memory.undo(gone.id)
    memory.undo(both.id)
    memory.undo(memory.history(limit=1)[0].id)
    assert statements(memory) == ["I like coffee"]
