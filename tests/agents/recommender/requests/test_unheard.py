"""What a request asks for and nothing tells of: it is said, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.requests.needs import read_need
from uptake.agents.recommender.search import Search
from uptake.core.events import Item


class Nothing:
    """A likeness by which nothing means anything else."""

    def fits(self, preferences: Sequence[str], values: Sequence[str]) -> NDArray[np.float64]:
        return np.zeros((len(values), len(preferences)))


PLACES = Pool(
    [
        Item(id="1", title="Amber", price="€12", attributes={"cuisine": "Thai", "rating": "4.6"}),
        Item(id="2", title="Birch", price="€28", attributes={"cuisine": "Greek", "rating": "4.1"}),
        Item(id="3", title="Ramen Bar", price="€9", attributes={"cuisine": "Lao", "rating": "3.9"}),
    ],
    date(2026, 11, 21),
)


def _told(request: str) -> tuple[str, ...]:
    return read_need([request], PLACES, (), Nothing()).unplaced


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ("Japanese under 20", ("Japanese",)),
        ("I want Japanese food tonight", ("Japanese food",)),
        ("sushi", ("sushi",)),
        ("I'd like sushi, please", ("sushi",)),
        ("I'm in the mood for sushi", ("sushi",)),
        ("in size XL", ("size XL",)),
        ("restaurants in Berlin", ("Berlin",)),
        ("Thai for two", ("for two",)),
        ("a room near the port", ("near the port",)),
        ("Thai, close to my office, under 20", ("close to my office",)),
    ],
)
def test_what_nothing_here_tells_of_is_said(request_: str, told: tuple[str, ...]) -> None:
    assert _told(request_) == told


@pytest.mark.parametrize(
    "request_",
    [
        "with rating above 4",
        "I don't like Thai food",
        "Thai food",
        "ramen",
        "cheap or expensive",
        "I was there 2 years ago",
        "I have never been there before",
        "lunch",
        "dinner tonight",
        "what should I eat tonight?",
        "surprise me",
        "OK, something Thai",
        "help me choose",
        "I'm hungry",
        "a restaurant near here",
        "any recommendations?",
        "something nice for Anna",
        "a gift for my mother",
        "neither Thai nor Greek",
        "near me",
        "a table near the bar",
    ],
)
def test_what_is_told_or_merely_spoken_of_is_not_said(request_: str) -> None:
    assert _told(request_) == ()


LAPTOPS = [
    Item(id="1", title="Swift 3", price="€800", attributes={"brand": "Acer"}),
    Item(id="2", title="Zen 5", price="€700", attributes={"brand": "Asus"}),
]


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ("a laptop under 1000", ()),
        ("laptop under 1000", ()),
        ("laptops", ()),
        ("I need laptop", ()),
        ("gaming laptop under 1000", ("gaming",)),
        ("gaming laptop", ("gaming",)),
        ("tablet under 1000", ("tablet",)),
    ],
)
def test_what_the_list_is_called_by_all_of_its_items_are(
    request_: str, told: tuple[str, ...]
) -> None:
    pool = Pool(LAPTOPS, date(2026, 11, 21), "cheap_laptops-2026")
    assert read_need([request_], pool, (), Nothing()).unplaced == told


@pytest.mark.parametrize(
    "search",
    [
        Search(said=("laptop",), catalogue="/home/me/laptops.csv"),
        Search(said=("laptop",), address="https://shop.example/laptops?page=2"),
    ],
)
def test_a_list_is_called_by_its_file_or_its_address(search: Search) -> None:
    pool = Pool(LAPTOPS, search.day, search.list_name)
    assert read_need(search.said, pool, (), Nothing()).unplaced == ()


def test_where_distances_are_told_nearness_goes_by_them() -> None:
    told = [Item(id=str(n), title="Inn", attributes={"distance": f"{n} km"}) for n in range(1, 5)]
    need = read_need(["near the port"], Pool(told, date(2026, 11, 21)), (), Nothing())
    assert need.unplaced == ()
    assert [one.about for one in need.constraints] == ["distance"]
