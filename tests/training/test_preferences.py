"""The preferences that relevance is learned from, and that it is learned."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import ModuleList
from transformers import BertConfig, BertModel

from uptake.memory.relevance import with_changes

TRAINING = Path(__file__).parents[2] / "training"
FILES = sorted((TRAINING / "preferences").glob("*.jsonl"))


@pytest.fixture(scope="module")
def training() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_relevance", TRAINING / "relevance.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_line_is_a_preference_with_questions(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        assert row["topic"].strip()
        assert row["preference"].strip()
        assert len(row["questions"]) >= 2
        assert all(question.strip() for question in row["questions"])
        for turn in (*row.get("choice", ()), *row.get("persona", ())):
            assert turn["role"] in ("user", "assistant")
            assert turn["text"].strip()
    preferences = [row["preference"] for row in rows]
    assert len(set(preferences)) == len(preferences)


def lessons(training: ModuleType, numbers: range) -> Any:
    """A preference and its two questions share a direction, and lie where their kind lies."""

    def states(kind: int, number: int) -> Tensor:
        noise = torch.randn(3, 32, generator=torch.Generator().manual_seed(100 * kind + number))
        return directions[number % 16] + 3 * directions[16 + kind] + 0.3 * noise

    directions = torch.randn(32, 32, generator=torch.Generator().manual_seed(1))
    return training.Lessons(
        training.States([states(0, number) for number in numbers]),
        training.States([states(kind, number) for number in numbers for kind in (1, 2)]),
        [range(start, start + 16) for start in range(0, len(numbers), 16)],
        [range(2 * place, 2 * place + 2) for place in range(len(numbers))],
    )


@pytest.fixture
def layers() -> ModuleList:
    torch.manual_seed(0)
    small = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    return BertModel(small).encoder.layer


def test_what_is_learned_finds_preferences_that_questions_are_unlike(
    training: ModuleType, layers: ModuleList
) -> None:
    parameters = training.Parameters(steps=40, topics=2, warmup=5, learning_rate=1e-3)
    after = training.fit(lessons(training, range(64)), layers, parameters)
    unseen = lessons(training, range(64, 80))
    assert training.measure(unseen, layers)["recall@1"] < 0.6
    assert training.measure(unseen, after)["recall@1"] > 0.8


def test_what_is_kept_of_the_changes_is_nearly_all(
    training: ModuleType, layers: ModuleList
) -> None:
    parameters = training.Parameters(steps=5, topics=2, warmup=1)
    after = training.fit(lessons(training, range(32)), layers, parameters)
    kept = with_changes(layers, training.changes_of(layers, after, 32))
    for one, other in zip(after.parameters(), kept.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_each_text_is_embedded_as_if_it_were_alone(
    training: ModuleType, layers: ModuleList
) -> None:
    states = [torch.randn(length, 32) for length in (5, 2, 9)]
    upper = training.Upper(layers, 0.5).eval()
    together = upper(training.States(states), [2, 0, 1])
    alone = torch.cat([upper(training.States([states[n]]), [0]) for n in (2, 0, 1)])
    assert torch.allclose(together, alone, atol=2e-2)
