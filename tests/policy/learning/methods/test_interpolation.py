"""How much of an adapter is kept: all that general ability bears, and no more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from uptake.core.testing import temporary_home
from uptake.policy.learning.adapters.adapters import AdaptedModel, LoRA
from uptake.policy.learning.fixed_sets import (
    General,
    choices,
    general,
    held_back,
    held_back_choices,
    norms,
    rehearsed_choices,
    rehearsed_norms,
)
from uptake.policy.learning.methods import interpolation
from uptake.policy.learning.methods.interpolation import Interpolation, interpolate
from uptake.policy.model.language_model import LocalModel

from ..tiny import WORDS, tiny_model

HOW = Interpolation(shares=(1.0, 0.5, 0.25))


@pytest.fixture
def model(tmp_path: Path) -> Iterator[LocalModel]:
    with temporary_home() as settings:
        yield tiny_model(settings, tmp_path / "base")


@pytest.fixture
def adapted(model: LocalModel) -> AdaptedModel:
    """Return an adapter that changes what the model says."""
    adapted = AdaptedModel.fresh(model, LoRA(rank=2))
    dice = torch.Generator().manual_seed(0)
    for parameter in adapted.ready().model.weights.values():
        parameter.data = 0.3 * torch.randn(parameter.shape, generator=dice)
    return adapted


def added(adapted: AdaptedModel) -> torch.Tensor:
    """Return what the adapter adds to the first matrix that it changes."""
    weights = adapted.ready().model.weights
    down = next(path for path in weights if ".lora_A." in path)
    return (weights[down.replace(".lora_A.", ".lora_B.")] @ weights[down]).detach().clone()


def falls(monkeypatch: pytest.MonkeyPatch, *abilities: float) -> None:
    """Let abilities be found that are these, of the base model first; titles stay as likely."""
    found = iter(abilities)
    monkeypatch.setattr(interpolation, "_ability", lambda *_: next(found))
    monkeypatch.setattr(interpolation, "_chance", lambda *_: 0.5)


def test_what_costs_little_is_kept_whole(
    adapted: AdaptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = added(adapted)
    falls(monkeypatch, -2.0, -2.01)
    assert interpolate(adapted, [], HOW) == 1.0
    assert torch.equal(added(adapted), before)


def test_it_is_taken_back_until_it_costs_little(
    adapted: AdaptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = added(adapted)
    falls(monkeypatch, -2.0, -2.2, -2.02)
    assert interpolate(adapted, [], HOW) == 0.5
    torch.testing.assert_close(added(adapted), 0.5 * before)


def test_what_costs_the_right_titles_is_taken_back_too(
    adapted: AdaptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = added(adapted)
    falls(monkeypatch, -2.0, -2.0, -2.0)
    chances = iter((0.5, 0.48, 0.497))
    monkeypatch.setattr(interpolation, "_chance", lambda *_: next(chances))
    assert interpolate(adapted, [], HOW) == 0.5
    torch.testing.assert_close(added(adapted), 0.5 * before)


def test_the_smallest_share_is_kept_in_any_case(
    adapted: AdaptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = added(adapted)
    falls(monkeypatch, -2.0, -9.0, -8.0, -7.0)
    assert interpolate(adapted, [], HOW) == 0.25
    torch.testing.assert_close(added(adapted), 0.25 * before)


def test_what_is_lost_is_measured_on_answers_that_were_held_back(
    model: LocalModel, adapted: AdaptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*texts: General) -> float:
        asked = [interpolation._Continued.of(model.ready(), [], text) for text in texts]
        base, now = (interpolation._ability(one.ready(), asked) for one in (model, adapted))
        return (base - now) / abs(base)

    texts = (General("what colour is the sky", f"red {word}") for word in WORDS[5:])
    worst = max(texts, key=lost)
    monkeypatch.setattr(interpolation, "held_back", lambda: (worst,))
    monkeypatch.setattr(interpolation, "_chance", lambda *_: 0.5)
    whole = lost(worst)
    assert whole > 0
    assert interpolate(adapted, [], replace(HOW, fall=whole * 1.01)) == 1.0
    assert interpolate(adapted, [], replace(HOW, fall=whole * 0.99)) < 1.0
    assert lost(worst) < whole * 0.99


def test_the_chance_of_titles_is_what_the_gate_makes_of_them(model: LocalModel) -> None:
    choice = choices()[0]
    asked = [interpolation._titles(model.ready(), choice)]
    found = [one.per_token for one in model.score(choice.asked, choice.titles)]
    powers = [math.exp(one) for one in found]
    chance = interpolation._chance(model.ready(), asked)
    assert chance == pytest.approx(powers[0] / sum(powers), abs=1e-4)


def test_what_learning_sees_is_not_asked_at_the_gate() -> None:
    assert not {text.request for text in held_back()} & {text.request for text in general()}
    assert not {one.request for one in rehearsed_norms()} & {one.request for one in norms()}
    of_choices = [
        {one.request for one in some}
        for some in (choices(), rehearsed_choices(), held_back_choices())
    ]
    assert len(set().union(*of_choices)) == sum(map(len, of_choices)), "each stands in one place"
    for text in (*held_back(), *general()):
        assert text.answer.startswith(text.beginning)
        assert len(text.answer) > len(text.beginning), "something goes on"
    for choice in (*rehearsed_choices(), *held_back_choices()):
        assert len(set(choice.titles)) == 4
