"""What docs/TASTE.md shows runs, and prints what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory

PAGE = Path(__file__).resolve().parents[3] / "docs" / "TASTE.md"


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed: list[object] = []
    with temporary_home() as settings:
        memory = Memory.open(settings, WordEmbedder())
        names: dict[str, object] = {
            "memory": memory,
            "settings": settings,
            "embedder": memory.embedder,
            "print": printed.append,
        }
        for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL):
            exec(block, names)
        memory.close()
    by_words, why, _, by_people, recommended = printed
    assert by_words[0] > by_words[1]
    assert why == "Night Harbour"
    assert by_people[0] > by_people[1]
    assert recommended == ["Cold Quay", "Harbour Lights", "River People"]
