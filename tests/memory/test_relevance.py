"""What a request bears on is found, though it is not mentioned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from uptake.core.errors import ModelError
from uptake.core.protocols import Vectors
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory import memory as memory_module
from uptake.memory.embedding import MiniLM, load_embedder
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact
from uptake.memory.relevance import DOWN, UP, WEIGHTS, Relevance, find_relevance, save, with_changes

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]

OUTINGS, BOOKS = "outings near mountains", "novels worth reading"
HEIGHTS, PRINT = "ladders and towers frighten me", "small print hurts my eyes"


class Bearing(WordEmbedder):
    """Outings run into a fear of heights, books into bad eyes."""

    name = "bearing"

    def embed(self, texts: Sequence[str]) -> Vectors:
        meant = {OUTINGS: HEIGHTS, BOOKS: PRINT}
        return super().embed([meant.get(text, text) for text in texts])


@pytest.fixture
def memory(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    opened = opened_with(Bearing(), settings, monkeypatch)
    yield opened
    opened.close()


def opened_with(
    relevance: WordEmbedder | None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Memory:
    monkeypatch.setattr(memory_module, "find_relevance", lambda _: relevance)
    return Memory.open(settings, WordEmbedder())


def first(memory: Memory, query: str) -> str:
    return memory.recall(query, user="me", limit=1)[0].record.text()


def test_a_fact_is_recalled_that_shares_no_word_with_the_request(
    memory: Memory, fact: Fact_
) -> None:
    memory.add([fact(PRINT), fact("I own a red car"), fact(HEIGHTS)])
    assert first(memory, OUTINGS) == HEIGHTS
    assert first(memory, BOOKS) == PRINT


def test_what_was_said_in_a_conversation_is_found_by_likeness_alone(
    memory: Memory, episode: Episode_
) -> None:
    memory.add([episode("my hobby is fishing"), episode(f"I told you: {HEIGHTS}")])
    assert all(hit.relevance < 0.1 for hit in memory.recall(OUTINGS, user="me"))


def test_what_was_forgotten_is_not_found_by_its_bearing(memory: Memory, fact: Fact_) -> None:
    fear = fact(HEIGHTS)
    memory.add([fear, fact("I own a red car")])
    memory.forget([fear.id])
    assert HEIGHTS not in [hit.record.text() for hit in memory.recall(OUTINGS, user="me")]


def test_other_peoples_facts_do_not_bear_on_the_request(memory: Memory, fact: Fact_) -> None:
    memory.add([fact(HEIGHTS, user="you")])
    assert memory.recall(OUTINGS, user="me") == []


@pytest.mark.real
def test_a_home_of_other_weights_finds_its_facts_anew(
    settings: Settings, fact: Fact_, episode: Episode_, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened_with(None, settings, monkeypatch)
    before.add([fact(HEIGHTS), episode("my hobby is fishing")])
    before.add(fact(f"I live near w{number}") for number in range(50))
    before.catch_up()
    assert first(before, OUTINGS) != HEIGHTS
    before.close()
    after = opened_with(Bearing(), settings, monkeypatch)
    assert first(after, OUTINGS) == HEIGHTS
    assert first(after, "fishing hobby").startswith("my hobby is fishing")
    after.close()


def test_changes_are_added_to_what_they_change() -> None:
    before = torch.nn.Linear(4, 3)
    changes = {"0.bias": torch.ones(3), "0.weight" + UP: torch.ones(3, 1)}
    changes["0.weight" + DOWN] = torch.full((1, 4), 0.5)
    after = dict(with_changes(torch.nn.ModuleList([before]), changes).named_parameters())
    assert torch.allclose(after["0.bias"], before.bias + 1)
    assert torch.allclose(after["0.weight"], before.weight + 0.5)


def test_changes_of_another_model_are_named() -> None:
    with pytest.raises(ModelError, match=r"7\.bias"):
        with_changes(torch.nn.ModuleList([torch.nn.Linear(4, 3)]), {"7.bias": torch.ones(3)})


def test_other_weights_are_another_space(settings: Settings, tmp_path: Path) -> None:
    def named(value: float) -> str:
        save(tmp_path / "weights.safetensors", {"0.bias": torch.full((3,), value)}, "some", 3)
        return Relevance(MiniLM(settings), tmp_path / "weights.safetensors").name

    assert named(1.0) == named(1.0) != named(2.0)


def test_a_damaged_file_is_named(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(WEIGHTS.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"weights\.safetensors"):
        Relevance(MiniLM(settings), path)


def test_the_weights_fit_the_default_embedding_model_alone(settings: Settings) -> None:
    found = find_relevance(load_embedder(settings))
    assert found is not None
    assert (found.dimension, found.name.startswith("all-MiniLM-L6-v2+")) == (384, True)
    assert find_relevance(WordEmbedder()) is None
    other = settings.model_copy(update={"embedding_model": "somebody/another"})
    assert find_relevance(load_embedder(other)) is None


@pytest.mark.real
def test_the_embedding_model_itself_stays_as_it_is(settings: Settings) -> None:
    embedder = MiniLM(settings)
    relevance = find_relevance(embedder)
    assert relevance is not None
    moved = relevance.embed(["I'm afraid of heights"])
    plain = embedder.embed(["I'm afraid of heights"])
    assert np.array_equal(plain, MiniLM(settings).embed(["I'm afraid of heights"]))
    assert not np.allclose(moved, plain, atol=0.05)
    shared = {id(parameter) for parameter in embedder.model().parameters()}
    alone = [p.numel() for p in relevance.model().parameters() if id(p) not in shared]
    assert sum(alone) < 6_000_000


@pytest.mark.real
def test_shipped_weights_bring_up_what_questions_bear_on(settings: Settings, fact: Fact_) -> None:
    facts = {
        "I can't digest anything fried": "Which snacks should I get at the fair?",
        "I never drive on motorways": "How long does it take me to Leeds by car?",
        "Perfume gives me a migraine": "Which department store would be fun to stroll through?",
        "I don't want to see any blood": "Which war film should we see tonight?",
        "I gave up plastic": "What should I pack the sandwiches in?",
        "I only read on paper": "How do I get the new novel by tomorrow?",
    }
    memory = Memory.open(settings, load_embedder(settings))
    memory.add(fact(statement) for statement in facts)
    found = [first(memory, question) == statement for statement, question in facts.items()]
    named = [first(memory, f"Who told you this: {statement}?") for statement in facts]
    memory.close()
    assert sum(found) >= 4
    assert named == [*facts]
