"""What cannot both be true of a person, though nothing tells of a change."""

from __future__ import annotations

import pytest

from uptake.core.testing import WordEmbedder
from uptake.memory.language.contradictions import SURE, Contradictions

WHICH = Contradictions(WordEmbedder())


def replaces(old: str, new: str) -> bool:
    return float(WHICH.chances(new, [old])[0]) >= SURE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("I'm vegetarian", "I eat goose... and beef"),
        ("I eat pork on Sundays", "I am vegan"),
        ("I don't drink alcohol", "I enjoy rum"),
        ("I'm married", "I'm single"),
        ("We keep kosher", "We have ham for breakfast"),
        ("My niece is vegetarian", "My niece loves lamb"),
    ],
)
def test_what_a_way_of_living_rules_out_replaces_it(old: str, new: str) -> None:
    assert replaces(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("I'm vegetarian", "My niece loves lamb"),
        ("I'm vegetarian", "I enjoy cheese"),
        ("I'm vegetarian", "I don't eat salmon"),
        ("I don't eat pork", "I eat beef"),
        ("I'm retired", "I'm single"),
        ("I'm teetotal", "I sell wine"),
    ],
)
def test_what_it_does_not_rule_out_stands_beside_it(old: str, new: str) -> None:
    assert not replaces(old, new)


def test_an_allergy_is_not_given_up_for_a_liking() -> None:
    assert not replaces("I'm allergic to walnuts", "I love walnuts")
    assert not replaces("I'm intolerant to milk", "I like milk")
    assert replaces("I'm allergic to walnuts", "I'm not allergic to walnuts anymore")
