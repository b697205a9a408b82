"""Words of a request that are no value, and what they are taken for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.judged import judge
from uptake.agents.recommender.requests.meanings import Means, Without
from uptake.agents.recommender.requests.needs import Need, read_need
from uptake.core.events import Item

ALIKE = {
    ("scary", "ghosts"): 0.9,
    ("shore", "harbour view"): 0.6,
    ("shores", "harbour view"): 0.6,
    ("shore", "hill"): 0.2,
}


class Table:
    """A likeness that knows a few pairs."""

    def fits(self, preferences: Sequence[str], values: Sequence[str]) -> NDArray[np.float64]:
        rows = [[ALIKE.get((one, value), 0.0) for one in preferences] for value in values]
        return np.array(rows)


def _item(title: str, **attributes: str) -> Item:
    return Item(id=title, title=title, attributes=attributes)


HOUSES = Pool(
    [
        _item("One", theme="ghosts", place="hill", food="lamb stew, rice"),
        _item("Two", theme="robots", place="harbour view", food="lentils, rice"),
        _item("Three", theme="none", place="old town", food="cod, peas"),
    ],
    date(2026, 11, 21),
)


def _need(text: str) -> Need:
    return read_need([text], HOUSES, (), Table())


def _scores(text: str) -> list[float]:
    (row,) = judge(_need(text), HOUSES).rows
    return [float(one) for one in np.nan_to_num(row)]


def test_a_word_is_taken_for_the_value_that_it_means_and_says_so() -> None:
    (wish,) = _need("something scary").constraints
    assert isinstance(wish, Means)
    assert (wish.said, wish.taken_for) == ("scary", "as I take it: ghosts")
    assert _scores("something scary") == [0.9, 0.0, 0.0]


def test_what_a_word_may_mean_leaves_nothing_out() -> None:
    assert judge(_need("a house at the shore"), HOUSES).fitting.all()


def test_what_is_turned_down_by_its_meaning_counts_against_it() -> None:
    assert _scores("nothing scary") == [-0.9, 0.0, 0.0]


def test_words_that_stand_in_a_value_need_no_likeness() -> None:
    assert _scores("a place with a view") == [0.0, 1.0, 0.0]


def test_a_way_of_living_leaves_out_what_it_rules_out() -> None:
    need = _need("something vegetarian")
    assert [item.title for item, fits in zip(HOUSES.items, judge(need, HOUSES).fitting, strict=True)
            if fits] == ["Two"]  # fmt: skip
    (way,) = need.constraints
    assert isinstance(way, Without)
    assert way.taken_for == "so without lamb stew and the like"


def test_what_is_ruled_out_is_found_in_capitals_and_not_within_other_words() -> None:
    told = ("Grilled LAMB with rice", "Lambent light", "Rice with beans", "Turkey with beans")
    dishes = Pool([_item(text, dish=text) for text in told], date(2026, 11, 21))
    need = read_need(["something vegetarian"], dishes, (), Table())
    assert judge(need, dishes).fitting.tolist() == [False, True, True, False]


def test_what_nothing_means_is_told_and_not_made_up() -> None:
    need = _need("something purple")
    assert need.constraints == ()
    assert need.unplaced == ("purple",)


def test_the_occasion_of_a_request_is_no_wish() -> None:
    assert _need("a house for my birthday").unplaced == ()


def test_a_value_that_is_named_takes_the_place_of_what_a_word_was_taken_for() -> None:
    need = read_need(["something scary", "only robots"], HOUSES, (), Table())
    assert [one.said for one in need.constraints] == ["robots"]


def test_what_a_way_of_living_rules_out_is_not_asked_for_in_one_breath() -> None:
    need = _need("something vegetarian with lamb stew")
    assert [(one.one, one.other) for one in need.conflicts] == [("lamb stew", "vegetarian")]


def test_a_way_of_living_can_be_let_go() -> None:
    need = read_need(["something vegetarian", "with lamb stew instead"], HOUSES, (), Table())
    assert need.conflicts == ()
    assert [one.said for one in need.constraints] == ["lamb stew"]


def test_what_is_looked_for_is_no_wish_and_how_it_should_be_is() -> None:
    assert _need("Show me shores.").constraints == ()
    assert [one.said for one in _need("a scary tale").constraints] == ["scary"]
    assert _need("a purple tale").unplaced == ("purple",)


def test_a_value_that_looks_like_a_form_of_an_empty_word_is_meant() -> None:
    pool = Pool([_item("One", time="evenings"), _item("Two", time="mornings")], date(2026, 11, 21))
    (one,) = read_need(["lessons on evenings"], pool, (), Table()).constraints
    assert [float(worth) for worth in one.judge(pool)] == [1, -1]
