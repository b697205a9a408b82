"""What the fit of options is fitted on, and that it is fitted."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml
from scripts import load_script

from uptake.core.protocols import Vectors
from uptake.policy.fitting.matching import Reader, Weights

FITTING = Path(__file__).parents[2] / "training" / "fitting"
THEMES = [
    pytest.param(theme, id=theme["topic"])
    for path in sorted((FITTING / "themes").glob("*.yaml"))
    for theme in yaml.safe_load(path.read_text("utf-8"))
]


@pytest.fixture(scope="module")
def training() -> ModuleType:
    return load_script("training/fitting/fit.py")


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_two_sides(theme: dict[str, list[str]]) -> None:
    assert set(theme) == {"topic", "questions", "avoid", "seek", "has", "lacks"}
    assert not set(theme["has"]) & set(theme["lacks"])
    assert not set(theme["avoid"]) & set(theme["seek"])
    for side in ("has", "lacks"):
        assert len(set(theme[side])) == len(theme[side]) >= 4
        assert all(isinstance(text, str) and text.strip() for text in theme[side])


def test_each_row_has_four_different_options(training: ModuleType) -> None:
    rows = [*training.all_rows(FITTING)]
    assert {row.kind for row in rows} == {"options", "themes", "columns"}
    for row in rows:
        assert row.preference.strip(), row
        assert len({*row.honours, *row.violates}) == len(row.honours) + len(row.violates), row
        assert len(set(training.draw(row, random.Random(0)))) == 4, row


def test_each_column_has_sides_whose_values_differ() -> None:
    columns = [
        json.loads(line)
        for path in sorted((FITTING / "columns").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    topics = [column["topic"] for column in columns]
    assert len(set(topics)) == len(topics) > 0
    for column in columns:
        assert 2 <= len(column["sides"]) <= 4, column["topic"]
        values = [value for side in column["sides"] for value in side["values"]]
        assert len(set(values)) == len(values), column["topic"]
        assert all(side["stated"] and side["implied"] for side in column["sides"])


OTHERS = ("swimming", "gardening", "painting")


class Words:
    """An embedder in which each word has a direction of its own."""

    name, dimension = "words", 64

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row += np.random.default_rng(list(word.encode())).normal(size=self.dimension)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_what_is_like_the_wanted_and_unlike_the_unwanted_is_learned_to_be_right(
    training: ModuleType,
) -> None:
    things = ["opera", "rugby", "pottery", "chess", "salsa", "judo"]
    rows = [
        training.Row("options", thing, f"I love {thing}", (f"evening of {thing}",), OTHERS)
        if at % 2
        else training.Row(
            "options",
            thing,
            f"I hate {thing}",
            ("swimming gala",),
            (f"course of {thing}", f"{thing} night", f"{thing} for two"),
        )
        for at, thing in enumerate(things)
    ]
    words = Words()
    choices = training.measured(rows, Reader(words), random.Random(0))
    fitted = training.fitted(choices, Weights.fitted(words))
    assert training.accuracy(choices, fitted) == 1.0
