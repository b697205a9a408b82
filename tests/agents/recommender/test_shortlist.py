"""Of very many items that fit, taste has a say in which are looked at closely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.judged import judge
from uptake.agents.recommender.requests.needs import read_need
from uptake.agents.recommender.search import Search
from uptake.agents.recommender.shortlist import shortlist
from uptake.core.events import Item
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.policy.taste.space import ContentSpace
from uptake.policy.taste.taste import Taste

DAY = date(2026, 11, 21)


class _Fond:
    """A taste for what says one word; it counts what it was asked about."""

    reactions = 9

    def __init__(self, word: str) -> None:
        self._word, self.asked = word, 0

    def scores(self, items: Sequence[Item]) -> NDArray[np.float64]:
        self.asked += len(items)
        told = [" ".join((item.title, *item.attributes.values())) for item in items]
        return np.array([float(self._word in text.split()) for text in told])

    def deviations(self, items: Sequence[Item]) -> NDArray[np.float64]:
        return np.zeros(len(items))


def _record(number: int, genre: str) -> Item:
    return Item(id=str(number), title=f"Record {number}", attributes={"genre": genre})


def _records(count: int) -> list[Item]:
    genres = ["rock", "folk", "opera"]
    return [_record(number, genres[number % 3]) for number in range(count)]


def _listed(items: Sequence[Item], taste: Taste | _Fond | None, said: str = "a record") -> set[str]:
    pool = Pool(items, DAY)
    judged = judge(read_need([said], pool), pool)
    fitting = np.flatnonzero(judged.fitting)
    places = shortlist(Search(said=(said,)), judged, fitting, (), taste, close=24)
    return {items[place].id for place in places}


def test_what_a_person_would_love_is_found_behind_hundreds_of_others() -> None:
    loved = _record(999, "jazz")
    items = [*_records(500), loved]
    assert loved.id not in _listed(items, None)
    assert loved.id in _listed(items, _Fond("jazz"))


def test_a_taste_learned_from_reactions_finds_it_too() -> None:
    shelf = [_record(1000 + n, genre) for n, genre in enumerate(["rock", "folk", "jazz", "opera"])]
    loved = _record(999, "jazz")
    with temporary_home() as settings:
        embedder = WordEmbedder()
        memory = Memory.open(settings, embedder)
        taste = Taste(memory.reactions, ContentSpace(embedder), user="me")
        for _ in range(3):
            taste.learn(shelf, "1002")
        listed = _listed([*_records(500), loved], taste)
        memory.close()
    assert loved.id in listed


def test_of_a_hundred_thousand_items_taste_places_the_values_alone() -> None:
    taste = _Fond("folk")
    assert {int(id) % 3 for id in _listed(_records(20_000), taste)} == {1}
    assert taste.asked < 10


def test_items_that_only_have_names_are_placed_themselves_where_they_are_few() -> None:
    items = [Item(id=str(n), title=f"Record {n}") for n in range(200)]
    items.append(Item(id="jazz", title="All that jazz"))
    assert "jazz" in _listed(items, _Fond("jazz"))


def test_what_is_asked_for_most_comes_before_taste() -> None:
    items = [
        one.model_copy(update={"price": f"€{300 - number % 250}"})
        for number, one in enumerate(_records(500))
    ]
    cheapest = {item.id for item in sorted(items, key=lambda one: int(one.price[1:]))[:20]}
    assert cheapest <= _listed(items, _Fond("folk"), "the cheapest record")
