"""The command line: what it prints, what it returns, and that its help is quick."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from uptake.core.errors import BrowserMissing
from uptake.core.events import Replied, TurnEnded, parse_event
from uptake.core.testing import WordEmbedder
from uptake.memory import embedding
from uptake.memory.memory import Memory
from uptake.tui.cli import app
from uptake.tui.commands import door


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(embedding, "load_embedder", lambda *_: WordEmbedder())
    return tmp_path / "home"


@pytest.fixture
def uptake(home):
    """Run a command in a home of its own."""

    def run(*arguments: str, **options):
        return CliRunner().invoke(app, ["--home", str(home), *arguments], **options)

    return run


@pytest.fixture
def assistant(conversation, monkeypatch):
    monkeypatch.setattr(door, "open_assistant", lambda *_: conversation)
    return conversation


@pytest.fixture
def remembered(home, records):
    """Keep the records of the script in the home."""
    from uptake.core.settings import Settings

    memory = Memory.open(Settings(home=home), WordEmbedder())
    memory.add(records)
    memory.close()
    return records


def in_a_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from uptake.tui.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_answers_before_anyone_waits():
    def work_s() -> float:
        """Tell what the processor spent on it, which does not depend on who else is busy."""
        before = os.times()
        in_a_process("--help")
        after = os.times()
        user = after.children_user - before.children_user
        return user + after.children_system - before.children_system

    # 0.2 to 0.3 on one machine, by how fast it happens to be
    assert min(work_s() for _ in range(5)) < 0.5


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom uptake.tui.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'chromadb', 'langgraph', 'textual', 'pydantic',"
        " 'playwright', 'sklearn', 'sentence_transformers', 'numpy'}\n"
        "print('loaded', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded []\n")


def test_the_app_starts_without_models_or_browser():
    code = (
        "import sys\nimport uptake.tui.chat.app\n"
        "heavy = {'torch', 'transformers', 'chromadb', 'langgraph', 'playwright', 'sklearn',"
        " 'sentence_transformers'}\n"
        "print('loaded', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "loaded []\n"


def test_wrong_usage_is_2_and_goes_to_stderr():
    done = in_a_process("ask")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Missing argument" in done.stderr


def test_the_version_is_printed(uptake):
    assert uptake("--version").output.startswith("uptake 0.")


def test_ask_prints_the_reply_on_stdout_and_steps_on_stderr(uptake, assistant):
    done = uptake("ask", "archive it", "--yes")
    assert done.stdout == "I could **not** confirm it. \n"
    assert "+ open the message from Ines" in done.stderr
    assert "! the button has gone: confirm" in done.stderr
    assert assistant.asked == [("archive it", "main"), ("yes", "main")]
    assert assistant.closed


def test_ask_returns_1_where_it_was_not_done_and_0_where_it_was(uptake, assistant):
    assert uptake("ask", "archive it", "--yes").exit_code == 1
    assert uptake("ask", "hello").exit_code == 0


def test_ask_refuses_what_nobody_can_approve(uptake, assistant):
    done = uptake("ask", "archive it")
    assert "Refused, since nobody can approve it: It archives a message." in done.stderr
    assert done.stdout == "Then I leave it. \n"
    assert assistant.asked[-1] == ("no", "main")


def test_ask_leaves_a_question_that_nobody_can_answer(uptake, assistant):
    done = uptake("ask", "call her")
    assert done.exit_code == 1
    assert "Whom?" in done.stderr
    assert "1  Ines" in done.stderr
    assert len(assistant.asked) == 1


def test_ask_as_json_prints_the_events_a_line_each(uptake, assistant):
    done = uptake("ask", "hello", "--json", "--thread", "t2")
    events = [parse_event(json.loads(line)) for line in done.stdout.splitlines()]
    assert isinstance(events[-1], TurnEnded)
    assert [e.text for e in events if isinstance(e, Replied)] == ["Hello **you**."]
    assert assistant.asked == [("hello", "t2")]


def test_ask_reads_standard_input(uptake, assistant):
    assert uptake("ask", "-", input="hello\n").exit_code == 0
    assert assistant.asked == [("hello", "main")]
    assert uptake("ask", "-", input="\n").exit_code == 2


def test_ask_opens_a_page_first(uptake, assistant):
    uptake("ask", "hello", "--url", "https://example.org")
    assert assistant.opened == ["https://example.org"]


def test_what_must_be_mended_is_3_with_a_sentence_and_no_traceback(uptake, assistant):
    done = uptake("ask", "browse")
    assert done.exit_code == 3
    assert done.stderr == f"uptake: {BrowserMissing('No browser was found. Install one.')}\n"
    assert assistant.closed


def test_a_wrong_setting_is_named(uptake, monkeypatch):
    monkeypatch.setenv("UPTAKE_THREADS", "none")
    done = uptake("memory", "list")
    assert done.exit_code == 3
    assert "UPTAKE_THREADS" in done.stderr


def test_ctrl_c_is_130(uptake, assistant):
    assistant.script["hello"] = [KeyboardInterrupt()]
    assert uptake("ask", "hello").exit_code == 130


def test_memory_is_listed_by_kind(uptake, remembered):
    assert "I never eat nuts" in uptake("memory", "list").stdout
    facts = uptake("memory", "list", "facts", "--json").stdout.splitlines()
    assert [json.loads(line)["id"] for line in facts] == ["f1"]
    assert uptake("memory", "list", "nonsense").exit_code == 2


def test_memory_is_searched(uptake, remembered):
    found = uptake("memory", "search", "nuts", "--json")
    (best, *_) = (json.loads(line) for line in found.stdout.splitlines())
    assert best["id"] == "f1"
    assert 0 <= best["relevance"] <= 1


def test_doctor_says_how_to_mend_what_is_missing(uptake, monkeypatch, tmp_path):
    monkeypatch.setenv("UPTAKE_BROWSER", str(tmp_path / "none"))
    done = uptake("doctor", "--json")
    checks = {check["name"]: check for check in map(json.loads, done.stdout.splitlines())}
    assert done.exit_code == 1
    assert checks["home"]["ok"]
    assert checks["memory"]["detail"].endswith("empty")
    assert not checks["browser"]["ok"]
    assert "browser" in checks["browser"]["detail"]


def test_doctor_makes_the_index_anew(uptake, remembered):
    done = uptake("doctor", "--rebuild", "--json")
    checks = {check["name"]: check for check in map(json.loads, done.stdout.splitlines())}
    assert checks["index"]["detail"] == "made anew from 3 records"
    assert "1 fact, 1 habit, 1 procedure" in checks["memory"]["detail"]


def test_a_home_of_a_later_version_is_left_alone(uptake, home):
    import sqlite3

    home.mkdir()
    with sqlite3.connect(home / "memory.sqlite") as database:
        database.execute("PRAGMA user_version = 999")
    done = uptake("memory", "list")
    assert done.exit_code == 3
    assert "later version" in done.stderr


def demonstration(number: int, *, app: str = "mail") -> str:
    from uptake.core.actions import Action, Op, Ref
    from uptake.core.observations import Element, Observation
    from uptake.replay.schema import Demonstration, DemonstrationStep

    button = Element(ref="e1", role="button", text="Delete", clickable=True)
    step = DemonstrationStep(
        time_ms=10,
        observation=Observation(app=app, elements=(button,)),
        action=Action(op=Op.CLICK, target=Ref(ref="e1")),
    )
    return Demonstration(
        id=f"d{number}", app=app, request="delete it", outcome="success", steps=(step,)
    ).to_line()


def test_replay_tells_what_was_learned_and_what_was_skipped(uptake, tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text("\n".join([demonstration(1), demonstration(2), "{broken", ""]))
    done = uptake("replay", str(log))
    assert done.exit_code == 0
    assert f"skipped {log}:3" in done.stdout
    assert "2 new demonstrations" in done.stdout
    report = json.loads(uptake("replay", str(log), "--json").stdout)
    assert (report["demonstrations"], report["known"]) == (0, 2)
    assert "nothing new: 2 demonstrations known before" in uptake("replay", str(log)).stdout


def test_replay_takes_one_format_only_where_it_is_named(uptake, tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text(demonstration(1))
    assert uptake("replay", str(log), "--format", "devtools").exit_code == 1
    assert uptake("replay", str(log), "--format", "uptake").exit_code == 0
    unknown = uptake("replay", str(log), "--format", "pdf")
    assert unknown.exit_code == 3
    assert "devtools" in unknown.stderr


def test_replay_returns_1_only_where_nothing_was_learned(uptake, tmp_path):
    log = tmp_path / "log.jsonl"
    log.write_text("{broken\n")
    assert uptake("replay", str(log)).exit_code == 1
    assert uptake("replay", str(tmp_path / "missing")).exit_code == 2


def test_skills_go_out_and_come_in(uptake, remembered, tmp_path, home):
    (skill,) = map(json.loads, uptake("skills", "list", "--json").stdout.splitlines())
    assert skill["origin"] == "learned"
    assert skill["name"] in uptake("skills", "show", skill["name"]).stdout
    out = uptake("skills", "export", skill["name"], "--to", str(tmp_path)).stdout.strip()
    assert uptake("skills", "import", out).exit_code == 0
    assert uptake("skills", "import", str(tmp_path)).exit_code == 3
    assert uptake("skills", "show", "none").exit_code == 3
