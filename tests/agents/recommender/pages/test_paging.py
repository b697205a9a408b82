"""What leads on to more of a list is told from all else that can be pressed."""

from __future__ import annotations

import pytest

from uptake.agents.recommender.pages.extraction import Extraction, extract
from uptake.agents.recommender.pages.paging import items_told, pages_told, way_back, way_on
from uptake.core.observations import Element, Observation

LISTED = [Element(ref="body", role="main"), Element(ref="list", role="ul", parent="body")]
LISTED += [
    Element(ref=f"i{number}", role="listitem", text=f"film {number}", parent="list")
    for number in range(4)
]


def seen(*after: Element) -> tuple[Observation, Extraction]:
    placed = (one if one.parent else one.model_copy(update={"parent": "body"}) for one in after)
    screen = Observation(app="https://x.example", elements=(*LISTED, *placed))
    found = extract(screen)
    assert found is not None
    return screen, found


def button(ref: str, text: str, **more: object) -> Element:
    return Element(ref=ref, role="button", text=text, clickable=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "label",
    [
        "Next",
        "next page",
        "Next \u203a",
        "Older posts",
        "\u00bb Next",
        "Weiter",
        "\u4e0b\u4e00\u9875",
    ],
)
def test_a_control_that_says_next_leads_to_the_next_page(label: str) -> None:
    way = way_on(*seen(button("a", "Previous"), button("b", label)), page=2)
    assert way is not None
    assert (way.element.ref, way.kind) == ("b", "next")


@pytest.mark.parametrize(
    "label", ["Load more", "Show 12 more", "More results", "Show more films", "Mehr anzeigen"]
)
def test_a_control_that_says_more_adds_to_the_list(label: str) -> None:
    way = way_on(*seen(button("a", label)), page=1)
    assert way is not None
    assert (way.element.ref, way.kind) == ("a", "more")


def test_a_page_that_is_one_form_goes_on_and_a_form_beside_the_list_does_not() -> None:
    screen, found = seen(button("a", "Load more"))
    whole = screen.elements[0].model_copy(update={"role": "form"})
    form = screen.model_copy(update={"elements": (whole, *screen.elements[1:])})
    assert way_on(form, found, page=1) is not None
    beside = Element(ref="f", role="form")
    assert way_on(*seen(beside, button("a", "Load more", parent="f")), page=1) is None


@pytest.mark.parametrize(
    "label",
    ["Next: payment", "Learn more about us", "More than a shop", "Nextdoor", "Anymore?", "Help"],
)
def test_words_that_only_begin_so_lead_nowhere(label: str) -> None:
    assert way_on(*seen(button("a", label)), page=1) is None


def test_an_arrow_counts_among_the_numbers_of_pages_alone() -> None:
    pager = Element(ref="p", role="ul", classes=("pagination",))
    arrow = button("a", "\u203a", parent="p")
    way = way_on(*seen(pager, arrow), page=1)
    assert way is not None
    assert way_on(*seen(button("a", "\u203a")), page=1) is None


def test_an_icon_is_known_by_its_name_or_class() -> None:
    named = button("a", "", name="Next page")
    classed = button("b", "", classes=("pager-next",))
    assert way_on(*seen(named), page=1) is not None
    assert way_on(*seen(classed), page=1) is not None


def test_without_words_the_number_after_this_page_is_next() -> None:
    pager = Element(ref="p", role="div")
    numbers = [button(f"n{at}", str(at), parent="p") for at in (1, 3, 4)]
    here = Element(ref="n2", role="span", text="2", parent="p")
    way = way_on(*seen(pager, numbers[0], here, *numbers[1:]), page=2)
    assert way is not None
    assert way.element.ref == "n3"


def test_the_current_number_is_known_by_its_class() -> None:
    pager = Element(ref="p", role="div", classes=("pages",))
    numbers = [
        button(f"n{at}", str(at), parent="p", classes=("active",) if at == 3 else ())
        for at in (1, 2, 3, 4)
    ]
    screen, found = seen(pager, *numbers)
    way, back = way_on(screen, found, page=1), way_back(screen, found, page=1)
    assert way is not None
    assert back is not None
    assert (back.ref, way.element.ref) == ("n2", "n4")
    assert pages_told(screen, found) == (3, 4)


def test_what_is_switched_off_is_not_pressed() -> None:
    off = [
        button("a", "Next", enabled=False),
        button("b", "Next", classes=("disabled",)),
        button("c", "Next", visible=False),
    ]
    assert way_on(*seen(*off), page=1) is None


@pytest.mark.parametrize(
    ("text", "pages", "items"),
    [
        ("Page 2 of 12", 12, None),
        ("Seite 1 von 5", 5, None),
        ("1-20 of 1,233 results", None, 1233),
        ("Showing 1 to 20 of 57 films", None, 57),
        ("57 results", None, 57),
        ("Found 8 items", None, 8),
        ("Save 20 of your favourites!", None, None),
        ("You have seen 12 of 40", None, 40),
        ("2 of 3 people liked this", None, None),
    ],
)
def test_how_much_there_is_is_read_where_the_page_says_it(
    text: str, pages: int | None, items: int | None
) -> None:
    screen, found = seen(Element(ref="t", role="p", text=text))
    assert (pages_told(screen, found)[1], items_told(screen)) == (pages, items)
