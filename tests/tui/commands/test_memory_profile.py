"""`uptake memory profile`: what is known of the user, shown and edited."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from typer.testing import CliRunner

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory import embedding
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance
from uptake.tui.cli import app

TEA = Fact(
    user="me", provenance=Provenance(kind="user"), statement="I like tea", area="Food and drink"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(embedding, "load_embedder", lambda *_: WordEmbedder())
    settings = Settings(home=tmp_path / "home")
    memory = Memory.open(settings, WordEmbedder())
    memory.add([TEA])
    memory.close()
    return settings.home


def run(home: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), "memory", "profile", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_profile_is_shown_as_text_and_as_json(home: Path) -> None:
    assert run(home) == "## Food and drink\n- I like tea\n"
    shown = json.loads(run(home, "--json"))
    assert shown["lines"] == [{"id": TEA.id, "area": "Food and drink", "text": "I like tea"}]
    assert shown["left_out"] == 0


def test_an_edit_says_what_it_changed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "edit", lambda text, **_: f"{text}- I never fly\n")
    assert "kept: I never fly\n" in run(home, "--edit")
    assert "- I never fly\n" in run(home)


def test_an_editor_that_is_left_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(click, "edit", lambda *_, **__: None)
    assert "Nothing was changed" in run(home, "--edit")
    assert run(home) == "## Food and drink\n- I like tea\n"
