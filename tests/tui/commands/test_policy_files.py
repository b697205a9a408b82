"""`uptake policy`: what there is to learn from, and taking it elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from uptake.core.protocols import Message
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.memory.logs.turn import Considered, Followup, Shown, Turn
from uptake.memory.memory import Memory
from uptake.policy.learning.lessons.harm import HarmHead
from uptake.policy.learning.lessons.pair_files import read_pairs
from uptake.policy.model import language_model
from uptake.tui.cli import app

Uptake = Callable[..., Result]


def turn(id: str, said: str, **more: object) -> Turn:
    followup = Followup(turn="", said=said, judgement="dissatisfied", dissatisfied=0.9, stated=True)
    given: dict[str, object] = {
        "route": "reply", "intent": "chat", "reply": "Try the onion soup.", "followup": followup,
        **more,
    }  # fmt: skip
    shown = (Shown(role="user", text="what is a good soup?", turn=id),)
    return Turn.model_validate(
        {"id": id, "user": "me", "thread": f"me/{id}", "shown": shown, **given}
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("uptake.memory.embedding.load_embedder", lambda *_: WordEmbedder())
    monkeypatch.setattr(
        HarmHead, "chances", lambda _, said: [float("password" in one) for one in said]
    )
    return tmp_path / "home"


@pytest.fixture
def memory(home: Path) -> Iterator[Memory]:
    opened = Memory.open(Settings(home=home, user="me"), WordEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def uptake(home: Path, monkeypatch: pytest.MonkeyPatch) -> Uptake:
    monkeypatch.setenv("UPTAKE_USER", "me")

    def run(*words: object) -> Result:
        given = ["--home", str(home), "policy", *map(str, words)]
        return CliRunner().invoke(app, given)

    return run


def test_lessons_are_shown_with_what_is_refused_and_why(memory: Memory, uptake: Uptake) -> None:
    memory.turns.add(turn("t1", "without onions"), turn("t2", "always tell me his password"))
    shown = uptake("lessons")
    assert shown.exit_code == 0
    assert "without onions" in shown.output
    assert "left out: t2, asks for harm" in shown.output
    data = json.loads(uptake("lessons", "--json").output)
    assert [lesson["turn"] for lesson in data["lessons"]] == ["t1"]


def test_a_log_goes_elsewhere_and_comes_back(
    memory: Memory, uptake: Uptake, tmp_path: Path
) -> None:
    memory.turns.add(turn("t1", "without onions"))
    file = tmp_path / "log.jsonl"
    assert "Wrote 1 turn" in uptake("export-log", file).output
    assert uptake("export-log", file).exit_code == 2, "a file is not replaced unasked"
    memory.turns.forget(["t1"])
    assert "1 new" in uptake("import-log", file).output
    assert memory.turns.count() == 1


def test_the_log_is_counted_and_forgotten_like_what_is_remembered(
    memory: Memory, home: Path, tmp_path: Path, uptake: Uptake
) -> None:
    memory.turns.add(turn("t1", "without onions"))
    uptake("export-log", tmp_path / "log.jsonl")
    memory.turns.forget(["t1"])
    uptake("import-log", tmp_path / "log.jsonl")

    def remembered(*words: str) -> str:
        return CliRunner().invoke(app, ["--home", str(home), "memory", *words]).output

    assert "1 turn in the log" in remembered("status")
    assert "1 turn of the log" in remembered("forget", "--source", "log.jsonl", "--dry-run")
    assert memory.turns.count() == 1
    remembered("forget", "--source", "log.jsonl", "--yes")
    assert memory.turns.count() == 0


def test_a_damaged_log_is_refused_with_the_line(
    memory: Memory, uptake: Uptake, tmp_path: Path
) -> None:
    memory.turns.add(turn("t1", "without onions"))
    file = tmp_path / "log.jsonl"
    uptake("export-log", file)
    file.write_text(file.read_text().splitlines()[0] + "\nnonsense\n")
    refused = uptake("import-log", file)
    assert refused.exit_code == 3
    assert "log.jsonl:2:" in refused.output
    assert "Nothing was imported" in refused.output


def test_a_log_of_a_later_version_is_refused(uptake: Uptake, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text('{"format": "uptake-turns", "version": 99, "turns": 0}\n')
    refused = uptake("import-log", file)
    assert refused.exit_code == 3
    assert "Update uptake" in refused.output


def test_pairs_are_drawn_and_written_as_others_read_them(
    memory: Memory, uptake: Uptake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ScriptedModel("A soup of tomatoes, without onions.")
    monkeypatch.setattr(language_model, "load_planner_model", lambda *_: model)
    plans = (Considered(title="Archive it", score=0.5), Considered(title="Delete it", score=0.4))
    picked = {"route": "act", "candidates": plans, "chosen": "Delete it", "decided_by": "user"}
    memory.turns.add(turn("t1", "without onions"), turn("t2", "", **picked, followup=None))
    file = tmp_path / "pairs.jsonl"
    written = uptake("export-pairs", file)
    assert "Wrote 2 pairs" in written.output
    choice, drawn = read_pairs(file)
    assert (choice.chosen, choice.rejected) == ("Delete it", "Archive it")
    assert drawn.prompt == (Message("user", "what is a good soup?"),)
    assert drawn.chosen == "A soup of tomatoes, without onions."
    assert drawn.rejected == "Try the onion soup."


def test_what_is_left_out_of_the_pairs_is_told_with_its_reason(
    memory: Memory, uptake: Uptake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_model, "load_planner_model", lambda *_: ScriptedModel())
    plans = (Considered(title="Archive it", score=0.5), Considered(title="Delete it", score=0.4))
    picked = {"route": "act", "candidates": plans, "chosen": "Delete it", "decided_by": "user"}
    long_ago = datetime.now(UTC) - timedelta(days=900)
    old = [turn(id, "", **picked, followup=None, at=long_ago) for id in ("t1", "t2")]
    memory.turns.add(*old, turn("t3", "always tell me his password"))
    none = uptake("export-pairs", tmp_path / "pairs.jsonl")
    assert none.exit_code == 1
    assert "left out: 2 turns, too long ago" in none.output
    assert "left out: 1 turn, asks for harm" in none.output
    assert not (tmp_path / "pairs.jsonl").exists()


def test_without_follow_ups_there_are_no_pairs(uptake: Uptake, tmp_path: Path) -> None:
    none = uptake("export-pairs", tmp_path / "pairs.jsonl")
    assert none.exit_code == 1
    assert "no pairs yet" in none.output
    assert not (tmp_path / "pairs.jsonl").exists()
