"""What is shown to learn from takes one place, and only on a fair chance."""

from __future__ import annotations

import numpy as np

from uptake.policy.taste.exploration import CHANCE, worth_a_try

SCORES = np.array([0.9, 0.5, 0.8, 0.45, 0.1])
"""The best three are 0, 2 and 1."""


def test_the_least_known_of_those_with_a_fair_chance_is_tried() -> None:
    deviations = np.array([0.1, 0.1, 0.1, 0.6, 0.1])
    assert worth_a_try(SCORES, deviations, places=3) == 3


def test_what_is_hardly_better_is_not_tried_however_little_is_known_of_it() -> None:
    far = np.array([1.0, 0.9, 0.8, -3.0])
    assert worth_a_try(far, np.array([0.1, 0.1, 0.1, 2.0]), places=3) is None
    # The chance is that of a normal distribution: 1.95 deviations off is 2.6%.
    assert CHANCE > 0.03


def test_what_is_known_as_well_as_the_last_teaches_nothing() -> None:
    assert worth_a_try(SCORES, np.full(5, 0.3), places=3) is None
    assert worth_a_try(SCORES, np.zeros(5), places=3) is None


def test_the_first_place_is_never_given_away() -> None:
    unsure = np.array([0.0, 1.0, 0.0, 1.0, 1.0])
    assert worth_a_try(SCORES, unsure, places=1) is None
    assert worth_a_try(SCORES, unsure, places=5) is None
