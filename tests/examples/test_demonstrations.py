"""The demonstrations that ship are whole, show success, and show Mara's ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from uptake.core.actions import Ref
from uptake.replay.schema import Demonstration, parse_demonstration

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "demonstrations"
FILES = sorted(FOLDER.glob("*.jsonl"))


def read(path: Path) -> list[Demonstration]:
    return [parse_demonstration(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_demonstration_succeeded(path: Path) -> None:
    made = read(path)
    assert len(made) >= 5
    assert {one.outcome for one in made} == {"success"}
    assert all(one.steps for one in made)


def test_they_are_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 1_000_000


def test_mara_mostly_deletes_a_message_from_within() -> None:
    deletes = [one for one in read(FOLDER / "email-inbox.jsonl") if "trash" in one.request]
    opened = [len(one.steps) == 2 for one in deletes]
    assert opened.count(True) > 2 * opened.count(False) > 2


def test_what_is_shown_before_an_action_holds_its_target() -> None:
    for path in FILES:
        for step in (step for one in read(path) for step in one.steps):
            target = step.action.target
            assert isinstance(target, Ref)
            assert step.observation.get(target.ref) is not None
