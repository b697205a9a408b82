"""A request may say that something is not to be as usual, with or without a value."""

from __future__ import annotations

import pytest

from uptake.memory.steps import Slot
from uptake.policy.slots.otherwise import Otherwise
from uptake.policy.slots.slots import learn_reader

NUTS = ("almonds", "walnuts", "pecans", "cashews")
SHOPS = ("Corner", "Bridge", "Mill", "Abbey")
FROM = learn_reader([f"buy a bag from the {shop} shop" for shop in SHOPS], SHOPS)
OF = learn_reader([f"buy a bag of {nut}" for nut in NUTS], NUTS)
SLOTS = (
    Slot(name="nuts", examples=NUTS, reader=OF, left_open=0.5),
    Slot(name="shop", examples=SHOPS, reader=FROM, left_open=0.5),
)


@pytest.mark.parametrize(
    ("request_", "slots"),
    [
        ("buy a bag", set()),
        ("buy a bag of walnuts", set()),
        ("buy a bag at the shop", set()),
        ("buy a bag, no nuts this time", {"nuts"}),
        ("buy a bag without walnuts", {"nuts"}),
        ("buy a bag but not from the Mill shop", {"shop"}),
        ("buy a bag in another shop", {"shop"}),
        ("buy a bag of a different kind of nuts", {"nuts"}),
        ("I have no time, buy a bag of nuts", set()),
    ],
)
def test_what_is_denied_or_asked_for_otherwise_is_told_by_its_name(
    request_: str, slots: set[str]
) -> None:
    assert Otherwise(request_).slots(SLOTS) == slots


def test_words_without_a_name_mean_the_slot_in_whose_place_they_stand() -> None:
    assert "shop" in Otherwise("buy a bag from somewhere else").slots(SLOTS)


def test_words_that_stand_in_no_place_may_mean_any() -> None:
    unread = [slot.model_copy(update={"reader": Slot(name="x").reader}) for slot in SLOTS]
    assert Otherwise("buy a bag, for a change").slots(unread) == {"nuts", "shop"}


def test_a_word_before_a_value_that_nobody_used_before_may_ask_for_anything() -> None:
    known = ("buy a bag of walnuts", "please buy a small bag of walnuts")
    assert Otherwise("buy a bag of salted walnuts").qualifies(["walnuts"], known)
    assert not Otherwise("kindly buy a bag of walnuts").qualifies(["walnuts"], known)
    assert not Otherwise("buy my walnuts").qualifies(["walnuts"], known)


def test_a_value_is_denied_only_where_it_is_never_wanted() -> None:
    assert Otherwise("not walnuts").denies("walnuts")
    assert Otherwise("anything but walnuts, no walnuts").denies("pecans") is False
    assert not Otherwise("no, walnuts please").denies("walnuts")
