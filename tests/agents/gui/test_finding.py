"""Where the browser is looked for, and what is said when there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from uptake.agents.gui.finding import find_browser
from uptake.core.errors import BrowserMissing
from uptake.core.testing import temporary_home


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "ms-playwright"))


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_settings_come_first(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium")
    chosen = program(tmp_path / "mine" / "browser")
    with temporary_home(browser=str(chosen)) as settings:
        assert find_browser(settings) == chosen


def test_then_the_path_chromium_before_chrome(tmp_path: Path) -> None:
    chrome = program(tmp_path / "bin" / "google-chrome")
    with temporary_home() as settings:
        assert find_browser(settings) == chrome
        chromium = program(tmp_path / "bin" / "chromium")
        assert find_browser(settings) == chromium


@pytest.mark.skipif(sys.platform != "linux", reason="the folders have other names there")
def test_then_what_playwright_installed(tmp_path: Path) -> None:
    own = program(tmp_path / "ms-playwright" / "chromium-1200" / "chrome-linux64" / "chrome")
    with temporary_home() as settings:
        assert find_browser(settings) == own


def test_otherwise_one_sentence_says_what_to_install() -> None:
    with temporary_home() as settings, pytest.raises(BrowserMissing, match="install Chromium"):
        find_browser(settings)


def test_a_wrong_setting_is_named() -> None:
    with (
        temporary_home(browser="/no/such/browser") as settings,
        pytest.raises(BrowserMissing, match="'/no/such/browser'"),
    ):
        find_browser(settings)
