"""`uptake memory`: a record's story, what was written, taking it back, and forgetting."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory import embedding
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact, Provenance
from uptake.tui.cli import app

NUTS = "I never eat nuts"
SAID = Provenance(kind="turn", ids=("t1",), text=f"{NUTS}, please")


def turn(id: str, request: str, **more) -> Episode:
    source = Provenance(kind="turn", ids=(id,))
    given = {"reply": "All right.", **more}
    return Episode(id=id, user="me", provenance=source, thread="me/main", request=request, **given)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(embedding, "load_embedder", lambda *_: WordEmbedder())
    return tmp_path / "home"


@pytest.fixture
def uptake(home):
    """Run a memory command in a home of its own."""

    def run(*arguments: str, **options):
        return CliRunner().invoke(app, ["--home", str(home), "memory", *arguments], **options)

    return run


@pytest.fixture(autouse=True)
def remembered(home):
    """Keep a fact that was said in a turn, and a turn that failed to use it."""
    memory = Memory.open(Settings(home=home), WordEmbedder())
    memory.add([turn("t1", f"{NUTS}, please")], cause="t1")
    memory.add([Fact(id="f1", user="me", provenance=SAID, statement=NUTS)], cause="t1")
    memory.add([turn("t2", "bake a cake", used=("f1",), outcome="failed")], cause="t2")
    memory.close()


def ids(done) -> set[str]:
    return {json.loads(line)["id"] for line in done.stdout.splitlines()}


def test_a_record_tells_its_story(uptake):
    told = uptake("show", "f1").stdout
    for part in (f"you said “{NUTS}, please”".replace("“", '"').replace("”", '"'), "1 failed"):
        assert part in told
    shown = json.loads(uptake("show", "f1", "--json").stdout)
    assert shown["statement"] == NUTS
    assert [source["id"] for source in shown["story"]["sources"]] == ["t1"]
    assert [(use["id"], use["outcome"]) for use in shown["story"]["used"]] == [("t2", "failed")]
    assert [change["cause"] for change in shown["story"]["changes"]] == ["t1"]
    assert uptake("show", "nothing").exit_code == 3


def test_a_turn_tells_what_it_taught_and_drew_on(uptake):
    assert [r["id"] for r in _story(uptake, "t1")["taught"]] == ["f1"]
    assert [r["id"] for r in _story(uptake, "t2")["drew_on"]] == ["f1"]


def _story(uptake, id: str):
    return json.loads(uptake("show", id, "--json").stdout)["story"]


def test_the_last_change_is_undone_and_turns_are_left_alone(uptake):
    assert NUTS in uptake("undo").stdout
    assert ids(uptake("list", "--json")) == {"t1", "t2"}
    assert uptake("undo").exit_code == 3


def test_any_change_of_the_history_can_be_undone(uptake):
    written = [json.loads(line) for line in uptake("history", "--json").stdout.splitlines()]
    assert [w["records"][0]["id"] for w in written] == ["t2", "f1", "t1"]
    assert uptake("undo", written[0]["write"]).exit_code == 0
    assert ids(uptake("list", "--json")) == {"t1", "f1"}
    assert "(undone)" in uptake("history").stdout


def test_a_dry_run_shows_what_goes_and_why_and_changes_nothing(uptake):
    shown = uptake("forget", "f1", "--dry-run")
    assert shown.exit_code == 0
    assert "is where you said it" in shown.stdout
    assert ids(uptake("list", "--json")) == {"f1", "t1", "t2"}


def test_forgetting_for_good_asks_first(uptake, home):
    assert uptake("forget", "f1", input="n\n").exit_code == 1
    assert "f1" in ids(uptake("list", "--json"))
    done = uptake("forget", "f1", input="y\n")
    assert "gone for good" in done.stdout
    assert ids(uptake("list", "--json")) == {"t2"}
    assert not [f for f in home.rglob("*") if f.is_file() and b"nuts" in f.read_bytes()]
    assert uptake("undo").exit_code == 3


def test_nobody_answers_for_a_script(uptake):
    assert uptake("forget", "f1", "--json").exit_code == 1
    assert "f1" in ids(uptake("list", "--json"))


def test_what_was_forgotten_with_a_way_back_comes_back(uptake):
    done = json.loads(uptake("forget", "f1", "--undoable", "--json").stdout)
    assert set(done["removed"]) == {"f1", "t1"}
    assert "f1" not in ids(uptake("list", "--json"))
    assert uptake("undo", done["write"]).exit_code == 0
    assert ids(uptake("list", "--json")) == {"f1", "t1", "t2"}


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (("--search", "cake"), {"t1", "f1"}),
        (("--thread", "main"), set()),
        (("--search", "NUTS", "--kind", "fact"), {"t2"}),
        (("--since", "2001-01-01"), set()),
    ],
)
def test_what_to_forget_is_said_by_what_it_has_in_common(uptake, options, left):
    assert uptake("forget", *options, "--yes").exit_code == 0
    assert ids(uptake("list", "--json")) == left


def test_forgetting_nothing_is_said_so(uptake):
    assert uptake("forget", "--before", "2001-01-01", "--yes").exit_code == 1
    assert uptake("forget", "--thread", "none", "--yes").exit_code == 1
    assert uptake("forget", "--yes").exit_code == 2
    assert uptake("forget", "f1", "--search", "nuts", "--yes").exit_code == 2


def test_memory_goes_out_and_comes_in(uptake, tmp_path):
    file = tmp_path / "memory.jsonl"
    assert "3 records" in uptake("export", str(file)).stdout
    assert uptake("export", str(file)).exit_code == 2
    assert uptake("export", str(file), "--force").exit_code == 0
    uptake("forget", "f1", "--yes")
    report = json.loads(uptake("import", str(file), "--json").stdout)
    assert (report["added"], report["known"]) == (2, 1)
    assert "f1" in ids(uptake("list", "--json"))


def test_a_broken_export_is_named_by_its_lines(uptake, tmp_path):
    file = tmp_path / "memory.jsonl"
    uptake("export", str(file))
    file.write_text(file.read_text() + "{broken\n")
    done = uptake("import", str(file))
    assert done.exit_code == 3
    assert f"{file}:5:" in done.stderr


def test_notes_are_imported_and_undone(uptake, tmp_path):
    notes = tmp_path / "USER.md"
    notes.write_text("- I live in Oslo\n- my password is hunter2-Xy\n")
    done = uptake("import", str(notes))
    assert done.exit_code == 0
    assert f"{notes}:2:" in done.stdout
    assert "1 new" in done.stdout
    uptake("undo")
    assert "Oslo" not in uptake("list").stdout
    notes.write_text("")
    assert uptake("import", str(notes)).exit_code == 1


def test_how_full_memory_is_is_said(uptake):
    shown = uptake("status").stdout
    assert "2 episodes" in shown
    assert "3 of at most 1000 changes can be undone" in shown
    told = json.loads(uptake("status", "--json").stdout)
    assert told["records"] == {"episode": 2, "fact": 1}
    assert told["size"] == sum(told["sizes"].values())
    assert told["reached"] == []


def test_a_limit_that_is_reached_is_said(uptake, monkeypatch):
    monkeypatch.setenv("UPTAKE_CHANGES_KEPT", "3")
    assert "Limit reached: the last 3 changes" in uptake("status").stdout
