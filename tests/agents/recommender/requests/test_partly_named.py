"""Preferences that name a part of what items say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.stated import read_preference
from uptake.core.events import Item


def _worths(preference: str, texts: Sequence[str], name: str = "strings") -> list[float]:
    items = [
        Item(id=str(place), title=f"Number {place}", attributes={name: text})
        for place, text in enumerate(texts)
    ]
    pool = Pool(items, date(2026, 11, 21))
    rows = [one.judge(pool) for one in read_preference(preference, pool)]
    return np.sign(np.mean(rows, axis=0)).tolist() if rows else []


STRINGS = ("coated nylon", "wound steel", "plain nylon", "bronze")


@pytest.mark.parametrize(
    ("preference", "worths"),
    [
        ("Only nylon strings for me.", [1, 0, 1, 0]),
        ("Steel strings aren't for me.", [0, -1, 0, 0]),
        ("I'd take nylon over steel.", [1, -1, 1, 0]),
    ],
)
def test_a_word_of_a_value_counts_for_the_side_that_it_is_on(
    preference: str, worths: list[float]
) -> None:
    assert _worths(preference, STRINGS) == worths


def test_what_tells_that_a_thing_is_not_there_lacks_it() -> None:
    texts = ("sugar-free", "cane sugar", "no sugar at all", "salted", "plain", "smoked")
    assert _worths("I avoid sugar.", texts) == [1, -1, 1, 0, 0, 0]


def test_a_word_that_most_have_or_that_is_the_columns_name_tells_nothing() -> None:
    assert _worths("I like cotton.", ("red cotton", "blue cotton", "green cotton")) == []
    assert _worths("I like tough strings.", ("gut strings", "wire")) == []


def test_a_compound_is_named_as_a_whole() -> None:
    texts = ("half-time post", "time abroad", "evenings", "weekends")
    assert _worths("I want half-time work.", texts, "hours") == [1, 0, 0, 0]
