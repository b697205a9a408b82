"""The pages of the benchmark give nothing away, and tell the truth about an episode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from scripts import load_script

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.actions import Action, Descriptor, Op
from uptake.core.testing import temporary_home

pytestmark = pytest.mark.real
TASK = "enter-text"


@pytest.fixture(scope="module")
def pages() -> Iterator[Any]:
    with load_script("benchmarks/pages.py").Pages() as pages:
        yield pages


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDevice]:
    with temporary_home() as settings, BrowserDevice.launch(settings, temporary=True) as device:
        yield device


def test_address_and_title_do_not_name_the_task(pages: Any) -> None:
    html = urlopen(pages.address(TASK)).read().decode()
    assert TASK not in pages.address(TASK)
    assert "Enter Text" not in html
    assert "<title>Page</title>" in html


def test_nothing_outside_the_pages_is_served(pages: Any) -> None:
    for path in ("/../__init__.py", "/%2e%2e/%2e%2e/../etc/passwd", "//etc/passwd", "/"):
        assert pages.answer(path)[0] == 404


def test_the_same_seed_is_the_same_episode(pages: Any, browser: BrowserDevice) -> None:
    first = pages.begin(browser, TASK, 7).request
    assert pages.begin(browser, TASK, 7).request == first
    assert pages.begin(browser, TASK, 8).request != first


def test_the_request_cannot_be_seen_on_the_page(pages: Any, browser: BrowserDevice) -> None:
    episode = pages.begin(browser, TASK, 7)
    seen = browser.observe()
    visible = " ".join(element.text for element in seen.elements if element.visible)
    assert "press Submit" in episode.request
    assert "press Submit" not in visible


@pytest.mark.parametrize("said", ["'Press the red one.'", "{utterance: 'Press  the red one.'}"])
def test_the_request_is_what_the_page_says_that_it_is(
    pages: Any, browser: BrowserDevice, said: str
) -> None:
    class Overriding:
        """Makes each page that it opens put its request in other words."""

        evaluate, settle = browser.evaluate, browser.settle

        def open(self, url: str) -> None:
            browser.open(url)
            browser.evaluate(f"core.getUtterance = () => ({said})")

    assert pages.begin(Overriding(), TASK, 7).request == "Press the red one."


@pytest.mark.parametrize(("right", "reward"), [(True, 1.0), (False, -1.0)])
def test_the_reward_is_the_pages_own(
    pages: Any, browser: BrowserDevice, right: bool, reward: float
) -> None:
    episode = pages.begin(browser, TASK, 7)
    text = episode.request.split('"')[1] if right else "wrong"
    browser.observe()
    assert browser.act(Action(op=Op.TYPE, target=Descriptor(role="textbox"), text=text)).ok
    browser.observe()
    assert browser.act(Action(op=Op.CLICK, target=Descriptor(text="Submit"))).ok
    assert episode.reward() == reward


def test_an_episode_that_was_not_ended_has_no_reward(pages: Any, browser: BrowserDevice) -> None:
    assert pages.begin(browser, TASK, 7).reward(patience_s=0.1) == 0.0


def test_only_the_first_result_of_an_episode_counts(pages: Any, browser: BrowserDevice) -> None:
    episode = pages.begin(browser, TASK, 7)
    browser.evaluate("document.getElementById('subbtn').click()")
    browser.evaluate("(core.startEpisodeReal(), core.endEpisode(1, false))")
    assert episode.reward() == -1.0
