"""The measure of recall over long conversations finds what answers, and says what it left out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scripts import load_script

from uptake.core.testing import WordEmbedder
from uptake.memory.recall.ranking import Weights

SAID = [
    ["Hello Bo!", "Hi Ada, what is new?", "My parrot learned to whistle", "How funny!"],
    ["I painted the kitchen green", "Which paint did you take?", "Chalk paint from the market"],
]
ASKED = [
    ("What did Ada's parrot learn?", ["D1:3"]),
    ("What was painted green, and with which paint?", ["D2:1; D2:3"]),
    ("Who knows?", []),
    ("What is in a turn that there is not?", ["D9:9"]),
]


@pytest.fixture(scope="module")
def harness() -> ModuleType:
    return load_script("benchmarks/locomo.py")


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    conversation: dict[str, Any] = {"speaker_a": "Ada", "speaker_b": "Bo"}
    for session, texts in enumerate(SAID, start=1):
        conversation[f"session_{session}_date_time"] = f"{session}:05 pm on 3 May, 2024"
        conversation[f"session_{session}"] = [
            {"speaker": "AdaBo"[3 * (n % 2) :][:3], "dia_id": f"D{session}:{n + 1}", "text": text}
            for n, text in enumerate(texts)
        ]
    asked = [{"question": q, "evidence": turns, "category": 1} for q, turns in ASKED]
    return [{"sample_id": "one", "conversation": conversation, "qa": asked}]


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
def test_a_file_is_read_plain_or_gzipped(
    harness: ModuleType, rows: list[dict[str, Any]], tmp_path: Path, pack: Any
) -> None:
    path = tmp_path / "file"
    path.write_bytes(pack(json.dumps(rows).encode()))
    (conversation,) = harness.read(path)
    assert [turn.id for turn in conversation.turns][:2] == ["D1:1", "D1:2"]
    assert [q.evidence for q in conversation.questions] == [("D1:3",), ("D2:1", "D2:3")]


def test_a_file_of_another_kind_ends_with_a_reason(harness: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('[{"question": "?"}]')
    with pytest.raises(SystemExit, match="no LoCoMo file"):
        harness.read(path)


def test_the_evidence_is_recalled(
    harness: ModuleType, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "file.json"
    path.write_text(json.dumps(rows))
    (conversation,) = harness.read(path)
    answers = harness.measure(conversation, WordEmbedder(), {"all": Weights()})["all"]
    found = harness.figures(answers)
    assert found["turn"]["recall@5"] == 1.0
    assert found["session"]["recall@5"] == 1.0
    assert found["questions"] == 2


def test_shares_are_of_what_is_wanted_among_the_first(harness: ModuleType) -> None:
    ranking = [str(number) for number in range(20)]
    assert harness.shares(["3", "7", "15", "99"], ranking) == {5: 0.25, 10: 0.5, 20: 0.75}
