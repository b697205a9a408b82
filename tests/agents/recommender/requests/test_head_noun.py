"""Which word of a request says what is looked for."""

from __future__ import annotations

import pytest

from uptake.agents.recommender.requests.head_noun import head_nouns
from uptake.agents.recommender.requests.phrases import phrases_of


def _nouns(text: str) -> list[str]:
    return [word for _, _, word in head_nouns(phrases_of(text), ())]


@pytest.mark.parametrize(
    ("request_", "noun"),
    [
        ("Show me kayaks with a keel under 900 euros.", "kayaks"),
        ("What lamps from Denmark are there?", "lamps"),
        ("I'm looking for work in energy", "work"),
        ("a quiet, cheap hostel near the lake", "hostel"),
        ("any vegan snacks?", "snacks"),
        ("Which stalls serve ramen?", "stalls"),
        ("I need a cabin suitable for kids", "cabin"),
        ("a board game with dice", "game"),
        ("fetch me a kettle that whistles", "kettle"),
    ],
)
def test_what_is_looked_for_is_known_by_its_place(request_: str, noun: str) -> None:
    assert _nouns(request_) == [noun]


def test_two_things_may_be_looked_for() -> None:
    assert _nouns("cabins and tents by the lake") == ["cabins", "tents"]
    assert _nouns("a funny opera or a concert") == ["opera", "concert"]


@pytest.mark.parametrize(
    "request_",
    ["something spicy", "spicy", "cosy and cheap", "with live music", "what about Greek?",
     "What should I watch tonight?", "I feel like sushi", "not a sequel"],
)  # fmt: skip
def test_how_it_should_be_is_nothing_that_is_looked_for(request_: str) -> None:
    assert _nouns(request_) == []


def test_a_value_behind_the_noun_or_alone_is_no_noun() -> None:
    text = "cabins sauna"
    assert [word for _, _, word in head_nouns(phrases_of(text), [range(7, 12)])] == ["cabins"]
    assert head_nouns(phrases_of("a sauna"), [range(2, 7)]) == []
