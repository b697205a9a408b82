"""The check of a broken home finds words in its files wherever they stand."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def broken_home(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("broken", ROOT / "benchmarks" / "broken_home.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
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
