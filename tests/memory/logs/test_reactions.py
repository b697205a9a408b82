"""Reactions to what was shown are kept with their vectors, and go with the turn they were in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from uptake.core.errors import RecordMissing
from uptake.core.settings import Settings
from uptake.memory.logs.reaction import Reaction, SeenItem
from uptake.memory.memory import Memory, Selection
from uptake.memory.records import Episode, Provenance

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def seen(*titles: str) -> tuple[SeenItem, ...]:
    return tuple(SeenItem(id=title, title=title, text=f"{title}, zither music") for title in titles)


def reaction(id: str, *titles: str, **more: object) -> Reaction:
    given = {"user": "me", "taken": titles[0], "at": NOON, **more}
    return Reaction(id=id, shown=seen(*titles), **given)


def ids(memory: Memory, user: str = "me") -> list[str]:
    return [one.id for one in memory.reactions.reactions(user=user)]


def episode(id: str) -> Episode:
    source = Provenance(kind="turn", ids=(id,))
    return Episode(
        id=id, user="me", provenance=source, thread="me/main", request="music", reply="Here."
    )


def test_a_reaction_returns_with_its_vectors_oldest_first(memory: Memory) -> None:
    vectors = np.array([[1, 0], [0.5, -2]], np.float32)
    memory.reactions.add(reaction("late", "a", "b", at=NOON + timedelta(hours=1)))
    memory.reactions.add(reaction("early", "a", "b"), space="words", vectors=vectors)
    memory.reactions.add(reaction("theirs", "a", user="you"))
    early, late = memory.reactions.kept(user="me")
    assert (early.reaction.id, early.space, late.reaction.id, late.space) == (
        "early", "words", "late", "",
    )  # fmt: skip
    np.testing.assert_array_equal(early.vectors, vectors)
    assert late.vectors.size == 0


def test_a_reaction_is_about_what_was_shown() -> None:
    with pytest.raises(ValidationError, match="not among those that were shown"):
        reaction("r", "a", taken="z")
    with pytest.raises(ValidationError, match="about no item"):
        reaction("r", "a", taken="", kind="chosen")
    assert reaction("r", "a", taken="", kind="ignored").taken == ""


def test_forgetting_a_turn_forgets_the_reactions_to_what_it_showed(memory: Memory) -> None:
    memory.add([episode("t1"), episode("t2")])
    memory.reactions.add(reaction("r1", "a", turn="t1", thread="me/main"))
    memory.reactions.add(reaction("r2", "b", turn="t2", thread="me/main"))
    plan = memory.preview(["t1"])
    assert plan.reactions == ("r1",)
    memory.forget(plan)
    assert ids(memory) == ["r2"]


def test_a_reaction_can_be_forgotten_by_itself(memory: Memory) -> None:
    memory.reactions.add(reaction("r1", "a", "b"))
    assert not memory.preview(["r1"]).is_empty
    memory.forget(["r1"])
    assert ids(memory) == []
    with pytest.raises(RecordMissing):
        memory.forget(["r1"])


def test_reactions_are_forgotten_by_thread_time_and_words(memory: Memory) -> None:
    memory.reactions.add(reaction("thread", "a", thread="me/trip"))
    memory.reactions.add(reaction("old", "b", at=NOON - timedelta(days=9)))
    memory.reactions.add(reaction("words", "Trumpet sonata"))
    memory.reactions.add(reaction("stays", "c"))
    memory.reactions.add(reaction("theirs", "Trumpet sonata", user="you"))
    for what in (
        Selection(thread="trip"),
        Selection(before=NOON - timedelta(days=1)),
        Selection(words="sonata trumpet"),
    ):
        memory.forget(memory.preview(what, user="me"))
    assert ids(memory) == ["stays"]
    assert ids(memory, "you") == ["theirs"]


def test_no_file_holds_what_was_forgotten_for_good(memory: Memory, settings: Settings) -> None:
    memory.reactions.add(reaction("r1", "quetzalcoatlus"))
    memory.forget(["r1"], for_good=True)
    files = [file for file in settings.home.rglob("*") if file.is_file()]
    assert files
    assert not [file.name for file in files if b"quetzalcoatlus" in file.read_bytes()]


def test_forgetting_a_reaction_can_be_undone(memory: Memory) -> None:
    memory.reactions.add(reaction("r1", "a", "b"))
    write = memory.forget(["r1"])
    memory.undo(write.id)
    assert ids(memory) == ["r1"]


def test_reactions_travel_with_the_rest_of_memory(memory: Memory, tmp_path: Path) -> None:
    memory.reactions.add(reaction("r1", "a", "b", thread="me/main", turn="t1"))
    memory.add([episode("t1")])
    (before,) = memory.reactions.reactions()
    file = tmp_path / "memory.jsonl"
    assert memory.export(file) == 2
    memory.forget(["t1"], for_good=True)
    brought = memory.import_file(file, user="me")
    assert (brought.added, brought.problems) == (2, [])
    assert list(memory.reactions.reactions()) == [before]
    again = memory.import_file(file, user="me")
    assert (again.added, again.known) == (0, 2)
    memory.undo(brought.write)
    assert ids(memory) == []


def test_secrets_in_what_was_shown_are_not_kept(memory: Memory) -> None:
    item = SeenItem(id="1", title="Mail", text="Your card 4111 1111 1111 1111 was charged")
    memory.reactions.add(Reaction(user="me", shown=(item,), taken="1"))
    ((kept,),) = (one.shown for one in memory.reactions.reactions())
    assert "4111" not in kept.text


def test_what_is_known_is_told_once_without_secrets_and_to_its_user(memory: Memory) -> None:
    card = SeenItem(id="1", title="Card 4111 1111 1111 1111")
    for id in ("r1", "r2"):
        memory.reactions.add(
            Reaction(id=id, user="me", shown=(*seen("a"), card), taken="1", kind="known")
        )
    memory.reactions.add(reaction("r3", "b"))
    memory.reactions.add(reaction("r4", "c", user="you", kind="known"))
    ((id, title),) = memory.reactions.known(user="me")
    assert id == "1"
    assert title.startswith("Card ")
    assert "4111" not in title
    memory.forget(["r1", "r2"])
    assert list(memory.reactions.known(user="me")) == []


def test_the_revision_changes_with_what_is_kept(memory: Memory) -> None:
    memory.reactions.add(reaction("r1", "a"))
    first = memory.reactions.revision(user="me")
    memory.reactions.add(reaction("r2", "b"))
    second = memory.reactions.revision(user="me")
    memory.forget(["r2"])
    third = memory.reactions.revision(user="me")
    memory.reactions.add(reaction("r3", "b"))
    assert len({first, second, memory.reactions.revision(user="me")}) == 3
    assert third == first


def test_only_reactions_do_not_wait_for_the_disk(memory: Memory) -> None:
    # 1 is NORMAL, 2 is FULL.
    memory.reactions.add(reaction("r1", "a"))
    assert memory.database.read("PRAGMA synchronous") == [(1,)]
    with memory.database.transaction():
        memory.reactions.add(reaction("r2", "a"))
    assert memory.database.read("PRAGMA synchronous") == [(2,)]
    memory.reactions.add(reaction("r3", "a"))
    memory.add([episode("t1")])
    assert memory.database.read("PRAGMA synchronous") == [(2,)]
