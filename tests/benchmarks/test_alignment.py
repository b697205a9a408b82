"""The measure of intention alignment tells plans that know a person from plans that do not."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest
from scripts import load_script

from uptake.core.testing import WordEmbedder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a log of simulated people who always take their own, and say nothing of it."""
    regulars = load_script("examples/regulars.py")
    dice = random.Random(3)
    app = regulars.APPS[1]
    everybody = [
        regulars.Person(
            f"p{n}",
            {(app.name, part.field): (part.values[n % len(part.values)],) for part in app.parts},
            faithful=0.9,
        )
        for n in range(6)
    ]
    shown = [one for who in everybody for one in regulars.demonstrations(app, who, 10, dice)]
    path = tmp_path / "rides.jsonl"
    path.write_text("".join(f"{one.to_line()}\n" for one in shown))
    return path


def _measured(log: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    harness = load_script("benchmarks/alignment.py")
    out = log.with_name("figures.json")
    monkeypatch.setattr(harness, "load_embedder", lambda _: WordEmbedder())
    monkeypatch.setattr(sys, "argv", ["alignment", "--data", str(log), "--json", str(out)])
    assert harness.main() == 0
    return json.loads(out.read_text())


def test_habits_foresee_what_people_do_and_leak_nothing(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = _measured(log, monkeypatch)["overall"]

    assert figures["oracle"]["flows"] > 0.9
    assert figures["habits"]["flows"] > 0.75
    assert figures["usual"]["flows"] < 0.5
    assert figures["sure"]["steps"] > figures["usual"]["steps"]
    assert figures["insertions"]["right"] > 15
    assert figures["insertions"]["leaks"] == figures["insertions"]["foreign"] == 0
    assert figures["insertions"]["otherwise"] > 0


def test_a_folder_without_demonstrations_is_said_to_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(SystemExit, match="no demonstrations"):
        _measured(tmp_path / "empty.jsonl", monkeypatch)
