"""What is said of items that were shown."""

from __future__ import annotations

from datetime import date

import pytest

from uptake.agents.recommender.critiques import read_critique
from uptake.agents.recommender.pool import Pool
from uptake.agents.recommender.search import Search
from uptake.core.events import Item

SHOWN = (
    Item(id="a", title="Amber", price="€30", attributes={"mood": "loud", "distance": "2 km"}),
    Item(id="b", title="Birch", price="€18", attributes={"mood": "quiet", "distance": "900 m"}),
    Item(id="c", title="Cedar", price="€24", attributes={"mood": "loud", "distance": "5 km"}),
)
POOL = Pool(SHOWN, date(2026, 11, 21))


def _read(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Return the move, the initials of the items that it is about, and what it asks for."""
    found = read_critique(text, SHOWN, POOL)
    if found is None:
        return None
    return found.move, "".join(item.title[0] for item in found.items), found.needs


@pytest.mark.parametrize(
    ("text", "move", "about"),
    [
        ("not that one", "refuse", "A"),
        ("not the second one", "refuse", "B"),
        ("anything but Cedar", "refuse", "C"),
        ("none of these", "refuse", "ABC"),
        ("something else please", "refuse", "ABC"),
        ("I've already been to Birch", "refuse", "B"),
        ("more like the second", "more", "B"),
        ("something similar to Cedar", "more", "C"),
        ("less like the first", "less", "A"),
        ("that's not my kind, nothing like the third", "less", "C"),
        ("I'll take the second", "take", "B"),
        ("2", "take", "B"),
        ("Birch, please", "take", "B"),
        ("not the first, I'll take the third", "take", "C"),
        ("let's book it", "take", "A"),
    ],
)
def test_a_move_and_the_item_that_it_is_about(text: str, move: str, about: str) -> None:
    found = _read(text)
    assert found is not None
    assert found[:2] == (move, about)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("too expensive", "price under 30 EUR"),
        ("cheaper, please", "price under 30 EUR"),
        ("the second is a bit too expensive", "price under 18 EUR"),
        ("that's too far", "distance under 2 km"),
        ("something closer than Cedar", "distance under 5 km"),
        ("quieter", "something quiet"),
        ("too loud", "no loud"),
        ("under 20 euros", "under 20 euros"),
    ],
)
def test_what_is_found_fault_with_becomes_a_condition(text: str, need: str) -> None:
    found = _read(text)
    assert found is not None
    assert (found[0], found[2]) == ("change", (need,))


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "how are you?",
        "what's the weather like tomorrow?",
        "recommend a film",
        "please remember that I play the violin",
    ],
)
def test_other_talk_is_no_critique(text: str) -> None:
    assert _read(text) is None


def test_what_points_at_an_item_is_put_in_words() -> None:
    found = read_critique("I never want that one again", SHOWN, POOL)
    assert found is not None
    assert found.resolved == "I never want Amber again"


def test_a_search_keeps_what_was_said_of_it() -> None:
    search = Search(said=("a place to eat",), pool=SHOWN, shown=("a", "b", "c"))
    for text in ("not the first", "more like Birch", "under 28 euros"):
        critique = read_critique(text, search.shown_items(), POOL)
        assert critique is not None
        search = search.after(critique)
    assert search.rejected == ("a",)
    assert search.more_like[0].title == "Birch"
    assert search.said == ("a place to eat", "under 28 euros")


@pytest.mark.parametrize(
    ("text", "move", "about", "needs"),
    [
        ("more like the second but closer", "more", "B", ("distance under 900 m",)),
        ("not that one, something quiet", "refuse", "A", None),
        ("something else, but quiet", "refuse", "ABC", None),
        ("anything but loud", "change", "", None),
        ("I'll take the fifth", "miss", "", ()),
        ("the ninth", "miss", "", ()),
        ("something brighter", "change", "", None),
    ],
)
def test_a_move_may_come_with_a_wish_and_a_place_may_be_empty(
    text: str, move: str, about: str, needs: tuple[str, ...] | None
) -> None:
    found = _read(text)
    assert found is not None
    assert found[:2] == (move, about)
    assert found[2] == needs if needs is not None else found[2]
