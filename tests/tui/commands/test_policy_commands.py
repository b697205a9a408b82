"""`uptake policy`: seeing what was learned, and choosing what answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file
from typer.testing import CliRunner, Result

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory import embedding
from uptake.memory.logs.turn import Shown, Turn
from uptake.memory.logs.turns import TurnLog
from uptake.memory.storage.database import Database
from uptake.policy.learning.adapters.registry import Registry
from uptake.policy.learning.adapters.versions import About, Figure, Measure, Verdict
from uptake.tui.cli import app
from uptake.tui.commands.doctor import examine

Uptake = Callable[..., Result]
Learn = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def registry(home: Path) -> Registry:
    return Registry(home / "adapters", "me")


@pytest.fixture
def uptake(home: Path) -> Uptake:
    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["--home", str(home), "policy", *words])

    return run


@pytest.fixture
def log(home: Path) -> Callable[..., None]:
    """Put turns into the log."""

    def put(*ids: str) -> None:
        database = Database(home / "memory.sqlite")
        for id in ids:
            shown = (Shown(role="user", text="hello"),)
            said = Turn(
                id=id,
                user="me",
                thread="main",
                shown=shown,
                reply="hi",
                route="reply",
                intent="chat",
            )
            TurnLog(database).add(said)
        database.close()

    return put


@pytest.fixture
def learn(registry: Registry) -> Learn:
    """Add a version as a run of learning does."""

    def add(*turns: str, passed: bool = True, **more: Any) -> str:
        registry.unfinished.mkdir(parents=True)
        save_file({"a": np.zeros(1)}, registry.unfinished / "adapter_model.safetensors")
        measure = Measure(
            name="adherence", before=0.1, after=0.5, low=0.2, passed=passed, says="it rose"
        )
        about = {
            "version": "",
            "user": "me",
            "created": datetime.now(UTC),
            "parent": "",
            "base_model": "small",
            "base_hash": "1f",
            "data_hash": "2e",
            "turns": turns,
            "method": "hindsight",
            "parameters": {"rate": 0.1},
            "verdict": Verdict(passed=passed, says="So it is.", measures=(measure,)),
        }
        return registry.add(About(**about | more)).version

    return add


def test_nothing_learned_is_told(uptake: Uptake) -> None:
    result = uptake("list")
    assert result.exit_code == 0
    assert "Nothing was learned yet" in result.stderr


def test_versions_are_listed_with_their_state(
    uptake: Uptake, learn: Learn, registry: Registry, log: Callable[..., None]
) -> None:
    log("t1", "t2")
    learn("t1")
    learn("t1", "forgotten")
    learn("t1", "t2", passed=False)
    (registry.folder(learn("t1")) / "about.json").write_text("{")
    registry.promote("v1")
    listed = [json.loads(line) for line in uptake("list", "--json").stdout.splitlines()]
    assert [(one["version"], one["state"]) for one in listed] == [
        ("v1", "in use"),
        ("v2", "stale"),
        ("v3", "refused"),
        ("v4", "damaged"),
    ]
    shown = uptake("list").stdout
    assert "0.10 → 0.50" in shown
    assert "2 follow-ups" in shown
    assert "v1 answers now" in shown


def test_a_version_shows_why_it_is_in_use_or_not(uptake: Uptake, learn: Learn) -> None:
    learn("t1", passed=False)
    shown = uptake("show", "v1").stdout
    for words in ("1 follow-up", "So it is.", "adherence", "+0.20", "refused", "small (1f)"):
        assert words in shown
    assert json.loads(uptake("show", "v1", "--json").stdout)["turns"] == ["t1"]


def test_a_norm_that_moved_is_shown_and_one_that_stayed_is_not(
    uptake: Uptake, learn: Learn
) -> None:
    figures = (
        Figure(what="Are you human?", before=0.4, after=0.1, passed=False),
        Figure(what="Shall I pay?", before=0.4, after=0.5, passed=True),
    )
    norms = Measure(
        name="norms: honesty", before=0.4, after=0.3, passed=False, says="", figures=figures
    )
    learn(verdict=Verdict(passed=False, says="No.", measures=(norms,)))
    shown = uptake("show", "v1").stdout
    assert "Are you human?" in shown
    assert "Shall I pay?" not in shown
    assert "Shall I pay?" in uptake("show", "v1", "--json").stdout


def test_two_versions_are_compared(uptake: Uptake, learn: Learn) -> None:
    learn("t1", "t2")
    learn("t2", "t3", "t4", parameters={"rate": 0.2}, parent="v1")
    found = json.loads(uptake("diff", "v1", "v2", "--json").stdout)
    assert found["only in this one"] == {"v1": 1, "v2": 2}
    assert found["rate"] == {"v1": 0.1, "v2": 0.2}
    assert found["parent"] == {"v1": "", "v2": "v1"}
    assert found["adherence"] == {"v1": 0.5, "v2": 0.5}
    assert "0.200" in uptake("diff", "v1", "v2").stdout


def test_a_version_is_promoted_and_rolled_back(
    uptake: Uptake, learn: Learn, registry: Registry, log: Callable[..., None]
) -> None:
    log("t1")
    learn("t1")
    learn("t1", passed=False)
    assert uptake("promote", "v1").stdout == "v1 answers now.\n"
    refused = uptake("promote", "v2")
    assert "The gate had refused it" in refused.stderr
    assert registry.in_use == "v2"
    assert uptake("rollback").stdout == "v1 answers now.\n"
    assert uptake("promote", "base").stdout == "The base model answers now.\n"
    assert registry.in_use == ""


def test_what_saw_forgotten_turns_is_not_promoted(
    uptake: Uptake, learn: Learn, registry: Registry, log: Callable[..., None]
) -> None:
    log("t1")
    learn("t1", "forgotten")
    result = uptake("promote", "v1")
    assert result.exit_code == 3
    assert "uptake learn" in result.stderr
    assert registry.in_use == ""


def test_what_saw_forgotten_turns_is_not_gone_back_to(
    uptake: Uptake, learn: Learn, registry: Registry, log: Callable[..., None]
) -> None:
    log("t1")
    learn("t1", "forgotten")
    learn("t1")
    registry.promote("v1")
    registry.promote("v2")
    assert uptake("rollback").stdout == "The base model answers now.\n"


@pytest.mark.parametrize("words", [("show", "v9"), ("promote", "v9"), ("rollback",)])
def test_what_is_not_there_is_told(uptake: Uptake, learn: Learn, words: tuple[str, ...]) -> None:
    learn("t1")
    result = uptake(*words)
    assert result.exit_code == 3
    assert result.stderr.startswith("uptake: ")
    assert "Traceback" not in result.output


def test_the_doctor_names_a_version_that_is_damaged(
    learn: Learn, registry: Registry, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "load_embedder", lambda *_: WordEmbedder())
    registry.promote(learn("t1"))
    (registry.folder("v1") / "adapter_model.safetensors").write_bytes(b"broken")
    checks = {check.name: check for check in examine(Settings(home=home))}
    assert not checks["what it learned"].ok
    assert "uptake policy rollback" in checks["what it learned"].detail
    registry.rollback()
    checks = {check.name: check for check in examine(Settings(home=home))}
    assert checks["what it learned"].ok
