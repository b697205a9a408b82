"""What hosts keep in LangGraph's store is forgotten and taken elsewhere with the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory, Selection
from uptake.memory.records import Episode, Fact, Provenance
from uptake.memory.store.base_store import MemoryStore

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]
NOTES = ("me", "notes")


@pytest.fixture
def store(memory: Memory) -> MemoryStore:
    return MemoryStore(memory.database, WordEmbedder())


def keys(store: MemoryStore) -> list[str]:
    return [item.key for item in store.search((), limit=50)]


def files_with(home: Path, word: str) -> list[str]:
    return [f.name for f in home.rglob("*") if f.is_file() and word.encode() in f.read_bytes()]


def test_an_item_that_says_a_forgotten_fact_goes_with_it(
    memory: Memory, store: MemoryStore, fact: Fact_, settings: Settings
) -> None:
    memory.add([fact("I love zebrafinches", id="zebra")])
    store.put(NOTES, "pets", {"memories": [{"text": "They said: I love zebrafinches!"}]})
    store.put(NOTES, "tea", {"text": "likes tea"})

    plan = memory.preview(["zebra"])
    assert [item.key for item in plan.items] == ["pets"]
    memory.forget(plan, for_good=True)

    assert keys(store) == ["tea"]
    assert files_with(settings.home, "zebrafinch") == []


def test_items_are_chosen_by_their_words_their_source_and_their_thread(
    memory: Memory, store: MemoryStore
) -> None:
    store.put(NOTES, "bird", {"deep": [{"text": "a Zebrafinch"}], "from": "/tmp/birds.md"})
    store.put((*NOTES, "main"), "fish", {"text": "a guppy"})

    for selection, chosen in (
        (Selection(words="zebrafinch"), ["bird"]),
        (Selection(source="birds.md"), ["bird"]),
        (Selection(thread="main"), ["fish"]),
        (Selection(words="zebrafinch", types=("fact",)), []),
        (Selection(words="parrot"), []),
    ):
        plan = memory.preview(selection, user="me")
        assert [item.key for item in plan.items] == chosen


def test_an_item_that_names_a_forgotten_turn_goes_and_others_speak_for_themselves(
    memory: Memory, store: MemoryStore, episode: Episode_
) -> None:
    turn = episode("please tell me about finches in the wild", "They sing.")
    memory.add([turn])
    store.put(NOTES, "log", {"turn": turn.id})
    store.put(NOTES, "quote", {"text": "Please tell me about finches in the wild."})
    store.put(NOTES, "song", {"text": "finches sing"})

    memory.forget([turn.id])

    assert keys(store) == ["song"]


def test_items_of_another_user_stay(memory: Memory, store: MemoryStore, fact: Fact_) -> None:
    said = Provenance(kind="user")
    memory.add([fact("I love zebrafinches"), Fact(user="ida", provenance=said, statement="hi")])
    store.put(("ida", "notes"), "bird", {"text": "I love zebrafinches"})
    store.put(("shared",), "bird", {"text": "I love zebrafinches"})

    memory.forget(memory.preview(Selection(words="zebrafinches"), user="me"))

    assert [item.namespace for item in store.search(())] == [("ida", "notes")]


def test_undo_brings_an_item_back_as_it_was_and_as_well_found(
    memory: Memory, store: MemoryStore
) -> None:
    store.put(NOTES, "bird", {"text": "a zebrafinch"}, ttl=60)
    store.put(NOTES, "tea", {"text": "black tea"})
    before = store.search(NOTES, query="zebrafinch")

    write = memory.forget(memory.preview(Selection(words="zebrafinch"), user="me"))
    assert keys(store) == ["tea"]
    assert memory.undo(write.id) == []

    assert store.search(NOTES, query="zebrafinch") == before


def test_items_go_out_with_the_records_and_come_in_again(
    memory: Memory, store: MemoryStore, fact: Fact_, tmp_path: Path
) -> None:
    memory.add([fact("I like tea")])
    store.put(NOTES, "bird", {"text": "a zebrafinch"})
    path = tmp_path / "memory.jsonl"
    assert memory.export(path) == 2

    with temporary_home() as elsewhere:
        other = Memory.open(elsewhere, WordEmbedder())
        theirs = MemoryStore(other.database, WordEmbedder())
        report = other.import_file(path, user="me")
        assert (report.added, report.problems) == (2, [])
        assert theirs.get(NOTES, "bird") == store.get(NOTES, "bird")
        assert other.import_file(path, user="me").known == 2
        theirs.put(NOTES, "bird", {"text": "a parrot"})
        assert len(other.import_file(path, user="me").kept) == 1
        assert other.import_file(path, user="me", replace=True).replaced == 1
        assert theirs.get(NOTES, "bird") == store.get(NOTES, "bird")
        other.undo(report.write)
        assert keys(theirs) == []
        other.close()


def test_a_file_of_the_version_before_is_read(memory: Memory, fact: Fact_, tmp_path: Path) -> None:
    path = tmp_path / "memory.jsonl"
    head = {"format": "uptake-memory", "version": 1, "records": 1}
    path.write_text(f"{json.dumps(head)}\n{fact('I like tea').model_dump_json()}\n")

    assert memory.import_file(path, user="me").added == 1
