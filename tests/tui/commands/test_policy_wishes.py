"""`uptake policy wishes`: how answers are wanted, why, and switching it off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.memory import Memory
from uptake.tui.cli import app

Uptake = Callable[..., Result]


@pytest.fixture
def uptake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Uptake:
    monkeypatch.setattr("uptake.memory.embedding.load_embedder", lambda *_: WordEmbedder())
    monkeypatch.setenv("UPTAKE_USER", "me")

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["--home", str(tmp_path), "policy", "wishes", *words])

    return run


@pytest.fixture
def said(tmp_path: Path) -> None:
    memory = Memory.open(Settings(home=tmp_path), WordEmbedder())
    memory.turns.add(
        Turn(
            id="t1",
            user="me",
            thread="me/t1",
            shown=(Shown(role="user", text="what is bread?", turn="t1"),),
            route="reply",
            intent="chat",
            reply="It is baked.",
            followup=Followup(turn="t2", said="please call me Zoe"),
        )
    )
    memory.close()


@pytest.mark.usefixtures("said")
def test_a_wish_is_shown_with_its_reason_and_can_be_switched_off(uptake: Uptake) -> None:
    assert "address.name=zoe  Call the user Zoe.  (you said “please call me" in uptake().output
    (row,) = json.loads(uptake("--json").output)["wishes"]
    assert row["wish"] == "address.name=zoe"
    assert "Switched off: Call the user Zoe." in uptake("--off", "address.name=zoe").output
    assert json.loads(uptake("--json").output) == {"wishes": []}


@pytest.mark.usefixtures("said")
def test_what_does_not_stand_cannot_be_switched_off(uptake: Uptake) -> None:
    refused = uptake("--off", "layout.numbered")
    assert refused.exit_code == 2
    assert "address.name=zoe" in refused.output


def test_who_said_nothing_is_told_so(uptake: Uptake) -> None:
    assert "nothing lasting" in uptake().output
