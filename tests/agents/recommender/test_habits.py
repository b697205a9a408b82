"""A habit in memory is a criterion of the rubric, told with where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from uptake.agents.assistant import Assistant
from uptake.agents.recommender.recommendation import Recommendation
from uptake.core.events import Item
from uptake.memory.habits.habits import count_choice, retested
from uptake.memory.records import Habit, Provenance, now

DISHES = [
    Item(id="r", title="Ribs", attributes={"diet": "grilled"}),
    Item(id="c", title="Caprese", attributes={"diet": "vegetarian"}),
    Item(id="s", title="Steak", attributes={"diet": "grilled"}),
]


def habit(user: str, made: Sequence[tuple[str, datetime]]) -> Habit:
    """Return what memory makes of choices, of two that there are."""
    counted: Habit | None = None
    for number, (value, when) in enumerate(made):
        counted = count_choice(
            counted,
            value,
            value,
            user=user,
            app="lunch",
            context="dish",
            when=when,
            provenance=Provenance(kind="demonstration", ids=(f"{user}-{number}",)),
        )
    assert counted is not None
    return retested(counted, options=2)


def days_before(count: int) -> list[datetime]:
    """Return as many days as that up to yesterday, at this time of the day."""
    return [now() - timedelta(days=ago) for ago in range(count, 0, -1)]


def recommended(assistant: Assistant, user: str) -> Recommendation:
    return assistant.recommend("what to order", DISHES, user=user)


def test_a_habit_is_a_criterion_told_with_where_it_comes_from(assistant: Assistant) -> None:
    always = habit("ada", [("vegetarian", day) for day in days_before(6)])
    assert always.asserted
    assistant.memory.add([always])
    found = recommended(assistant, "ada")
    (criterion,) = found.criteria
    assert criterion.text == "in lunch, dish: vegetarian (6 of 6 times)"
    assert (criterion.origin, criterion.record) == ("memory", always.id)
    assert criterion.source == "6 demonstrations"
    assert not criterion.hard
    assert found.items[0].title == "Caprese"
    assert found.items[0].why == f'fits "{criterion.text}" (6 demonstrations)'


def test_a_habit_orders_and_leaves_nothing_out(assistant: Assistant) -> None:
    assistant.memory.add([habit("ada", [("vegetarian", day) for day in days_before(6)])])
    assert {item.id for item in recommended(assistant, "ada").items} == {"r", "c", "s"}


def test_the_habit_of_another_person_is_none(assistant: Assistant) -> None:
    assistant.memory.add([habit("ada", [("vegetarian", day) for day in days_before(6)])])
    assert recommended(assistant, "bob").criteria == ()


def test_a_habit_that_was_forgotten_is_told_no_more(assistant: Assistant) -> None:
    always = habit("ada", [("vegetarian", day) for day in days_before(6)])
    assistant.memory.add([always])
    assistant.memory.forget(assistant.memory.preview([always.id], user="ada"))
    assert recommended(assistant, "ada").criteria == ()


def test_what_was_chosen_once_is_no_habit(assistant: Assistant) -> None:
    once = habit("ada", [("vegetarian", now())])
    assert not once.asserted
    assistant.memory.add([once])
    assert recommended(assistant, "ada").criteria == ()


def test_a_habit_of_such_days_counts_on_such_days(assistant: Assistant) -> None:
    weekend = now().astimezone().weekday() >= 5
    days = days_before(60)
    like_today = [(day.astimezone().weekday() >= 5) == weekend for day in days]
    for user, then, else_ in (("ada", "vegetarian", "grilled"), ("bob", "grilled", "vegetarian")):
        made = [
            (then if alike else else_, day) for day, alike in zip(days, like_today, strict=True)
        ]
        assistant.memory.add([habit(user, made)])
    assert recommended(assistant, "ada").items[0].attributes["diet"] == "vegetarian"
    assert recommended(assistant, "bob").items[0].attributes["diet"] == "grilled"
