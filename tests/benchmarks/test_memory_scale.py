"""The benchmark of memory's scale runs on texts of its own and on a file's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "memory_scale.py"


def measured(tmp_path: Path, *options: str) -> dict[str, Any]:
    out = tmp_path / "out.json"
    command = [sys.executable, str(BENCHMARK), "--embedded", "0", "--queries", "20", *options]
    subprocess.run([*command, "--json", str(out)], check=True, capture_output=True)
    figures: dict[str, Any] = json.loads(out.read_text())
    return figures


def test_a_size_has_figures_of_both(tmp_path: Path) -> None:
    figures = measured(tmp_path, "--sizes", "120", "--batch", "50")["120"]
    ours, theirs = figures["memory"], figures["chroma"]
    assert ours["found"] == 1.0
    assert theirs["found"] > 0.9
    for part in (ours, theirs):
        assert 0 < part["recall_p50_ms"] <= part["recall_p95_ms"]
        assert part["adds_per_s"] > 0
    assert theirs["ram_mb"] > ours["ram_mb"] >= 0  # so few are compared without Chroma
    assert ours["disk_mb"] > theirs["disk_mb"] > 0
    assert set(figures["memory/chroma"]) >= {"adds_per_s", "recall_p50_ms"}


def test_the_texts_of_a_file_are_remembered(tmp_path: Path) -> None:
    texts = tmp_path / "texts.txt"
    texts.write_text("\n".join(f"the {n}th cat eats fish number {n * n}" for n in range(30)))
    figures = measured(tmp_path, "--sizes", "50", "--data", str(texts))
    assert figures["50"]["memory"]["found"] > 0.5
