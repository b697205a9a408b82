"""What the recorder writes down of what a person does on a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.actions import Op, Ref
from uptake.core.errors import DeviceError
from uptake.core.observations import Element
from uptake.core.testing import temporary_home
from uptake.replay.recorder import Recorder
from uptake.replay.schema import Demonstration, DemonstrationStep, parse_demonstration

pytestmark = pytest.mark.real

FORM = """<!DOCTYPE html><title>t</title><body>
<p><label for=n>Name</label><input id=n></p>
<p><label for=p>Password</label><input id=p type=password></p>
<p><label><input type=checkbox id=c> Agree</label></p>
<p><select id=s><option>Red<option>Blue</select><input id=t type=time></p>
<button id=b onmousedown="this.textContent='Going'">Go</button><p style='display:none'>unseen</p>
<a href='data:text/html,gone' id=l>leave</a>
"""


class Person:
    """Someone at the keyboard: real events, by way of the browser's own input."""

    def __init__(self, device: BrowserDevice) -> None:
        self._device = device

    def do(self, what: str, *given: Any) -> None:
        """Call a function of the page's mouse or keyboard, such as `keyboard.type`."""
        page = self._device._running().page
        thing, function = what.split(".")

        async def act() -> None:
            await getattr(getattr(page, thing), function)(*given)

        self._device._run(act())

    def click(self, id_: str) -> None:
        box = self._device.evaluate(
            f"(b => [b.x + b.width / 2, b.y + b.height / 2])"
            f"(document.getElementById('{id_}').getBoundingClientRect())"
        )
        self.do("mouse.click", *box)


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDevice]:
    with temporary_home() as settings, BrowserDevice.launch(settings, temporary=True) as device:
        yield device


@pytest.fixture
def recorder(browser: BrowserDevice) -> Recorder:
    browser.open("about:blank")
    browser.evaluate(f"(document.open(), document.write({FORM!r}), document.close())")
    return Recorder(browser)


@pytest.fixture
def person(browser: BrowserDevice) -> Person:
    return Person(browser)


def target(step: DemonstrationStep) -> Element:
    assert isinstance(step.action.target, Ref)
    element = step.observation.get(step.action.target.ref)
    assert element is not None
    return element


def summary(demonstration: Demonstration) -> list[tuple[str, str, str | None]]:
    return [
        (
            step.action.op.value,
            target(step).resource_id if step.action.target else "",
            step.action.text,
        )
        for step in demonstration.steps
    ]


def test_clicks_and_typing_become_actions(recorder: Recorder, person: Person) -> None:
    recorder.start("Enter Ada and go", app="form", person="mara")
    person.click("n")
    person.do("keyboard.type", "Adax")
    person.do("keyboard.press", "Backspace")
    person.click("b")
    made = recorder.stop("success")
    assert summary(made) == [("CLICK", "n", None), ("TYPE", "n", "Ada"), ("CLICK", "b", None)]
    assert (made.app, made.person, made.outcome) == ("form", "mara", "success")


def test_the_page_is_kept_as_it_was_before_each_action(recorder: Recorder, person: Person) -> None:
    recorder.start("Enter Ada and go", app="form")
    person.click("n")
    person.do("keyboard.type", "Ada")
    person.click("b")
    click, typing, press = recorder.stop().steps
    assert not target(click).focused
    assert target(typing).value == ""
    assert target(press).text == "Go"
    assert not any("unseen" in element.text for element in press.observation.elements)
    assert [step.time_ms for step in (click, typing, press)] == sorted(
        step.time_ms for step in (click, typing, press)
    )


def test_the_way_it_was_done_is_kept(recorder: Recorder, person: Person) -> None:
    recorder.start("Enter Ada and pw", app="form")
    person.click("n")
    person.do("keyboard.type", "Ada")
    person.do("keyboard.press", "Tab")
    person.do("keyboard.type", "pw")
    person.do("keyboard.press", "Enter")
    made = recorder.stop()
    assert summary(made)[1:] == [
        ("TYPE", "n", "Ada"),
        ("KEY", "", "Tab"),
        ("TYPE", "p", "pw"),
        ("ENTER", "", None),
    ]


def test_a_password_is_kept_only_where_the_request_says_it(
    recorder: Recorder, person: Person
) -> None:
    recorder.start("Sign me in", app="form")
    person.click("p")
    person.do("keyboard.type", "hunter2")
    person.click("b")
    made = recorder.stop()
    assert ("TYPE", "p", "") in summary(made)
    assert "hunter2" not in made.to_line()


def test_a_label_is_clicked_once_and_lists_are_chosen_from(
    recorder: Recorder, person: Person, browser: BrowserDevice
) -> None:
    recorder.start("Agree and choose Blue", app="form")
    box = browser.evaluate(
        "(b => [b.right - 10, b.y + b.height / 2])"
        "(document.getElementById('c').parentElement.getBoundingClientRect())"
    )
    person.do("mouse.click", *box)
    browser.evaluate("document.getElementById('s').focus()")
    person.do("keyboard.type", "Bl")
    made = recorder.stop()
    assert [step.action.op for step in made.steps] == [Op.CLICK, Op.SELECT]
    assert target(made.steps[0]).role == "label"
    assert summary(made)[1] == ("SELECT", "s", "Blue")


def test_what_the_page_does_by_itself_is_not_recorded(
    recorder: Recorder, browser: BrowserDevice
) -> None:
    recorder.start("Nothing", app="form")
    browser.evaluate("(document.getElementById('b').click(), document.getElementById('n').focus())")
    assert recorder.stop().steps == ()


def test_what_happens_outside_a_demonstration_is_not_kept(
    recorder: Recorder, person: Person
) -> None:
    person.click("b")
    with pytest.raises(DeviceError, match="start one first"):
        recorder.stop()
    recorder.start("Go", app="form")
    with pytest.raises(DeviceError, match="stop it first"):
        recorder.start("Go", app="form")
    assert recorder.stop().steps == ()


def test_a_demonstration_survives_its_log(recorder: Recorder, person: Person) -> None:
    recorder.start('Enter "Zoë"', app="form")
    person.click("n")
    person.do("keyboard.insert_text", 'Zoë {"x"}')
    made = recorder.stop("success")
    assert parse_demonstration(made.to_line()) == made


def test_reports_come_from_the_browsers_thread(recorder: Recorder, person: Person) -> None:
    recorder.start("Go", app="form")
    worker = threading.Thread(target=person.click, args=("b",))
    worker.start()
    worker.join()
    assert len(recorder.stop().steps) == 1
