"""From follow-ups to a version that is used, or not; pauses, kills, and what was forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from uptake.core.errors import AdapterError, HomeError
from uptake.policy.learning import course as course_module
from uptake.policy.learning import fixed_sets, watch
from uptake.policy.learning.adapters.registry import BASE, Registry
from uptake.policy.learning.course import Course, split
from uptake.policy.learning.gate import measuring, plan
from uptake.policy.learning.gate.fixed_exam import FixedResultsFile
from uptake.policy.learning.lessons.lessons import Lesson
from uptake.policy.learning.outcome import Advance, Outcome

from .doubles import FakeTrainer, WordModel, listed, plain


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "adapters", "ann")


@pytest.fixture(autouse=True)
def _saves_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course_module, "_SAVE_EVERY_S", 0.0)


def run(registry: Registry, trainer: Any, lessons: Sequence[Lesson], **options: Any) -> Outcome:
    present = options.pop("present", {lesson.turn for lesson in lessons})
    return Course(registry, lambda: trainer).run(lessons, lambda: present, **options)


def test_what_is_better_is_put_into_use_and_says_why(registry, trainer, lessons) -> None:
    heard: list[Advance] = []
    outcome = run(registry, trainer, lessons, on_advance=heard.append)
    assert (outcome.status, outcome.version) == ("promoted", "v1")
    assert registry.in_use == "v1"
    assert "v1 is in use" in outcome.says
    assert (outcome.learned_from, outcome.held_out, outcome.steps) == (20, 10, 5)
    about = registry.about("v1")
    assert about.verdict == outcome.verdict
    assert about.method == "counting"
    assert about.parent == BASE
    stages = [advance.stage for advance in heard]
    assert list(dict.fromkeys(stages)) == ["drawing", "reference", "training", "measuring"]
    for stage in dict.fromkeys(stages):
        done = [advance.done for advance in heard if advance.stage == stage]
        assert done == sorted(done)
        assert done[-1] == 1.0


def test_it_is_measured_on_the_newest_and_learns_from_the_others(
    registry, trainer, lessons
) -> None:
    learned_from, held_out = split(lessons[::-1])
    assert max(one.at for one in learned_from) < min(one.at for one in held_out)
    run(registry, trainer, lessons)
    about = registry.about("v1")
    assert about.turns == tuple(one.turn for one in learned_from)
    assert about.held_out == tuple(one.turn for one in held_out)


def test_a_long_log_takes_no_longer_to_learn_from(lessons) -> None:
    long = [
        replace(one, turn=f"t{year}-{one.turn}", at=one.at.replace(year=year))
        for year in range(2000, 2027)
        for one in lessons
    ]
    learned_from, held_out = split(long)
    assert (len(learned_from), len(held_out)) == (64, 16)
    assert held_out[-1] == long[-1]
    assert learned_from + held_out == long[-80:]


def test_about_holds_no_word_of_what_was_said(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons)
    written = (registry.folder("v1") / "about.json").read_text()
    for word in ("bullets", "please", "thing that people"):
        assert word not in written


def test_swapped_labels_are_refused_and_what_was_in_use_stays(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons[:20])
    trainer.swapped = True
    outcome = run(registry, trainer, lessons)
    assert (outcome.status, outcome.version) == ("refused", "v2")
    assert "not in use" in outcome.says
    assert registry.in_use == "v1"
    assert [entry.version for entry in registry.entries()] == ["v1", "v2"]


def test_few_lessons_are_learned_from_but_not_put_into_use(registry, trainer, lessons) -> None:
    outcome = run(registry, trainer, lessons[:6])
    assert outcome.status == "refused"
    assert "on 2 of your turns" in outcome.says
    registry.promote(outcome.version)
    assert registry.in_use == "v1"


def test_too_few_lessons_are_not_learned_from(registry, trainer, lessons) -> None:
    outcome = run(registry, trainer, lessons[:3])
    assert outcome.status == "nothing"
    assert "3 of the 6" in outcome.says
    assert trainer.began == []
    assert registry.entries() == []


def test_what_is_sifted_out_counts_no_more(registry, trainer, lessons) -> None:
    outcome = run(registry, trainer, lessons, sift=lambda found: found[:5])
    assert (outcome.status, trainer.began) == ("nothing", [])
    assert "5 of the 6" in outcome.says
    outcome = run(registry, trainer, lessons, sift=lambda found: found[:20])
    assert set(registry.about(outcome.version).turns) < {one.turn for one in lessons[:20]}


def test_what_was_learned_before_is_not_learned_again(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons)
    outcome = run(registry, trainer, lessons[::-1])
    assert (outcome.status, outcome.version) == ("nothing", "v1")
    assert trainer.began == [0]


def test_other_parameters_or_another_base_model_learn_anew(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons)
    trainer.parameters = {"rate": 2}
    assert run(registry, trainer, lessons).version == "v2"
    trainer.base_hash = "2e"
    assert run(registry, trainer, lessons).version == "v3"


def test_a_pause_keeps_what_was_learned_and_the_next_run_goes_on(
    registry, trainer, lessons
) -> None:
    heard: list[Advance] = []

    def stop() -> bool:
        return [advance.stage for advance in heard].count("training") == 4

    outcome = run(registry, trainer, lessons, on_advance=heard.append, stop=stop)
    assert (outcome.status, outcome.steps) == ("paused", 3)
    assert registry.in_use == BASE
    assert registry.entries() == []
    outcome = run(registry, trainer, lessons)
    assert (outcome.status, outcome.steps) == ("promoted", 5)
    assert trainer.began == [0, 3]
    assert trainer.interpolated == [5], "what is not finished goes on from where it was"


def test_a_pause_while_it_measures_does_not_train_again(registry, trainer, lessons) -> None:
    heard: list[Advance] = []
    stop = lambda: bool(heard) and heard[-1].stage == "measuring"  # noqa: E731
    outcome = run(registry, trainer, lessons, on_advance=heard.append, stop=stop)
    assert outcome.status == "paused"
    assert run(registry, trainer, lessons).status == "promoted"
    assert trainer.began == [0]


class Killed(BaseException):
    """What a kill -9 is to the code that it hits."""


@pytest.mark.parametrize("step", [1, 3, 5])
def test_a_kill_loses_no_step_that_was_saved(registry, trainer, lessons, step) -> None:
    def kill(done: int) -> None:
        if done == step:
            raise Killed

    trainer.after_step = kill
    with pytest.raises(Killed):
        run(registry, trainer, lessons)
    trainer.after_step = lambda _: None
    assert registry.in_use == BASE
    assert run(registry, trainer, lessons).status == "promoted"
    assert trainer.began == [0, step]


def test_new_words_begin_the_unfinished_anew(registry, trainer, lessons) -> None:
    interrupted(registry, trainer, lessons[:29])
    run(registry, trainer, lessons)
    assert trainer.began == [0, 0]


def interrupted(registry: Registry, trainer: Any, lessons: Sequence[Lesson]) -> None:
    """Begin a course that is paused after its first step of training."""
    heard: list[Advance] = []
    stop = lambda: bool(heard) and heard[-1].loss is not None  # noqa: E731
    run(registry, trainer, lessons, on_advance=heard.append, stop=stop)


class Clock:
    """Shows the time that it was set to."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (course_module, measuring, plan, watch):
        monkeypatch.setattr(module, "time", clock)
    return clock


def test_the_budget_ends_the_training_and_what_was_learned_is_measured(
    registry, trainer, lessons, clock
) -> None:
    def wait(_: int) -> None:
        clock.now += 100

    trainer.after_step = wait
    outcome = run(registry, trainer, lessons, budget=200)
    assert (outcome.status, outcome.steps) == ("promoted", 2)
    assert trainer.taught(registry.folder("v1")) == 2


class Slow(WordModel):
    """Takes seconds to score."""

    def __init__(self, clock: Clock, seconds: float, model: WordModel) -> None:
        self.clock, self.seconds, self.model = clock, seconds, model

    def stream(self, messages, *, max_tokens=256):
        return self.model.stream(messages, max_tokens=max_tokens)

    def score(self, messages, continuations):
        self.clock.now += self.seconds
        return self.model.score(messages, continuations)


def slow_down(trainer: FakeTrainer, clock: Clock, *, base: float, candidate: float) -> None:
    """Let each of about 130 scores of a model take so many seconds, and a step of training 20."""
    read = type(trainer).read

    def wait(_: int) -> None:
        clock.now += 20

    trainer.base = Slow(clock, base, WordModel(plain))
    trainer.read = lambda folder: Slow(clock, candidate, read(trainer, folder))
    trainer.steps, trainer.after_step = 50, wait


def test_the_slower_the_measuring_the_sooner_the_training_ends(
    registry, trainer, lessons, clock
) -> None:
    slow_down(trainer, clock, base=0.5, candidate=0.5)
    outcome = run(registry, trainer, lessons, budget=400)
    assert outcome.status == "promoted"
    assert 5 <= outcome.steps < 15
    assert clock.now <= 400


def test_where_there_is_no_time_to_measure_nothing_is_trained(
    registry, trainer, lessons, clock
) -> None:
    slow_down(trainer, clock, base=3.0, candidate=3.0)
    outcome = run(registry, trainer, lessons, budget=400)
    assert outcome.status == "nothing"
    assert "no time to measure" in outcome.says
    assert "--budget" in outcome.says
    assert clock.now < 100, "it is seen early"
    assert trainer.began == []


def test_where_there_is_no_time_it_is_seen_before_models_are_asked_much(
    registry, trainer, lessons, clock
) -> None:
    slow_down(trainer, clock, base=3.0, candidate=3.0)
    sifted: list[Sequence[Lesson]] = []
    run(registry, trainer, lessons, budget=400, sift=lambda found: sifted.append(found) or found)
    assert sifted == []
    assert clock.now <= 9 * 3.0


def test_where_time_is_short_it_is_measured_on_fewer_turns_the_newest(
    registry, trainer, lessons, clock
) -> None:
    slow_down(trainer, clock, base=0.5, candidate=0.5)
    trainer.after_step = lambda _: None
    outcome = run(registry, trainer, lessons, budget=450)
    assert outcome.status == "promoted"
    assert 6 <= outcome.held_out < 10
    newest = split(lessons)[1][-outcome.held_out :]
    assert registry.about("v1").held_out == tuple(one.turn for one in newest)
    clock.now = 0
    trainer.parameters = {"rate": 2}
    assert run(registry, trainer, lessons, budget=4500).held_out == 10


def test_what_models_make_of_the_fixed_sets_is_asked_once(registry, trainer, lessons) -> None:
    asked: list[str] = []
    fixed = {one.request for one in fixed_sets.general()}

    class Listening(WordModel):
        def score(self, messages, continuations):
            asked.append(messages[-1].content)
            return super().score(messages, continuations)

    def general() -> int:
        return sum(request in fixed for request in asked)

    trainer.base = Listening(plain)
    read = type(trainer).read
    run(registry, trainer, lessons[:28])
    assert general() == len(fixed)
    trainer.read = lambda folder: Listening(listed, {"bullets": 1.0, "first": 0.5})
    trainer.steps = 6
    outcome = run(registry, trainer, lessons)
    assert general() == 2 * len(fixed), "the candidate, and not again what was known"
    trainer.read = lambda folder: read(trainer, folder)
    trainer.base_hash = "2e"
    assert run(registry, trainer, lessons).version > outcome.version
    assert general() == 3 * len(fixed), "another base model"


def test_a_model_that_answers_otherwise_than_it_did_is_asked_again(
    registry, trainer, lessons
) -> None:
    run(registry, trainer, lessons[:28])
    before = FixedResultsFile(registry.root, "").of(trainer.base_hash)
    trainer.base = WordModel(plain, {"sorry": 2.0, "not": 1.0}, dull=0.5)
    run(registry, trainer, lessons)
    after = FixedResultsFile(registry.root, "").of(trainer.base_hash)
    assert before is not None
    assert after is not None
    assert before != after


def test_what_cannot_be_measured_in_time_is_not_used_and_is_measured_when_there_is_time(
    registry, trainer, lessons, clock
) -> None:
    slow_down(trainer, clock, base=0.5, candidate=5.0)
    outcome = run(registry, trainer, lessons, budget=400)
    assert (outcome.status, registry.in_use) == ("nothing", BASE)
    assert "no time to measure" in outcome.says
    assert clock.now < 410
    clock.now = 0
    trainer.read = lambda folder: type(trainer).read(trainer, folder)
    assert run(registry, trainer, lessons, budget=400).status == "promoted"
    assert trainer.began == [0]


def test_a_budget_that_is_over_at_once_is_told(registry, trainer, lessons, clock) -> None:
    outcome = run(registry, trainer, lessons, budget=-1)
    assert outcome.status == "nothing"
    assert "--budget" in outcome.says
    assert registry.entries() == []
    assert run(registry, trainer, lessons).status == "promoted"


def test_it_tells_how_long_the_training_still_takes(registry, trainer, lessons, clock) -> None:
    def wait(_: int) -> None:
        clock.now += 10

    trainer.after_step = wait
    heard: list[Advance] = []
    run(registry, trainer, lessons, on_advance=heard.append)
    left = [advance.left for advance in heard if advance.stage == "training"]
    assert left == [None, 0, 15, 20 * 2 / 3, 7.5, 0]


def test_forgotten_turns_take_the_versions_that_saw_them_and_the_rest_is_learned_anew(
    registry, trainer, lessons
) -> None:
    run(registry, trainer, lessons)
    weights = registry.folder("v1")
    kept = lessons[1:]
    outcome = run(registry, trainer, kept)
    assert outcome.deleted == ("v1",)
    assert not weights.exists()
    assert (outcome.status, outcome.version) == ("promoted", "v2")
    assert lessons[0].turn not in (registry.folder("v2") / "about.json").read_text()


def test_forgetting_everything_leaves_the_base_model(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons)
    outcome = run(registry, trainer, [], present=set())
    assert (outcome.status, outcome.deleted) == ("nothing", ("v1",))
    assert registry.in_use == BASE
    assert [path.name for path in registry.root.iterdir() if path.is_dir()] == []


def test_forgetting_takes_what_is_unfinished_too(registry, trainer, lessons) -> None:
    interrupted(registry, trainer, lessons)
    assert registry.unfinished.exists()
    run(registry, trainer, lessons[1:4])
    assert not registry.unfinished.exists()


def test_what_is_forgotten_while_it_learns_is_in_no_version(registry, trainer, lessons) -> None:
    present = {lesson.turn for lesson in lessons}
    trainer.after_step = lambda _: present.discard(lessons[0].turn)
    outcome = run(registry, trainer, lessons, present=present)
    assert outcome.status == "nothing"
    assert "forgotten turns meanwhile" in outcome.says
    assert registry.entries() == []
    assert not registry.unfinished.exists()


def test_a_turn_that_was_only_measured_on_makes_nothing_stale(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons)
    assert run(registry, trainer, lessons[:-1]).deleted == ()


def test_out_of_memory_leaves_the_old_version_and_what_was_saved(
    registry, trainer, lessons
) -> None:
    run(registry, trainer, lessons[:20])

    def starve(done: int) -> None:
        if done == 2:
            raise MemoryError

    trainer.after_step = starve
    with pytest.raises(MemoryError):
        run(registry, trainer, lessons)
    assert registry.in_use == "v1"
    trainer.after_step = lambda _: None
    assert run(registry, trainer, lessons).version == "v2"
    assert trainer.began == [0, 0, 2]


def test_a_full_disk_leaves_the_old_version(registry, trainer, lessons, monkeypatch) -> None:
    run(registry, trainer, lessons[:20])

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(HomeError, match="No space left"):
        run(registry, trainer, lessons)
    monkeypatch.undo()
    assert registry.in_use == "v1"


def full(*_: object, **__: object) -> NoReturn:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", ["mkdir", "rename"])
def test_a_full_disk_is_told_wherever_it_is_met_and_no_step_is_lost(
    registry, trainer, lessons, monkeypatch, call
) -> None:
    run(registry, trainer, lessons[:20])
    with monkeypatch.context() as patched:
        patched.setattr(Path, call, full)
        with pytest.raises(HomeError, match=r"No space left on device\. Make room"):
            run(registry, trainer, lessons)
    assert registry.in_use == "v1"
    assert [entry.version for entry in registry.entries()] == ["v1"]
    assert run(registry, trainer, lessons).version in ("v2", "v3")
    assert trainer.began == [0, 0]


def test_where_there_is_no_room_to_put_it_into_use_the_next_run_does_without_training_again(
    registry, trainer, lessons, monkeypatch
) -> None:
    def full_at_last(_: int) -> None:
        if (registry.root / "v1").exists():
            full()

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full_at_last)
        with pytest.raises(HomeError, match=r"in_use\.json cannot be written"):
            run(registry, trainer, lessons)
    assert registry.in_use == BASE
    assert run(registry, trainer, lessons).status == "promoted"
    assert trainer.began == [0]


def test_what_is_new_is_in_use_even_where_the_old_cannot_be_deleted(
    registry, trainer, lessons, monkeypatch
) -> None:
    trainer.swapped = True
    for number in range(2):
        trainer.parameters = {"try": number}
        run(registry, trainer, lessons[:20])
    trainer.swapped = False
    monkeypatch.setattr(course_module, "KEPT", 1)
    monkeypatch.setattr("shutil.rmtree", full)
    assert run(registry, trainer, lessons).status == "promoted"
    assert registry.in_use == "v3"
    assert list(registry.root.glob("gone-*")), "one was to be deleted"


def test_a_damaged_version_in_use_is_not_measured_against(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons[:20])
    (registry.folder("v1") / "adapter_model.safetensors").write_bytes(b"broken")
    outcome = run(registry, trainer, lessons)
    assert outcome.status == "promoted"
    assert registry.in_use == "v2"


def test_a_damaged_choice_is_told_before_anything_is_learned(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons[:20])
    (registry.root / "in_use.json").write_text("{")
    with pytest.raises(AdapterError, match="damaged"):
        run(registry, trainer, lessons)
    assert trainer.began == [0]


def test_old_versions_that_never_answered_are_deleted(registry, trainer, lessons) -> None:
    run(registry, trainer, lessons)
    trainer.swapped = True
    for number in range(8):
        trainer.parameters = {"try": number}
        run(registry, trainer, lessons)
    names = [entry.version for entry in registry.entries()]
    assert names == ["v1", "v5", "v6", "v7", "v8", "v9"]
