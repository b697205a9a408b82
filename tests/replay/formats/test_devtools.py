"""What is read of the recordings of Chrome's Recorder, and what can be done with one."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from uptake.core.actions import Op
from uptake.core.errors import LogError
from uptake.core.observations import Element
from uptake.replay.formats.formats import read_demonstration
from uptake.replay.formats.selectors import element_of
from uptake.replay.schema import Demonstration

START = {"type": "navigate", "url": "https://shop.example/cart?x=1", "assertedEvents": []}
SEND = [["aria/Send"], ["#send"], ["xpath///*[@id='send']"], ["pierce/#send"], ["text/Send"]]
FIELD = [["aria/Your name"], ["#name"]]


def read(*steps: dict[str, Any], title: str = "Send it to Ada") -> Demonstration:
    return read_demonstration(orjson.dumps({"title": title, "steps": [START, *steps]}))


def deeds(demonstration: Demonstration) -> list[tuple[Op, str, str | None]]:
    return [
        (
            step.action.op,
            " ".join(one.resource_id or one.name for one in step.observation.elements),
            step.action.text,
        )
        for step in demonstration.steps
    ]


def only(demonstration: Demonstration) -> Element:
    ((element,),) = (step.observation.elements for step in demonstration.steps)
    return element


def test_a_recording_is_a_demonstration_of_its_title_on_its_first_site():
    shown = read(
        {"type": "setViewport", "width": 800, "height": 600},
        {"type": "click", "selectors": FIELD, "offsetX": 3, "offsetY": 4},
        {"type": "change", "selectors": FIELD, "value": "Ada", "target": "main"},
        {"type": "click", "selectors": SEND, "frame": [0]},
    )

    assert (shown.request, shown.app, shown.outcome) == (
        "Send it to Ada",
        "shop.example",
        "unknown",
    )
    assert deeds(shown) == [
        (Op.CLICK, "name", None),
        (Op.TYPE, "name", "Ada"),
        (Op.CLICK, "send", None),
    ]
    assert shown.steps[-1].observation.viewport == (800, 600)
    assert shown.steps[0].observation.app == START["url"]


def test_the_same_recording_has_the_same_id_and_another_one_has_not():
    click = {"type": "click", "selectors": SEND}

    assert read(click).id == read(click).id != read(click, click).id


def test_keys_are_pressed_once_with_what_is_held():
    keys = [("keyDown", "Control"), ("keyDown", "a"), ("keyUp", "a"), ("keyUp", "Control")]
    keys += [("keyDown", "Shift"), ("keyDown", "?"), ("keyUp", "Shift"), ("keyDown", "Enter")]

    shown = read(*({"type": kind, "key": key} for kind, key in keys))

    assert [step.action.text for step in shown.steps] == ["Control+a", "?", "Enter"]


def test_a_field_that_was_changed_again_is_typed_into_once():
    typed = [{"type": "change", "selectors": FIELD, "value": value} for value in ("A", "Ada")]

    assert deeds(read(*typed)) == [(Op.TYPE, "name", "Ada")]


def test_a_list_is_chosen_from_and_a_checkbox_is_only_clicked():
    box = [['aria/Agree[role="checkbox"]']]

    shown = read(
        {"type": "change", "selectors": [["aria/Colour"], ["select.colours"]], "value": "Blue"},
        {"type": "click", "selectors": box},
        {"type": "change", "selectors": box, "value": "on"},
    )

    assert [step.action.op for step in shown.steps] == [Op.SELECT, Op.CLICK]


def test_presses_of_other_kinds_are_kept_as_near_as_can_be():
    shown = read(
        {"type": "doubleClick", "selectors": SEND},
        {"type": "click", "selectors": SEND, "duration": 900},
    )

    assert [step.action.op for step in shown.steps] == [Op.CLICK, Op.CLICK, Op.LONG_PRESS]


def test_what_only_waits_or_moves_the_view_is_named_and_left_out():
    kinds = ("hover", "scroll", "waitForElement", "waitForExpression", "customStep", "close")
    kinds += ("emulateNetworkConditions",)

    shown = read(*({"type": kind, "selectors": SEND} for kind in kinds))

    assert shown.steps == ()
    assert all(kind in shown.note for kind in kinds)


def test_an_address_is_opened_only_where_no_click_led_there():
    there = "https://shop.example/done"
    led = {
        "type": "click",
        "selectors": SEND,
        "assertedEvents": [{"type": "navigation", "url": there}],
    }

    shown = read(
        led, {"type": "navigate", "url": there}, {"type": "navigate", "url": "https://b.example/"}
    )

    assert deeds(shown) == [(Op.CLICK, "send", None), (Op.OPEN_APP, "", "https://b.example/")]
    assert shown.steps[1].observation.app == there


def test_a_new_tab_is_not_where_a_recording_begins():
    steps = [{"type": "navigate", "url": "chrome://newtab/"}, START]

    assert read_demonstration(orjson.dumps({"title": "t", "steps": steps})).app == "shop.example"


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"type": "dance"}, "steps.1.type"),
        ({"type": "click"}, "steps.1.selectors"),
        ({"type": "click", "selectors": [["main > div >"], 7, [], ["::-p-"]]}, "steps.1.selectors"),
        ({"type": "click", "selectors": SEND, "button": "secondary"}, "steps.1.button"),
        ({"type": "change", "selectors": FIELD}, "steps.1.value"),
        ({"type": "keyDown", "key": 13}, "steps.1.key"),
        ({"type": "setViewport", "width": "wide"}, "steps.1.width"),
    ],
)
def test_a_step_that_cannot_be_repeated_is_an_error_that_names_it(step: dict[str, Any], field: str):
    with pytest.raises(LogError) as caught:
        read(step)

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("#go", {"resource_id": "go"}),
        ("main > ul.list li:nth-of-type(2) > button.big.red", {"classes": ("big", "red")}),
        ("form > button#go", {"role": "button", "resource_id": "go"}),
        ("#\\31 23\\:x", {"resource_id": "123:x"}),
        ("input[type=radio][aria-label=\"A, b\"]", {"role": "radio", "name": "A, b"}),
        ("[role='tab'][title=\"a > b\"], #other", {"role": "tab", "name": "a > b"}),
        ("input[name=q]", {"role": "textbox", "name": ""}),
        ("div:not(.a, :is(b > c)) span", {"role": "span"}),
        ("pierce/a.next", {"role": "link", "classes": ("next",)}),
        ("my-card >>> button", {"role": "button"}),
        ("aria/Close[role=\"button\"]", {"role": "button", "name": "Close"}),
        ("aria/[name=\"Close\"][role=\"link\"]", {"role": "link", "name": "Close"}),
        ("::-p-aria(Close)", {"name": "Close"}),
        ("text/Sign  in", {"text": "Sign in"}),
        ("::-p-text(Sign in)", {"text": "Sign in"}),
        ("xpath///*[@id=\"a]\"]", {"resource_id": "a]"}),
        ("//div/button[normalize-space()='Go'][2]", {"role": "button", "text": "Go"}),
        ("xpath//html/body/a[contains(@class, \"next\")]", {"role": "link", "classes": ("next",)}),
    ],
)  # fmt: skip
def test_a_selector_says_what_the_element_is(selector: str, said: dict[str, object]):
    element = element_of([selector])

    assert {key: getattr(element, key) for key in said} == said


def test_selectors_of_one_element_say_more_together_than_each_alone():
    element = only(
        read({"type": "click", "selectors": [["#host", "aria/Send"], ["form", "button.go"]]})
    )

    assert (element.role, element.name, element.classes) == ("button", "Send", ("go",))


def test_a_field_is_not_known_by_what_was_typed_into_it():
    shown = read({"type": "change", "selectors": [["text/Ada"], ["#name"]], "value": "Ada"})

    assert (only(shown).text, only(shown).role) == ("", "textbox")
