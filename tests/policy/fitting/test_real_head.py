"""Whether options honour preferences, with the embedding model that comes with the install."""

from __future__ import annotations

import numpy as np
import pytest

from uptake.core.settings import Settings
from uptake.memory.embedding import MiniLM, load_embedder
from uptake.policy.fitting import FitHead
from uptake.policy.fitting.matching import Weights

pytestmark = pytest.mark.real

EVENINGS = [
    "The street festival with its packed stages",
    "A walk through the empty botanical garden",
    "The final on the big screen among thousands of fans",
]


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    loaded = load_embedder(Settings())
    assert isinstance(loaded, MiniLM)
    return loaded


def test_the_mean_of_the_tokens_is_the_text(embedder: MiniLM) -> None:
    texts = ["A walk", EVENINGS[0]]
    states = embedder.embed_tokens(texts, (0, -1), most=64)
    assert [state.shape[1:] for state in states] == [(2, 384), (2, 384)]
    means = np.stack([state[:, -1].mean(axis=0) for state in states])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    np.testing.assert_allclose(means, embedder.embed(texts), atol=1e-4)


def test_long_texts_are_cut(embedder: MiniLM) -> None:
    assert len(embedder.embed_tokens(["walk " * 90], (-1,), most=16)[0]) == 16


def test_the_fitted_weights_are_for_it(embedder: MiniLM) -> None:
    assert Weights.fitted(embedder).from_text > 0


@pytest.mark.parametrize("preference", ["I can't stand crowds.", "Big gatherings frighten me."])
def test_negation_is_understood(embedder: MiniLM, preference: str) -> None:
    assert int(FitHead(embedder).fits([preference], EVENINGS)[:, 0].argmax()) == 1


def test_the_opposite_taste_chooses_the_opposite(embedder: MiniLM) -> None:
    fits = FitHead(embedder).fits(["I love being among huge, packed crowds."], EVENINGS)[:, 0]
    assert int(fits.argmin()) == 1


def test_a_preference_about_something_else_hardly_counts(embedder: MiniLM) -> None:
    preferences = ["I can't stand crowds.", "I only drive cars with a manual gearbox."]
    fits = np.abs(FitHead(embedder).fits(preferences, EVENINGS)).max(axis=0)
    assert fits[1] < 0.2 * fits[0]


@pytest.mark.parametrize(
    ("preference", "wanted", "minded"),
    [
        ("I want somewhere calm to sleep.", "quiet courtyard", "above a nightclub"),
        ("Loud music gives me headaches.", "hushed reading room", "live band every night"),
        ("I only take steep paths.", "precipitous", "gradual"),
        ("I don't like waiting for my food.", "served in five minutes", "slow-cooked overnight"),
    ],
)
def test_what_is_not_said_in_the_same_words_is_understood(
    embedder: MiniLM, preference: str, wanted: str, minded: str
) -> None:
    (fits,) = FitHead(embedder).by_column([preference], [[wanted, minded]])
    assert fits[0, 0] > 0 > fits[1, 0]
