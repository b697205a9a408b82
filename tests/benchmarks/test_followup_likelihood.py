"""The benchmark of follow-up likelihood: what it asks, and when a model carries it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from scripts import load_script

from uptake.core.protocols import Message

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
ROWS = [
    json.loads(line)
    for line in (BENCHMARKS / "good_and_poor_answers.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    return load_script("benchmarks/followup_likelihood.py")


def rewarding(which: Callable[[int], str]) -> Callable[..., list[float]]:
    """Return a reward that prefers the good or the poor answer of each row, by its place."""
    places = {row["request"]: place for place, row in enumerate(ROWS)}

    def reward(prompt: Sequence[Message], answers: Sequence[str]) -> list[float]:
        place = places[prompt[-1].content]
        return [float(answer == ROWS[place][which(place)]) for answer in answers]

    return reward


def test_good_and_poor_answers_are_told_by_their_length_no_more() -> None:
    assert len({row["request"] for row in ROWS}) == len(ROWS) == 40
    for row in ROWS:
        assert 0.7 < len(row["good"]) / len(row["poor"]) < 1.3


def test_a_model_that_likes_what_is_good_carries_it(benchmark: ModuleType) -> None:
    found = benchmark._of_answers(rewarding(lambda place: "good" if place % 4 else "poor"))
    assert found["right"] == 0.75
    assert found["carried"]


def test_a_model_that_guesses_does_not(benchmark: ModuleType) -> None:
    found = benchmark._of_answers(rewarding(lambda place: "good" if place % 2 else "poor"))
    assert found["right"] == 0.5
    assert not found["carried"]
