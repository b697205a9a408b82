"""What a request bears on is found, though it is not mentioned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from uptake.core.errors import ModelError
from uptake.core.protocols import Vectors
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory import memory as memory_module
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory
from uptake.memory.recall.relevance import WEIGHTS, Relevance, find_relevance
from uptake.memory.records import Episode, Fact

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]

OUTINGS, BOOKS = "outings near mountains", "novels worth reading"
HEIGHTS, PRINT = "ladders and towers frighten me", "small print hurts my eyes"


@pytest.fixture
def relevance() -> Relevance:
    """Outings run into a fear of heights, books into bad eyes."""
    keys, values = WordEmbedder().embed([OUTINGS, BOOKS]), WordEmbedder().embed([HEIGHTS, PRINT])
    return Relevance(keys, values, sharpness=20.0, reach=1.0)


@pytest.fixture
def memory(
    settings: Settings, relevance: Relevance, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Memory]:
    monkeypatch.setattr(memory_module, "find_relevance", lambda _: relevance)
    opened = Memory.open(settings, WordEmbedder())
    yield opened
    opened.close()


def embed(*texts: str) -> Vectors:
    return WordEmbedder().embed(texts)


def first(memory: Memory, query: str) -> str:
    return memory.recall(query, user="me", limit=1)[0].record.text()


def test_a_request_moves_towards_what_such_requests_run_into(relevance: Relevance) -> None:
    before, after = embed(OUTINGS), relevance.aim(embed(OUTINGS))
    assert (before @ embed(HEIGHTS).T).item() == pytest.approx(0.0, abs=1e-6)
    assert (after @ embed(HEIGHTS).T).item() > 0.5
    assert (after @ embed(PRINT).T).item() < 0.1


def test_aims_are_as_long_as_vectors(relevance: Relevance) -> None:
    aims = relevance.aim(embed(OUTINGS, BOOKS, "something else"))
    assert aims.shape == (3, WordEmbedder.dimension)
    assert np.linalg.norm(aims, axis=1) == pytest.approx(1.0)


def test_a_fact_is_recalled_that_shares_no_word_with_the_request(
    memory: Memory, fact: Fact_
) -> None:
    memory.add([fact(PRINT), fact("I own a red car"), fact(HEIGHTS)])
    assert first(memory, OUTINGS) == HEIGHTS
    assert first(memory, BOOKS) == PRINT


def test_what_was_forgotten_is_not_found_by_its_bearing(memory: Memory, fact: Fact_) -> None:
    fear = fact(HEIGHTS)
    memory.add([fear, fact("I own a red car")])
    memory.forget([fear.id])
    assert HEIGHTS not in [hit.record.text() for hit in memory.recall(OUTINGS, user="me")]


def test_other_peoples_facts_do_not_bear_on_the_request(memory: Memory, fact: Fact_) -> None:
    memory.add([fact(HEIGHTS, user="you")])
    assert memory.recall(OUTINGS, user="me") == []


def test_weights_come_back_as_they_were_saved(relevance: Relevance, tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    relevance.save(path, "words")
    again = Relevance.load(path)
    requests = embed(OUTINGS, BOOKS, "mountains in novels")
    assert again.aim(requests) == pytest.approx(relevance.aim(requests), abs=0.02)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(WEIGHTS.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"weights\.safetensors"):
        Relevance.load(path)


def test_the_weights_fit_the_default_embedding_model_alone() -> None:
    class Named(WordEmbedder):
        name = "all-MiniLM-L6-v2"

    found = find_relevance(Named())
    assert found is not None
    assert found.keys.shape == found.values.shape
    assert found.keys.shape[1] == 384
    assert find_relevance(WordEmbedder()) is None


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
    memory.close()
    assert sum(found) >= 4
