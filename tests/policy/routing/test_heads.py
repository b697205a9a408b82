from __future__ import annotations

from pathlib import Path

import pytest

from uptake.policy.routing import heads
from uptake.policy.routing.heads import drop_others, head_path


def test_other_data_is_another_head(tmp_path: Path) -> None:
    assert head_path(tmp_path, "routes", ["a"]) == head_path(tmp_path, "routes", ["a"])
    assert head_path(tmp_path, "routes", ["a"]) != head_path(tmp_path, "routes", ["b"])
    assert head_path(tmp_path, "routes", ["ab"]) != head_path(tmp_path, "routes", ["a", "b"])


def test_other_code_is_another_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = head_path(tmp_path, "feedback", ["a"])
    monkeypatch.setattr(heads, "_code", lambda: b"newer")
    assert head_path(tmp_path, "feedback", ["a"]) != before


def test_outdated_heads_of_that_name_go(tmp_path: Path) -> None:
    path = head_path(tmp_path, "feedback", ["new"])
    others = [head_path(tmp_path, "feedback", ["old"]), head_path(tmp_path, "routes-1", ["x"])]
    for file in (path, *others):
        file.write_bytes(b"")
    drop_others(path)
    assert sorted(tmp_path.iterdir()) == sorted([path, others[1]])
