"""What the browser device sees of a page."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.observations import Element, Observation

pytestmark = pytest.mark.real
Show = Callable[[str], Observation]
Find = Callable[..., Element]


def test_elements_have_the_roles_that_people_know(show: Show) -> None:
    seen = show(
        "<h2>Title</h2><a href=#>go</a><button>b</button><input><input type=checkbox>"
        "<input type=radio><textarea></textarea><select><option>one</select><ul><li>x</ul>"
        "<img alt=pic src=data:,><div role=tab>t</div><section>s</section><input type=number>"
    )
    roles = [element.role for element in seen.elements[1:]]
    expected = "heading link button textbox checkbox radio textbox combobox option"
    assert roles == [*expected.split(), "ul", "listitem", "img", "tab", "section", "spinbutton"]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<input aria-label='By aria'>", "By aria"),
        ("<b id=a>By</b> <b id=b>reference</b><input aria-labelledby='a b'>", "By reference"),
        ("<label for=x>By label</label><input id=x>", "By label"),
        ("<label>Around <input></label>", "Around"),
        ("<p><label>Beside</label><input></p>", "Beside"),
        ("<input placeholder='By placeholder'>", "By placeholder"),
        ("<input title='By title'>", "By title"),
    ],
)
def test_a_field_is_named_by_what_people_read_beside_it(
    show: Show, find: Find, html: str, name: str
) -> None:
    assert find(show(html), role="textbox").name == name


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("https://x.example/a?b=1#c", "https://x.example/a?b=1#c"),
        ("#", ""),
        ("#part", ""),
        ("javascript:go()", ""),
        ("mailto:ada@x.example", ""),
        ("", ""),
    ],
)
def test_a_link_tells_where_it_leads(show: Show, find: Find, href: str, leads: str) -> None:
    assert find(show(f"<a href='{href}'>go</a>"), role="link").url == leads


def test_a_link_to_the_same_site_leads_to_a_whole_address(show: Show, find: Find) -> None:
    assert find(show("<a href=/item/7>go</a>"), role="link").url.endswith("/item/7")


def test_text_between_elements_is_read_in_order(show: Show) -> None:
    seen = show("<p>Dear <b>Ada</b>, see   you\n soon</p>")
    assert [(e.role, e.text) for e in seen.elements[1:]] == [
        ("p", ""),
        ("text", "Dear"),
        ("b", "Ada"),
        ("text", ", see you soon"),
    ]
    assert seen.text_within(seen.elements[1]) == "Dear Ada , see you soon"


def test_a_password_never_leaves_the_page(show: Show, find: Find) -> None:
    seen = show("<input type=password value=hunter2 id=p>")
    field = find(seen, resource_id="p")
    assert field.password
    assert "hunter2" not in seen.model_dump_json()


def test_state_of_controls_is_seen(show: Show, find: Find) -> None:
    seen = show(
        "<input id=on type=checkbox checked><input id=off type=checkbox><button id=no disabled>n"
        "</button><input id=text value=v autofocus><select id=list><option>a<option selected>b"
        "</select><input id=fixed readonly>"
    )
    assert find(seen, resource_id="on").checked is True
    assert find(seen, resource_id="off").checked is False
    assert find(seen, resource_id="text").checked is None
    assert find(seen, resource_id="text").focused
    assert not find(seen, resource_id="no").enabled
    assert find(seen, resource_id="list").value == "b"
    assert not find(seen, resource_id="fixed").editable


def test_what_nobody_can_see_is_marked(show: Show, find: Find) -> None:
    seen = show(
        "<p style='display:none' id=n>none</p><p style='visibility:hidden' id=h>hidden</p>"
        "<p id=v>visible</p><script>1</script><input type=hidden value=secret>"
    )
    assert not find(seen, resource_id="h").visible
    assert not find(seen, resource_id="n").visible
    assert find(seen, resource_id="v").visible
    assert not any("secret" in e.value for e in seen.elements)


def test_shadow_roots_frames_and_drawings_are_seen(show: Show, find: Find) -> None:
    seen = show(
        "<div id=host></div><iframe srcdoc='<button>framed</button>' style='margin:50px'></iframe>"
        "<svg width=50 height=50><circle cx=25 cy=25 r=9 class='dot red'></circle></svg>"
        "<script>document.getElementById('host').attachShadow({mode: 'open'}).innerHTML ="
        "'<button>shadowed</button>'</script>"
    )
    assert find(seen, text="shadowed").role == "button"
    assert find(seen, text="framed").bounds.y > 50
    assert find(seen, role="circle").classes == ("dot", "red")


def test_a_control_named_by_its_looks_has_the_name_that_a_screen_reader_says(
    show: Show, find: Find
) -> None:
    seen = show(
        "<style>#a::before { content: 'Add to basket' }</style><script>1</script>"
        "<div id=host></div><button id=a></button><button id=b></button>"
        "<script>document.getElementById('host').attachShadow({mode: 'open'}).innerHTML ="
        "'<style>button::after { content: \"Inner\" }</style><button id=c></button>'</script>"
    )
    assert find(seen, resource_id="a").name == "Add to basket"
    assert find(seen, resource_id="b").name == ""
    assert find(seen, resource_id="c").name == "Inner"


def test_looking_leaves_no_trace_on_the_page(show: Show, browser: BrowserDevice) -> None:
    show("<p id=p>text</p>")
    before = browser.evaluate("document.documentElement.outerHTML + Object.keys(window).length")
    browser.observe()
    after = browser.evaluate("document.documentElement.outerHTML + Object.keys(window).length")
    assert after == before


def test_a_page_of_a_thousand_elements_is_read_quickly(show: Show, browser: BrowserDevice) -> None:
    show("".join(f"<div><button id=b{n}>{n}</button></div>" for n in range(500)))
    spent = []
    for _ in range(5):
        started = time.perf_counter()
        browser.observe()
        spent.append(time.perf_counter() - started)
    assert min(spent) < 1.5  # about 0.05 s; wide, because a busy machine halts the browser, too


def test_what_things_look_like_is_told_in_words(show: Show) -> None:
    seen = show(
        "<div style='background: red; width: 9px; height: 9px'></div><textarea></textarea>"
        "<svg><circle r=5 fill=blue /><circle r=20 fill=none stroke=lime />"
        "<polygon points='0,0 9,0 9,9' /><text y=20 font-size=10>k</text></svg>"
    )
    traits = {(element.role, *element.traits) for element in seen.elements}
    assert traits >= {
        ("div", "red"),
        ("textbox", "textarea"),
        ("circle", "circle", "shape", "blue", "small"),
        ("circle", "circle", "shape", "lime", "large"),
        ("polygon", "polygon", "shape", "triangle", "black", "small"),
        ("text", "letter", "black", "small"),
    }


def test_closed_menus_are_listed_unseen(show: Show, find: Find) -> None:
    seen = show(
        "<style>ul ul, p { display: none }</style>"
        "<ul><li>File<ul><li>Export<ul><li>As text</ul></ul></ul><p>later"
    )
    entry = find(seen, role="listitem", text="As text")
    assert not entry.visible
    assert [e.visible for e in seen.ancestors(entry) if e.role == "listitem"] == [False, True]
    assert not find(seen, role="p").visible
