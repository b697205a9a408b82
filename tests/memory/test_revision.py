"""New facts beside older ones: what is known stays one, what is outdated ends, undo restores."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.core.testing import WordEmbedder
from uptake.memory.language.contradictions import SURE, Contradictions
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance
from uptake.memory.revision import Revised, Revision


@pytest.fixture
def say(memory: Memory) -> Callable[..., Revised]:
    revision = Revision(memory, memory.embedder)

    def add(statement: str, turn: str = "t1", **more: object) -> Revised:
        source = Provenance(kind="turn", ids=(turn,), text=statement)
        fact = Fact(user="me", provenance=source, statement=statement, **more)
        return revision.add(fact, cause=turn)

    return add


def holding(memory: Memory) -> set[str]:
    return {record.text() for record in memory.list("fact", user="me")}


def test_an_update_ends_what_held_before(memory: Memory, say: Callable[..., Revised]) -> None:
    old = say("My sister lives in Rome").fact
    new = say("My sister moved to Oslo", "t2").fact
    assert holding(memory) == {"My sister moved to Oslo"}
    kept = memory.get(old.id)
    assert kept.valid_to == new.valid_from
    assert new.supersedes == old.id


def test_undoing_an_update_brings_back_what_held(
    memory: Memory, say: Callable[..., Revised]
) -> None:
    say("My sister lives in Rome")
    revised = say("My sister moved to Oslo", "t2")
    assert revised.write is not None
    memory.undo(revised.write.id)
    assert holding(memory) == {"My sister lives in Rome"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("I like tea", "I like coffee"),
        ("My sister lives in Rome", "My brother lives in Oslo"),
        ("I'm vegetarian", "I'm allergic to nuts"),
    ],
)
def test_what_stands_beside_it_goes_on(
    memory: Memory, say: Callable[..., Revised], old: str, new: str
) -> None:
    say(old)
    assert say(new, "t2").replaced == ()
    assert holding(memory) == {old, new}


def test_what_is_known_is_not_kept_twice_but_gains_its_source(
    memory: Memory, say: Callable[..., Revised]
) -> None:
    first = say("I like tea", confidence=0.5).fact
    again = say("I like tea!", "t2")
    assert again.known
    assert holding(memory) == {"I like tea"}
    kept = memory.get(first.id)
    assert kept.provenance.ids == ("t1", "t2")
    assert kept.confidence > 0.5


def test_what_was_inferred_does_not_end_what_was_said(
    memory: Memory, say: Callable[..., Revised]
) -> None:
    say("I love jazz")
    say("I can't stand jazz any more", "t2", stated=False)
    assert "I love jazz" in holding(memory)


def test_the_facts_of_others_are_left_alone(memory: Memory, say: Callable[..., Revised]) -> None:
    source = Provenance(kind="turn", ids=("t0",))
    memory.add([Fact(user="ada", provenance=source, statement="I love jazz")])
    assert say("I can't stand jazz any more").replaced == ()


@pytest.mark.parametrize(
    ("old", "new", "replaces"),
    [
        ("I love jazz", "I can't stand jazz any more", True),
        ("My aunt lives in Lisbon", "My aunt moved to Porto", True),
        ("I have two kids", "I have three kids", True),
        ("I prefer tea to coffee", "I prefer coffee to tea", True),
        ("I love jazz", "I love blues", False),
        ("I have two kids", "I have two cats", False),
    ],
)
def test_what_replaces_what(old: str, new: str, replaces: bool) -> None:
    chance = Contradictions(WordEmbedder()).chances(new, [old])[0]
    assert (chance >= SURE) == replaces


def test_nothing_is_fitted_on_what_is_measured_on() -> None:
    from pathlib import Path

    root = Path(__file__).parents[2]
    fitted = (root / "training" / "facts" / "pairs.tsv").read_text().splitlines()
    measured = (root / "tests" / "memory" / "data" / "changes.tsv").read_text().splitlines()
    assert {line for line in fitted if "\t" in line}.isdisjoint(measured)
