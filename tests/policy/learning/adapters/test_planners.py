"""Which model answers whom, while versions come and go under a running process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from uptake.core.errors import AdapterError
from uptake.core.protocols import LanguageModel
from uptake.core.testing import ScriptedModel
from uptake.policy.learning.adapters.adapters import reader_for
from uptake.policy.learning.adapters.planners import Planners
from uptake.policy.learning.adapters.registry import BASE, Registry
from uptake.policy.learning.course import Course

from ..doubles import FakeTrainer, lesson


def read(folder: Path) -> LanguageModel:
    """Return a model that is called after the folder of its adapter."""
    if (folder / "foreign").exists():
        raise AdapterError(f"{folder} was made for another base model.")
    return ScriptedModel(name=folder.name)


@pytest.fixture
def base() -> LanguageModel:
    return ScriptedModel(name="base")


@pytest.fixture
def planners(tmp_path: Path, base: LanguageModel) -> Planners:
    return Planners(base, tmp_path, read)


@pytest.fixture
def learned(tmp_path: Path) -> Callable[[str], Registry]:
    """Let a user have one more version, which is in use."""

    def learn(user: str) -> Registry:
        registry = Registry(tmp_path, user)
        days = 30 + len(registry.entries())
        lessons = [lesson(f"topic{day}", day) for day in range(days)]
        trainer = FakeTrainer()
        trainer.parameters = {"days": days}
        Course(registry, lambda: trainer).run(lessons, lambda: {one.turn for one in lessons})
        version = registry.entries()[-1].version
        registry.promote(version)
        return registry

    return learn


def test_a_promotion_and_a_rollback_take_effect_without_a_restart(
    planners: Planners, base: LanguageModel, learned: Callable[[str], Registry]
) -> None:
    assert planners.of("ann").model is base
    registry = learned("ann")
    assert planners.of("ann").model.name == planners.of("ann").version == "v1"
    learned("ann")
    assert planners.of("ann").version == "v2"
    registry.rollback()
    assert planners.of("ann").version == "v1"
    registry.rollback()
    assert planners.of("ann").model is base


def test_an_adapter_is_read_once_as_long_as_nothing_changes(
    planners: Planners, learned: Callable[[str], Registry]
) -> None:
    learned("ann")
    assert planners.of("ann").model is planners.of("ann").model


def test_each_user_is_answered_by_their_own(
    planners: Planners, learned: Callable[[str], Registry]
) -> None:
    learned("ann")
    assert planners.of("ann").version == "v1"
    assert planners.of("bob").version == BASE


@pytest.mark.parametrize("damage", ["weights", "about", "gone", "foreign", "choice"])
def test_with_a_version_that_cannot_be_used_the_old_one_goes_on(
    planners: Planners, learned: Callable[[str], Registry], damage: str
) -> None:
    learned("ann")
    before = planners.of("ann")
    registry = learned("ann")
    folder = registry.folder("v2")
    match damage:
        case "weights":
            (folder / "adapter_model.safetensors").write_bytes(b"broken")
        case "about":
            (folder / "about.json").write_text("{")
        case "gone":
            folder.rename(registry.root / "elsewhere")
        case "foreign":
            (folder / "foreign").touch()
        case "choice":
            (registry.root / "in_use.json").write_text("{")
    after = planners.of("ann")
    assert (after.model, after.version) == (before.model, "v1")
    assert after.problem
    assert planners.of("ann").problem == after.problem
    (registry.root / "in_use.json").unlink()
    registry.promote("v1")
    assert not planners.of("ann").problem


def test_a_problem_is_logged_once(
    planners: Planners, learned: Callable[[str], Registry], caplog: pytest.LogCaptureFixture
) -> None:
    registry = learned("ann")
    (registry.folder("v1") / "adapter_model.safetensors").write_bytes(b"broken")
    log = logging.getLogger("uptake.policy")
    log.addHandler(caplog.handler)  # where logging was started, nothing reaches the root
    for _ in range(3):
        planners.of("ann")
    log.removeHandler(caplog.handler)
    assert len({id(record) for record in caplog.records}) == 1
    assert "damaged" in caplog.text


def test_a_change_is_news_once(planners: Planners, learned: Callable[[str], Registry]) -> None:
    learned("ann")
    assert planners.news("ann") is None
    registry = learned("ann")
    news = planners.news("ann")
    assert news is not None
    assert news.version == "v2"
    assert planners.news("ann") is None
    (registry.root / "in_use.json").write_text("{")
    news = planners.news("ann")
    assert news is not None
    assert news.problem
    assert planners.news("ann") is None
    news = planners.news("bob")
    assert news is None


def test_a_problem_is_news_from_the_first_turn(
    planners: Planners, learned: Callable[[str], Registry]
) -> None:
    (learned("ann").folder("v1") / "about.json").write_text("{")
    news = planners.news("ann")
    assert news is not None
    assert news.version == BASE


def test_a_model_that_takes_no_adapters_answers_as_it_is(
    tmp_path: Path, learned: Callable[[str], Registry]
) -> None:
    learned("ann")
    model = ScriptedModel()
    assert reader_for(model) is None
    assert Planners(model, tmp_path, None).of("ann").model is model
