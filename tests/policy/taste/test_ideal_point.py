"""A person is placed by what they did, as Bayes' rule has it."""

from __future__ import annotations

import numpy as np
import pytest

from uptake.policy.taste.factors import FactorParameters, fit_factors, spread
from uptake.policy.taste.ideal_point import Evidence, IdealPoint, Prior
from uptake.policy.taste.interactions import interactions
from uptake.policy.taste.prototypes import find_prototypes

RNG = np.random.default_rng(5)


def evidence(
    vectors: np.ndarray, levels: np.ndarray, weights: np.ndarray | None = None
) -> Evidence:
    made = Evidence(vectors.shape[1])
    made.add(vectors, levels, np.ones(len(levels)) if weights is None else weights)
    return made


def test_one_prototype_is_ridge_regression_about_it() -> None:
    vectors, levels = RNG.normal(size=(7, 3)), RNG.normal(size=7)
    prior = Prior(np.array([[1.0, -2.0, 0.5]]), np.ones(1), 2.0 * np.eye(3))
    found = IdealPoint.after(prior, evidence(vectors, levels)).mean
    off = np.linalg.solve(
        vectors.T @ vectors + 2.0 * np.eye(3), vectors.T @ (levels - vectors @ prior.prototypes[0])
    )
    np.testing.assert_allclose(found, prior.prototypes[0] + off)


def test_shares_of_prototypes_are_their_posterior_probabilities() -> None:
    # Against the Gaussian density of the levels under each prototype.
    prior = Prior(RNG.normal(size=(3, 2)), np.array([0.5, 0.3, 0.2]), np.diag([1.0, 4.0]))
    vectors, levels, weights = RNG.normal(size=(4, 2)), RNG.normal(size=4), np.array([1, 2, 0.5, 3])
    covariance = vectors @ np.linalg.inv(prior.precision) @ vectors.T + np.diag(1 / weights)
    off = levels - prior.prototypes @ vectors.T
    density = np.exp(-0.5 * np.einsum("kn,nm,km->k", off, np.linalg.inv(covariance), off))
    expected = prior.shares * density / (prior.shares * density).sum()
    found = IdealPoint.after(prior, evidence(vectors, levels, weights)).shares
    np.testing.assert_allclose(found, expected)


def test_a_new_person_of_a_rare_kind_is_placed_after_a_few_events() -> None:
    kinds = np.array([[3.0, 0.0], [0.0, 3.0]])
    people = np.repeat(kinds, [90, 10], axis=0) + 0.1 * RNG.normal(size=(100, 2))
    prior = find_prototypes(people, kinds=2)
    items = np.array([[0.3, 0.0], [0.0, 0.3]])
    before = IdealPoint.after(prior, Evidence(2)).scores(items)
    assert before[0] > before[1]
    after = IdealPoint.after(prior, evidence(items[[1, 1, 1]], np.ones(3), np.full(3, 4.0))).scores(
        items
    )
    assert after[1] > after[0]


def test_evidence_taken_together_or_one_by_one_is_the_same() -> None:
    vectors, levels = RNG.normal(size=(5, 3)), RNG.normal(size=5)
    whole, parts = evidence(vectors, levels), Evidence(3)
    for vector, level in reversed(list(zip(vectors, levels, strict=True))):
        parts.add(vector[None], np.array([level]), np.ones(1))
    np.testing.assert_allclose(whole.gram, parts.gram)
    np.testing.assert_allclose(whole.pull, parts.pull)


def test_to_count_something_waits_for_no_sum_however_much_there_is() -> None:
    vectors, levels = RNG.normal(size=(40, 3)), RNG.normal(size=40)
    weights = RNG.uniform(size=40)
    made = Evidence(3)
    for vector, level, weight in zip(vectors, levels, weights, strict=True):
        made.add(vector[None], np.array([level]), np.array([weight]))
        assert made.waiting <= 3
    np.testing.assert_allclose(made.gram, (vectors.T * weights) @ vectors)
    np.testing.assert_allclose(made.pull, (vectors.T * weights) @ levels)
    assert made.waiting == 0


def test_what_each_reaction_adds_makes_up_the_score() -> None:
    vectors, levels = RNG.normal(size=(6, 3)), RNG.normal(size=6)
    point = IdealPoint.after(
        Prior(np.zeros((1, 3)), np.ones(1), np.eye(3)), evidence(vectors, levels)
    )
    item = RNG.normal(size=3)
    (score,) = point.scores(item[None])
    assert levels @ point.influence(item, vectors) == pytest.approx(score)


def test_placing_a_person_of_the_log_anew_finds_the_same_place() -> None:
    # With nothing expected but the spread of the fit, it is alternating least squares' own step.
    events = [(f"p{n % 9}", f"i{n * n % 7}", 1.0, float(n)) for n in range(40)]
    log, parameters = interactions(events), FactorParameters(dimension=3, rounds=60)
    fitted = fit_factors(log, parameters)
    taken = np.flatnonzero(log.matrix.toarray()[4])
    prior = Prior(np.zeros((1, 3)), np.ones(1), spread(fitted.items, parameters, taken=len(taken)))
    found = IdealPoint.after(prior, evidence(fitted.items[taken], np.ones(len(taken)))).mean
    np.testing.assert_allclose(found, fitted.people[4], atol=1e-3)
