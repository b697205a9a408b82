"""Finds the browser on this machine. Starts nothing and downloads nothing."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from ...core.errors import BrowserMissing
from ...core.settings import Settings

_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
_PLAYWRIGHTS = ("chromium-*/chrome-*/chrome", "chromium-*/chrome-*/*.app/Contents/MacOS/*")
_PLAYWRIGHTS_ON_WINDOWS = ("chromium-*/chrome-*/chrome.exe",)


def find_browser(settings: Settings) -> Path:
    """Return the browser's executable.

    Looks in the settings, then on the PATH, then among the browsers that Playwright
    installed. Raises `BrowserMissing`, whose message says what to install.
    """
    if settings.browser:
        return _chosen(settings.browser)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    for found_by_playwright in _playwrights_own():
        return found_by_playwright
    raise BrowserMissing(
        "No browser was found: install Chromium or Google Chrome (for example "
        '"apt-get install chromium" or "playwright install chromium"), or name its '
        "executable in the setting browser."
    )


def _chosen(browser: str) -> Path:
    found = shutil.which(str(Path(browser).expanduser()))
    if found is None:
        raise BrowserMissing(
            f"The setting browser names {browser!r}, which is no program on this machine: "
            "correct it, or leave it empty to have a browser found."
        )
    return Path(found)


def _playwrights_own() -> Iterator[Path]:
    patterns = _PLAYWRIGHTS_ON_WINDOWS if sys.platform == "win32" else _PLAYWRIGHTS
    for pattern in patterns:
        yield from sorted(_playwrights_folder().glob(pattern), reverse=True)


def _playwrights_folder() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if chosen and chosen != "0":
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "")) / "ms-playwright"
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path.home() / caches / "ms-playwright"
