"""Items are read off whatever list a screen shows, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from uptake.agents.recommender.pages.extraction import items_on
from uptake.core.observations import Bounds, Element, Observation


def page(*elements: Element) -> Observation:
    return Observation(app="https://shop.example/list", elements=elements)


def listing(ref: str, role: str, texts: Iterable[str], around: str = "listitem") -> list[Element]:
    """A list whose entries each hold one text."""
    elements = [Element(ref=ref, role=role)]
    for number, text in enumerate(texts):
        elements.append(Element(ref=f"{ref}{number}", role=around, text=text, parent=ref))
    return elements


def test_the_longest_list_on_the_screen_is_the_pool() -> None:
    nav = listing("nav", "navigation", ["nav 0", "nav 1", "nav 2"], around="link")
    films = listing("list", "list", ["film 0", "film 1", "film 2", "film 3"])
    items = items_on(page(*nav, *films))
    assert [item.title for item in items] == ["film 0", "film 1", "film 2", "film 3"]
    assert [item.position for item in items] == [0, 1, 2, 3]


def test_a_page_without_a_list_has_no_items() -> None:
    assert items_on(Observation(elements=(Element(ref="a", role="main", text="hello"),))) == []


def test_a_menu_is_no_list_of_items_however_long_it_is() -> None:
    menu = listing("nav", "nav", [f"section {number}" for number in range(30)], around="link")
    films = listing("list", "div", ["film 0", "film 1", "film 2", "film 3"])
    titles = [item.title for item in items_on(page(*menu, *films))]
    assert titles == ["film 0", "film 1", "film 2", "film 3"]


def card(number: int, *fields: Element, classes: tuple[str, ...] = ()) -> list[Element]:
    root = Element(
        ref=f"c{number}",
        role="div",
        classes=("card", *classes),
        parent="results",
        bounds=Bounds(y=100.0 * number, width=600, height=100),
    )
    inner = [
        field.model_copy(update={"ref": f"c{number}-{at}", "parent": root.ref})
        for at, field in enumerate(fields)
    ]
    return [root, *inner]


def said(role: str, text: str, *classes: str, url: str = "") -> Element:
    return Element(ref="", role=role, text=text, classes=classes, url=url)


RESULTS = Element(ref="results", role="div", classes=("results",))


def test_a_card_gives_title_price_address_and_attributes() -> None:
    cards = [
        card(
            number,
            said("link", name, url=f"https://shop.example/item/{number}?utm_source=list#top"),
            said("span", f"${number + 10}.50", "card__price"),
            said("span", "4.5 out of 5", "card__x1y2z"),
            said("span", "Brand: Acme"),
            said("span", brand, "card__maker"),
            said("button", "Add to basket"),
        )
        for number, (name, brand) in enumerate([("Kettle", "A"), ("Pan", "B"), ("Pot", "C")])
    ]
    kettle, *_ = items_on(page(RESULTS, *chain(*cards)))
    assert kettle.title == "Kettle"
    assert kettle.price == "$10.50"
    assert kettle.url == "https://shop.example/item/0"
    assert kettle.id == kettle.url
    assert kettle.attributes == {"rating": "4.5 out of 5", "brand": "Acme", "maker": "A"}


def test_what_an_item_does_not_say_it_does_not_have() -> None:
    cards = [
        card(0, said("heading", "Kettle"), said("span", "$10", "price"), said("span", "Maker: A")),
        card(1, said("heading", "Pan"), said("span", "Maker: B")),
        card(2, said("heading", "Pot"), said("span", "$12", "price")),
    ]
    items = items_on(page(RESULTS, *chain(*cards)))
    assert [item.price for item in items] == ["$10", "", "$12"]
    assert [item.attributes for item in items] == [{"maker": "A"}, {"maker": "B"}, {}]


def test_advertisements_between_the_items_are_left_out() -> None:
    cards = [
        card(number, said("heading", name), said("span", f"${number}0 a night", "price"))
        for number, name in enumerate(["Inn", "Lodge", "Yard"])
    ]
    advert = card(7, said("span", "Sponsored"), said("heading", "Win!"), said("span", "$1"))
    marked = card(8, said("heading", "Loans"), said("span", "$1"), classes=("ad-slot",))
    items = items_on(page(RESULTS, *cards[0], *advert, *cards[1], *marked, *cards[2]))
    assert [item.title for item in items] == ["Inn", "Lodge", "Yard"]
    assert items[0].price == "$00 a night"


def test_a_former_price_is_not_the_price() -> None:
    cards = [
        card(
            number,
            said("heading", name),
            said("del", "$99", "price"),
            said("span", "$79", "price"),
            said("span", "Save $20"),
        )
        for number, name in enumerate(["Inn", "Lodge", "Yard"])
    ]
    inn, *_ = items_on(page(RESULTS, *chain(*cards)))
    assert inn.price == "$79"
    assert inn.attributes["former price"] == "$99"


def test_the_columns_of_a_table_name_the_attributes() -> None:
    elements = [Element(ref="t", role="table")]
    rows = [
        ["Film", "Year", "Genre", "Rent"],
        ["Dune", "2021", "", "$4"],
        ["Heat", "1995", "crime", "$3"],
    ]
    for number, row in enumerate(rows):
        elements.append(Element(ref=f"r{number}", role="tr", parent="t"))
        role = "td" if number else "th"
        elements += [
            Element(ref=f"r{number}-{at}", role=role, text=text, parent=f"r{number}")
            for at, text in enumerate(row)
        ]
    dune, heat = items_on(page(*elements))
    assert (dune.title, dune.price, dune.attributes) == ("Dune", "$4", {"year": "2021"})
    assert heat.attributes == {"year": "1995", "genre": "crime"}


def test_entries_without_boxes_are_told_apart_by_their_headings() -> None:
    elements = [Element(ref="l", role="div")]
    for number, name in enumerate(["Inn", "Lodge", "Yard"]):
        elements.append(Element(ref=f"h{number}", role="heading", text=name, parent="l"))
        elements.append(Element(ref=f"p{number}", role="p", text=f"Beds: {number}", parent="l"))
        elements.append(Element(ref=f"q{number}", role="p", text=f"€{number}5", parent="l"))
    items = items_on(page(*elements))
    assert [(item.title, item.price, item.attributes) for item in items] == [
        ("Inn", "€05", {"beds": "0"}),
        ("Lodge", "€15", {"beds": "1"}),
        ("Yard", "€25", {"beds": "2"}),
    ]


def test_entries_of_one_name_that_differ_are_two_items_and_those_that_do_not_are_one() -> None:
    cards = [
        card(0, said("heading", "Inn"), said("span", "Town: Faro")),
        card(1, said("heading", "Inn"), said("span", "Town: Braga")),
        card(2, said("heading", "Inn"), said("span", "Town: Faro")),
        card(3, said("heading", "Mill"), said("span", "Town: Faro")),
    ]
    ids = [item.id for item in items_on(page(RESULTS, *chain(*cards)))]
    assert ids == ["Inn", "Inn (2)", "Inn", "Mill"]


def test_a_page_about_one_thing_is_one_item() -> None:
    elements = [
        Element(ref="c", role="div"),
        Element(ref="h", role="heading", text="Ada", parent="c"),
    ]
    for name, value in {"Phone:": "12 34", "Address:": "4 Mill Lane"}.items():
        elements.append(Element(ref=name, role="div", parent="c"))
        elements.append(Element(ref=f"{name}k", role="span", text=name, parent=name))
        elements.append(Element(ref=f"{name}v", role="span", text=value, parent=name))
    (ada,) = items_on(page(*elements))
    assert (ada.title, ada.attributes) == ("Ada", {"phone": "12 34", "address": "4 Mill Lane"})


def test_a_link_that_all_items_have_is_not_the_address_of_any() -> None:
    cards = [
        card(number, said("heading", name), said("link", "Basket", url="https://shop.example/cart"))
        for number, name in enumerate(["Inn", "Lodge", "Yard"])
    ]
    assert [item.url for item in items_on(page(RESULTS, *chain(*cards)))] == ["", "", ""]


def test_labels_that_do_not_say_so_are_known_by_what_all_items_share() -> None:
    def row(name: str, value: str) -> list[Element]:
        return [said("span", name, "k1"), said("span", value, "v1")]

    cards = [
        card(0, said("heading", "Inn"), *row("Town", "Faro"), *row("Board", "half")),
        card(1, said("heading", "Yard"), *row("Town", "Faro"), *row("Board", "full")),
        card(2, said("heading", "Mill"), *row("Town", "Faro"), *row("Board", "none")),
        card(3, said("heading", "Quay"), *row("Town", "Braga"), *row("Board", "half")),
    ]
    items = items_on(page(RESULTS, *chain(*cards)))
    assert [item.attributes for item in items[:2]] == [
        {"town": "Faro", "board": "half"},
        {"town": "Faro", "board": "full"},
    ]


def test_a_value_that_all_items_share_is_no_label() -> None:
    cards = [
        card(number, said("heading", name), said("p", "Drama"), said("p", country))
        for number, (name, country) in enumerate([("Heat", "US"), ("Ran", "Japan"), ("M", "DE")])
    ]
    heat, *_ = items_on(page(RESULTS, *chain(*cards)))
    assert heat.attributes == {"tags": "Drama, US"}


def test_words_that_tell_a_time_can_name_an_item() -> None:
    cards = [
        card(number, said("p", name), said("p", f"${number}0"))
        for number, name in enumerate(["Midnight Sea", "Tomorrow", "Noon Road"])
    ]
    names = [item.title for item in items_on(page(RESULTS, *chain(*cards)))]
    assert names == ["Midnight Sea", "Tomorrow", "Noon Road"]


def test_entries_with_numbers_in_their_classes_are_of_one_list() -> None:
    posts = [
        card(number, said("p", name), said("p", f"${number}0"), classes=(f"post-{number}71",))
        for number, name in enumerate(["Ada", "Bo", "Cleo"])
    ]
    plain = [
        [one.model_copy(update={"classes": one.classes[1:]}) for one in post] for post in posts
    ]
    assert [item.title for item in items_on(page(RESULTS, *chain(*plain)))] == ["Ada", "Bo", "Cleo"]
