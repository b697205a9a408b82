"""Items are read off pages that a real browser shows: in the manner of shops, lists and menus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scripts import load_script

from uptake.agents.gui.browser import BrowserDevice
from uptake.agents.recommender.pages.collecting import collect, open_item
from uptake.agents.recommender.pages.extraction import items_on
from uptake.core.actions import Action, Descriptor, Op
from uptake.core.events import Item
from uptake.core.testing import temporary_home

pytestmark = pytest.mark.real
Read = Callable[[str], list[Item]]

AROUND = """<header><ul class=nav><li><a href=/a>Home</a><li><a href=/b>Offers</a><li><a href=/c>
Basket</a></ul></header>%s<footer><ul><li><a href=/d>Jobs</a><li><a href=/e>Press</a><li>
<a href=/f>Terms</a></ul></footer>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDevice]:
    with temporary_home() as settings, BrowserDevice.launch(settings, temporary=True) as device:
        yield device


@pytest.fixture
def read(browser: BrowserDevice, tmp_path: Path) -> Read:
    def shown(html: str) -> list[Item]:
        path = tmp_path / "page.html"
        path.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>t</title>{AROUND % html}")
        browser.open(path.as_uri())
        return items_on(browser.observe())

    return shown


def told(items: list[Item]) -> list[tuple[str, str, dict[str, str]]]:
    return [(item.title, item.price, dict(item.attributes)) for item in items]


def test_a_shop_whose_titles_are_cut_short_tells_them_in_full(read: Read) -> None:
    books = [("A Ladder to the Attic", "In stock"), ("Under the Ice", "Out of stock")]
    html = "".join(
        f"""<li class=col-4><article class=book><a href=/{number}><img alt="{title}" width=9
        height=9></a><p class="star-rating Three">&nbsp;</p><h3><a href=/{number} title="{title}">
        {title[:9]}...</a></h3><div><p class=price_color>£5{number}.10</p>
        <p class="instock availability"><i></i>{stock}</p><button>Add</button></div></article>"""
        for number, (title, stock) in enumerate(books)
    )
    items = read(f"<ol>{html}</ol>")
    assert told(items) == [
        ("A Ladder to the Attic", "£50.10", {"rating": "3 out of 5", "availability": "In stock"}),
        ("Under the Ice", "£51.10", {"rating": "3 out of 5", "availability": "Out of stock"}),
    ]
    assert [item.url for item in items] == ["file:///0", "file:///1"]


def test_a_grid_that_is_styled_by_utility_classes(read: Read) -> None:
    films = [
        ("The Long Quiet", "2h 10m", "Drama"),
        ("Parade", "95 min", "Comedy"),
        ("Oslo, 5 am", "1h 41m", "Crime"),
    ]
    html = "".join(
        f"""<a href=/{title[:3]} class="block rounded-lg shadow"><div class="p-4 mt-2"><div
        class="text-lg font-bold truncate">{title}</div><div class="flex gap-2 text-sm">
        <span>2019</span><span>{length}</span></div><span class="px-2 rounded-full bg-gray-100
        text-xs">{genre}</span></div></a>"""
        for title, length, genre in films
    )
    assert told(read(f'<div class="grid gap-4" style="display:grid">{html}</div>')) == [
        (title, "", {"year": "2019", "duration": length, "tags": genre})
        for title, length, genre in films
    ]


def test_entries_of_several_rows_of_a_table(read: Read) -> None:
    html = "".join(
        f"""<tr class=entry><td>{number}.</td><td><a href="https://x.example/{number}">{title}</a>
        </td></tr><tr><td colspan=2><span class=score>{number}5 points</span> by
        <a class=author href=/u>ann{number}</a></td></tr><tr style="height:5px"></tr>"""
        for number, title in enumerate(["Tiny database", "Round moon", "Cat compiler"], 1)
    )
    tiny, *_ = items = read(f"<table>{html}</table>")
    assert [item.title for item in items] == ["Tiny database", "Round moon", "Cat compiler"]
    assert tiny.url == "https://x.example/1"
    assert (tiny.attributes["score"], tiny.attributes["author"]) == ("15 points", "ann1")


def test_the_rows_of_a_table_with_names_in_header_cells(read: Read) -> None:
    rows = "".join(
        f"<tr><td>{rank}<th scope=row><a href=/{name}>{name}</a><td>{city}<td>{height}</tr>"
        for rank, name, city, height in [(1, "Needle", "Oslo", 82), (2, "Mast", "Faro", 67)]
    )
    html = f"<table><tr><th>Rank<th>Name<th>City<th>Height (m)</tr>{rows}</table>"
    assert told(read(f"<p>Towers, and what they are.</p>{html}")) == [
        ("Needle", "", {"rank": "1", "city": "Oslo", "height (m)": "82"}),
        ("Mast", "", {"rank": "2", "city": "Faro", "height (m)": "67"}),
    ]


def test_search_results_with_marked_words(read: Read) -> None:
    html = "".join(
        f"""<div class=hit><a href="https://{site}"><h3>{title}</h3><cite>https://{site}</cite></a>
        <div><span>3 Mar 2024 — </span><span>Tested <em>boots</em> for {site}, and more.</span>
        </div>
        </div>"""
        for site, title in [("a.example/1", "Best boots"), ("b.example/2", "Cheap boots")]
    )
    first, _ = read(f"<main>{html}</main><div><a href=/q>socks</a> <a href=/r>poles</a></div>")
    assert (first.title, first.url) == ("Best boots", "https://a.example/1")
    assert first.attributes["text"] == "Tested boots for a.example/1, and more."


def test_a_menu_in_sections_is_one_list(read: Read) -> None:
    def section(*dishes: tuple[str, str]) -> str:
        rows = (
            f"<li><span class=dish>{dish}</span><span class=dots>....</span><span class=cost>"
            f"{price}</span><p class=ingredients>salt, {dish[:3]}</p>"
            for dish, price in dishes
        )
        return f"<ul class=dishes>{''.join(rows)}</ul>"

    starters = section(("Bruschetta", "6.50"), ("Caprese", "8.00"))
    mains = section(("Carbonara", "14.00"), ("Orata", "21.00"))
    items = read(f"<h2>Starters</h2>{starters}<h2>Mains</h2>{mains}")
    assert [(item.title, item.price) for item in items] == [
        ("Bruschetta", "6.50"),
        ("Caprese", "8.00"),
        ("Carbonara", "14.00"),
        ("Orata", "21.00"),
    ]


@pytest.fixture(scope="module")
def miniwob() -> Iterator[Any]:
    with load_script("benchmarks/pages.py").Pages() as pages:
        yield pages


def test_search_results_of_all_pages_are_found_and_opened(
    browser: BrowserDevice, miniwob: Any
) -> None:
    episode = miniwob.begin(browser, "search-engine", 1)
    browser.observe()
    word = episode.request.split('"')[1]
    browser.act(Action(op=Op.TYPE, target=Descriptor(resource_id="search-text"), text=word))
    browser.observe()
    browser.act(Action(op=Op.CLICK, target=Descriptor(resource_id="search")))
    found = collect(browser)
    assert len(found.items) == 9
    assert found.summary == "9 items, pages 1-3 of 3 read"
    place = int(next(sign for sign in episode.request.split("the ")[-1] if sign.isdigit()))
    assert open_item(browser, found, found.items[place - 1]).ok
    assert episode.reward() == 1.0


def test_pages_about_one_person_each_are_read_as_a_list(
    browser: BrowserDevice, miniwob: Any
) -> None:
    miniwob.begin(browser, "phone-book", 1)
    found = collect(browser)
    assert (found.pages, len(found.items)) == (5, 5)
    assert all({"phone", "email", "address"} <= item.attributes.keys() for item in found.items)


@pytest.mark.parametrize(
    ("task", "count", "names"),
    [
        ("email-inbox", 5, {"sender"}),
        ("social-media", 5, {"username", "time"}),
        ("order-food", 12, {"types"}),
    ],
)
def test_lists_of_letters_posts_and_dishes(
    browser: BrowserDevice, miniwob: Any, task: str, count: int, names: set[str]
) -> None:
    miniwob.begin(browser, task, 1)
    items = items_on(browser.observe())
    assert len({item.title for item in items}) == count
    assert sum(names <= item.attributes.keys() for item in items) > count / 2


@pytest.mark.parametrize("task", ["click-option", "daily-calendar", "navigate-tree", "book-flight"])
def test_forms_and_calendars_hold_no_items(browser: BrowserDevice, miniwob: Any, task: str) -> None:
    miniwob.begin(browser, task, 1)
    assert items_on(browser.observe()) == []
