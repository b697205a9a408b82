"""The embedding model: what it promises without weights, and what the real one knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from uptake.core.errors import ModelError
from uptake.core.protocols import Embedder
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.memory.embedding import SentenceEmbedder, load_embedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact

Fact_ = Callable[..., Fact]


@pytest.fixture(scope="module")
def minilm() -> Iterator[Embedder]:
    with temporary_home() as settings:
        yield load_embedder(settings)


def test_its_name_is_known_before_it_is_loaded(settings: Settings) -> None:
    embedder = load_embedder(settings)
    assert (embedder.name, embedder.dimension) == ("all-MiniLM-L6-v2", 384)
    assert embedder.embed([]).shape == (0, 384)
    assert isinstance(embedder, Embedder)


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    with (
        temporary_home(embedding_model=str(tmp_path)) as settings,
        pytest.raises(ModelError, match=tmp_path.name),
    ):
        load_embedder(settings).embed(["hello"])


@pytest.mark.real
def test_what_means_the_same_is_near(minilm: Embedder) -> None:
    mail, message, boat = minilm.embed(
        ["delete the mail of Ada", "remove Ada's message", "my boat is red"]
    )
    assert mail @ message > 0.6 > 0.3 > mail @ boat


@pytest.mark.real
def test_vectors_have_length_one_whatever_the_text(minilm: Embedder) -> None:
    vectors = minilm.embed(["", "a \ud800 b", "word " * 100_000, "我喜欢喝绿茶", "tea", "tea"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (6, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[4], vectors[5])


@pytest.mark.real
def test_a_text_is_read_the_same_whatever_is_read_with_it(minilm: Embedder) -> None:
    assert isinstance(minilm, SentenceEmbedder)
    texts = [
        "a long text about this and that " * 9,
        "tea",
        "a table for two",
        "",
        "tea for two " * 8,
    ]
    together = minilm.embed_tokens(texts, (-1,), most=40)
    layers = minilm.embed_layers(texts)
    for text, tokens, means in zip(texts, together, layers, strict=True):
        (alone,) = minilm.embed_tokens([text], (-1,), most=40)
        assert np.allclose(tokens, alone, atol=1e-4)
        assert np.allclose(means, minilm.embed_layers([text])[0], atol=1e-4)


@pytest.mark.real
def test_few_texts_are_embedded_as_many_are(minilm: Embedder) -> None:
    assert isinstance(minilm, SentenceEmbedder)
    few = ["a table for two", "a longer text about something else " * 20, ""]
    known = minilm.model().encode(few, normalize_embeddings=True)
    assert np.allclose(minilm.embed(few), known, atol=1e-6)


@pytest.mark.real
def test_memory_finds_by_meaning_without_a_common_word(
    settings: Settings, minilm: Embedder, fact: Fact_
) -> None:
    memory = Memory.open(settings, minilm)
    memory.add(
        [fact("I am vegetarian"), fact("My car is a red convertible"), fact("I live in Oslo")]
    )
    for query, best in (
        ("what should we cook for dinner?", "I am vegetarian"),
        ("which automobile is his", "My car is a red convertible"),
        ("home town", "I live in Oslo"),
    ):
        assert memory.recall(query, user="me")[0].record.text() == best
    assert memory.recall("home town", user="me")[-1].relevance < 0.3
    memory.close()


def test_opening_memory_loads_nothing_heavy() -> None:
    code = (
        "import sys; from uptake.core.testing import temporary_home\n"
        "from uptake.memory.memory import Memory\n"
        "from uptake.memory.embedding import load_embedder\n"
        "with temporary_home() as s: Memory.open(s, load_embedder(s)).close()\n"
        "print(sorted({'torch', 'transformers', 'chromadb', 'sentence_transformers', 'langgraph'}"
        " & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
