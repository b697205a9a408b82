"""Learned procedures as skills, and skills that came from elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from uptake.core.actions import Descriptor, Op
from uptake.core.errors import RecordMissing, SkillError
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.memory.records import Procedure, Provenance, now
from uptake.memory.steps import Slot, Step
from uptake.skills.bank import SkillBank
from uptake.skills.skill import LARGEST_TEXT, LONGEST_NAME, Skill, skill_name


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as made:
        yield made


@pytest.fixture
def memory(settings: Settings) -> Iterator[Memory]:
    opened = Memory.open(settings, WordEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def bank(memory: Memory, settings: Settings) -> SkillBank:
    return SkillBank(memory, settings)


def procedure(title: str = "Search for {query}", **more: object) -> Procedure:
    return Procedure(
        user="me",
        provenance=Provenance(kind="demonstration", ids=("d1",)),
        app="mail.example",
        title=title,
        goal="search",
        requests=("search for my divorce papers",),
        slots=(Slot(name="query", examples=("divorce papers",)),),
        steps=(
            Step(op=Op.TYPE, target=Descriptor(role="textbox", name="Search"), text="{query}"),
            Step(op=Op.CLICK, target=Descriptor(role="button", name="Go", anchor="mail")),
            Step(op=Op.ENTER, label="Confirm with Enter."),
        ),
        support=3,
        **more,
    )


def folder_of(tmp_path: Path, front: str, name: str = "tidy-up", body: str = "Do it.") -> Path:
    folder = tmp_path / "from-elsewhere" / name
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(f"---\n{front}\n---\n{body}\n", encoding="utf-8")
    return folder


GOOD = "name: tidy-up\ndescription: Tidies things up when they are in disorder."


def test_learned_procedures_are_skills(bank: SkillBank, memory: Memory) -> None:
    record = procedure()
    memory.add([record, procedure("Old way", status="retired")])
    (skill,) = bank.list()
    assert (skill.name, skill.origin, skill.procedure) == (
        "search-for-query",
        "learned",
        record.id,
    )
    assert '1. Type "{query}" into the textbox "Search".' in skill.body
    assert '2. Click the button "Go" near "mail".' in skill.body
    assert "3. Confirm with Enter." in skill.body


def test_skills_of_one_title_have_names_of_their_own(bank: SkillBank, memory: Memory) -> None:
    first = procedure(created=now() - timedelta(days=1))
    memory.add([procedure(), first])
    assert [skill.name for skill in bank.list()] == ["search-for-query", "search-for-query-2"]
    assert bank.show("search-for-query").procedure == first.id


def test_an_export_follows_the_format_and_reads_back(
    bank: SkillBank, memory: Memory, tmp_path: Path
) -> None:
    memory.add([procedure()])
    folder = bank.export("search-for-query", tmp_path)
    skill = Skill.read(folder)
    assert skill.name == folder.name
    data = json.loads((folder / "procedure.json").read_text())
    assert data["steps"][0]["text"] == "{query}"


def test_an_export_tells_nothing_of_the_person(
    bank: SkillBank, memory: Memory, tmp_path: Path
) -> None:
    memory.add([procedure()])
    for file in bank.export("search-for-query", tmp_path).iterdir():
        assert "divorce" not in file.read_text()
        assert '"me"' not in file.read_text()


def test_an_export_with_examples_has_them(bank: SkillBank, memory: Memory, tmp_path: Path) -> None:
    memory.add([procedure()])
    folder = bank.export("search-for-query", tmp_path, examples=True)
    assert "search for my divorce papers" in (folder / "SKILL.md").read_text()
    assert json.loads((folder / "procedure.json").read_text())["requests"]


def test_nothing_is_overwritten(bank: SkillBank, memory: Memory, tmp_path: Path) -> None:
    memory.add([procedure()])
    bank.export("search-for-query", tmp_path)
    with pytest.raises(SkillError, match="exists"):
        bank.export("search-for-query", tmp_path)


def test_unknown_skills_are_missing(bank: SkillBank, tmp_path: Path) -> None:
    with pytest.raises(RecordMissing):
        bank.show("nothing")
    with pytest.raises(RecordMissing):
        bank.export("nothing", tmp_path)


def test_an_imported_folder_is_listed_and_kept(
    bank: SkillBank, settings: Settings, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path, f"{GOOD}\nmetadata:\n  version: 1.0\nallowed-tools: Bash(rm:*)")
    (folder / "scripts").mkdir()
    (folder / "scripts" / "run.py").write_text("raise SystemExit('must never run')")
    imported = bank.import_folder(folder)
    assert imported.metadata == {"version": "1.0"}
    assert bank.list() == [imported]
    assert imported.origin == "imported"
    assert (settings.paths.skills / "tidy-up" / "scripts" / "run.py").exists()
    with pytest.raises(SkillError, match="before"):
        bank.import_folder(folder)


def test_a_folder_that_went_bad_does_not_hide_the_others(
    bank: SkillBank, settings: Settings, tmp_path: Path
) -> None:
    bank.import_folder(folder_of(tmp_path, GOOD))
    bad = settings.paths.skills / "bad"
    bad.mkdir()
    (bad / "SKILL.md").write_text("no front matter")
    assert [skill.name for skill in bank.list()] == ["tidy-up"]


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("name: tidy-up", "description"),
        ("description: no name", "name"),
        ("name: Tidy-Up\ndescription: x", "name"),
        ("name: tidy--up\ndescription: x", "name"),
        ("name: -tidy\ndescription: x", "name"),
        ("name: other\ndescription: x", "name of its folder"),
        (f"name: {'a' * (LONGEST_NAME + 1)}\ndescription: x", "name"),
        (f"name: tidy-up\ndescription: {'x' * 1025}", "description"),
        ("name: tidy-up\ndescription: ''", "description"),
        ("name: tidy-up\ndescription: [1, 2]", "description"),
        ("name: tidy-up\ndescription: x\nmetadata: [1]", "metadata"),
        ("name: [", "YAML"),
        ("just a text", "fields"),
        ("name: !!python/object/apply:os.system ['true']\ndescription: x", "YAML"),
    ],
)
def test_wrong_front_matter_is_named(
    bank: SkillBank, tmp_path: Path, front: str, problem: str
) -> None:
    with pytest.raises(SkillError, match=problem):
        bank.import_folder(folder_of(tmp_path, front))
    assert bank.list() == []


def test_links_cannot_lead_out(bank: SkillBank, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, GOOD)
    os.symlink("/etc/passwd", folder / "notes.txt")
    with pytest.raises(SkillError, match="link"):
        bank.import_folder(folder)


def test_links_to_folders_and_pipes_are_refused(bank: SkillBank, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, GOOD)
    os.symlink(folder, folder / "loop")
    with pytest.raises(SkillError, match="link"):
        bank.import_folder(folder)
    (folder / "loop").unlink()
    os.mkfifo(folder / "pipe")
    with pytest.raises(SkillError, match="special"):
        bank.import_folder(folder)


def test_sizes_are_bounded(bank: SkillBank, tmp_path: Path) -> None:
    with pytest.raises(SkillError, match="KiB"):
        bank.import_folder(folder_of(tmp_path, GOOD, body="x" * (LARGEST_TEXT + 1)))
    folder = folder_of(tmp_path / "many", GOOD)
    for number in range(600):
        (folder / f"{number}.txt").touch()
    with pytest.raises(SkillError, match="too large"):
        bank.import_folder(folder)


def test_what_is_no_skill_is_said_so(bank: SkillBank, tmp_path: Path) -> None:
    with pytest.raises(SkillError, match="not a folder"):
        bank.import_folder(tmp_path / "nowhere")
    with pytest.raises(SkillError, match=r"no SKILL\.md"):
        bank.import_folder(tmp_path)
    (tmp_path / "SKILL.md").write_bytes(b"---\nname: \xff\n---\n")
    with pytest.raises(SkillError, match="UTF-8"):
        bank.import_folder(tmp_path)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Search for {query}", "search-for-query"),
        ("  Ünïcode -- & more! ", "unicode-more"),
        ("输入", "skill"),
        ("word " * 40, "-".join(["word"] * 13)),
        ("a" * 200, "a" * LONGEST_NAME),
    ],
)
def test_names_follow_the_format(title: str, name: str) -> None:
    assert skill_name(title) == name
    assert Skill(name=name, description="x").name == name
