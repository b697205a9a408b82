"""What is nearly the same is shown once."""

from __future__ import annotations

import numpy as np
import pytest

from uptake.agents.recommender.judging.variety import without_doubles
from uptake.core.events import Item


def _left(*items: Item) -> list[int]:
    """Return which of the items are left, whose words are as unlike as can be."""
    return without_doubles(items, np.eye(len(items), dtype=np.float32), range(len(items)))


def _named(*titles: str) -> list[Item]:
    return [Item(id=str(number), title=title) for number, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("iPhone 15 128GB", "iPhone 15 (128 GB)"),
        ("Wi-Fi 6 Router", "WiFi-6 router"),
        ("Cola 1.5 l", "Cola, 1.5l"),
    ],
)
def test_titles_that_differ_in_spacing_and_marks_name_one_thing(one: str, two: str) -> None:
    assert _left(*_named(one, two)) == [0]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("iPhone 15 128GB", "iPhone 15 (256 GB)"),
        ("Cola 1.5 l", "Cola 15 l"),
        ("Set 1 12", "Set 11 2"),
        ("Widget8", "Widget8+s"),
    ],
)
def test_titles_of_other_numbers_or_signs_name_two_things(one: str, two: str) -> None:
    assert _left(*_named(one, two)) == [0, 1]


def test_what_items_say_of_themselves_may_be_spaced_otherwise_but_not_differ() -> None:
    spaced = [
        Item(id=str(number), title="Phone", attributes={"storage": storage})
        for number, storage in enumerate(("128GB", "128 GB", "256 GB"))
    ]
    assert _left(*spaced) == [0, 2]
