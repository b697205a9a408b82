"""What a person cannot stand is held against items by its meaning, with the real embedder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from uptake import recommend
from uptake.agents.recommender.recommendation import Recommendation
from uptake.core.events import Item
from uptake.core.protocols import Embedder
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance

pytestmark = pytest.mark.real

# Neither of these asks for what is at stake.
REQUESTS = ("recommend a place for an afternoon", "where should I go this afternoon?")
TOLD = (
    Item(id="market", title="A lively market, full of people"),
    Item(id="garden", title="A quiet garden"),
)
BARE = (
    Item(id="market", title="Lively market"),
    Item(id="garden", title="Quiet garden"),
)


@pytest.fixture(scope="module")
def minilm() -> Iterator[Embedder]:
    with temporary_home() as settings:
        yield load_embedder(settings)


def recommended(request: str, items: Sequence[Item], said: str, minilm: Embedder) -> Recommendation:
    with temporary_home() as settings:
        memory = Memory.open(settings, minilm)
        told = Provenance(kind="turn", ids=("t",), text=said)
        memory.add([Fact(id="f", user="ada", provenance=told, statement=said)])
        memory.close()
        return recommend(request, items, "ada", settings=settings, embedder=minilm)


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("I can't stand crowds", TOLD),
        ("Crowds make me nervous", TOLD),
        ("I love quiet places", BARE),
        ("I can't stand crowds", BARE),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_who_cannot_stand_crowds_is_sent_to_the_garden_and_told_why(
    minilm: Embedder, request_: str, said: str, items: Sequence[Item], backwards: bool
) -> None:
    found = recommended(request_, items[::-1] if backwards else items, said, minilm)
    garden, market = found.items
    assert (garden.id, market.id) == ("garden", "market")
    assert f'"{said}", as you said' in garden.why
    assert [(one.record, one.origin) for one in found.criteria] == [("f", "memory")]
