from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from langgraph.store.base import BaseStore, IndexConfig
from langgraph.store.memory import InMemoryStore

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact, Provenance
from uptake.memory.storage import record_vectors
from uptake.memory.storage.database import Database
from uptake.memory.store.base_store import MemoryStore

SAID = Provenance(kind="user")


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as made:
        yield made


@pytest.fixture
def memory(settings: Settings) -> Iterator[Memory]:
    opened = Memory.open(settings, WordEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def fact() -> Callable[..., Fact]:
    def make(statement: str, user: str = "me", **more: object) -> Fact:
        return Fact(user=user, provenance=SAID, statement=statement, **more)

    return make


@pytest.fixture
def episode() -> Callable[..., Episode]:
    def make(request: str, user: str = "me", **more: object) -> Episode:
        return Episode(
            user=user,
            provenance=SAID,
            thread="main",
            request=request,
            reply="Done.",
            **more,
        )

    return make


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.paths.memory)
    yield opened
    opened.close()


@pytest.fixture(params=["langgraph", "uptake"])
def store(request: pytest.FixtureRequest, database: Database) -> BaseStore:
    """A host's store: LangGraph's own, and ours. What a host relies on holds in both."""
    if request.param == "langgraph":
        return InMemoryStore(index=IndexConfig(dims=256, embed=_embed, fields=["text"]))
    return MemoryStore(database, WordEmbedder(), fields=["text"])


def _embed(texts: Sequence[str]) -> list[list[float]]:
    return [[float(x) for x in row] for row in WordEmbedder().embed(texts)]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Chroma answer, as it does where there are too many records to compare each."""
    monkeypatch.setattr(record_vectors, "SCANNED", 0)
