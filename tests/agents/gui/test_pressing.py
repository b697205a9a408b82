"""A press reaches what it is meant for, once, however the page moves under the pointer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import ActionResult, Element, Observation

pytestmark = pytest.mark.real
Show = Callable[[str], Observation]
Find = Callable[..., Element]

REBUILDS = """<div id=place></div><script>
const heard = [];
function build(again) {
  const one = document.createElement("KIND");
  one.id = "one";
  one.textContent = "Go";
  for (const kind of ["mousedown", "mouseup", "click"]) {
    one.addEventListener(kind, (event) => {
      heard.push(event.isTrusted ? kind : `${kind} was made`);
    });
  }
  one.onmouseover = () => { if (again-- > 0) build(again); };
  place.replaceChildren(one);
}
build(TIMES);
</script>"""
"""The page builds its only control anew so often when the pointer comes to it."""


def press(browser: BrowserDevice, element: Element) -> ActionResult:
    return browser.act(Action(op=Op.CLICK, target=Ref(ref=element.ref)))


def rebuilding(kind: str, times: str) -> str:
    return REBUILDS.replace("KIND", kind).replace("TIMES", times)


class TestWhatIsBuiltAnewUnderThePointer:
    def test_is_found_again_and_pressed_by_hand(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(rebuilding("button", "1"))
        assert press(browser, find(seen, resource_id="one")).ok
        assert browser.evaluate("heard") == ["mousedown", "mouseup", "click"]

    def test_is_told_of_a_press_where_it_never_ends(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(rebuilding("button", "Infinity"))
        assert press(browser, find(seen, resource_id="one")).ok
        assert browser.evaluate("heard").count("click was made") == 1

    def test_a_drawing_that_comes_to_the_front_is_told_too(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<svg width=200 height=200><rect id=r width=90 height=90 "
            "onmouseover='this.parentNode.append(this)' onmouseup='window.ups = (window.ups || 0) "
            "+ 1'></rect><rect x=100 width=90 height=90></rect></svg>"
        )
        assert press(browser, find(seen, resource_id="r")).ok
        assert browser.evaluate("window.ups") == 1

    def test_a_password_is_left_alone(self, show: Show, find: Find, browser: BrowserDevice) -> None:
        field = "one.type = 'password'; one.id = 'one'"
        seen = show(rebuilding("input", "Infinity").replace('one.id = "one"', field))
        result = press(browser, find(seen, resource_id="one"))
        assert "no press reaches it" in result.error
        assert not any("click" in one for one in browser.evaluate("heard"))

    def test_what_came_in_its_place_and_is_disabled_is_not_pressed(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<div id=place><button id=b onmouseover='place.innerHTML = "
            "`<button id=b disabled onclick=done=1>Go</button>`'>Go</button></div>"
        )
        result = press(browser, find(seen, resource_id="b"))
        assert not result.ok
        assert browser.evaluate("window.done") is None


class TestAPressThatTookEffect:
    """No click reaches the control in any of these, and the press was heard all the same."""

    @pytest.mark.parametrize(
        ("effect", "what"),
        [
            ("list.style.display = 'block'", "a list opens under the pointer"),
            ("this.replaceWith(document.createElement('hr'))", "the control goes away"),
            ("fetch('/page'); build()", "the page sends something and looks as before"),
            ("location.hash = '#next'; build(' one')", "the page writes down what was chosen"),
        ],
    )
    def test_is_not_repeated(
        self, show: Show, find: Find, browser: BrowserDevice, effect: str, what: str
    ) -> None:
        seen = show(
            "<style>#list {display: none; position: fixed; inset: 0; background: #fff}</style>"
            "<p id=place></p><div id=list></div><script>let presses = 0;"
            "function build(more = '') { place.innerHTML = '<b id=b>Go</b>' + more;"
            f"b.onmousedown = function () {{ presses++; {effect} }}; }} build();</script>"
        )
        assert press(browser, find(seen, resource_id="b")).ok, what
        assert browser.evaluate("presses") == 1, what

    def test_is_not_repeated_where_it_led_to_another_page(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show("<a id=a onmousedown='location.assign(`/nowhere`)'>Go</a>")
        assert press(browser, find(seen, resource_id="a")).ok
        assert "nothing here" in str(browser.observe())

    def test_is_not_repeated_in_a_frame(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<b id=around><iframe srcdoc='<script>onmousedown = () => parent.presses++"
            "</script>'></iframe></b><script>presses = 0</script>"
        )
        assert press(browser, find(seen, resource_id="around")).ok
        assert browser.evaluate("presses") == 1


def test_lists_boxes_and_labels_are_pressed_once(
    show: Show, find: Find, browser: BrowserDevice
) -> None:
    seen = show(
        "<select id=s><option>a<option>b</select><input id=c type=checkbox>"
        "<label id=l><input type=radio hidden>hidden radio</label>"
        "<script>presses = {}; onmousedown = ({target}) => "
        "presses[target.id] = (presses[target.id] || 0) + 1</script>"
    )
    for name in "scl":
        assert press(browser, find(seen, resource_id=name)).ok
    assert browser.evaluate("presses") == {"s": 1, "c": 1, "l": 1}
    assert browser.evaluate("document.getElementById('c').checked")
