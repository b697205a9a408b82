"""What counts as a good answer, by words and by what a request bears on."""

from __future__ import annotations

from collections.abc import Callable

from uptake.memory.recall.ranking import Asked, Weights, rank
from uptake.memory.records import Episode, Fact, Record

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]

ASKED = Asked({"mountain": 2.0, "club": 2.0})


def scores(bearing: dict[str, float], *records: Record) -> dict[str, float]:
    """Rank records that are like the request in words alone."""
    found = rank([[record] for record in records], ASKED, {}, bearing, Weights())
    return {one.record.id: one.score for one in found}


def test_what_the_request_bears_on_counts_though_it_shares_no_word(fact: Fact_) -> None:
    fear, car = fact("ladders frighten me"), fact("I own a red car")
    found = scores({fear.id: 0.6, car.id: 0.1}, fear, car)
    assert found[fear.id] > found[car.id]


def test_what_the_request_names_goes_before_what_it_bears_on(fact: Fact_) -> None:
    fear, club = fact("ladders frighten me"), fact("the mountain club")
    found = scores({fear.id: 0.6, club.id: 0.1}, fear, club)
    assert found[club.id] > found[fear.id]


def test_a_request_made_before_does_not_keep_it_from_bearing_on_facts(
    fact: Fact_, episode: Episode_
) -> None:
    fear, before = fact("ladders frighten me"), episode("a mountain club")
    bearing = {fear.id: 0.6}
    assert scores(bearing, fear, before)[fear.id] == scores(bearing, fear)[fear.id] > 0
