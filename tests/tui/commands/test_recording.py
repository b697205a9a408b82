"""`uptake record`: what it asks, and that its log stays whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.actions import Action, Op
from uptake.core.observations import Observation
from uptake.replay import recorder
from uptake.replay.schema import Demonstration, DemonstrationStep, parse_demonstration
from uptake.tui.cli import app

Uptake = Callable[..., Result]
WAITED = DemonstrationStep(time_ms=0, observation=Observation(), action=Action(op=Op.WAIT))


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand a recorder in that hears of one step, and return what it was told."""
    heard: dict[str, Any] = {"steps": (WAITED,)}

    class Recorder:
        def __init__(self, page: BrowserDevice, secret_fields: tuple[str, ...]) -> None:
            heard["secret_fields"] = secret_fields

        def start(self, **about: str) -> None:
            heard.update(about)

        def stop(self, request: str, outcome: Any) -> Demonstration:
            about = {"app": heard["app"], "person": heard["person"]}
            return Demonstration(request=request, outcome=outcome, steps=heard["steps"], **about)

    def launch(settings: Any, url: str) -> BrowserDevice:
        heard["visible"] = not settings.headless
        return BrowserDevice(settings, tmp_path / "profile", temporary=True)

    monkeypatch.setattr(BrowserDevice, "launch", launch)
    monkeypatch.setattr(recorder, "Recorder", Recorder)
    return heard


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "mine.jsonl"


@pytest.fixture
def record(heard: dict[str, Any], log: Path, tmp_path: Path) -> Uptake:
    def run(answers: str, *options: str) -> Result:
        command = ["--home", str(tmp_path / "home"), "record", "https://example.org/a"]
        return CliRunner().invoke(app, [*command, "--to", str(log), *options], input=answers)

    return run


def lines(log: Path) -> list[Demonstration]:
    return [parse_demonstration(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_it_asks_at_the_end_what_was_done(record: Uptake, log: Path, heard: dict[str, Any]) -> None:
    assert record("\nPress it\ny\n").exit_code == 0
    assert record("\nPress it twice\nn\n", "--app", "press").exit_code == 0

    first, second = lines(log)
    assert (first.app, first.request, first.outcome) == ("example.org", "Press it", "success")
    assert (second.app, second.request, second.outcome) == ("press", "Press it twice", "failure")
    assert heard["visible"]


def test_a_request_that_was_given_is_not_asked_for(record: Uptake, log: Path) -> None:
    assert record("\ny\n", "--request", "Press it").exit_code == 0
    assert [one.request for one in lines(log)] == ["Press it"]


def test_ctrl_c_ends_the_recording_and_a_second_one_throws_it_away(
    record: Uptake, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([typer.Abort(), "Press it", typer.Abort(), typer.Abort()])

    def answer(*_: object, **__: object) -> str:
        said = next(answers)
        if isinstance(said, typer.Abort):
            raise said
        return said

    monkeypatch.setattr(typer, "prompt", answer)

    assert record("y\n").exit_code == 0
    assert len(lines(log)) == 1
    assert record("y\n").exit_code != 0
    assert len(lines(log)) == 1


def test_nothing_done_is_nothing_recorded(record: Uptake, log: Path, heard: dict[str, Any]) -> None:
    heard["steps"] = ()

    assert record("\nPress it\ny\n").exit_code == 1
    assert not log.exists()


def test_a_line_that_was_cut_off_does_not_spoil_the_next(record: Uptake, log: Path) -> None:
    log.write_bytes(b'{"version":1,"id":"a","app')
    record("\nPress it\ny\n")

    cut, whole = log.read_text(encoding="utf-8").splitlines()
    assert cut.endswith("app")
    assert json.loads(whole)["request"] == "Press it"


CHILD = """
    import sys, threading
    from uptake.agents.gui.browser import BrowserDevice
    from uptake.replay.recorder import Recorder
    from uptake.tui.cli import main

    launch, start = BrowserDevice.launch.__func__, Recorder.start

    def unseen(cls, settings, url):
        return launch(cls, settings.model_copy(update={"headless": True}), url=url)

    def begin(recorder, **about):
        start(recorder, **about)
        threading.Thread(target=act, args=[recorder._page]).start()

    def act(device):
        page = device._running().page
        device._run(page.click("input"))
        device._run(page.keyboard.type("Ada"))
        device.settle()
        print("done", flush=True)

    BrowserDevice.launch, Recorder.start = classmethod(unseen), begin
    main()
"""


@pytest.mark.real
def test_ctrl_c_in_a_terminal_keeps_what_was_done(tmp_path: Path, log: Path) -> None:
    script, page = tmp_path / "child.py", tmp_path / "page.html"
    script.write_text(textwrap.dedent(CHILD))
    page.write_text("<input id=n>")
    command = [sys.executable, str(script), "--home", str(tmp_path / "home"), "record"]
    child = subprocess.Popen(
        [*command, page.as_uri(), "--to", str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    assert child.stdout.readline().strip() == "done"
    read_until("press Enter here", child.stderr)
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does: the browser's driver gets it, too
    read_until("ask for it?:", child.stderr)
    _, said = child.communicate("Enter Ada\ny\n")

    assert child.returncode == 0, said
    (made,) = lines(log)
    assert [step.action.text for step in made.steps] == [None, "Ada"]


def read_until(end: str, stream: IO[str]) -> None:
    said = ""
    while not said.endswith(end):
        letter = stream.read(1)
        assert letter, f"it ended: {said}"
        said += letter
