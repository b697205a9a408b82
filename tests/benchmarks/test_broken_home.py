"""The check of a broken home finds words in its files wherever they stand."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from scripts import load_script


@pytest.fixture
def broken_home(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load_script("benchmarks/broken_home.py")
    monkeypatch.setattr(module, "BLOCK", 10)
    return module


@pytest.mark.parametrize("before", range(25))
def test_a_name_across_two_blocks_is_found(
    broken_home: ModuleType, tmp_path: Path, before: int
) -> None:
    (tmp_path / "file").write_bytes(b"." * before + b"zebedee" + b"." * 30)
    assert broken_home.traces(tmp_path, {"zebedee", "florence"}) == {"zebedee"}


def test_a_large_file_is_told_of(
    broken_home: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(broken_home, "HUGE", 50)
    (tmp_path / "small").write_bytes(bytes(50))
    (tmp_path / "large").write_bytes(bytes(51))
    assert broken_home.traces(tmp_path, {"zebedee"}) == set()
    told = capsys.readouterr().out
    assert "large: 51 bytes" in told
    assert "small" not in told
