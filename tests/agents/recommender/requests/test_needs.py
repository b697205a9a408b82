"""What a request asks of the items, with a small town of made-up places beside it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.judged import judge, relaxations
from uptake.agents.recommender.requests.constraints import Within
from uptake.agents.recommender.requests.needs import read_need
from uptake.core.events import Item


def _place(name: str, price: str, **attributes: str) -> Item:
    return Item(id=name.lower(), title=name, price=price, attributes=attributes)


PLACES = (
    _place("Amber", "€12", cuisine="Thai", rating="4.6", distance="800 m", seats="2-8",
           hours="12:00-23:00", wifi="yes", mood="quiet", opened="1994"),
    _place("Birch", "€28", cuisine="Italian", rating="4.1", distance="2.5 km", seats="2-4",
           hours="18:00-22:00", wifi="no", mood="lively", opened="2008"),
    _place("Cedar", "€19", cuisine="Italian, Greek", rating="3.9", distance="1.2 km", seats="2-12",
           hours="09:00-17:00", wifi="yes", mood="lively", opened="2015"),
    _place("Dune", "€45", cuisine="Japanese", rating="4.8", distance="6 km", seats="1-2",
           hours="17:00-23:30", wifi="no", mood="quiet", opened="2019"),
    _place("Elder", "", cuisine="Thai", rating="4.4", distance="400 m", seats="2-6",
           mood="lively", opened="2001", note="a shaded garden with seafood on ice"),
)  # fmt: skip


@pytest.fixture
def pool() -> Pool:
    return Pool(PLACES, date(2026, 11, 21))


def _fitting(pool: Pool, *said: str) -> str:
    """Return the initials of the places that meet what was said."""
    fits = judge(read_need(said, pool), pool).fitting
    return "".join(item.title[0] for item, fit in zip(pool.items, fits, strict=True) if fit)


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("under 20 euros", "ACE"),
        ("between 15 and 30", "BCE"),
        ("I don't want to spend more than 20", "ACE"),
        ("nothing over 30", "ABCE"),
        ("not more than 1 km away", "AE"),
        ("at least 4.5 stars", "AD"),
        ("rated 4.5 or better", "AD"),
        ("dinner for six", "ACE"),
        ("with 3 friends", "ABCE"),
        ("open at 10:30 pm", "ADE"),
        ("from the 2000s", "BE"),
        ("since 2010", "CD"),
        ("before 2010", "ABE"),
        ("older than 2008", "AE"),
        ("newer than 2008", "CD"),
        ("nothing older than 2008", "BCD"),
        ("not before 2008", "BCD"),
        ("before 11 am", "CE"),
        ("not before 5:30 pm", "ABDE"),
        ("we are 6", "ACE"),
        ("for 8 or 12", "AC"),
        ("for at most 20 euros, a Greek place", "C"),
        ("a Thai place", "AE"),
        ("Greek or Japanese", "CD"),
        ("no Thai, Greek or Japanese", "B"),
        ("anything but Italian", "ADE"),
        ("with wifi", "ACE"),
        ("without wifi", "BDE"),
        ("something quiet", "AD"),
        ("no seafood", "ABCD"),
        ("no Greek seafood", "ABDE"),
        ("a quiet Thai place under 20 euros for four, please", "A"),
    ],
)
def test_what_is_asked_filters(pool: Pool, request_: str, left: str) -> None:
    assert _fitting(pool, request_) == left


@pytest.mark.parametrize(
    "request_",
    [
        "Which of these would I like best?",
        "ideally Thai",
        "quiet if possible",
        "around 30 euros",
        "something cheap",
        "I can't decide",
        "no idea what to eat",
        "it doesn't have to be quiet",
    ],
)
def test_a_wish_is_no_condition(pool: Pool, request_: str) -> None:
    assert _fitting(pool, request_) == "ABCDE"


@pytest.mark.parametrize(
    ("request_", "column", "descending"),
    [
        ("the cheapest one", "price", False),
        ("the most expensive", "price", True),
        ("the best rated place", "rating", True),
        ("as close as possible", "distance", False),
        ("the newest", "opened", True),
        ("lowest distance", "distance", False),
    ],
)
def test_a_superlative_orders(pool: Pool, request_: str, column: str, descending: bool) -> None:
    (order,) = read_need([request_], pool).superlatives
    assert (order.about, order.descending) == (column, descending)


def test_what_is_not_told_is_unknown_and_not_wrong(pool: Pool) -> None:
    judged = judge(read_need(["under 20 euros"], pool), pool)
    assert judged.fitting.tolist() == [True, False, True, False, True]
    assert judged.unknown.tolist() == [0, 0, 0, 0, 1]


def test_two_currencies_are_not_compared(pool: Pool) -> None:
    (bound,) = read_need(["under 20 dollars"], pool).constraints
    assert _fitting(pool, "under 20 dollars") == "ABCDE"
    assert isinstance(bound, Within)
    assert bound.uncompared() == {"EUR": 4}


def test_a_bound_that_no_item_says_anything_of_is_told(pool: Pool) -> None:
    assert read_need(["under 500 kcal"], pool).unplaced == ("under 500 kcal",)


@pytest.mark.parametrize(
    "said",
    [
        ("under 20 and over 50",),
        ("under 20", "over 50"),
        ("a quiet one", "a lively one"),
        ("no Thai", "Thai"),
        ("the cheapest and most expensive",),
        ("cheap and expensive",),
        ("a table for four, for six people",),
        ("we are four, for six people",),
    ],
)
def test_what_cannot_both_be_had_is_a_question(pool: Pool, said: tuple[str, ...]) -> None:
    (conflict,) = read_need(said, pool).conflicts
    assert "Which holds?" in conflict.question()


@pytest.mark.parametrize(
    "request_",
    [
        "cheap or expensive",
        "neither cheap nor expensive",
        "not too cheap, not too expensive",
        "I don't mind whether cheap or expensive",
        "cheap, not the most expensive",
        "a small place with a big terrace",
        "for two nights, for four people",
        "for four or six",
    ],
)
def test_what_can_both_be_had_is_no_question(pool: Pool, request_: str) -> None:
    assert read_need([request_], pool).conflicts == ()


def test_ages_are_compared_the_other_way_round_than_years() -> None:
    whiskies = Pool(
        [_place("Ash", "", age="10 years"), _place("Beech", "", age="18 years")],
        date(2026, 11, 21),
    )
    assert _fitting(whiskies, "older than 12 years") == "B"
    assert _fitting(whiskies, "younger than 12 years") == "A"


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ("for six people", ("for six people",)),
        ("we are 3", ("we are 3",)),
        ("tonight at 8 pm", ("8 pm",)),
        ("on Monday", ("on Monday",)),
        ("what should I eat tonight?", ()),
        ("my son is 5 years old", ()),
    ],
)
def test_an_amount_that_no_column_tells_of_is_told(request_: str, told: tuple[str, ...]) -> None:
    bare = Pool([_place("Ash", "", mood="quiet")], date(2026, 11, 21))
    assert read_need([request_], bare).unplaced == told


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (("Thai under 15", "actually, up to 30"), "AE"),
        (("Thai", "what about Japanese?"), "D"),
        (("under 30", "under 15"), "AE"),
        (("Thai", "quiet"), "A"),
        (("no Thai", "Thai is fine after all"), "AE"),
    ],
)
def test_what_is_said_later_narrows_or_replaces(
    pool: Pool, said: tuple[str, ...], left: str
) -> None:
    assert read_need(said, pool).conflicts == ()
    assert _fitting(pool, *said) == left


def test_where_nothing_fits_it_is_counted_what_would_have_to_give(pool: Pool) -> None:
    judged = judge(read_need(["a Japanese place under 20 euros for two"], pool), pool)
    assert not judged.fitting.any()
    assert relaxations(judged) == [
        'without "Japanese" 3 would fit',
        'without "under 20 euros" 1 would fit (the nearest: 45 EUR)',
    ]


def test_values_that_an_item_may_have_together_are_all_asked_for() -> None:
    pool = Pool(
        [
            Item(id="1", title="One", attributes={"extras": "pool, sauna"}),
            Item(id="2", title="Two", attributes={"extras": "pool"}),
            Item(id="3", title="Three", attributes={"extras": "sauna, gym"}),
        ],
        date(2026, 11, 21),
    )
    assert _fitting(pool, "with pool and sauna") == "O"
    assert _fitting(pool, "with a gym or a pool") == "OTT"


def test_of_items_with_one_id_the_first_counts() -> None:
    items = [Item(id="1", title="One"), Item(id="1", title="Other"), Item(id="2", title="Two")]
    pool = Pool(items, date(2026, 11, 21))
    assert [item.title for item in pool.items] == ["One", "Two"]
    assert pool.doubled == 1


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("a flat with two rooms for at most $1000", "A"),
        ("a studio", "B"),
        ("rented for a week", "AC"),
        ("for half a day", "B"),
    ],
)
def test_an_amount_that_is_a_value_of_the_pool_is_meant_as_that_value(
    request_: str, left: str
) -> None:
    flats = Pool(
        [
            _place("Ash", "$900", rooms="two rooms", lease="a week"),
            _place("Beech", "$800", rooms="studio", lease="half a day"),
            _place("Cherry", "$950", rooms="three rooms", lease="a week"),
        ],
        date(2026, 11, 21),
    )
    assert _fitting(flats, request_) == left


FLATS = (
    _place("Attic", "540", rooms="2", pets_allowed="yes"),
    _place("Barn", "880", rooms="3", pets_allowed="on request"),
    _place("Cabin", "1200", rooms="3", pets_allowed="no"),
    _place("Den", "450", rooms="5", pets_allowed="no"),
)


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("two or three rooms", "ABC"),
        ("something for two or three rooms under 900", "AB"),
        ("2 or 5 rooms", "AD"),
        ("2, 3 or 4 rooms", "ABC"),
        ("three rooms under 900", "B"),
        ("two or more rooms, at most 600", "AD"),
        ("pets allowed", "AB"),
        ("no pets", "BCD"),
    ],
)
def test_alternatives_and_what_a_number_counts_are_understood(request_: str, left: str) -> None:
    assert _fitting(Pool(FLATS, date(2026, 11, 21)), request_) == left


def test_a_bound_is_told_with_what_it_counts() -> None:
    need = read_need(["two or three rooms under 900"], Pool(FLATS, date(2026, 11, 21)))
    assert [one.said for one in need.constraints] == ["two or three rooms", "under 900"]


MACHINES = Pool(
    [
        Item(id=name, title=name, attributes={"noise": noise, "load": load, "top": speed})
        for name, noise, load, speed in (
            ("A", "38 dB", "5 kg", "25 km/h"),
            ("B", "55 dB", "2 kg", "45 km/h"),
            ("C", "62 dB", "9 kg", "20 km/h"),
        )
    ],
    date(2026, 11, 21),
)


@pytest.mark.parametrize(
    ("request_", "first"),
    [
        ("a quiet machine", "A"),
        ("nothing too heavy", "B"),
        ("a fast one", "B"),
        ("the loudest", "C"),
        ("a slow one", "C"),
    ],
)
def test_an_adjective_asks_for_an_end_of_its_measure(request_: str, first: str) -> None:
    (one,) = read_need([request_], MACHINES).constraints
    assert MACHINES.items[int(np.argmax(one.judge(MACHINES)))].title == first


@pytest.mark.parametrize(("request_", "left"), [("under 40 dB", "A"), ("at least 22 km/h", "AB")])
def test_units_of_noise_and_speed_bound(request_: str, left: str) -> None:
    assert _fitting(MACHINES, request_) == left
