"""What is done at some times and not at others, and what only looks so."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from uptake.memory.habits.chance import chance_of_difference
from uptake.memory.habits.habits import count_choice, doubted, retested, stated
from uptake.memory.habits.people import Forecast, People
from uptake.memory.habits.rhythms import holding
from uptake.memory.records import Habit, Provenance
from uptake.memory.times import holds, time_in_words, time_of

ZONE = timezone(timedelta(hours=2))
MONDAY = datetime(2026, 6, 1, tzinfo=ZONE)
MORNING, EVENING, SATURDAY = (
    MONDAY.replace(hour=8),
    MONDAY.replace(hour=20),
    MONDAY + timedelta(days=5, hours=8),
)


def lived(days: int, choose: Callable[[datetime], str], *hours: int, options: int = 3) -> Habit:
    habit: Habit | None = None
    for day in range(days):
        for hour in hours:
            when = MONDAY + timedelta(days=day, hours=hour)
            habit = count_choice(
                habit,
                choose(when),
                choose(when),
                user="me",
                app="tea house",
                context="tea of: order",
                when=when,
                provenance=Provenance(kind="turn", ids=(f"{day} {hour}",)),
            )
    assert habit is not None
    return retested(habit, options=options)


def usual(habit: Habit, when: datetime) -> str:
    now = holding(habit, when)
    return now.choices[0].value if now.asserted else ""


def black_in_the_morning(when: datetime) -> str:
    return "black" if when.hour < 12 else "mint"


def test_times_are_told_by_the_clock_of_who_chose() -> None:
    assert time_of(MORNING) == "weekday morning"
    assert time_of(EVENING) == "weekday evening"
    assert time_of(SATURDAY.replace(hour=3)) == "weekend night"
    assert time_of(SATURDAY.replace(hour=23)) == "weekend night"
    assert time_of(datetime.fromtimestamp(0, UTC)) == ""
    assert holds("morning", "weekday morning")
    assert not holds("evening", "weekday morning")
    assert time_in_words("weekend morning") == "on weekend mornings"
    assert time_in_words("weekend") == "at weekends"


def test_what_is_chosen_in_the_morning_holds_then_and_not_in_the_evening() -> None:
    habit = lived(8, black_in_the_morning, 8, 20)

    assert (usual(habit, MORNING), usual(habit, EVENING)) == ("black", "mint")
    assert usual(habit, MORNING.replace(hour=15)) == ""
    assert "in the morning black (8 of 8 times)" in habit.text()
    assert holding(habit, MORNING).text().endswith("in the morning: black (8 of 8 times)")


def test_weekends_are_told_from_weekdays() -> None:
    habit = lived(28, lambda when: "mint" if when.weekday() >= 5 else "black", 9)

    assert (usual(habit, MORNING), usual(habit, SATURDAY)) == ("black", "mint")


def test_what_is_the_same_at_all_times_has_no_rhythm() -> None:
    habit = lived(20, lambda _: "black", 8, 20)

    assert habit.asserted
    assert habit.rhythms == ()
    assert holding(habit, EVENING) == habit


def test_a_few_evenings_are_no_rhythm() -> None:
    habit = lived(2, black_in_the_morning, 8, 20)

    assert habit.rhythms == ()


def test_who_wavers_in_the_evening_has_no_habit_then_though_one_otherwise() -> None:
    evenings = iter(
        ["mint", "white", "black", "mint", "white", "white", "mint", "white", "mint"] * 8
    )
    habit = lived(12, lambda when: "black" if when.hour < 18 else next(evenings), 8, 10, 13, 16, 20)

    assert habit.asserted
    assert usual(habit, MORNING) == "black"
    assert usual(habit, EVENING) == ""


def test_chance_alone_seldom_makes_a_rhythm() -> None:
    dice = random.Random(4)
    found = [lived(15, lambda _: dice.choice("aab"), 8, 20).rhythms for _ in range(100)]

    assert sum(map(bool, found)) <= 5


def test_what_was_settled_for_all_times_has_no_rhythm_until_it_shows_again() -> None:
    habit = stated(lived(8, black_in_the_morning, 8, 20), "mint")

    assert usual(habit, MORNING) == usual(habit, EVENING) == "mint"
    assert retested(habit, options=3).rhythms == ()


def test_what_was_minded_in_the_morning_counts_less_then() -> None:
    said, habit = Provenance(kind="turn", ids=("t",)), lived(8, black_in_the_morning, 8, 20)
    for _ in range(4):
        habit = doubted(habit, "black", said, options=3, when=MORNING)

    assert usual(habit, MORNING) != "black"
    assert habit.choices[0].value == "mint"


def test_a_new_way_in_the_morning_replaces_the_old_one() -> None:
    def changed(when: datetime) -> str:
        return "white" if when.hour < 12 and when.month > 6 else black_in_the_morning(when)

    assert usual(lived(50, changed, 8, 20), MORNING) == "white"


@pytest.mark.parametrize(
    ("counts", "chance"),
    [((5, 6, 2, 11), 0.017534), ((3, 3, 0, 6), 1 / 84), ((4, 8, 9, 39), 0.133190)],
)
def test_the_test_of_a_difference_is_that_of_fisher(
    counts: tuple[int, int, int, int], chance: float
) -> None:
    assert chance_of_difference(*counts) == pytest.approx(chance, rel=1e-4)


def test_between_whole_numbers_the_chance_lies_between_theirs() -> None:
    chances = [chance_of_difference(made, 6, 2, 11) for made in (4, 4.5, 5)]
    assert chances == sorted(chances, reverse=True)
    assert chance_of_difference(0, 6, 2, 11) == chance_of_difference(6, 6, 5, 5) == 1.0


def forecasts(timed: bool) -> list[Forecast]:
    dice = random.Random(11)
    made: list[tuple[str, str]] = []
    times: list[str] = []
    for person in range(10):
        for _ in range(16):
            early = dice.random() < 0.5
            often = (0.9 if early else 0.1) if timed and person < 4 else 0.6
            made.append((f"p{person}", "ab"[dice.random() < often]))
            times.append("weekday morning" if early else "weekday evening")
    return list(People(made, times).forecasts())


def loss(found: list[Forecast], which: str) -> float:
    return sum(-math.log(getattr(one, which)[one.made]) for one in found) / len(found)


def test_where_times_matter_forecasts_know_them() -> None:
    found = forecasts(timed=True)
    theirs = [one for one in found if one.person < "p4"]

    assert loss(theirs, "personal") < loss(theirs, "timeless") - 0.1
    assert loss(found, "personal") < loss(found, "timeless")


def test_where_times_do_not_matter_forecasts_lose_nothing_by_knowing_them() -> None:
    found = forecasts(timed=False)

    assert loss(found, "personal") <= loss(found, "timeless") + 0.001


def test_without_times_both_forecasts_are_the_same() -> None:
    made = [("ada", "a"), ("ada", "b"), ("bob", "a"), ("bob", "a")]

    assert all(one.personal == pytest.approx(one.timeless) for one in People(made).forecasts())
