"""The catalogue that is measured is one that a user could have: messy, and read whole."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scripts import load_script

from uptake.agents.recommender.items.sources import read_catalogue


@pytest.fixture
def benchmark() -> ModuleType:
    return load_script("benchmarks/large_catalogue.py")


def test_the_made_up_catalogue_is_read_whole_and_has_gaps(benchmark: Any, tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    benchmark.write_catalogue(path, 300)
    catalogue = read_catalogue(path)
    assert len(catalogue.items) == 300
    assert catalogue.problems == ()
    assert any(not item.price for item in catalogue.items)
    assert len({item.attributes["text"] for item in catalogue.items}) == 300


def test_the_same_seed_makes_the_same_catalogue(benchmark: Any, tmp_path: Path) -> None:
    for name in ("a", "b"):
        benchmark.write_catalogue(tmp_path / name, 5)
    assert (tmp_path / "a").read_text() == (tmp_path / "b").read_text()
