"""Memory goes into one file and comes out of it whole; what is wrong with a file is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from uptake.core.errors import HomeTooNew, UptakeError
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory, Selection
from uptake.memory.records import Demonstration, Episode, Fact, Provenance, Record

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]


@pytest.fixture
def elsewhere() -> Iterator[Memory]:
    """Return the memory of another home."""
    with temporary_home() as settings:
        memory = Memory.open(settings, WordEmbedder())
        yield memory
        memory.close()


@pytest.fixture
def exported(memory: Memory, fact: Fact_, episode: Episode_, tmp_path: Path) -> Path:
    """Return the export of a memory with a few records."""
    shown = Demonstration(
        user="me", provenance=Provenance(kind="demonstration", ids=("d",)), source="a.jsonl",
        app="post", person="Ida", request="open it", success=True, actions=(),
    )  # fmt: skip
    memory.add([fact("I like tea", id="tea"), episode("one\ntwo \u2028 three"), shown])
    path = tmp_path / "memory.jsonl"
    assert memory.export(path) == 3
    return path


def everything(memory: Memory) -> list[Record]:
    return memory.list(valid=False)


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")


def test_what_goes_out_comes_in_as_it_was(memory: Memory, elsewhere: Memory, exported: Path):
    report = elsewhere.import_file(exported, user="me")
    assert (report.added, report.known, report.problems) == (3, 0, [])
    assert everything(elsewhere) == everything(memory)
    elsewhere.undo(report.write)
    assert everything(elsewhere) == []


def test_importing_again_changes_nothing(memory: Memory, exported: Path):
    report = memory.import_file(exported, user="me")
    assert (report.added, report.known, report.write) == (0, 3, "")
    assert len(memory.history()) == 1


def test_the_file_is_for_its_owner_only(exported: Path):
    assert exported.stat().st_mode & 0o077 == 0
    assert [file.name for file in exported.parent.iterdir()] == ["memory.jsonl"]


def test_what_differs_here_stays_unless_it_is_to_be_replaced(
    memory: Memory, exported: Path, fact: Fact_
):
    memory.add([fact("I like green tea", id="tea")])
    report = memory.import_file(exported, user="me")
    assert report.kept == ["tea"]
    assert memory.get("tea").text() == "I like green tea"

    report = memory.import_file(exported, user="me", replace=True)
    assert report.replaced == 1
    assert memory.get("tea").text() == "I like tea"


def test_one_bad_line_and_nothing_is_imported(elsewhere: Memory, exported: Path):
    lines = lines_of(exported)
    lines[2] = '{"type": "fact"}'
    exported.write_text("\n".join([*lines[:3], "{broken", lines[1]]), encoding="utf-8")
    report = elsewhere.import_file(exported, user="me")
    assert [problem.line for problem in report.problems] == [3, 4, 5]
    assert "line 2" in report.problems[2].reason
    assert everything(elsewhere) == []


def test_a_file_that_was_cut_off_is_noticed(elsewhere: Memory, exported: Path):
    exported.write_text("\n".join(lines_of(exported)[:3]), encoding="utf-8")
    (problem,) = elsewhere.import_file(exported, user="me").problems
    assert "promises 3" in problem.reason
    assert everything(elsewhere) == []


@pytest.mark.parametrize("text", ["", "\x00\x01", '{"id": 1}\n', "[1, 2]\n", "hello"])
def test_what_is_no_export_is_refused(memory: Memory, tmp_path: Path, text: str):
    path = tmp_path / "some.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UptakeError, match=r"some\.jsonl"):
        memory.import_file(path, user="me")


def test_binary_missing_and_later_files_are_told_apart(memory: Memory, tmp_path: Path):
    path = tmp_path / "some.jsonl"
    with pytest.raises(UptakeError, match="No such file"):
        memory.import_file(path, user="me")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UptakeError, match="UTF-8"):
        memory.import_file(path, user="me")
    path.write_text(json.dumps({"format": "uptake-memory", "version": 4}) + "\n")
    with pytest.raises(HomeTooNew, match="later version"):
        memory.import_file(path, user="me")


def test_an_export_that_cannot_be_written_leaves_nothing(memory: Memory, tmp_path: Path):
    with pytest.raises(UptakeError, match="cannot be written"):
        memory.export(tmp_path / "no" / "such" / "folder.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_notes_become_facts_that_know_their_file(memory: Memory, tmp_path: Path, fact: Fact_):
    notes = tmp_path / "MEMORY.md"
    notes.write_text("# Food\n- I like tea.\n- I eat no nuts\n- my password is hunter2-Xy\n")
    memory.add([fact("I like tea")])
    report = memory.import_file(notes, user="me")
    assert (report.added, report.known) == (1, 1)
    assert [problem.line for problem in report.refused] == [4]
    assert "hunter2" not in report.refused[0].reason
    new = next(record for record in memory.list("fact") if "nuts" in record.text())
    assert new.provenance == Provenance(kind="import", ids=(str(notes.resolve()),))
    assert memory.import_file(notes, user="me").added == 0


def test_what_a_file_brought_is_forgotten_by_its_name(memory: Memory, tmp_path: Path, fact: Fact_):
    notes = tmp_path / "USER.md"
    notes.write_text("- I eat no nuts\n- I live in Oslo\n")
    memory.add([fact("I like tea")])
    memory.import_file(notes, user="me")
    memory.forget(memory.preview(Selection(source="USER.md"), user="me"))
    assert [record.text() for record in memory.list()] == ["I like tea"]
