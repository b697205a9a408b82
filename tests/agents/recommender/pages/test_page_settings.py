"""What is set beside a list counts as asked for, is told as that, and may contradict the words."""

from __future__ import annotations

from datetime import date

import pytest

from uptake.agents.recommender.items.likeness import LikenessFit
from uptake.agents.recommender.pages.page_settings import Setting, settings_done, settings_on
from uptake.agents.recommender.recommend import Recommender
from uptake.agents.recommender.recommendation import Recommendation
from uptake.agents.recommender.search import Search
from uptake.core.events import Item
from uptake.core.observations import Element, Observation
from uptake.core.testing import WordEmbedder


def _page(*controls: Element) -> Observation:
    elements = [Element(ref="main", role="main"), Element(ref="list", role="ul", parent="main")]
    for number, title in enumerate(("Alder", "Beech", "Cypress")):
        entry = f"i{number}"
        elements += [
            Element(ref=entry, role="listitem", parent="list"),
            Element(ref=f"{entry}t", role="heading", text=title, parent=entry),
            Element(ref=f"{entry}p", role="span", text=f"${number + 5}", parent=entry),
            Element(ref=f"{entry}c", role="checkbox", name="Compare", checked=True, parent=entry),
        ]
    return Observation(app="https://shop.example", elements=(*elements, *controls))


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (Element(ref="f", role="checkbox", name="Thai (12)", checked=True), "Thai"),
        (Element(ref="f", role="radio", name="4 stars & up", checked=True), "4 stars and up"),
        (Element(ref="f", role="textbox", name="Max price", value="20"), "price at most 20"),
        (Element(ref="f", role="textbox", name="Price from", value="5"), "Price at least 5"),
        (Element(ref="f", role="textbox", name="Date", value="2026-12-03"), "Date 2026-12-03"),
        (Element(ref="f", role="searchbox", name="Search", value="green tea"), "green tea"),
        (
            Element(ref="f", role="combobox", name="Sort by", value="Price: low to high"),
            "lowest Price",
        ),
        (Element(ref="f", role="combobox", name="Sort by", value="Newest first"), "Newest"),
        (Element(ref="f", role="columnheader", text="Rating \u25bc"), "highest Rating"),
    ],
)
def test_what_is_set_is_put_into_words(control: Element, said: str) -> None:
    assert [one.said for one in settings_on(_page(control))] == [said]


@pytest.mark.parametrize(
    "control",
    [
        Element(ref="f", role="checkbox", name="Thai", checked=False),
        Element(ref="f", role="combobox", name="Cuisine", value="Any cuisine"),
        Element(ref="f", role="combobox", name="Sort by", value="Best match"),
        Element(ref="f", role="textbox", name="Max price", value=""),
        Element(ref="f", role="columnheader", text="Rating"),
    ],
)
def test_what_is_left_as_it_was_says_nothing(control: Element) -> None:
    assert settings_on(_page(control)) == ()


def test_what_was_filled_in_on_the_way_counts() -> None:
    assert [one.said for one in settings_done({"max_price": "20", "city": ""})] == [
        "price at most 20"
    ]


TREES = (
    Item(id="a", title="Alder", price="$10", attributes={"leaf": "broad"}),
    Item(id="b", title="Beech", price="$20", attributes={"leaf": "broad"}),
    Item(id="c", title="Cypress", price="$30", attributes={"leaf": "needle"}),
)


def _found(said: str, *settings: str) -> Recommendation:
    embedder = WordEmbedder()
    search = Search(said=(said,), settings=tuple(Setting(said=one) for one in settings))
    return Recommender(embedder, LikenessFit(embedder)).recommend(
        search, TREES, remembered=lambda *_: (), today=date(2026, 11, 21)
    )


def test_a_setting_filters_and_is_told_with_where_it_was_set() -> None:
    found = _found("a tree", "price at most 25")
    assert {item.title for item in found.items} == {"Alder", "Beech"}
    assert [(one.text, one.source) for one in found.criteria] == [("at most 25", "set on the page")]


def test_the_order_of_the_page_counts_and_does_not_decide_alone() -> None:
    found = _found("a tree", "highest price")
    assert found.items[0].title == "Cypress"
    assert not any(one.hard for one in found.criteria)


def test_words_against_a_setting_are_asked_about() -> None:
    found = _found("a tree over $26", "price at most 25")
    assert found.question == (
        '"at most 25" is set on the page, and you asked for "over $26". Which holds?'
    )
    assert found.options == ("at most 25", "over $26")


def test_words_that_change_a_setting_take_its_place() -> None:
    found = _found("under $35", "price at most 25")
    assert len(found.items) == 3
