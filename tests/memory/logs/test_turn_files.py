"""The log of turns goes elsewhere and comes back whole, or not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from uptake.core.errors import HomeTooNew, UptakeError
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.logs.turn_files import export_turns, import_turns
from uptake.memory.memory import Memory

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def turn(number: int, user: str = "me") -> Turn:
    return Turn(
        id=f"t{number}", user=user, thread=f"{user}/main", route="reply", intent="chat",
        shown=(Shown(role="user", text=f"question {number}", turn=f"t{number}"),),
        reply=f"answer {number}", at=NOON,
        followup=Followup(turn="next", said="höher, bitte", at=NOON),
    )  # fmt: skip


@pytest.fixture
def file(tmp_path: Path, memory: Memory) -> Path:
    memory.turns.add(*(turn(number) for number in range(1200)))
    path = tmp_path / "log.jsonl"
    assert export_turns(memory.turns, path) == 1200
    memory.turns.forget([f"t{number}" for number in range(1200)])
    return path


def changed(path: Path, line: int, text: str) -> Path:
    lines = path.read_text("utf-8").splitlines()
    lines[line - 1] = text
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_log_comes_back_as_it_was(memory: Memory, file: Path) -> None:
    heard: list[float] = []
    report = import_turns(memory.turns, file, on_progress=heard.append)
    assert (report.added, report.known, report.problems) == (1200, 0, [])
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    (back,) = memory.turns.get(["t7"])
    assert back == turn(7).model_copy(update={"source": str(file)})


def test_importing_twice_changes_nothing(memory: Memory, file: Path) -> None:
    import_turns(memory.turns, file)
    report = import_turns(memory.turns, file)
    assert (report.added, report.known) == (0, 1200)


def test_only_its_owner_can_read_an_export(file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0


def test_one_user_can_be_taken_elsewhere(memory: Memory, tmp_path: Path) -> None:
    memory.turns.add(turn(1), turn(2, user="you"))
    assert export_turns(memory.turns, tmp_path / "mine.jsonl", user="me") == 1
    assert "you/main" not in (tmp_path / "mine.jsonl").read_text()


def test_a_bad_line_late_in_the_file_leaves_nothing_half_imported(
    memory: Memory, file: Path
) -> None:
    report = import_turns(memory.turns, changed(file, 1100, '{"id": "half"'))
    assert [problem.line for problem in report.problems] == [1100]
    assert memory.turns.count() == 0


def test_a_file_that_was_cut_off_is_noticed(memory: Memory, file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()[:800]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    report = import_turns(memory.turns, file)
    assert "promises 1200" in report.problems[0].reason
    assert memory.turns.count() == 0


def test_the_same_turn_twice_is_a_problem(memory: Memory, file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    report = import_turns(memory.turns, changed(file, 900, lines[3]))
    assert [problem.line for problem in report.problems] == [900]
    assert memory.turns.count() == 0


def test_a_later_version_is_refused(memory: Memory, file: Path) -> None:
    head = json.dumps({"format": "uptake-turns", "version": 2, "turns": 1200})
    with pytest.raises(HomeTooNew, match="Update uptake"):
        import_turns(memory.turns, changed(file, 1, head))
    assert memory.turns.count() == 0


@pytest.mark.parametrize("text", ["", "hello\n", '{"format": "uptake-memory", "version": 1}\n'])
def test_another_kind_of_file_is_refused(memory: Memory, tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(text)
    with pytest.raises(UptakeError, match="no export"):
        import_turns(memory.turns, path)


def test_a_file_that_is_not_there_or_no_text_is_refused(memory: Memory, tmp_path: Path) -> None:
    with pytest.raises(UptakeError, match="cannot be read"):
        import_turns(memory.turns, tmp_path / "nowhere.jsonl")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UptakeError, match="UTF-8"):
        import_turns(memory.turns, tmp_path / "binary")


def test_what_was_imported_is_forgotten_with_its_file(memory: Memory, file: Path) -> None:
    from uptake.memory.memory import Selection

    import_turns(memory.turns, file)
    memory.forget(memory.preview(Selection(source="log.jsonl"), user="me"))
    assert memory.turns.count() == 0
