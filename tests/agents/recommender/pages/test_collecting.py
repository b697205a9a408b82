"""A list is read over all its pages, within limits, and what was read of it is told truly."""

from __future__ import annotations

from collections.abc import Sequence

from uptake.agents.recommender.pages.collecting import Limits, collect, open_item
from uptake.core.actions import Action, Op, Ref
from uptake.core.events import Item
from uptake.core.observations import Bounds, Element, Observation
from uptake.core.testing import FakeDevice

LIST = "https://shop.example/list"


class Shop:
    """Pages of titles, and what leads from one to the next."""

    def __init__(self, pages: Sequence[Sequence[str]], on: str, *, told: str = "") -> None:
        self.pages, self.on, self.told = pages, on, told
        self.at = 0
        self.opened = ""
        self.device = FakeDevice(self.shown(), self.follow)

    def shown(self) -> Observation:
        elements = [Element(ref="main", role="main"), Element(ref="list", role="ul", parent="main")]
        for number, title in enumerate(self.pages[self.at]):
            entry = f"i{number}"
            elements.append(Element(ref=entry, role="listitem", parent="list"))
            elements.append(
                Element(ref=f"{entry}t", role="heading", text=title, clickable=True, parent=entry)
            )
            elements.append(Element(ref=f"{entry}p", role="span", text="$5", parent=entry))
        if self.told:
            elements.append(Element(ref="told", role="p", text=self.told, parent="main"))
        for ref, label, step in (("back", "Previous", -1), ("on", self.on, 1)):
            if self.on and 0 <= self.at + step < len(self.pages):
                elements.append(
                    Element(ref=ref, role="button", text=label, clickable=True, parent="main")
                )
        return Observation(app=LIST, viewport=(800, 600), elements=tuple(elements))

    def follow(self, action: Action, shown: Observation) -> Observation | str:
        if action.op is Op.OPEN_APP:
            self.at = 0
        elif isinstance(action.target, Ref):
            ref = action.target.ref
            if ref in ("on", "back"):
                self.at += 1 if ref == "on" else -1
            else:
                element = shown.get(ref)
                assert element is not None
                self.opened = element.text
        return self.shown()


def titles(items: Sequence[Item]) -> list[str]:
    return [item.title for item in items]


PAGES = (("Ant", "Bee", "Cat"), ("Dog", "Elk", "Fox"), ("Gnu",))


def test_all_pages_are_read_up_to_the_last_that_holds_one_item() -> None:
    found = collect(Shop(PAGES, "Next page \u203a").device)
    assert titles(found.items) == ["Ant", "Bee", "Cat", "Dog", "Elk", "Fox", "Gnu"]
    assert [item.position for item in found.items] == list(range(7))
    assert found.summary == "7 items, pages 1-3 read"


def test_a_button_that_adds_to_the_list_is_pressed_until_it_is_gone() -> None:
    growing = [[title for page in PAGES[: at + 1] for title in page] for at in range(3)]
    assert len(collect(Shop(growing, "Load 3 more results").device).items) == 7


def test_what_a_limit_leaves_out_is_told() -> None:
    shop = Shop(PAGES, "Next", told="Page 1 of 3")
    found = collect(shop.device, Limits(pages=2))
    assert titles(found.items)[-1] == "Fox"
    assert found.summary == "6 items, pages 1-2 of 3 read; no more than 2 pages are read"
    fewer = collect(Shop(PAGES, "Next").device, Limits(items=3))
    assert fewer.stopped == "no more than 3 items are read"


def test_a_list_that_is_read_from_its_middle_on_says_so() -> None:
    shop = Shop(PAGES, "Next", told="Page 2 of 3")
    shop.at = 1
    shop.device.observation = shop.shown()
    found = collect(shop.device)
    assert titles(found.items) == ["Dog", "Elk", "Fox", "Gnu"]
    assert found.summary == "4 items, pages 2-3 of 3 read"


def test_a_list_that_is_shorter_than_it_says_is_told_of() -> None:
    found = collect(Shop(PAGES[:1], "", told="1-3 of 40 results").device)
    assert found.of_items == 40
    assert found.stopped == "the list speaks of 40 items"


def test_items_that_two_pages_show_are_one() -> None:
    pages = (("Ant", "Bee", "Cat"), ("Cat", "Dog", "Elk"))
    assert titles(collect(Shop(pages, "Next").device).items) == ["Ant", "Bee", "Cat", "Dog", "Elk"]


def test_a_next_page_that_shows_nothing_new_ends_the_list() -> None:
    shop = Shop((PAGES[0], PAGES[0], PAGES[1]), "Next")
    assert len(collect(shop.device).items) == 3


def test_buttons_in_the_items_and_of_other_lists_lead_nowhere() -> None:
    shop = Shop(PAGES[:1], "")
    seen = shop.shown()
    inside = Element(ref="x", role="button", text="Show more", clickable=True, parent="i1")
    nav = Element(ref="n", role="nav")
    menu = Element(ref="m", role="button", text="More", clickable=True, parent="n")
    device = FakeDevice(seen.model_copy(update={"elements": (*seen.elements, inside, nav, menu)}))
    collect(device)
    assert not device.actions


def test_a_list_that_goes_on_below_is_scrolled() -> None:
    def shown(count: int) -> Observation:
        entries = [
            Element(
                ref=f"i{number}",
                role="listitem",
                text=f"film {number}",
                parent="list",
                bounds=Bounds(y=300.0 * number, width=400, height=300),
            )
            for number in range(count)
        ]
        root = Element(ref="list", role="ul")
        return Observation(app=LIST, viewport=(800, 600), elements=(root, *entries))

    def rule(action: Action, seen: Observation) -> Observation | str:
        return shown(min(len(seen.elements) + 3, 12)) if action.op is Op.SCROLL else seen

    assert len(collect(FakeDevice(shown(4), rule)).items) == 12


def test_an_item_is_opened_where_it_is_found_again() -> None:
    shop = Shop(PAGES, "Next")
    found = collect(shop.device)
    assert open_item(shop.device, found, found.items[1]).ok
    assert shop.opened == "Bee"
    assert open_item(shop.device, found, found.items[6]).ok
    assert shop.opened == "Gnu"


def test_an_item_with_an_address_is_opened_by_it() -> None:
    shop = Shop(PAGES, "Next")
    found = collect(shop.device)
    bee = found.items[1].model_copy(update={"url": "https://shop.example/bee"})
    open_item(shop.device, found, bee)
    assert shop.device.actions[-1] == Action(op=Op.OPEN_APP, text="https://shop.example/bee")


def test_an_item_that_went_is_not_opened() -> None:
    shop = Shop(PAGES, "Next")
    found = collect(shop.device)
    gone = Item(id="Yak", title="Yak")
    assert open_item(shop.device, found, gone).error == '"Yak" is no longer in the list'


def test_a_screen_without_a_list_gives_no_items() -> None:
    found = collect(FakeDevice(Observation(elements=(Element(ref="a", role="main", text="Hi"),))))
    assert (found.items, found.summary) == ((), "there is no list on the screen")
