from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact, Provenance

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
