"""The preferences that relevance is learned from, and that it is learned."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scripts import load_script

from uptake.core.protocols import Vectors

TRAINING = Path(__file__).parents[2] / "training"
FILES = sorted((TRAINING / "preferences").glob("*.jsonl"))


@pytest.fixture(scope="module")
def training() -> ModuleType:
    return load_script("training/relevance.py")


class Planes:
    """An embedder of numbered texts: those of a number share a direction of their kind."""

    name, dimension = "planes", 32

    def embed(self, texts: list[str]) -> Vectors:
        """Preferences lie where no question is, each topic's close together."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            kind, number = text.split()
            row[int(number) % 16 + (16 if kind == "preference" else 0)] = 1.0
            row += np.random.default_rng(len(kind) * 1000 + int(number)).normal(
                0, 0.02, self.dimension
            )
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


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


def test_what_is_learned_finds_preferences_that_questions_are_unlike(training: ModuleType) -> None:
    def example(n: int) -> object:
        return training.Example(f"topic {n % 4}", f"preference {n}", (f"question {n}",) * 2)

    learned = training.Examples([example(n) for n in range(64)], Planes())
    unseen = training.Examples([example(n) for n in range(64, 80)], Planes())
    relevance = training.fit(learned, training.Parameters(epochs=3, topics=2))
    assert training.measure(unseen, None)["recall@1"] < 0.5
    assert training.measure(unseen, relevance)["recall@1"] > 0.8
