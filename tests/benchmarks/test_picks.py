"""The benchmark of picks asks what nobody picked for, and measures what the picks tell."""

from __future__ import annotations

from types import ModuleType

import pytest
from scripts import load_script

from uptake.core.testing import WordEmbedder
from uptake.policy.learning.methods.pairs import choice_pairs


@pytest.fixture
def picks() -> ModuleType:
    """Import the benchmark, whose people stand beside it in its folder."""
    return load_script("benchmarks/picks.py")


def test_nothing_is_asked_that_was_picked_for(picks: ModuleType) -> None:
    for goals in picks.PEOPLE.values():
        learned, asked = picks.halves(goals, seed=1)
        assert not {case.request for case in learned} & {case.request for case in asked}
        assert len(learned) == len(asked) == sum(len(goal.meant) for goal in goals) // 2


def test_a_request_names_neither_of_the_goals(picks: ModuleType) -> None:
    for goals in picks.PEOPLE.values():
        for goal in goals:
            assert not any(other.title in request for request in goal.meant for other in goals)


def test_each_pick_is_a_pair_of_the_goal_that_is_meant_and_the_other(picks: ModuleType) -> None:
    goals = picks.PEOPLE["by how far"]
    learned, _ = picks.halves(goals, seed=0)
    pairs = list(choice_pairs(picks.picks(goals, learned, "me")))
    titles = [goal.title for goal in goals]
    assert [titles.index(pair.chosen) for pair in pairs] == [case.meant for case in learned]
    assert all({pair.chosen, pair.rejected} == set(titles) for pair in pairs)


def test_someone_who_always_means_the_same_is_understood_after_a_few_picks(
    picks: ModuleType,
) -> None:
    goals = picks.PEOPLE["always the same"]
    learned, asked = picks.halves(goals, seed=0)
    assert picks.by_router(goals, learned, asked, WordEmbedder()) == 1.0


def test_figures_are_means_by_arm_and_number_of_picks(picks: ModuleType) -> None:
    run = {"person": "a", "seed": 0, "arm": "router", "picks": None}
    found = picks.summary([{**run, "ahead": 1.0}, {**run, "person": "b", "ahead": 0.5}])
    assert found == {"router, all picks": {"ahead": 0.75}}
