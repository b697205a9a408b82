"""What the fit of options is fitted on, and that it is fitted."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml

from uptake.core.protocols import Vectors
from uptake.policy.fitting.matching import Reader

FITTING = Path(__file__).parents[2] / "training" / "fitting"
THEMES = [
    pytest.param(theme, id=theme["topic"])
    for path in sorted((FITTING / "themes").glob("*.yaml"))
    for theme in yaml.safe_load(path.read_text("utf-8"))
]


@pytest.fixture(scope="module")
def training() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fit_options", FITTING / "fit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_two_sides(theme: dict[str, list[str]]) -> None:
    assert set(theme) == {"topic", "questions", "avoid", "seek", "has", "lacks"}
    assert not set(theme["has"]) & set(theme["lacks"])
    assert not set(theme["avoid"]) & set(theme["seek"])
    for side in ("has", "lacks"):
        assert len(set(theme[side])) == len(theme[side]) >= 4
        assert all(isinstance(text, str) and text.strip() for text in theme[side])


def test_each_row_has_four_different_options(training: ModuleType) -> None:
    rows = [
        *training.of_options(FITTING / "options"),
        *training.of_themes(FITTING / "themes", random.Random(0)),
    ]
    assert rows
    for row in rows:
        assert row.preference.strip(), row
        assert len(set(row.options)) == 4, row


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
        training.Row(
            thing,
            *(
                (f"I love {thing}", (f"evening of {thing}", "swimming", "gardening", "painting"))
                if at % 2
                else (
                    f"I hate {thing}",
                    ("swimming gala", f"course of {thing}", f"{thing} night", f"{thing} for two"),
                )
            ),
        )
        for at, thing in enumerate(things)
    ]
    choices = training.measured(rows, Reader(Words()))
    assert training.accuracy(choices, training.fitted(choices)) == 1.0
