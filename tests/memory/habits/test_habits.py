"""When a repeated choice is a habit, and when it is only chance or what everybody does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from uptake.memory.habits.chance import binomial_tail
from uptake.memory.habits.habits import (
    assert_among,
    assert_habits,
    carried_over,
    count_choice,
    doubted,
    habit_id,
    retested,
)
from uptake.memory.habits.people import People
from uptake.memory.records import Habit, Provenance

START = datetime(2026, 1, 1, tzinfo=UTC)


def watched(*values: str, context: str = "payment") -> Habit:
    habit: Habit | None = None
    for n, value in enumerate(values):
        habit = count_choice(
            habit,
            value,
            f"by {value}",
            user="me",
            app="shop",
            context=context,
            when=START + timedelta(days=n),
            provenance=Provenance(kind="demonstration", ids=(f"d{n}",)),
        )
    assert habit is not None
    return habit


def asserted(habit: Habit, **base: float) -> bool:
    return assert_habits([habit], {"payment": base})[0].asserted


def test_choices_are_counted_most_frequent_first() -> None:
    habit = watched("cash", "card", "card")
    assert [(c.value, c.label, c.count) for c in habit.choices] == [
        ("card", "by card", 2),
        ("cash", "by cash", 1),
    ]
    assert habit.choices[0].last == START + timedelta(days=2)
    assert habit.provenance.ids == ("d0", "d1", "d2")


def test_among_equals_the_latest_leads() -> None:
    assert watched("cash", "card").choices[0].value == "card"


def test_counting_keeps_the_records_identity() -> None:
    first = watched("cash")
    again = count_choice(
        first, "cash", "by cash", user="me", app="shop", context="payment", when=START,
        provenance=Provenance(kind="demonstration", ids=("d9",)),
    )  # fmt: skip
    assert again.id == first.id
    assert again.choices[0].count == 2


def test_a_choice_unlike_other_peoples_is_a_habit() -> None:
    assert asserted(watched(*["invoice"] * 5), invoice=0.1)


def test_what_everybody_does_is_no_habit() -> None:
    assert not asserted(watched(*["card"] * 10), card=0.97)


def test_twice_is_no_habit() -> None:
    assert not asserted(watched("invoice", "invoice"), invoice=0.01)


def test_a_wavering_choice_is_no_habit() -> None:
    assert not asserted(watched("a", "b", "a", "b", "a"), a=0.5, b=0.5)


def test_an_unknown_context_counts_as_a_fair_coin() -> None:
    assert not assert_habits([watched(*["a"] * 3)], {})[0].asserted
    assert assert_habits([watched(*["a"] * 8)], {})[0].asserted


def test_many_contexts_raise_the_bar() -> None:
    # p = 0.034 for four of four at 0.43: enough alone, not among twenty that say nothing.
    lucky = watched(*["a"] * 4)
    idle = [watched("a", "b", context=f"context {n}") for n in range(19)]
    base = {"payment": {"a": 0.43}}
    assert assert_habits([lucky], base)[0].asserted
    assert not assert_habits([lucky, *idle], base)[0].asserted


def test_what_the_user_said_stays_asserted() -> None:
    said = count_choice(
        None, "cash", "by cash", user="me", app="shop", context="payment", when=START,
        provenance=Provenance(kind="turn", text="always cash"),
    ).model_copy(update={"asserted": True, "stated": True})  # fmt: skip
    assert assert_habits([said], {"payment": {"cash": 0.99}})[0] == said
    counted = count_choice(
        said, "cash", "by cash", user="me", app="shop", context="payment", when=START,
        provenance=Provenance(kind="demonstration", ids=("d1",)),
    )  # fmt: skip
    assert counted.provenance.describe() == 'you said "always cash"'


def test_the_binomial_tail_is_exact() -> None:
    assert binomial_tail(5, 5, 0.5) == pytest.approx(1 / 32)
    assert binomial_tail(0, 5, 0.5) == 1.0
    assert binomial_tail(1, 3, 0.5) == pytest.approx(7 / 8)
    assert binomial_tail(3, 3, 0.0) == 0.0
    assert binomial_tail(600, 1000, 0.5) == pytest.approx(1.364e-10, rel=1e-3)


def among(*values: str, personal: bool = True, **others: list[str]) -> Habit:
    everybody = {"me": list(values), **others}
    people = People((name, value) for name, chosen in everybody.items() for value in chosen)
    return assert_among(watched(*values), "me", people, personal=personal)


LOYAL = {f"p{n}": [("cash", "card")[n % 2]] * 4 for n in range(8)}


def test_among_people_who_differ_ones_usual_choice_is_a_habit() -> None:
    habit = among(*["cash"] * 4, **LOYAL)
    assert habit.asserted
    assert habit.base_rate == 0.5
    assert habit.confidence > 0.8


def test_among_people_of_whom_it_does_not_matter_who_chooses_there_is_none() -> None:
    assert not among(*["cash"] * 4, personal=False, **LOYAL).asserted


def test_a_choice_that_wavers_or_was_made_twice_is_none_among_people_either() -> None:
    assert not among("cash", "card", "cash", "card", "cash", **LOYAL).asserted
    assert not among("cash", "cash", **LOYAL).asserted


def test_what_nearly_everybody_chooses_is_not_ones_own() -> None:
    others = {f"p{n}": ["card"] * 4 for n in range(9)} | {"p9": ["cash"] * 4}
    assert not among(*["card"] * 6, **others).asserted
    assert among(*["cash"] * 6, **others).asserted


def test_a_habit_that_stops_holding_fades_and_is_asserted_no_more() -> None:
    held = assert_habits([watched(*["card"] * 9)], {})[0]
    assert held.asserted
    changed = watched(*["card"] * 9, *["cash"] * 6)
    assert {c.value: c.count for c in changed.choices} == {"card": 9, "cash": 6}
    assert not assert_habits([changed], {})[0].asserted
    settled = assert_habits([watched(*["card"] * 9, *["cash"] * 20)], {})[0]
    assert settled.asserted
    assert settled.choices[0].value == "cash"


def test_a_doubted_choice_counts_half() -> None:
    said = Provenance(kind="turn", ids=("t1",), text="not by card")
    habit = retested(watched(*["card"] * 8), options=3)
    once = doubted(habit, "card", said, options=3, when=START)
    assert once.asserted
    assert once.choices[0].weight == pytest.approx(habit.choices[0].weight / 2)
    assert "t1" in once.provenance.ids
    twice = doubted(once, "card", said, options=3, when=START)
    assert not doubted(twice, "card", said, options=3, when=START).asserted


def test_a_habit_goes_along_when_its_goal_gets_another_title() -> None:
    habit = watched("card", context="payment of: buy a ticket")
    moved = carried_over(habit, {"shop: buy a ticket": "shop: get a ticket"})
    assert moved.context == "payment of: get a ticket"
    assert moved.id == habit_id("me", "shop", "payment of: get a ticket")
    assert carried_over(habit, {"shop: sell a ticket": "shop: get a ticket"}) == habit
