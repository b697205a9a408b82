"""Few records are compared one by one: exactly, and without Chroma."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import numpy as np
import pytest

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact
from uptake.memory.storage.scan import Scan
from uptake.memory.storage.vectors import WAITING

Fact_ = Callable[..., Fact]
EAST, NORTH = np.eye(2, dtype=np.float32)
NORTH_EAST = (EAST + NORTH) / np.float32(2**0.5)


def scan(*vectors: list[np.ndarray], apps: tuple[str, ...] = ()) -> Scan:
    """Return records a, b, c, ... with these vectors."""
    counts = np.array([len(each) for each in vectors], dtype=np.intp)
    return Scan(
        ids="abcdefgh"[: len(vectors)],
        apps=apps or ("",) * len(vectors),
        revs=np.arange(len(vectors)),
        starts=counts.cumsum() - counts,
        matrix=np.array([vector for each in vectors for vector in each], dtype=np.float32),
    )


def test_the_nearest_come_first() -> None:
    found = scan([EAST], [NORTH_EAST], [NORTH]).nearest(NORTH, app=None, limit=2)
    assert list(found) == ["c", "b"]
    assert found["b"] == pytest.approx(0.5**0.5)


def test_of_several_vectors_the_nearest_counts() -> None:
    found = scan([EAST, NORTH], [NORTH_EAST]).nearest(NORTH, app=None, limit=5)
    assert found == pytest.approx({"a": 1.0, "b": 0.5**0.5})


def test_records_of_other_apps_are_left_out() -> None:
    three = scan([NORTH], [NORTH], [NORTH], apps=("mail", "", "taxi"))
    assert set(three.nearest(NORTH, app="taxi", limit=5)) == {"b", "c"}


def test_nothing_is_found_among_nothing() -> None:
    assert scan().nearest(NORTH, app=None, limit=5) == {}


def test_the_best_of_many_come_in_their_order() -> None:
    angles = np.linspace(0, 1, 400)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    many = Scan(
        ids=[str(number) for number in range(400)],
        apps=[""] * 400,
        revs=np.arange(400),
        starts=np.arange(400),
        matrix=rows,
    )
    assert list(many.nearest(EAST, app=None, limit=3)) == ["0", "1", "2"]


def test_a_scan_without_some_records_keeps_the_others_vectors() -> None:
    three = scan([EAST, NORTH], [NORTH_EAST], [NORTH])
    left = three.without(np.array([True, False, False]))
    assert left.nearest(NORTH, app=None, limit=5) == pytest.approx({"c": 1.0, "b": 0.5**0.5})
    assert left.revs.tolist() == [1, 2]


def test_two_scans_become_one() -> None:
    joined = scan([EAST, NORTH]).joined(
        Scan(["z"], [""], np.array([9]), np.array([0]), NORTH_EAST[None])
    )
    assert joined.nearest(EAST, app=None, limit=5) == pytest.approx({"a": 1.0, "z": 0.5**0.5})
    assert joined.joined(scan()) is joined
    assert scan().joined(joined) is joined


def dense(memory: Memory, query: str) -> list[str]:
    """Search by meaning alone."""
    index = memory._vectors
    return list(index.search(index.embed(query), ("fact",), user="me", app=None, limit=5))


def indexed(settings: Settings, facts: list[Fact]) -> Memory:
    """Return a memory that has these facts in its index, opened afresh."""
    memory = Memory.open(settings, WordEmbedder())
    memory.add(facts)
    memory.catch_up()
    memory.close()
    return Memory.open(settings, WordEmbedder())


@pytest.mark.real
def test_one_is_found_among_many_that_are_the_same(settings: Settings, fact: Fact_) -> None:
    odd = fact("I sail boats")
    same = [fact("I walk to work") for _ in range(1_500)]
    memory = indexed(settings, [*same[:700], odd, *same[700:]])
    assert dense(memory, "boats sail")[0] == odd.id
    memory.close()


@pytest.mark.real
def test_recall_from_few_needs_no_chroma(settings: Settings, fact: Fact_) -> None:
    facts = [fact(f"I know the word w{number}") for number in range(WAITING + 8)]
    memory = indexed(settings, facts)
    shutil.rmtree(settings.paths.vectors)
    assert dense(memory, "the word w5")[0] == facts[5].id
    assert not settings.paths.vectors.exists()


@pytest.mark.real
def test_what_changes_meanwhile_is_found_as_it_is(settings: Settings, fact: Fact_) -> None:
    facts = [fact(f"I know the word w{number}") for number in range(WAITING + 8)]
    memory = indexed(settings, facts)
    assert dense(memory, "the word w5")[0] == facts[5].id
    memory.add([facts[5].model_copy(update={"statement": "I sail boats"}), fact("rain and snow")])
    forgotten = memory.forget([facts[6].id])
    for _ in range(2):
        assert dense(memory, "sail boats")[0] == facts[5].id
        assert len(set(dense(memory, "rain snow")) - {one.id for one in facts}) == 1
        assert facts[6].id not in dense(memory, "the word w6")
        memory.catch_up()
    memory.undo(forgotten.id)
    assert dense(memory, "the word w6")[0] == facts[6].id
    memory.close()
