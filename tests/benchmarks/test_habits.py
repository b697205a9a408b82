"""The measure of habits finds those that are there, and no others."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest
from scripts import load_script

from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.replay.schema import Demonstration, DemonstrationStep

PAGE = Observation(
    elements=(
        Element(ref="from", role="textbox", resource_id="origin", editable=True),
        Element(ref="to", role="textbox", resource_id="destination", editable=True),
        Element(ref="go", role="button", text="Go", clickable=True),
    )
)
TOWNS = ("Ulm", "Graz", "Bern", "Lyon", "Porto", "Turku")


@pytest.fixture(scope="module")
def harness() -> ModuleType:
    return load_script("benchmarks/habits.py")


def journey(app: str, person: str, number: int, *, tabs: bool) -> Demonstration:
    start, end = TOWNS[number % 6], TOWNS[(number + 1 + number // 6) % 6]
    between = (Op.KEY, "from", "Tab") if tabs else (Op.CLICK, "to", None)
    deeds = [(Op.TYPE, "from", start), between, (Op.TYPE, "to", end), (Op.CLICK, "go", None)]
    return Demonstration(
        id=f"{person}-{number}",
        app=app,
        person=person,
        request=f'Go from "{start}" to "{end}"',
        outcome="success",
        steps=tuple(
            DemonstrationStep(
                time_ms=at,
                observation=PAGE,
                action=Action(op=op, target=Ref(ref=ref), text=text),
            )
            for at, (op, ref, text) in enumerate(deeds)
        ),
    )


def measured(harness: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    out = folder / "figures.json"
    monkeypatch.setattr(sys, "argv", ["habits", "--demos", str(folder), "--json", str(out)])
    assert harness.main() == 0
    return json.loads(out.read_text())["tasks"]


def write(path: Path, shown: list[Demonstration]) -> None:
    path.write_text("\n".join(one.to_line() for one in shown) + "\n")


def test_a_way_that_is_personal_comes_out_and_one_that_is_not_does_not(
    harness: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    dice = random.Random(7)
    people = [f"p{n}" for n in range(10)]
    write(
        tmp_path / "own.jsonl",
        [journey("own", p, n, tabs=p < "p6") for p in people for n in range(4)],
    )
    write(
        tmp_path / "any.jsonl",
        [journey("any", p, n, tabs=dice.random() < 0.6) for p in people for n in range(4)],
    )

    tasks = measured(harness, tmp_path, monkeypatch)

    (own,), (anyhow,) = tasks["own"]["ways"], tasks["any"]["ways"]
    assert own["way"] == anyhow["way"] == "from type textbox to type textbox"
    assert own["n"] == 30
    assert own["accuracy"]["personal"] > 0.95
    assert own["accuracy"]["base"] == 0.6
    assert own["p"] < 0.01
    assert [one["habit_of"] for one in own["choices"]] == [6, 4]
    assert anyhow["p"] > 0.05
    assert [one["habit_of"] for one in anyhow["choices"]] == [0, 0]
    assert anyhow["log_loss"]["personal"] <= anyhow["log_loss"]["base"] + 0.002


def test_a_task_that_everybody_does_alike_has_no_ways(
    harness: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path / "one.jsonl", [journey("one", "ada", n, tabs=True) for n in range(6)])

    assert measured(harness, tmp_path, monkeypatch)["one"]["ways"] == []
