"""Ages: from which one on a thing is for somebody, and how old it is itself."""

from __future__ import annotations

from datetime import date

import pytest

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.judged import judge
from uptake.agents.recommender.requests.needs import read_need
from uptake.core.events import Item

DAY = date(2026, 11, 21)


def _pool(name: str, *, lasting: str = "", **told: str) -> Pool:
    items = [
        Item(id=title, title=title, attributes={name: text, "playing time": lasting})
        for title, text in told.items()
    ]
    return Pool(items, DAY)


GAMES = _pool(
    "age",
    lasting="30 min",
    Uno="6+",
    Tots="3-5 years",
    Risk="Age 10+",
    Blocks="18+ months",
    Kites="from 4 to 99",
    Chess="8 and up",
)
WHISKIES = _pool("age", Ben="8 years", Glen="12 years", Loch="18 years")


def _fitting(request: str, pool: Pool) -> str:
    """Return the initials of what meets the request."""
    fits = judge(read_need([request], pool), pool).fitting
    return "".join(one.title[0] for one, fit in zip(pool.items, fits, strict=True) if fit)


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("for a four year old", "TBK"),
        ("for a seven year old", "UBK"),
        ("for my 12-year-olds", "URBKC"),
        ("for an 18 month old", "B"),
        ("a game for a 6-year-old under 45 minutes", "UBK"),
        ("a game under 20 minutes", ""),
    ],
)
def test_a_least_age_is_open_upward(request_: str, left: str) -> None:
    assert _fitting(request_, GAMES) == left


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("a 12 year old whisky", "G"),
        ("at least 12 years old", "GL"),
        ("older than 10 years", "GL"),
    ],
)
def test_an_age_without_a_plus_is_that_age(request_: str, left: str) -> None:
    assert _fitting(request_, WHISKIES) == left


def test_a_least_number_of_people_is_open_upward_too() -> None:
    rooms = _pool("players", Few="2-4", Many="6+")
    assert _fitting("for eight people", rooms) == "M"


def test_an_age_that_nothing_tells_of_is_said() -> None:
    films = _pool("genre", Amber="drama", Birch="comedy", Cedar="horror")
    assert read_need(["something for a four year old"], films).unplaced == ("four year old",)
    assert read_need(["I am 30 years old, what should I watch?"], films).unplaced == ()
