"""What the browser device does to a page, and what it refuses to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.actions import Action, Descriptor, Op, Point, Ref
from uptake.core.errors import DeviceError
from uptake.core.observations import ActionResult, Element, Observation
from uptake.core.protocols import Device
from uptake.core.testing import temporary_home

pytestmark = pytest.mark.real
Show = Callable[[str], Observation]
Find = Callable[..., Element]


def on(element: Element) -> Ref:
    return Ref(ref=element.ref)


def test_it_is_a_device(browser: BrowserDevice) -> None:
    assert isinstance(browser, Device)


class TestActions:
    def test_click_presses_a_button(self, show: Show, find: Find, browser: BrowserDevice) -> None:
        seen = show("<button onclick='this.textContent=\"pressed\"'>press</button>")
        result = browser.act(Action(op=Op.CLICK, target=on(find(seen, role="button"))))
        assert result.ok
        assert find(browser.observe(), role="button").text == "pressed"

    def test_click_scrolls_to_what_is_far_away(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<div style='height:3000px'></div><button onclick='done=1'>far</button>"
            "<div style='height:60px;overflow:auto'><div style='height:900px'></div>"
            "<a onclick='done=2'>inner</a></div>"
        )
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text="far")))).ok
        assert browser.evaluate("window.done") == 1
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text="inner")))).ok
        assert browser.evaluate("window.done") == 2

    def test_click_finds_the_part_that_is_not_covered(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<button id=b style='width:200px;height:50px' onclick='done=1'>b</button>"
            "<div style='position:absolute;left:30px;top:0;width:150px;height:99px;background:red'>"
            "</div>"
        )
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, resource_id="b")))).ok
        assert browser.evaluate("window.done") == 1

    def test_click_on_a_shape_lands_on_its_surface(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<svg width=200 height=200><path d='M0 0 L200 0 L200 20 L20 20 L20 200 L0 200 Z' "
            "onclick='done=1'></path></svg>"
        )
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, role="path")))).ok
        assert browser.evaluate("window.done") == 1

    def test_click_reaches_into_frames_and_shadow_roots(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<iframe srcdoc='<button onclick=\"parent.framed=1\">framed</button>'></iframe>"
            "<div id=host></div><script>document.getElementById('host').attachShadow("
            "{mode: 'open'}).innerHTML = '<button onclick=\"window.shadowed=1\">shadowed</button>'"
            "</script>"
        )
        for name in ("framed", "shadowed"):
            assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text=name)))).ok
            assert browser.evaluate(f"window.{name}") == 1

    def test_click_on_a_text_or_an_option_works(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<p onclick='done=1'>plain <b>bold</b></p><select><option>one<option>two</select>"
        )
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text="plain")))).ok
        assert browser.evaluate("window.done") == 1
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text="two")))).ok
        assert find(browser.observe(), role="combobox").value == "two"

    @pytest.mark.parametrize("kind", ["text", "password", "email", "number", "search"])
    def test_type_replaces_what_the_field_holds(
        self, show: Show, find: Find, browser: BrowserDevice, kind: str
    ) -> None:
        seen = show(f"<input id=f type={kind} value=12>")
        text = "4567" if kind == "number" else 'Ada "Lövelace" {x}'
        assert browser.act(Action(op=Op.TYPE, target=on(find(seen, resource_id="f")), text=text)).ok
        assert browser.evaluate("document.getElementById('f').value") == text

    @pytest.mark.parametrize(
        ("kind", "text", "value"),
        [
            ("time", "3:40 PM", "15:40"),
            ("time", "12:05 AM", "00:05"),
            ("time", "9:15", "09:15"),
            ("date", "7/4/2024", "2024-07-04"),
            ("date", "2024-07-04", "2024-07-04"),
            ("range", "7", "7"),
        ],
    )
    def test_type_sets_times_dates_and_sliders(
        self, show: Show, find: Find, browser: BrowserDevice, kind: str, text: str, value: str
    ) -> None:
        seen = show(f"<input id=f type={kind}>")
        field = find(seen, resource_id="f")
        assert browser.act(Action(op=Op.TYPE, target=on(field), text=text)).ok
        assert browser.evaluate("document.getElementById('f').value") == value

    def test_type_into_areas_and_editable_parts(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show("<textarea id=a>old</textarea><div id=e contenteditable>old</div>")
        for name in ("a", "e"):
            target = on(find(seen, resource_id=name))
            assert browser.act(Action(op=Op.TYPE, target=target, text="one\ntwo")).ok
        assert browser.evaluate("document.getElementById('a').value") == "one\ntwo"
        assert browser.evaluate("document.getElementById('e').innerText").split() == ["one", "two"]

    def test_a_line_end_does_not_send_a_form(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show("<form onsubmit='sent=1;return false'><input id=f></form>")
        target = on(find(seen, resource_id="f"))
        assert browser.act(Action(op=Op.TYPE, target=target, text="a\nb")).ok
        assert browser.evaluate("window.sent") is None

    def test_select_chooses_by_label(self, show: Show, find: Find, browser: BrowserDevice) -> None:
        seen = show("<select><option value=1>One<option value=2>Two words</select>")
        box = on(find(seen, role="combobox"))
        assert browser.act(Action(op=Op.SELECT, target=box, text="two  words")).ok
        assert find(browser.observe(), role="combobox").value == "Two words"
        box = on(find(browser.observe(), role="combobox"))
        result = browser.act(Action(op=Op.SELECT, target=box, text="Three"))
        assert not result.ok
        assert 'no option "Three"' in result.error

    def test_a_list_that_takes_several_is_given_all_of_them(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        show("<select multiple><option>Figs<option>Salt and pepper<option>Peas, dried</select>")

        def select(text: str) -> ActionResult:
            target = on(find(browser.observe(), role="combobox"))
            return browser.act(Action(op=Op.SELECT, target=target, text=text))

        for text, chosen in [
            ("salt and pepper, Figs", "Figs, Salt and pepper"),
            ("Peas, dried and Figs", "Figs, Peas, dried"),
            ("Peas, dried", "Peas, dried"),
        ]:
            assert select(text).ok
            assert find(browser.observe(), role="combobox").value == chosen
        assert 'no option "Figs, Leek"' in select("Figs, Leek").error
        assert not select("").ok

    def test_select_works_on_lists_that_a_page_built(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<div role=combobox id=c onclick='l.hidden=false'>choose</div><ul id=l hidden>"
            "<li onclick='c.textContent=\"Red\"'>Red</li><li>Blue</li></ul>"
        )
        box = on(find(seen, resource_id="c"))
        assert browser.act(Action(op=Op.SELECT, target=box, text="Red")).ok
        assert find(browser.observe(), resource_id="c").text == "Red"

    def test_a_text_is_read_to_its_end_where_that_opens_a_control(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<textarea rows=2 readonly onscroll='n.disabled = scrollTop + clientHeight < "
            "scrollHeight - 2'>" + "our terms\n" * 40 + "</textarea>"
            "<input id=n disabled><button disabled>never</button>"
        )
        name = on(find(seen, resource_id="n"))
        assert browser.act(Action(op=Op.TYPE, target=name, text="Ada")).ok
        seen = browser.observe()
        assert find(seen, resource_id="n").value == "Ada"
        result = browser.act(Action(op=Op.CLICK, target=on(find(seen, text="never"))))
        assert "disabled" in result.error

    def test_keys_go_to_the_field_with_the_cursor(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<form onsubmit='sent=1;return false'><input id=a><input id=b><button>go</button>"
            "</form>"
        )
        browser.act(Action(op=Op.CLICK, target=on(find(seen, resource_id="a"))))
        assert browser.act(Action(op=Op.KEY, text="Tab")).ok
        assert find(browser.observe(), resource_id="b").focused
        assert browser.act(Action(op=Op.ENTER)).ok
        assert browser.evaluate("window.sent") == 1
        assert "no key" in browser.act(Action(op=Op.KEY, text="Nonsense")).error

    def test_scroll_drag_and_long_press(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<div id=s style='height:90px;overflow:auto'><p style='height:900px'>long</div>"
            "<p id=d onpointerdown='t0=Date.now()' onpointerup='held=Date.now()-t0'>from</p>"
            "<p id=e onpointerup='dropped=1'>to</p>"
        )
        assert browser.act(Action(op=Op.SCROLL, target=on(find(seen, resource_id="s")), dy=200)).ok
        browser.evaluate(  # a wheel that was turned shows with the next picture of the page
            "new Promise(done => { const look = () => document.getElementById('s').scrollTop > 0"
            " ? done() : setTimeout(look, 10); look(); })"
        )
        start, end = on(find(seen, resource_id="d")), on(find(seen, resource_id="e"))
        assert browser.act(Action(op=Op.DRAG, target=start, end=end)).ok
        assert browser.evaluate("window.dropped") == 1
        assert browser.act(Action(op=Op.LONG_PRESS, target=start)).ok
        assert browser.evaluate("window.held") >= 500

    def test_descriptors_and_points_are_followed(self, show: Show, browser: BrowserDevice) -> None:
        show("<body style='margin:0'><button onclick='done=1' style='height:9em'>Send</button>")
        target = Descriptor(role="button", text="Send")
        assert browser.act(Action(op=Op.CLICK, target=target)).ok
        assert browser.evaluate("window.done") == 1
        assert browser.act(Action(op=Op.CLICK, target=Point(x=10, y=50))).ok


class TestFailures:
    def test_a_failed_action_is_a_result(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<button id=d disabled>d</button><p id=p>text</p><button id=g>g</button>"
            "<button id=c>c</button><div id=over style='position:fixed;inset:0'></div>"
        )
        assert "disabled" in self._click(browser, find(seen, resource_id="d"))
        assert "#over covers it" in self._click(browser, find(seen, resource_id="c"))
        browser.evaluate("document.getElementById('g').remove()")
        assert "no longer on the page" in self._click(browser, find(seen, resource_id="g"))
        text = Action(op=Op.TYPE, target=on(find(seen, resource_id="p")), text="x")
        assert "no field" in browser.act(text).error
        assert "no element e999" in browser.act(Action(op=Op.CLICK, target=Ref(ref="e999"))).error
        assert "nothing that a browser does" in browser.act(Action(op=Op.COMPLETE)).error

    def test_failures_are_known_at_once(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show("<button id=c>c</button><div style='position:fixed;inset:0'></div>")
        click = Action(op=Op.CLICK, target=on(find(seen, resource_id="c")))
        results = [browser.act(click) for _ in range(5)]
        assert not any(result.ok for result in results)
        assert min(result.ms for result in results) < 1500  # nothing waits for its limit of 2,000

    @staticmethod
    def _click(browser: BrowserDevice, element: Element) -> str:
        return browser.act(Action(op=Op.CLICK, target=on(element))).error


class TestSettling:
    def test_what_changes_after_a_click_is_seen(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<button onclick='let n=0; const t=setInterval(()=>{p.textContent=++n;"
            "if(n>9)clearInterval(t)},20)'>go</button><p id=p>0</p>"
        )
        browser.act(Action(op=Op.CLICK, target=on(find(seen, role="button"))))
        assert find(browser.observe(), resource_id="p").text == "10"

    def test_navigation_and_fetches_are_waited_for(
        self, show: Show, find: Find, browser: BrowserDevice, site: object
    ) -> None:
        site.add("/next", "<h1>Next</h1>")  # type: ignore[attr-defined]
        seen = show("<a href=/next>go</a>")
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, role="link")))).ok
        assert find(browser.observe(), role="heading").text == "Next"
        assert browser.act(Action(op=Op.PRESS_BACK)).ok
        assert find(browser.observe(), role="link").text == "go"

    def test_a_page_that_never_rests_is_not_waited_for_long(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<p id=p>0</p><button>b</button><script>setInterval(()=>p.textContent++, 10)</script>"
        )
        result = browser.act(Action(op=Op.CLICK, target=on(find(seen, role="button"))))
        assert result.ok
        assert result.ms < 9000  # about 1,600; less than a page gets to load


class TestBorders:
    def test_a_link_to_another_site_is_not_acted_on(
        self, show: Show, find: Find, browser: BrowserDevice, site: object
    ) -> None:
        elsewhere = site.url("/page", host="localhost")  # type: ignore[attr-defined]
        seen = show(f"<a href={elsewhere}>out</a>")
        browser.act(Action(op=Op.CLICK, target=on(find(seen, role="link"))))
        out = browser.observe()
        assert "localhost" in out.app
        result = browser.act(Action(op=Op.CLICK, target=on(find(out, role="link"))))
        assert not result.ok
        assert "localhost is not among the allowed sites" in result.error
        result = browser.act(Action(op=Op.OPEN_APP, text="https://example.org/"))
        assert "example.org is not among the allowed sites" in result.error

    def test_pop_ups_of_the_site_are_followed_and_others_closed(
        self, show: Show, find: Find, browser: BrowserDevice, site: object
    ) -> None:
        site.add("/next", "<h1>Popped</h1>")  # type: ignore[attr-defined]
        elsewhere = site.url("/x", host="localhost")  # type: ignore[attr-defined]
        seen = show(f"<a target=_blank href=/next>in</a><a target=_blank href={elsewhere}>out</a>")
        result = browser.act(Action(op=Op.CLICK, target=on(find(seen, text="out"))))
        assert "another site, which was closed" in result.error
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text="in")))).ok
        assert find(browser.observe(), role="heading").text == "Popped"

    def test_dialogs_are_answered_with_no_and_reported(
        self, show: Show, find: Find, browser: BrowserDevice
    ) -> None:
        seen = show(
            "<button id=a onclick='alert(\"Saved\")'>a</button>"
            "<button id=c onclick='sure=confirm(\"Delete all?\")'>c</button>"
        )
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, resource_id="a")))).ok
        assert find(browser.observe(), role="alertdialog").text == "Saved"
        seen = browser.observe()
        result = browser.act(Action(op=Op.CLICK, target=on(find(seen, resource_id="c"))))
        assert 'asked "Delete all?"' in result.error
        assert browser.evaluate("window.sure") is False


class TestTabs:
    @pytest.mark.parametrize(
        "opener",
        [
            "<a target=_blank href=/late>go</a>",
            "<a onclick='window.open(\"/late\")'>go</a>",
            "<form target=_blank action=/late><button>go</button></form>",
        ],
    )
    def test_a_tab_is_waited_for_however_late_its_page_comes(
        self, show: Show, find: Find, browser: BrowserDevice, site: object, opener: str
    ) -> None:
        site.add("/late", "<h1>Late</h1>")  # type: ignore[attr-defined]
        site.slow["/late"] = 0.5  # type: ignore[attr-defined]
        seen = show(opener)
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text="go")))).ok
        assert find(browser.observe(), role="heading").text == "Late"

    @pytest.mark.parametrize("event", ["mousedown", "mouseup", "click"])
    def test_a_tab_that_closes_itself_gives_way_to_the_one_before(
        self, show: Show, find: Find, browser: BrowserDevice, site: object, event: str
    ) -> None:
        page = f"<button on{event}='window.close()'>enough</button>"
        site.add("/asked", page)  # type: ignore[attr-defined]
        seen = show("<a target=_blank rel=opener href=/asked>ask</a>")
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, role="link")))).ok
        asked = find(browser.observe(), role="button")
        assert browser.act(Action(op=Op.CLICK, target=on(asked))).ok
        assert find(browser.observe(), role="link").text == "ask"

    def test_a_tab_that_goes_to_another_site_is_not_closed(
        self, show: Show, find: Find, browser: BrowserDevice, site: object
    ) -> None:
        elsewhere = site.url("/x", host="localhost")  # type: ignore[attr-defined]
        site.add("/tab", f"<a href={elsewhere}>out</a>")  # type: ignore[attr-defined]
        seen = show("<a target=_blank href=/tab>in</a>")
        assert browser.act(Action(op=Op.CLICK, target=on(find(seen, text="in")))).ok
        out = on(find(browser.observe(), text="out"))
        assert browser.act(Action(op=Op.CLICK, target=out)).ok
        assert "localhost" in browser.observe().app


class TestLife:
    def test_it_works_inside_a_running_event_loop(
        self, browser: BrowserDevice, site: object
    ) -> None:
        url = site.add("/page", "<p>hello</p>")  # type: ignore[attr-defined]

        async def inside() -> Observation:
            browser.open(url)
            return browser.observe()

        assert asyncio.run(inside()).elements

    def test_an_address_that_does_not_answer_is_an_error(self, browser: BrowserDevice) -> None:
        with pytest.raises(DeviceError, match="cannot be opened"):
            browser.open("http://127.0.0.1:9/")

    def test_a_killed_browser_is_an_error_and_the_next_one_works(
        self, site: object, processes: Callable[..., Any]
    ) -> None:
        url = site.add("/page", "<p>hello</p>")  # type: ignore[attr-defined]
        with temporary_home() as settings:
            device = BrowserDevice.launch(settings, url=url)
            processes(settings.paths.browser).kill()
            with pytest.raises(DeviceError):
                device.observe()
            device.close()
            with BrowserDevice.launch(settings, url=url) as again:
                assert again.observe().elements

    def test_closing_leaves_no_process_behind(self, processes: Callable[..., Any]) -> None:
        with temporary_home() as settings:
            device = BrowserDevice.launch(settings)
            started = processes(settings.paths.browser)
            assert started.ids()
            device.close()
            device.close()
            started.until_gone()
            with pytest.raises(DeviceError):
                device.observe()
