"""Of some ways in which a follow-up pulls a text shows by itself whether it went along."""

from __future__ import annotations

import pytest

from uptake.policy.learning.agreement import agreement

LONG = "First wash the beans. Then let them soak overnight. Boil them for an hour. Add salt last."
LIST = "1. Wash the beans\n2. Let them soak overnight\n3. Boil them for an hour\n4. Add the salt"


@pytest.mark.parametrize(
    ("followup", "answer", "minded", "expected"),
    [
        ("shorter please", "Soak them, then boil them.", LONG, 1),
        ("that was too long", LONG + " Serve hot.", LONG, -1),
        ("not long enough", LONG, "Boil them.", 1),
        ("as a list, please", LIST, LONG, 1),
        ("no bullet points", LONG, LIST, 1),
        ("use simpler words", "Let it rest in the sun.", "Facilitate subsequent dehydration.", 1),
        ("in metric units", "Add two grams.", "Add an ounce.", 1),
        ("stop using emojis", "Enjoy! \U0001f600", "Enjoy!", -1),
        ("leave out the salt", "Boil the beans well.", "Boil the beans with salt.", 1),
        ("no onions", "Fry an onion with garlic.", "Fry some garlic.", -1),
    ],
)
def test_what_went_along_is_told_from_what_did_not(
    followup: str, answer: str, minded: str, expected: int
) -> None:
    assert agreement(followup, answer, minded) == expected


@pytest.mark.parametrize("followup", ["that is wrong", "the other one", "more formal, please"])
def test_of_what_cannot_be_seen_nothing_is_said(followup: str) -> None:
    assert agreement(followup, LIST, LONG) == 0


def test_what_has_hardly_moved_has_not_moved() -> None:
    assert agreement("shorter please", LONG.removesuffix(" last."), LONG) == 0


def test_going_along_in_one_way_of_two_is_half() -> None:
    assert agreement("shorter, and as a list", "Boil the beans.", LONG) == 0.5
