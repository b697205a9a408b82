"""The planner model's own trainer, over a model of a few thousand weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import load_file

from uptake.core.errors import ModelError
from uptake.core.protocols import BatchScorer, Message
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.policy.learning.adapters.registry import Registry
from uptake.policy.learning.course import Course
from uptake.policy.learning.lessons.lessons import Lesson
from uptake.policy.learning.methods import hindsight
from uptake.policy.learning.methods.descent import Step
from uptake.policy.learning.methods.hindsight import Hindsight
from uptake.policy.learning.methods.interpolation import Interpolation
from uptake.policy.learning.methods.planner_trainer import PlannerTrainer
from uptake.policy.learning.methods.trainer import Save

from ..tiny import tiny_model

LESSON = Lesson(
    turn="t0",
    thread="main",
    user="ann",
    at=datetime(2026, 5, 1, tzinfo=UTC),
    prompt=(Message("user", "what colour is the sky"),),
    answer="tell me more",
    followup="short please",
    reason="",
    strength=1.0,
    stated=True,
)
LESSONS = [replace(LESSON, turn=f"t{number}") for number in range(9)]
SMALL = Hindsight(epochs=4, batch=4, rate=1e-2, samples=2, longest=6)


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[PlannerTrainer]:
    with temporary_home() as settings:
        model = tiny_model(settings, tmp_path / "base")
        yield PlannerTrainer(settings, WordEmbedder(), SMALL, base=model, learner=lambda: model)


def weights(folder: Path) -> dict[str, bytes]:
    found = load_file(folder / "adapter_model.safetensors")
    return {name: value.tobytes() for name, value in found.items()}


def never() -> bool:
    return False


def nothing(step: Step, save: Save) -> None:
    pass


def test_it_saves_while_it_learns_and_when_it_has(trainer: PlannerTrainer, tmp_path: Path) -> None:
    kept = []

    def on_step(step: Step, save: Save) -> None:
        save()
        kept.append(weights(tmp_path))

    learned = trainer.train(LESSONS, tmp_path, 0, on_step=on_step, stop=never)
    assert learned.steps == len(kept) > 3
    assert kept[0] != kept[1]
    assert kept[-1] == weights(tmp_path)


def test_the_model_that_answers_is_not_in_memory_while_another_one_learns(
    tmp_path: Path,
) -> None:
    with temporary_home() as settings:
        base = tiny_model(settings, tmp_path / "base")
        learner = tiny_model(settings, tmp_path / "base")
        trainer = PlannerTrainer(
            settings, WordEmbedder(), SMALL, base=base, learner=lambda: learner
        )
        assert base.is_loaded
        trainer.train(LESSONS, tmp_path, 0, on_step=nothing, stop=lambda: True)
        assert not base.is_loaded


def test_what_was_left_goes_on_to_move(trainer: PlannerTrainer, tmp_path: Path) -> None:
    steps: list[int] = []

    def on_step(step: Step, save: Save) -> None:
        steps.append(step.number)

    trainer.train(LESSONS, tmp_path, 0, on_step=on_step, stop=lambda: len(steps) == 2)
    left = weights(tmp_path)
    trainer.train(LESSONS, tmp_path, 2, on_step=on_step, stop=never)
    assert steps == list(range(1, steps[-1] + 1))
    moved = weights(tmp_path)
    assert moved.keys() == left.keys()
    assert all(moved[name] != left[name] for name in moved)


def test_where_memory_runs_out_in_the_middle_what_was_saved_is_whole_and_gone_on_with(
    trainer: PlannerTrainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[int] = []
    real, kept = hindsight.divergence, {}

    def greedy(*given: Any) -> Any:
        if len(steps) == 3:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")
        return real(*given)

    def on_step(step: Step, save: Save) -> None:
        steps.append(step.number)
        if step.number == 2:
            save()
            kept.update(weights(tmp_path))

    with monkeypatch.context() as short:
        short.setattr(hindsight, "divergence", greedy)
        with pytest.raises(ModelError, match="Memory ran out while learning"):
            trainer.train(LESSONS, tmp_path, 0, on_step=on_step, stop=never)
    assert steps == [1, 2, 3]
    assert weights(tmp_path) == kept, "the step that was not saved is not half there"
    learned = trainer.train(LESSONS, tmp_path, 2, on_step=on_step, stop=never)
    assert (learned.ended, steps[3]) == ("done", 3)
    assert weights(tmp_path) != kept


def test_of_what_moved_too_far_less_is_kept(tmp_path: Path) -> None:
    how = Interpolation(shares=(1.0, 0.3), fall=-1.0)  # nothing is near enough to the base model
    with temporary_home() as settings:
        model = tiny_model(settings, tmp_path / "base")
        trainer = PlannerTrainer(
            settings, WordEmbedder(), SMALL, kept=how, base=model, learner=lambda: model
        )
        trainer.train(LESSONS, tmp_path, 0, on_step=nothing, stop=never)
        learned = load_file(tmp_path / "adapter_model.safetensors")
        trainer.interpolate(tmp_path, "blue please")
        kept = load_file(tmp_path / "adapter_model.safetensors")
    assert kept.keys() == learned.keys()
    for name, weight in kept.items():
        share = 0.3 if ".lora_B." in name else 1.0
        assert weight == pytest.approx(share * learned[name], rel=1e-4)


def test_answers_of_two_models_are_drawn_by_the_same_dice(
    trainer: PlannerTrainer, tmp_path: Path
) -> None:
    trainer.train(LESSONS, tmp_path, 0, on_step=nothing, stop=lambda: True)
    unmoved = trainer.read(tmp_path)
    asked = [one.prompt for one in LESSONS[:3]]
    assert trainer.write(trainer.base, asked, 6) == trainer.write(unmoved, asked, 6)


def test_a_pair_is_an_answer_that_the_follow_up_makes_likelier(trainer: PlannerTrainer) -> None:
    for pair in trainer.pairs(LESSONS):
        assert pair.rejected == "tell me more"
        assert pair.chosen != pair.rejected
        assert pair.prompt == LESSON.prompt


def test_a_whole_course_over_the_real_methods(trainer: PlannerTrainer, tmp_path: Path) -> None:
    registry = Registry(tmp_path / "adapters", "ann")
    outcome = Course(registry, lambda: trainer).run(LESSONS, lambda: {one.turn for one in LESSONS})
    assert outcome.status == "refused"  # what random weights say of each other proves nothing
    about = registry.about(outcome.version)
    assert about.method == "hindsight"
    assert about.parameters["epochs"] == 4
    assert about.base_hash == trainer.base_hash
    registry.promote(outcome.version)
    assert trainer.read(registry.intact(outcome.version)).name


def test_the_base_and_an_adapter_score_many_questions_as_they_score_each(
    trainer: PlannerTrainer, tmp_path: Path
) -> None:
    trainer.train(LESSONS, tmp_path / "made", 0, on_step=nothing, stop=never)
    questions = [
        ((Message("system", "please short"), Message("user", f"what colour is {thing}")), answers)
        for thing in ("grass", "blood", "the sky")
        for answers in (["red", "red green", "no"], ["blue"], [""])
    ]
    models = (trainer.base, trainer.read(tmp_path / "made"))
    found = []
    for model in models:
        assert isinstance(model, BatchScorer)
        found.append(model.score_each(questions))
        for question, together in zip(questions, found[-1], strict=True):
            alone = model.score(*question)
            assert [one.tokens for one in together] == [one.tokens for one in alone]
            assert [one.logprob for one in together] == pytest.approx(
                [one.logprob for one in alone], abs=1e-4
            )
    assert found[0] != found[1]


def test_an_answer_does_not_depend_on_how_many_are_written(trainer: PlannerTrainer) -> None:
    things = ("grass", "blood", "sky")
    asked = [
        (Message("user", f"what colour is the {things[n % 3]}" + " please" * n),) for n in range(11)
    ]
    every = trainer.write(trainer.base, asked, 8)
    assert every[:8] == trainer.write(trainer.base, asked[:8], 8)
    assert every[8:] == trainer.write(trainer.base, asked[8:], 8)
