"""What the head that hears feedback is fitted on is known because it was made so."""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from uptake.policy.feedback import KINDS

FOLDER = Path(__file__).resolve().parents[2] / "training" / "feedback"


@pytest.fixture(scope="module")
def corpus() -> Iterator[ModuleType]:
    names = ("write", "chats", "corpus")
    sys.path.insert(0, str(FOLDER))
    try:
        yield [importlib.import_module(name) for name in names][-1]
    finally:
        sys.path.remove(str(FOLDER))
        for name in names:
            sys.modules.pop(name, None)


def test_every_kind_but_one_has_examples_written_by_hand() -> None:
    lines = (FOLDER / "examples.jsonl").read_text("utf-8").splitlines()
    counts = Counter(json.loads(line)["kind"] for line in lines)
    assert set(counts) == set(KINDS) - {"abandonment"}
    assert min(counts.values()) >= 10


def test_made_dialogues_say_what_their_users_thought(corpus: ModuleType) -> None:
    made = list(corpus.Writer().dialogues(200))
    assert made == list(corpus.Writer().dialogues(200))
    heard = [one for dialogue in made for one in dialogue.heard]
    assert {kind for one in heard for kind in one.kinds} == set(KINDS)
    assert all(abs(sum(one.kinds.values()) - 1) < 1e-9 for one in heard)
    assert not any("{" in one.follow_up.said + one.follow_up.reply for one in heard)


def test_conversations_have_statements_and_what_looks_like_them(corpus: ModuleType) -> None:
    made = list(corpus.Chatter().conversations(300))
    assert made == list(corpus.Chatter().conversations(300))
    heard = [one for dialogue in made for one in dialogue.heard]
    assert not any("{" in one.follow_up.said + one.follow_up.reply for one in heard)
    stated = Counter(one.stated for one in heard)
    assert stated[1.0] > 100
    assert stated[0.0] > 100
    assert all(one.kinds == {"none": 1.0} for one in heard if not one.follow_up.before)
    assert all(
        set(one.kinds) <= {"refinement", "complaint", "correction"} for one in heard if one.stated
    )


def test_nothing_that_is_measured_with_is_learned(corpus: ModuleType) -> None:
    def bare(text: str) -> str:
        return "".join(char for char in text.lower() if char.isalnum())

    found = yaml.safe_load((FOLDER / "reactions.yaml").read_text("utf-8"))
    manners = yaml.safe_load((FOLDER / "manners.yaml").read_text("utf-8"))
    groups = (*found.values(), manners["users"])
    learned = {bare(text) for group in groups for texts in group.values() for text in texts}
    held = {bare(one.follow_up.said) for one in corpus.held_out() if one.stated}
    assert len(held) > 50
    assert not held & learned
