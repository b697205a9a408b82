"""How much of something a preference wants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.stated import read_preference
from uptake.agents.recommender.requests.degrees import Degree
from uptake.core.events import Item

WEIGHTS = ("2 kg", "9 kg", "4 kg")
NOISE = ("44 dB", "31 dB", "62 dB")


def _pool(name: str, texts: Sequence[str]) -> Pool:
    items = [
        Item(id=str(place), title=f"Number {place}", attributes={name: text})
        for place, text in enumerate(texts)
    ]
    return Pool(items, date(2026, 11, 21))


def _worths(preference: str, name: str, texts: Sequence[str]) -> list[float]:
    pool = _pool(name, texts)
    (one,) = read_preference(preference, pool)
    assert isinstance(one, Degree)
    assert one.about == name
    return [float(worth) for worth in one.judge(pool)]


@pytest.mark.parametrize(
    ("preference", "name", "texts", "order"),
    [
        ("Heavy tents aren't for me.", "load", WEIGHTS, [0, 2, 1]),
        ("I want something light to carry.", "load", WEIGHTS, [0, 2, 1]),
        ("Nothing too light, please.", "load", WEIGHTS, [1, 2, 0]),
        ("I like a quiet one.", "fan", NOISE, [1, 0, 2]),
        ("I avoid noisy machines.", "fan", NOISE, [1, 0, 2]),
        ("I prefer bright lamps.", "light", ("800 lm", "250 lm", "1500 lm"), [2, 0, 1]),
        ("I hate walks that take hours.", "walk", ("half an hour", "5 hours", "90 min"), [0, 2, 1]),
        ("I like meals that are quickly made.", "time", ("50 min", "20 min", "2 h"), [1, 0, 2]),
        ("Large groups aren't for me.", "group", ("30 people", "6 people", "12 people"), [1, 2, 0]),
    ],
)
def test_amounts_are_held_against_the_adjective_and_its_side(
    preference: str, name: str, texts: Sequence[str], order: list[int]
) -> None:
    assert np.argsort(-np.array(_worths(preference, name, texts))).tolist() == order


def test_what_tells_no_amount_has_little_of_it() -> None:
    none, year, decade = _worths(
        "I never sign long leases.", "term", ("leave when you like", "12 months", "ten years")
    )
    assert year > decade
    assert none > decade


def test_what_is_not_wanted_speaks_for_nothing() -> None:
    assert max(_worths("No heavy bags for me.", "load", WEIGHTS)) <= 0
    assert max(_worths("I like light bags.", "load", WEIGHTS)) == 1


def test_an_adjective_of_the_same_measure_tells_where_no_amount_does() -> None:
    texts = ("hushed library", "loud market", "old mill")
    assert _worths("I like quiet places.", "spot", texts) == [1, -1, 0]
    assert _worths("I can't stand quiet places.", "spot", texts) == [-1, 1, 0]


def test_a_name_is_no_measure() -> None:
    assert read_preference("I like old films.", _pool("district", ("Old Town", "Harbour"))) == []


def test_what_does_not_matter_is_no_degree() -> None:
    assert read_preference("I don't mind heavy ones.", _pool("load", WEIGHTS)) == []


def test_the_column_that_is_named_is_meant() -> None:
    items = [
        Item(id="1", title="One", attributes={"delivery": "2 days", "battery": "9 hours"}),
        Item(id="2", title="Two", attributes={"delivery": "5 days", "battery": "20 hours"}),
    ]
    pool = Pool(items, date(2026, 11, 21))
    (one,) = read_preference("I want a long battery life.", pool)
    assert one.about == "battery"
    assert [float(worth) for worth in one.judge(pool)] == [-1, 1]


@pytest.mark.parametrize(
    "preference",
    [
        "Glossy prints aren't for me.",
        "I don't want prints that are glossy.",
        "I'd take matte over glossy.",
        "I never buy prints that aren't matte.",
    ],
)
def test_a_value_counts_for_the_side_that_it_is_named_on(preference: str) -> None:
    pool = _pool("print", ("glossy", "matte"))
    judged = [one.judge(pool) for one in read_preference(preference, pool)]
    assert np.sign(np.mean(judged, axis=0)).tolist() == [-1, 1]
