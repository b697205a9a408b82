"""Procedures carried out in a real browser, on small pages made for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from uptake.agents.gui.browser import BrowserDevice
from uptake.agents.gui.execution import Performance, carry_out
from uptake.agents.gui.ways import Way
from uptake.core.actions import Action, Descriptor, Op
from uptake.core.errors import DeviceError
from uptake.core.events import StepFinished, StepStarted
from uptake.core.observations import ActionResult, Observation
from uptake.core.protocols import Device
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Slot, Step

pytestmark = pytest.mark.real

Show = Callable[[str], Observation]
Heard = list[StepStarted | StepFinished]


def press(repeat: str = "once", until: Descriptor | None = None, **target: object) -> Step:
    return Step.model_validate(
        {
            "op": Op.CLICK,
            "target": Descriptor.model_validate(target),
            "repeat": repeat,
            "until": until,
        }
    )


def way(*steps: Step, **values: str) -> Way:
    """Return a way; the slots whose names end with "s" have many values."""
    made = Procedure(
        user="me",
        provenance=Provenance(kind="user"),
        app="page",
        title="do it",
        goal="do it",
        requests=("do it",),
        slots=tuple(Slot(name=name, many=name.endswith("s")) for name in values),
        steps=steps,
    )
    return Way(made, values)


def perform(device: Device, *ways: Way, heard: Heard | None = None) -> Performance:
    hears = heard if heard is not None else []
    return carry_out(ways, device, embedder=WordEmbedder(), on_step=hears.append, patience_s=0.5)


TABS = """
<ul>{heads}</ul>{panels}
<script>
const bring = (n) => document.querySelectorAll('.panel').forEach((panel, at) => {{
  panel.style.display = at === n ? 'block' : 'none';
  document.querySelectorAll('li')[at].className = at === n ? 'tab tab-active' : 'tab';
}});
bring(0);
</script>
"""


def tabs(*texts: str) -> str:
    heads = "".join(
        f"<li class=tab><a href='#' onclick='bring({n});return false'>Shelf {n}</a></li>"
        for n in range(len(texts))
    )
    panels = "".join(
        f"<div class=panel><p>On it: <span class=book onclick='done=this.textContent'>{text}"
        "</span></p></div>"
        for text in texts
    )
    return TABS.format(heads=heads, panels=panels)


def test_tabs_are_looked_through(show: Show, browser: BrowserDevice) -> None:
    show(tabs("Emma", "Ulysses", "Middlemarch", "Walden"))
    look = press("until", role="link", starts="Shelf")
    take = press(role="span", classes=("book",), text="{book}")
    heard: Heard = []
    performed = perform(browser, way(look, take, book="Middlemarch"), heard=heard)
    assert performed.ok, performed.reason
    assert browser.evaluate("window.done") == "Middlemarch"


def test_boxes_are_ticked_for_each_value(show: Show, browser: BrowserDevice) -> None:
    names = ("oats", "rye", "barley", "spelt", "wheat")
    boxes = "".join(f"<label><input type=checkbox id=b{n}>{n}</label><br>" for n in names)
    mill = "<button onclick='done=1'>Mill</button>"
    show(f"<div style='height:60px;overflow:auto'>{boxes}</div>{mill}")
    tick = press("each", role="checkbox", name="{grains}")
    performed = perform(browser, way(tick, press(role="button", text="Mill"), grains="wheat, rye"))
    assert performed.ok, performed.reason
    ticked = "[...document.querySelectorAll('input:checked')].map(e => e.id).join()"
    assert browser.evaluate(ticked) == "brye,bwheat"
    assert browser.evaluate("window.done") == 1


def test_a_spinner_is_pressed_until_it_shows_the_number(show: Show, browser: BrowserDevice) -> None:
    show("<input id=n value=0 readonly><button onclick='n.value=+n.value+1'>+</button>")
    more = press("until", Descriptor(resource_id="n", value="{number}"), role="button", text="+")
    performed = perform(browser, way(more, number="7"))
    assert performed.ok, performed.reason
    assert browser.evaluate("document.getElementById('n').value") == "7"


CALENDAR = """
<a href='#' id=prev onclick='turn(-1);return false'>Prev</a>
<a href='#' id=next onclick='turn(1);return false'>Next</a><h2 id=title></h2><table id=days></table>
<script>
const names = ['January', 'February', 'March', 'April', 'May', 'June', 'July'];
let month = 6;
function turn(by) {
  month = Math.max(0, Math.min(6, month + by));
  title.textContent = names[month];
  days.innerHTML = '';
  for (let day = 1; day < 29; day++) {
    const cell = days.appendChild(document.createElement('td'));
    cell.innerHTML = `<a href='#'>${day}</a>`;
    cell.onclick = () => { done = names[month] + ' ' + day; return false; };
  }
}
turn(0);
</script>
"""


def test_a_calendar_is_turned_back_to_the_month(show: Show, browser: BrowserDevice) -> None:
    show(CALENDAR)
    title = Descriptor(role="heading", text="{month}")
    back = press("until", title, role="link", text="Prev", resource_id="prev")
    performed = perform(
        browser, way(back, press(role="link", text="{day}"), month="March", day="14")
    )
    assert performed.ok, performed.reason
    assert browser.evaluate("window.done") == "March 14"


def test_a_month_that_the_calendar_does_not_have_is_not_looked_for_without_end(
    show: Show, browser: BrowserDevice
) -> None:
    show(CALENDAR)
    back = press("until", Descriptor(role="heading", text="{month}"), role="link", text="Prev")
    performed = perform(browser, way(back, month="August"))
    assert not performed.ok
    assert 'heading "August" was not shown' in performed.reason


def test_closed_sections_are_opened_until_the_text_shows(
    show: Show, browser: BrowserDevice
) -> None:
    sections = "".join(
        f"<details><summary>Part {n}</summary><button onclick='done={n}'>{word}</button></details>"
        for n, word in enumerate(("fox", "owl", "bat"))
    )
    show(sections)
    unfold = press("until", role="button", starts="Part")
    performed = perform(browser, way(unfold, press(role="button", text="{animal}"), animal="bat"))
    assert performed.ok, performed.reason
    assert browser.evaluate("window.done") == 2


MENU = """
<style>
  li {{ width: 90px; position: relative }} ul {{ list-style: none; padding: 0; margin: 0 }}
  li ul {{ position: absolute; left: 90px; top: 0; {closed} }}
  li:hover > ul {{ {open} }}
</style>
<ul>
  <li><div>Green</div><ul>
    <li><div>Leaf</div><ul><li onclick='done=1'>Oak</li><li onclick='done=2'>Elm</li></ul></li>
    <li><div>Moss</div></li></ul></li>
  <li><div>Blue</div></li>
</ul>
"""


@pytest.mark.parametrize(
    ("closed", "open_"),
    [
        ("visibility: hidden", "visibility: visible"),
        ("left: -9999px", "left: 90px"),
        ("max-height: 0; overflow: hidden", "max-height: none; overflow: visible"),
    ],
)
def test_menus_that_open_under_the_pointer_are_opened(
    show: Show, browser: BrowserDevice, closed: str, open_: str
) -> None:
    show(MENU.format(closed=closed, open=open_))
    browser.act(Action(op=Op.SCROLL, dy=1))  # the pointer is elsewhere
    performed = perform(browser, way(press(role="listitem", text="{tree}"), tree="Elm"))
    assert performed.ok, performed.reason
    assert browser.evaluate("window.done") == 2


def test_a_menu_that_opens_when_its_button_is_pressed_is_opened(
    show: Show, browser: BrowserDevice
) -> None:
    show(
        "<button onclick='m.style.visibility=\"visible\"'>More</button>"
        "<div id=m style='visibility:hidden'><a onclick='done=1'>Print</a></div>"
    )
    performed = perform(browser, way(press(role="link", text="Print")))
    assert performed.ok, performed.reason
    assert browser.evaluate("window.done") == 1


def test_an_alert_does_not_end_the_run(show: Show, browser: BrowserDevice) -> None:
    show("<button onclick='alert(\"Hi\")'>Greet</button><button onclick='done=1'>Go</button>")
    steps = (press(role="button", text="Greet"), press(role="button", text="Go"))
    assert perform(browser, way(*steps)).ok
    assert browser.evaluate("window.done") == 1


def test_a_question_that_is_answered_no_is_not_put_again_by_another_button(
    show: Show, browser: BrowserDevice
) -> None:
    asks = 'asked=(window.asked||0)+1;confirm("Sure?")'
    show(f"<p><button onclick='{asks}'>Bin</button></p>" * 3)
    performed = perform(browser, way(press(role="button", text="Bin")))
    assert 'asked "Sure?"' in performed.reason
    assert browser.evaluate("window.asked") == 1


class Between:
    """A browser in which something happens between looking and acting."""

    def __init__(self, browser: BrowserDevice, happens: Callable[[], object]) -> None:
        self._browser, self._happens = browser, happens

    def observe(self) -> Observation:
        return self._browser.observe()

    def act(self, action: Action) -> ActionResult:
        self._happens()
        return self._browser.act(action)

    def close(self) -> None:
        self._browser.close()


def test_what_is_built_anew_between_looking_and_acting_is_found_again(
    show: Show, browser: BrowserDevice
) -> None:
    show(
        "<div id=box></div><script>build = () => {"
        "box.innerHTML = \"<button onclick='done=1'>Go</button>\"}; build()</script>"
    )
    device = Between(browser, lambda: browser.evaluate("build()"))
    performed = perform(device, way(press(role="button", text="Go")))
    assert performed.ok, performed.reason
    assert browser.evaluate("window.done") == 1


def test_a_page_that_leads_to_another_site_in_the_middle_is_not_acted_on(
    show: Show, browser: BrowserDevice, site: object
) -> None:
    elsewhere = site.url("/elsewhere", host="localhost")  # type: ignore[attr-defined]
    site.add("/elsewhere", "<button onclick='done=1'>Go</button>")  # type: ignore[attr-defined]
    show(f"<button onclick='location=\"{elsewhere}\"'>Start</button>")
    steps = (press(role="button", text="Start"), press(role="button", text="Go"))
    performed = perform(browser, way(*steps))
    assert "not among the allowed sites" in performed.reason
    assert browser.evaluate("window.done ?? 0") == 0


def test_another_way_goes_on_where_the_first_one_ends(show: Show, browser: BrowserDevice) -> None:
    show("<button onclick='a=(window.a||0)+1'>Open</button><button onclick='done=1'>Store</button>")
    opening = press(role="button", text="Open")
    first = way(opening, press(role="button", text="Archive"))
    second = way(opening, press(role="button", text="Store"))
    performed = perform(browser, first, second)
    assert performed.ok, performed.reason
    assert (performed.procedure, performed.given_up) == (second.procedure.id, (first.procedure.id,))
    assert browser.evaluate("[a, done].join()") == "1,1"


def test_a_browser_that_dies_in_the_middle_ends_the_run_and_shows_the_page_again_later(
    site: object, processes: Callable[..., Any]
) -> None:
    url = site.add("/page", "<button>One</button><button>Two</button>")  # type: ignore[attr-defined]
    with temporary_home() as settings, BrowserDevice.launch(settings, url=url) as device:
        heard: Heard = []

        def killed(event: StepStarted | StepFinished) -> None:
            heard.append(event)
            if isinstance(event, StepFinished) and event.index == 1:
                processes(settings.paths.browser).kill()

        steps = (press(role="button", text="One"), press(role="button", text="Two"))
        performed = carry_out([way(*steps)], device, embedder=WordEmbedder(), on_step=killed)
        assert (performed.ok, performed.steps_done, performed.procedure) == (False, 1, "")
        assert "browser" in performed.reason
        assert isinstance(heard[-1], StepFinished)
        assert heard[-1].error
        try:
            seen = device.observe()
        except DeviceError:  # it is said twice where the death showed late
            seen = device.observe()
        assert seen.app == url
        assert perform(device, way(*steps)).ok


def test_a_step_takes_little_longer_than_the_browser(
    show: Show, browser: BrowserDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    buttons = "".join(f"<p>Row {n} <button>Press {n}</button></p>" for n in range(60))
    show(buttons)
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    steps = [press(role="button", text=f"Press {n}") for n in range(0, 60, 6)]
    began = time.thread_time()  # the browser is driven in a thread of its own
    assert perform(browser, way(*steps)).ok
    own_ms = 1000 * (time.thread_time() - began) / len(steps)
    print(f"{own_ms:.1f} ms a step are not the browser's")
    assert own_ms < 30
    assert waits == []
