from pathlib import Path
from typing import Any

import pytest

from uptake.core.actions import Op
from uptake.memory.habits.habits import habit_id, slot_context
from uptake.memory.memory import Memory
from uptake.memory.records import Choice, Habit, Procedure, Provenance, now
from uptake.replay.learning import ReplayProgress, learn_app, replay
from uptake.replay.lines import Limits
from uptake.replay.schema import Demonstration

NAMES = ("Grace", "Alan", "Tony")
Show = Any  # the fixture's function


def shown(show: Show, *, app: str = "post") -> list[Demonstration]:
    return [
        show(f"Throw away what {name} wrote", (Op.CLICK, f"bin-{name}", None), app=app)
        for name in NAMES
    ]


def log(path: Path, demonstrations: list[Demonstration]) -> Path:
    path.write_text("".join(one.to_line() + "\n" for one in demonstrations), encoding="utf-8")
    return path


def procedures(memory: Memory) -> list[Procedure]:
    return [one for one in memory.list("procedure") if isinstance(one, Procedure)]


def what(learned: list[Procedure]) -> dict[str, tuple[Any, ...]]:
    """Tell procedures by what they say; which of two processes is the first, chance decides."""
    return {one.id: (one.title, one.requests, one.slots, one.steps) for one in learned}


def test_a_folder_of_logs_is_learned_app_by_app(show: Show, memory: Memory, tmp_path: Path):
    log(tmp_path / "a.jsonl", shown(show))
    log(tmp_path / "b.jsonl", shown(show, app="mail"))

    report = replay([tmp_path], memory, user="me")

    assert [(row.app, row.procedures, row.demonstrations) for row in report.learned] == [
        ("post", 1, 3),
        ("mail", 1, 3),
    ]
    assert {one.app for one in procedures(memory)} == {"post", "mail"}
    assert report.skipped == []


def test_a_bad_line_is_reported_and_the_rest_is_learned(show: Show, memory: Memory, tmp_path: Path):
    path = log(tmp_path / "a.jsonl", shown(show))
    path.write_text('{"version": 9, "steps": []}\n' + path.read_text("utf-8"), encoding="utf-8")

    report = replay([path], memory, user="me")

    (skipped,) = report.skipped
    assert (skipped.path, skipped.line, skipped.field) == (path, 1, "version")
    assert report.learned[0].demonstrations == 3


def test_replaying_again_learns_nothing_twice(show: Show, memory: Memory, tmp_path: Path):
    path = log(tmp_path / "a.jsonl", shown(show))
    replay([path], memory, user="me")
    before = procedures(memory)

    report = replay([path], memory, user="me")

    assert (report.demonstrations, report.known) == (0, 3)
    assert [one.support for one in procedures(memory)] == [3]
    assert [one.id for one in procedures(memory)] == [one.id for one in before]


def test_an_app_that_shows_nothing_new_is_left_as_it_was_learned(
    show: Show, memory: Memory, tmp_path: Path
):
    path = log(tmp_path / "a.jsonl", shown(show))
    replay([path], memory, user="me")
    before = memory.revision(("procedure", "habit"), user="me", app="post")
    log(tmp_path / "b.jsonl", shown(show, app="mail"))

    report = replay([tmp_path], memory, user="me")

    assert [row.app for row in report.learned] == ["mail"]
    assert report.unchanged == 1
    assert memory.revision(("procedure", "habit"), user="me", app="post") == before


def test_what_was_learned_and_undone_is_learned_by_the_next_replay(
    show: Show, memory: Memory, tmp_path: Path
):
    path = log(tmp_path / "a.jsonl", shown(show))
    replay([path], memory, user="me")
    memory.undo()
    assert procedures(memory) == []

    report = replay([path], memory, user="me")

    assert [row.app for row in report.learned] == ["post"]
    assert [one.support for one in procedures(memory)] == [3]


def test_a_newer_uptake_learns_again(
    show: Show, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = log(tmp_path / "a.jsonl", shown(show))
    replay([path], memory, user="me")
    monkeypatch.setattr("uptake.replay.marks._learner", lambda: "newer")

    report = replay([path], memory, user="me")

    assert [row.app for row in report.learned] == ["post"]
    assert report.unchanged == 0


def test_an_interruption_keeps_what_was_read_and_the_next_replay_learns_it(
    show: Show, memory: Memory, tmp_path: Path
):
    path = log(tmp_path / "a.jsonl", shown(show))

    def interrupted(progress: ReplayProgress) -> None:
        if progress.line == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replay([path], memory, user="me", on_progress=interrupted)
    assert memory.counts().get("demonstration") == 2

    report = replay([path], memory, user="me")

    assert (report.known, report.demonstrations) == (2, 1)
    assert [one.support for one in procedures(memory)] == [3]


def test_several_processes_learn_the_same(
    show: Show, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = log(tmp_path / "a.jsonl", [one for app in "ab" for one in shown(show, app=app)])
    alone = replay([path], memory, user="me")
    before = procedures(memory)

    monkeypatch.setattr("uptake.replay.learning._WORTH", 0)
    monkeypatch.setattr("uptake.replay.marks._learner", lambda: "newer")
    together = replay([path], memory, user="me", processes=2)

    assert together.learned == alone.learned
    assert what(procedures(memory)) == what(before)


def test_outcomes_of_a_procedure_survive_learning_it_again(
    show: Show, memory: Memory, tmp_path: Path
):
    path = log(tmp_path / "a.jsonl", shown(show))
    replay([path], memory, user="me")
    (learned,) = procedures(memory)
    memory.add([learned.model_copy(update={"successes": 4, "status": "verified"})])

    learn_app(memory, "post", user="me")

    (again,) = procedures(memory)
    assert (again.successes, again.status) == (4, "verified")


def test_a_procedure_that_more_demonstrations_made_another_begins_again(
    show: Show, memory: Memory, tmp_path: Path
):
    few, *more = shown(show)
    replay([log(tmp_path / "few.jsonl", [few])], memory, user="me")
    (learned,) = procedures(memory)
    memory.add([learned.model_copy(update={"failures": 5, "status": "retired"})])

    replay([log(tmp_path / "more.jsonl", more)], memory, user="me")

    (again,) = procedures(memory)
    assert again.id == learned.id
    assert again.slots != learned.slots
    assert (again.successes, again.failures, again.status) == (0, 0, "candidate")


def test_a_procedure_that_is_put_in_other_words_keeps_its_outcomes(
    show: Show, memory: Memory, tmp_path: Path
):
    path = log(tmp_path / "a.jsonl", shown(show))
    replay([path], memory, user="me")
    (learned,) = procedures(memory)
    renamed = tuple(step.model_copy(update={"label": "away with it"}) for step in learned.steps)
    memory.add([learned.model_copy(update={"steps": renamed, "failures": 5, "status": "retired"})])

    learn_app(memory, "post", user="me")

    (again,) = procedures(memory)
    assert (again.failures, again.status) == (5, "retired")


def test_a_procedure_that_new_demonstrations_replace_is_gone(
    show: Show, memory: Memory, tmp_path: Path
):
    odd = [show("Throw away what Alan wrote", (Op.CLICK, "star-Alan", None))]
    replay([log(tmp_path / "odd.jsonl", odd)], memory, user="me")

    replay([log(tmp_path / "more.jsonl", shown(show))], memory, user="me")

    (left,) = procedures(memory)
    assert left.support == 3


def test_a_procedure_that_is_not_from_demonstrations_is_left_alone(
    show: Show, memory: Memory, tmp_path: Path
):
    mine = Procedure(
        id="mine",
        user="me",
        provenance=Provenance(kind="user"),
        app="post",
        title="t",
        goal="g",
        requests=(),
        steps=(),
    )
    memory.add([mine])

    replay([log(tmp_path / "a.jsonl", shown(show))], memory, user="me")

    assert "mine" in {one.id for one in procedures(memory)}


def test_no_more_demonstrations_are_learned_than_the_limit_allows(
    show: Show, memory: Memory, tmp_path: Path
):
    path = log(tmp_path / "a.jsonl", shown(show))

    report = replay([path], memory, user="me", limits=Limits(demonstrations=2))

    assert report.demonstrations == 2


def test_progress_rises_to_the_end(show: Show, memory: Memory, tmp_path: Path):
    path = log(tmp_path / "a.jsonl", shown(show))
    seen: list[float] = []

    replay([path], memory, user="me", on_progress=lambda one: seen.append(one.fraction))

    assert seen == sorted(seen)
    assert 0 < seen[0] <= seen[-1] <= 1


def test_a_place_without_logs_is_reported(memory: Memory, tmp_path: Path):
    report = replay([tmp_path, tmp_path / "none.jsonl"], memory, user="me")

    assert [one.path for one in report.skipped] == [tmp_path, tmp_path / "none.jsonl"]
    assert report.learned == []


def test_what_turns_taught_of_a_goal_stays_with_it_under_another_title(
    show: Show, memory: Memory, tmp_path: Path
) -> None:
    def learned(name: str, wording: str, count: int) -> Procedure:
        asked = [show(wording.format(who), (Op.CLICK, f"bin-{who}", None)) for who in NAMES * count]
        replay([log(tmp_path / f"{name}.jsonl", asked)], memory, user="me")
        (procedure,) = procedures(memory)
        return procedure

    before = learned("few", "Throw away what {} wrote", 1)
    context = slot_context(before, "how")
    taught = Habit(
        id=habit_id("me", "post", context),
        user="me",
        app="post",
        context=context,
        choices=(Choice(value="gently", label="gently", count=3, last=now()),),
        provenance=Provenance(kind="turn", ids=("t",)),
    )
    memory.add([taught])
    after = learned("many", "Bin the letter by {}", 4)
    assert after.goal != before.goal

    kept = [one for one in memory.list("habit") if one.provenance.kind == "turn"]

    assert [one.id for one in kept] == [habit_id("me", "post", slot_context(after, "how"))]
