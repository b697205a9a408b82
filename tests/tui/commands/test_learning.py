"""`uptake learn`: what it shows, how it pauses, and what it says when the learner dies."""

from __future__ import annotations

import json
import os
import signal
import sys
import textwrap
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from typer.testing import CliRunner, Result

from uptake.core.errors import HomeError
from uptake.core.settings import Settings
from uptake.policy.learning.adapters.registry import Registry
from uptake.policy.learning.adapters.versions import About, Measure, Verdict
from uptake.tui import learning_process
from uptake.tui.cli import app
from uptake.tui.commands import learning_curve
from uptake.tui.commands.learning_curve import in_blocks, points
from uptake.tui.learning_process import LearningProcess

PLANNER = {
    "status": "promoted",
    "says": "v1 is in use. Better.",
    "version": "v1",
    "learned_from": 18,
    "held_out": 9,
}
REPORT = {
    "kind": "report",
    "planner": PLANNER,
    "left_out": [{"why": "asks for harm", "count": 2}],
    "seconds": 12.0,
    "peak_mb": 900.0,
}
TRAINING = {"kind": "advanced", "stage": "training", "done": 0.5, "left": 9.0, "loss": 0.2}


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a script stand for the learner; `say` tells news."""

    def be(script: str) -> None:
        head = (
            "import json, os, signal, sys, time\n"
            "asked = json.load(sys.stdin)\n"
            "def say(news): print(json.dumps(news), flush=True)\n"
        )
        text = head + textwrap.dedent(script)
        monkeypatch.setattr(learning_process, "_COMMAND", [sys.executable, "-c", text])

    return be


@pytest.fixture
def uptake(tmp_path: Path) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["--home", str(tmp_path), "learn", *words])

    return run


Uptake = Callable[..., Result]
Learner = Callable[[str], None]


def test_it_says_in_words_what_came_of_it(uptake: Uptake, learner: Learner) -> None:
    learner(f"say({TRAINING})\nsay({REPORT})")
    result = uptake()
    assert result.exit_code == 0
    for words in (
        "Learned from 18 follow-ups; 9 were kept to measure it.",
        "Left out 2 follow-ups: asks for harm.",
        "v1 is in use. Better.",
        "took 12.0 s, 900 MB",
    ):
        assert words in result.stdout


def test_it_prints_one_object_for_programs(uptake: Uptake, learner: Learner) -> None:
    learner(f"say({TRAINING})\nsay({REPORT})")
    found = json.loads(uptake("--json").stdout)
    assert found["planner"]["version"] == "v1"
    assert found["left_out"] == REPORT["left_out"]


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("5m", 300), ("1h", 3600), ("45", 45), ("1.5 m", 90)]
)
def test_the_budget_reaches_the_learner(
    uptake: Uptake, learner: Learner, text: str, seconds: float
) -> None:
    learner(
        f"report = {REPORT}\n"
        "report['seconds'] = asked['budget']\n"
        "assert asked['settings']['user'] == 'me'\n"
        "say(report)\n"
    )
    assert json.loads(uptake("--json", "--budget", text).stdout)["seconds"] == seconds


@pytest.mark.parametrize("text", ["soon", "", "-5m", "0", "5 weeks"])
def test_a_budget_that_is_no_time_is_wrong_usage(uptake: Uptake, text: str) -> None:
    result = uptake("--budget", text)
    assert result.exit_code == 2
    assert "write 90s, 5m or 1h" in result.output


def test_nothing_learned_is_told_to_scripts(uptake: Uptake, learner: Learner) -> None:
    nothing = {**REPORT, "planner": {**PLANNER, "status": "nothing", "says": "Too little."}}
    learner(f"say({nothing})")
    result = uptake()
    assert result.exit_code == 1
    assert "Too little." in result.stdout


def test_what_failed_is_told_and_how_to_mend_it(uptake: Uptake, learner: Learner) -> None:
    learner("say({'kind': 'failed', 'problem': 'The disk is full.'})")
    result = uptake()
    assert result.exit_code == 3
    assert "uptake: The disk is full." in result.stderr


def test_a_killed_learner_is_no_riddle(uptake: Uptake, learner: Learner) -> None:
    learner(f"say({TRAINING})\nos.kill(os.getpid(), signal.SIGKILL)")
    result = uptake()
    assert result.exit_code == 3
    assert "memory ran out" in result.stderr
    assert "stays in use" in result.stderr


def test_a_learner_that_breaks_leaves_its_last_words_in_the_log(
    uptake: Uptake, learner: Learner, tmp_path: Path
) -> None:
    learner("raise ValueError('a bug')")
    result = uptake()
    assert result.exit_code == 3
    assert "learner.log" in result.stderr
    assert "a bug" in (tmp_path / "logs" / "learner.log").read_text()


def test_what_libraries_print_is_passed_over(uptake: Uptake, learner: Learner) -> None:
    learner(f"print('Loading weights: 100%')\nsay({REPORT})\nprint('bye')")
    assert uptake().exit_code == 0


def test_ctrl_c_pauses_it(uptake: Uptake, learner: Learner) -> None:
    paused = {**REPORT, "planner": {**PLANNER, "status": "paused", "says": "Paused."}}
    learner(
        f"def stop(*_): say({paused}); os._exit(0)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        f"say({TRAINING})\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "time.sleep(60)\n"
    )
    result = uptake()
    assert result.exit_code == 130
    assert "Paused." in result.stdout


def test_a_second_ctrl_c_ends_it(uptake: Uptake, learner: Learner) -> None:
    learner(
        "stopped = []\n"
        "def stop(*_): os.kill(os.getppid(), signal.SIGINT)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "time.sleep(60)\n"
    )
    assert uptake().exit_code == 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_learner_does_not_hear_the_ctrl_c_of_the_terminal(
    learner: Learner, tmp_path: Path
) -> None:
    learner(f"report = {REPORT}\nreport['seconds'] = os.getsid(0)\nsay(report)")
    (report,) = LearningProcess(Settings(home=tmp_path), 1.0).news()
    assert report.model_dump()["seconds"] != os.getsid(0)


def test_a_learner_is_stopped_from_another_thread(learner: Learner, tmp_path: Path) -> None:
    learner(
        f"def stop(*_): say({REPORT}); os._exit(0)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        f"say({TRAINING})\n"
        "time.sleep(60)\n"
    )
    process = LearningProcess(Settings(home=tmp_path), 1.0)
    news = process.news()
    next(news)
    threading.Thread(target=process.stop).start()
    assert [one.kind for one in news] == ["report"]


def test_a_log_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "learner.log"
    log.mkdir(parents=True)
    with pytest.raises(HomeError, match=r"learner\.log cannot be written: .*Make room on the disk"):
        LearningProcess(Settings(home=tmp_path), 1.0)


# --- the picture ---


@pytest.fixture
def versions(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    registry = Registry(settings.paths.adapters, settings.user)
    for after in (0.1, 0.4, 0.2):
        registry.unfinished.mkdir(parents=True)
        save_file({"a": np.zeros(1)}, registry.unfinished / "adapter_model.safetensors")
        measures = (
            Measure(name="adherence", before=0.0, after=after, passed=True, says=""),
            Measure(name="ranking accuracy", before=0.5, after=0.9, passed=True, says=""),
        )
        registry.add(
            About(
                version="",
                user=settings.user,
                created=datetime.now(UTC),
                parent="",
                base_model="small",
                base_hash="1f",
                data_hash=f"{after}",
                turns=(),
                method="hindsight",
                parameters={},
                verdict=Verdict(passed=True, says="", measures=measures),
            )
        )
    registry.promote("v2")
    return settings


def test_the_curve_is_drawn_in_the_terminal(versions: Settings) -> None:
    lines = list(in_blocks(points(versions)))
    lengths = [line.count("█") for line in lines]
    assert lengths[1] == 30
    assert lengths[0] < lengths[2] < lengths[1]
    assert ["in use" in line for line in lines] == [False, True, False]
    assert "+0.40 (was +0.00)" in lines[1]


def test_the_curve_is_drawn_into_a_file(
    uptake: Uptake, learner: Learner, versions: Settings, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    learner(f"say({REPORT})")
    assert uptake("--png", str(tmp_path / "curve.png")).exit_code == 0
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    nowhere = uptake("--png", str(tmp_path / "nowhere" / "curve.png"))
    assert nowhere.exit_code == 3
    # What was learned is told before it is drawn.
    assert nowhere.stdout == uptake().stdout


def test_that_nothing_can_be_drawn_is_told_before_anything_is_learned(
    uptake: Uptake, learner: Learner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    learner(f"say({REPORT})")
    monkeypatch.setattr(learning_curve, "find_spec", lambda _: None)
    told = uptake("--png", str(tmp_path / "curve.png"))
    assert told.exit_code == 3
    assert "uptake[plots]" in told.stderr
    assert not told.stdout
