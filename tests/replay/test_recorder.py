"""What the recorder writes down of what a person does on a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
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
<iframe id=f srcdoc="<button id=inner>Inside</button><input id=deep>" width=300 height=60></iframe>
<input id=card aria-label="Card number">
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
        self.do("mouse.click", *self.place(f"document.getElementById('{id_}')"))

    def click_inside(self, id_: str) -> None:
        """Click in the page's frame."""
        frame = "document.getElementById('f')"
        left, top = self._device.evaluate(
            f"(f => [f.getBoundingClientRect().x + f.clientLeft,"
            f" f.getBoundingClientRect().y + f.clientTop])({frame})"
        )
        x, y = self.place(f"{frame}.contentDocument.getElementById('{id_}')")
        self.do("mouse.click", left + x, top + y)

    def place(self, node: str) -> tuple[float, float]:
        """Return the middle of the node."""
        x, y = self._device.evaluate(
            f"(b => [b.x + b.width / 2, b.y + b.height / 2])({node}.getBoundingClientRect())"
        )
        return x, y


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDevice]:
    with temporary_home() as settings, BrowserDevice.launch(settings, temporary=True) as device:
        yield device


@pytest.fixture
def recorder(browser: BrowserDevice) -> Recorder:
    browser.open("about:blank")
    browser.evaluate(f"(document.open(), document.write({FORM!r}), document.close())")
    browser.settle()
    return Recorder(browser, secret_fields=["card number"])


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
    recorder.start(app="form", person="mara")
    person.click("n")
    person.do("keyboard.type", "Adax")
    person.do("keyboard.press", "Backspace")
    person.click("b")
    made = recorder.stop("Enter Ada and go", "success")
    assert summary(made) == [("CLICK", "n", None), ("TYPE", "n", "Ada"), ("CLICK", "b", None)]
    assert (made.app, made.person, made.outcome) == ("form", "mara", "success")


def test_the_page_is_kept_as_it_was_before_each_action(recorder: Recorder, person: Person) -> None:
    recorder.start(app="form")
    person.click("n")
    person.do("keyboard.type", "Ada")
    person.click("b")
    click, typing, press = recorder.stop("Enter Ada and go").steps
    assert not target(click).focused
    assert target(typing).value == ""
    assert target(press).text == "Go"
    assert not any("unseen" in element.text for element in press.observation.elements)
    assert [step.time_ms for step in (click, typing, press)] == sorted(
        step.time_ms for step in (click, typing, press)
    )


def test_the_way_it_was_done_is_kept(recorder: Recorder, person: Person) -> None:
    recorder.start(app="form")
    person.click("n")
    person.do("keyboard.type", "Ada")
    person.do("keyboard.press", "Tab")
    person.do("keyboard.type", "pw")
    person.do("keyboard.press", "Enter")
    made = recorder.stop("Enter Ada and pw")
    assert summary(made)[1:] == [
        ("TYPE", "n", "Ada"),
        ("KEY", "n", "Tab"),
        ("TYPE", "p", "pw"),
        ("KEY", "p", "Enter"),
    ]


def test_a_password_is_kept_only_where_the_request_says_it(
    recorder: Recorder, person: Person
) -> None:
    recorder.start(app="form")
    person.click("p")
    person.do("keyboard.type", "hunter2")
    person.click("b")
    made = recorder.stop("Sign me in")
    assert ("TYPE", "p", "") in summary(made)
    assert "hunter2" not in made.to_line()


def test_a_label_is_clicked_once_and_lists_are_chosen_from(
    recorder: Recorder, person: Person, browser: BrowserDevice
) -> None:
    recorder.start(app="form")
    box = browser.evaluate(
        "(b => [b.right - 10, b.y + b.height / 2])"
        "(document.getElementById('c').parentElement.getBoundingClientRect())"
    )
    person.do("mouse.click", *box)
    browser.evaluate("document.getElementById('s').focus()")
    person.do("keyboard.type", "Bl")
    made = recorder.stop("Agree and choose Blue")
    assert [step.action.op for step in made.steps] == [Op.CLICK, Op.SELECT]
    assert target(made.steps[0]).role == "label"
    assert summary(made)[1] == ("SELECT", "s", "Blue")


def test_what_the_page_does_by_itself_is_not_recorded(
    recorder: Recorder, browser: BrowserDevice
) -> None:
    recorder.start(app="form")
    browser.evaluate("(document.getElementById('b').click(), document.getElementById('n').focus())")
    assert recorder.stop("Nothing").steps == ()


def test_what_happens_outside_a_demonstration_is_not_kept(
    recorder: Recorder, person: Person
) -> None:
    person.click("b")
    with pytest.raises(DeviceError, match="start one first"):
        recorder.stop("Nothing")
    recorder.start(app="form")
    with pytest.raises(DeviceError, match="stop it first"):
        recorder.start(app="form")
    assert recorder.stop("Go").steps == ()


def test_a_demonstration_survives_its_log(recorder: Recorder, person: Person) -> None:
    recorder.start(app="form")
    person.click("n")
    person.do("keyboard.insert_text", 'Zoë {"x"}')
    made = recorder.stop('Enter "Zoë"', "success")
    assert parse_demonstration(made.to_line()) == made


def test_reports_come_from_the_browsers_thread(recorder: Recorder, person: Person) -> None:
    recorder.start(app="form")
    worker = threading.Thread(target=person.click, args=("b",))
    worker.start()
    worker.join()
    assert len(recorder.stop("Go").steps) == 1


def test_what_is_done_in_a_frame_of_the_page_is_recorded(
    recorder: Recorder, person: Person
) -> None:
    recorder.start(app="form")
    person.click_inside("inner")
    person.click_inside("deep")
    person.do("keyboard.type", "low")
    person.do("keyboard.press", "Enter")
    made = recorder.stop("Go inside")
    assert summary(made) == [
        ("CLICK", "inner", None),
        ("CLICK", "deep", None),
        ("TYPE", "deep", "low"),
        ("KEY", "deep", "Enter"),
    ]


def test_what_is_done_after_a_link_and_in_a_new_tab_is_recorded(
    recorder: Recorder, person: Person, browser: BrowserDevice, tmp_path: Path
) -> None:
    (tmp_path / "b.html").write_text("<input id=n><a id=c target=_blank href=c.html>more</a>")
    (tmp_path / "c.html").write_text("<button id=b>End</button>")
    (tmp_path / "a.html").write_text("<a id=l href=b.html>on</a>")
    browser.open((tmp_path / "a.html").as_uri())
    recorder.start(app="form")
    person.click("l")
    browser.settle()
    person.click("n")
    person.do("keyboard.type", "x")
    person.click("c")
    browser.settle()
    person.click("b")
    made = recorder.stop("Go on")
    assert summary(made) == [
        ("CLICK", "l", None),
        ("CLICK", "n", None),
        ("TYPE", "n", "x"),
        ("CLICK", "c", None),
        ("CLICK", "b", None),
    ]
    pages = [step.observation.app.rsplit("/", 1)[-1] for step in made.steps]
    assert pages == ["a.html", "b.html", "b.html", "b.html", "c.html"]
    assert not any(element.url for step in made.steps for element in step.observation.elements)


def test_the_keyboard_presses_buttons_too(
    recorder: Recorder, person: Person, browser: BrowserDevice
) -> None:
    recorder.start(app="form")
    browser.evaluate("document.getElementById('c').focus()")
    person.do("keyboard.press", "Space")
    made = recorder.stop("Agree")
    assert summary(made) == [("CLICK", "c", None)]


def test_fields_that_the_settings_name_are_as_secret_as_passwords(
    recorder: Recorder, person: Person
) -> None:
    recorder.start(app="form")
    person.click("card")
    person.do("keyboard.type", "4242")
    person.click("b")
    made = recorder.stop("Pay")
    assert ("TYPE", "card", "") in summary(made)
    assert "4242" not in made.to_line()


def test_typing_that_was_taken_back_is_not_kept(recorder: Recorder, person: Person) -> None:
    recorder.start(app="form")
    person.click("n")
    person.do("keyboard.type", "x")
    person.do("keyboard.press", "Backspace")
    person.click("b")
    assert [step.action.op for step in recorder.stop("Go").steps] == [Op.CLICK, Op.CLICK]


def test_what_was_done_is_there_when_the_browser_was_closed_in_the_middle() -> None:
    with temporary_home() as settings, BrowserDevice.launch(settings, temporary=True) as browser:
        browser.evaluate(f"(document.open(), document.write({FORM!r}), document.close())")
        recorder, person = Recorder(browser), Person(browser)
        recorder.start(app="form")
        person.click("n")
        person.do("keyboard.type", "Ada")
        browser.settle()
        browser.close()
        made = recorder.stop("Enter Ada")
    assert summary(made) == [("CLICK", "n", None), ("TYPE", "n", "Ada")]
