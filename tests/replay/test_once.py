"""Shown once, done again: on the page as it is fresh, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from uptake import Assistant
from uptake.agents.gui.browser import BrowserDevice
from uptake.core.events import ApprovalAsked
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.replay.learning import replay
from uptake.replay.recorder import Recorder

pytestmark = pytest.mark.real

PAGE = """<!DOCTYPE html><title>Parcels</title><body>
<form onsubmit="window.sent = [...new FormData(this)].join(';'); return false">
<p><label>To whom <input name=to id=to></label></p>
<p><label>How <select name=how><option value=s>Slowly<option value=f>Fast</select></label></p>
<p><label><input type=checkbox name=sign> To be signed for</label></p>
<button>Send off</button></form>
"""
SENT = "to,Ada Byron;how,f;sign,on"
REQUEST = "Send a fast parcel to Ada Byron, to be signed for"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("site") / "parcels.html"
    path.write_text(PAGE, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home(allowed_sites=("file:",)) as settings:
        yield settings


def done_again(log: Path, page: str, settings: Settings) -> str:
    """Learn the log, ask for the same on a fresh page, and return what the page was sent."""
    with (
        BrowserDevice.launch(settings, url=page, temporary=True) as browser,
        Assistant(settings, device=browser) as assistant,
    ):
        report = replay([log], assistant.memory, user=settings.user)
        assert report.skipped == []
        said = list(assistant.ask(REQUEST))
        while any(isinstance(event, ApprovalAsked) for event in said):
            said = list(assistant.resume(True))
        return str(browser.evaluate("window.sent"))


def test_a_recording_of_chrome_is_enough(page: str, settings: Settings, tmp_path: Path) -> None:
    log = tmp_path / "parcel.json"
    to, how = [["aria/To whom"], ["#to"]], [["aria/How"], ["form > p select"]]
    sign = [["aria/To be signed for"], ["input[type='checkbox']"]]
    steps = [
        {"type": "setViewport", "width": 1280, "height": 800},
        {"type": "navigate", "url": page},
        {"type": "click", "target": "main", "selectors": to},
        {"type": "change", "selectors": to, "value": "Ada Byron"},
        {"type": "change", "selectors": how, "value": "f"},
        {"type": "click", "selectors": sign},
        {"type": "click", "selectors": [["aria/Send off"], ["text/Send off"], ["button"]]},
    ]
    log.write_text(json.dumps({"title": REQUEST, "steps": steps}, indent=2), encoding="utf-8")

    assert done_again(log, page, settings) == SENT


def test_what_was_recorded_in_a_browser_is_enough(
    page: str, settings: Settings, tmp_path: Path
) -> None:
    log = tmp_path / "mine.jsonl"
    with BrowserDevice.launch(settings, url=page, temporary=True) as browser:
        recorder = Recorder(browser)
        recorder.start(app="parcels", person="mara")
        send_parcel(browser)
        made = recorder.stop(REQUEST, "success")
        assert browser.evaluate("window.sent") == SENT
    log.write_text(made.to_line() + "\n", encoding="utf-8")

    assert done_again(log, page, settings) == SENT


def send_parcel(browser: BrowserDevice) -> None:
    """Do with mouse and keyboard what the request says."""

    async def act() -> None:
        page = browser._running().page
        await page.click("#to")
        await page.keyboard.type("Ada Byron")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Fa")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await page.click("button")

    browser._run(act())
    browser.settle()
