"""What a person will choose next, foretold from the person's and the others' choices."""

import math
import random

import pytest

from uptake.memory.habits.chance import unlikely
from uptake.memory.habits.people import Forecast, People


def chosen(**people: str) -> People:
    """Make people of their choices: a letter each."""
    return People((name, value) for name, values in people.items() for value in values)


def loyal(count: int, often: int = 4) -> People:
    return chosen(**{f"p{n}": "ab"[n % 2] * often for n in range(count)})


def at_random(seed: int, people: int = 20, often: int = 6) -> People:
    dice = random.Random(seed)
    return chosen(**{f"p{n}": "".join(dice.choices("aab", k=often)) for n in range(people)})


def loss(forecasts: list[Forecast], which: str) -> float:
    return sum(-math.log(getattr(one, which)[one.made]) for one in forecasts) / len(forecasts)


def test_where_people_differ_a_person_is_told_from_what_the_person_did():
    forecasts = list(loyal(12).forecasts())

    assert all(one.personal.argmax() == one.made for one in forecasts)
    assert loss(forecasts, "personal") < loss(forecasts, "base") / 3


@pytest.mark.parametrize("seed", range(5))
def test_where_people_do_not_differ_the_base_rate_is_left(seed: int):
    forecasts = list(at_random(seed).forecasts())

    assert loss(forecasts, "personal") <= loss(forecasts, "base") + 0.005


def test_the_last_choice_is_believed_as_far_as_the_others_repeat_theirs():
    sure, unsure = (next(iter(people.forecasts())) for people in (loyal(12), at_random(1)))

    assert sure.last.max() > 0.95 > unsure.last.max()


def test_every_forecast_is_a_distribution():
    for one in chosen(ada="abca", bob="ccab", cleo="bb", dan="c").forecasts():
        for rates in (one.personal, one.base, one.last):
            assert rates.sum() == pytest.approx(1)
            assert (rates > 0).all()


def test_nothing_is_foretold_of_a_persons_first_choice():
    forecasts = chosen(ada="aab", bob="a").forecasts()

    assert [(one.person, one.earlier) for one in forecasts] == [("ada", 1), ("ada", 2)]


def test_a_forecast_knows_nothing_of_what_comes_after_it():
    first = []
    for people in (chosen(ada="aa", bob="aab"), chosen(ada="aabbbbb", bob="aab")):
        forecast = next(iter(people.forecasts()))
        first.append(dict(zip(people.values, forecast.personal, strict=True)))

    assert first[0] == pytest.approx(first[1])


def test_people_stick_to_their_own_by_chance_rarely():
    assert loyal(12).chance() < 0.01
    assert loyal(12).chance() == loyal(12).chance()


def test_chance_is_not_called_a_habit():
    chances = [at_random(seed).chance(200) for seed in range(40)]

    assert sum(chance < 0.05 for chance in chances) <= 5


def test_rates_and_totals_are_those_of_the_others_and_of_all():
    people = chosen(ada="aab", bob="b")

    assert people.totals == {"a": 2, "b": 2}
    assert people.rates(without="ada") == {"a": 0.0, "b": 1.0}
    assert chosen(ada="aab").rates(without="ada") == {}


def test_the_longer_a_person_is_known_the_surer_is_what_is_expected():
    others = {f"p{n}": "ab"[n % 2] * 4 for n in range(8)}
    expected = [chosen(**others, ada="a" * n).expected("ada")["a"] for n in (1, 3, 9)]

    assert expected == sorted(expected)
    assert expected[-1] > 0.95


def test_among_many_chances_only_the_smaller_count():
    assert unlikely([0.04], 0.05) == [True]
    assert unlikely([0.04, *[0.9] * 9], 0.05) == [False] * 10
    assert unlikely([0.001, 0.9, 0.009], 0.05) == [True, False, True]
    assert unlikely([], 0.05) == []


def test_who_changes_their_mind_is_soon_known_for_the_new_choice() -> None:
    loyal = [(f"p{n}", ("tea", "milk")[n % 2]) for n in range(8) for _ in range(6)]
    fickle = [("me", "tea")] * 8 + [("me", "milk")] * 5
    assert People([*loyal, *fickle]).expected("me")["milk"] > 0.7


def test_a_single_exception_changes_little() -> None:
    loyal = [(f"p{n}", ("tea", "milk")[n % 2]) for n in range(8) for _ in range(6)]
    once = [("me", "tea")] * 8 + [("me", "milk")]
    assert People([*loyal, *once]).expected("me")["tea"] > 0.6
