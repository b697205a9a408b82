"""What is said of items that were shown."""

from __future__ import annotations

from datetime import date

import pytest

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.requests.constraints import OneOf
from uptake.agents.recommender.requests.critiques import read_critique, wanted_again
from uptake.agents.recommender.requests.needs import read_need
from uptake.agents.recommender.search import Search
from uptake.core.events import Item
from uptake.tui.chat.cards import Cards

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
        ("I've already been to Birch", "known", "B"),
        ("I have seen the second one", "known", "B"),
        ("I've seen that one, something else please", "known", "A"),
        ("seen it", "known", "A"),
        ("I've been to the third and I hated it", "refuse", "C"),
        ("I've read the reviews, I'll take the second", "take", "B"),
        ("not the first two", "refuse", "AB"),
        ("none of the last two", "refuse", "BC"),
        ("neither the first nor the third", "refuse", "AC"),
        ("neither, thanks", "refuse", "ABC"),
        ("I saw the film last night, more like the first", "more", "A"),
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
        ("more like the ninth", "miss", "", ()),
        ("nothing like the fourth", "miss", "", ()),
        ("I've been to that one, something quiet", "known", "A", ("something quiet",)),
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


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("not tonight, I had loud yesterday", ("no loud",)),
        ("not in the mood for loud tonight", ("no loud",)),
        (
            "we've seen a loud one, something under 28 euros",
            ("something under 28 euros", "no loud"),
        ),
        ("not another loud one", ("not another loud one",)),
    ],
)
def test_what_one_had_lately_or_is_in_no_mood_for_is_ruled_out(
    text: str, needs: tuple[str, ...]
) -> None:
    assert _read(text) == ("change", "", needs)
    constraints = read_need(needs, POOL).constraints
    (refused,) = [one for one in constraints if isinstance(one, OneOf)]
    assert refused.negated


def test_a_kind_that_nothing_tells_of_turns_down_nothing_that_was_shown() -> None:
    found = _read("not another musical")
    assert found is not None
    assert found[:2] == ("change", "")


def test_it_means_what_was_taken_last() -> None:
    for text, move in (("it was awful, I hated it", "refuse"), ("let's book it", "take")):
        found = read_critique(text, SHOWN, POOL, taken="c")
        assert found is not None
        assert (found.move, [item.id for item in found.items]) == (move, ["c"])


def test_words_that_mind_what_was_taken_turn_it_down() -> None:
    assert read_critique("it was awful", SHOWN, POOL, taken="c") is None
    assert read_critique("the weather was awful", SHOWN, POOL, taken="c", minded=True) is None
    found = read_critique("it was awful", SHOWN, POOL, taken="c", minded=True)
    assert found is not None
    assert (found.move, found.items, found.resolved) == ("refuse", SHOWN[2:], "Cedar was awful")


def test_what_is_said_of_a_choice_that_is_minded_is_no_wish() -> None:
    text = "it was loud and awful, something quiet"
    found = read_critique(text, SHOWN, POOL, taken="c", minded=True)
    assert found is not None
    assert (found.move, found.items, found.needs) == ("refuse", SHOWN[2:], ("something quiet",))


TITLED = tuple(
    Item(id=id, title=title)
    for id, title in (
        ("a", "The Second Chance"),
        ("b", "Dune"),
        ("c", "Not My Kind"),
        ("d", "Dune: Part Two"),
        ("e", "Dune"),
        ("f", "It"),
    )
)


@pytest.mark.parametrize("place", range(1, len(TITLED) + 1))
@pytest.mark.parametrize(("key", "move"), [("take", "take"), ("more", "more"), ("less", "refuse")])
def test_a_key_on_a_card_means_that_card_whatever_it_is_called(
    place: int, key: str, move: str
) -> None:
    item = TITLED[place - 1]
    said = Cards.WORDS[key].format(place=place, title=item.title)
    found = read_critique(said, TITLED, Pool(TITLED, POOL.today))
    assert found is not None
    assert (found.move, found.items) == (move, (item,))


def test_a_title_that_points_is_one_only_as_it_is_written() -> None:
    pool = Pool(TITLED, POOL.today)
    for text, id in (("not It", "f"), ("no, I hate it", "a")):
        found = read_critique(text, TITLED, pool)
        assert found is not None
        assert [item.id for item in found.items] == [id]


def test_what_is_known_stays_away_from_later_searches_of_the_same_items() -> None:
    search = Search(said=("a place to eat",), pool=SHOWN, shown=("a", "b", "c"))
    critique = read_critique("I've been to Birch", SHOWN, POOL)
    assert critique is not None
    known = search.after(critique)
    assert (known.rejected, known.less_like) == (("b",), ())
    later = Search(said=("a place to dance",)).knowing([("b", "Basil"), ("b", "Birch")])
    assert later.left_out(SHOWN) == [SHOWN[1]]
    assert later.left_out([Item(id="b", title="Bistro")]) == []


@pytest.mark.parametrize(
    ("text", "lasts"),
    [
        ("I've seen that one", True),
        ("I've read it already", True),
        ("I already own that", True),
        ("we watched the second yesterday", True),
        ("I have that one already", True),
        ("I've got that one already", True),
        ("I've been there", False),
        ("I had that yesterday", False),
        ("we already ate there last week", False),
        ("I've tried the second", False),
        ("got it", False),
    ],
)
def test_to_have_seen_or_to_own_something_lasts_and_to_have_eaten_it_does_not(
    text: str, lasts: bool
) -> None:
    found = read_critique(text, SHOWN, POOL)
    assert found is not None
    assert (found.move, found.lasts) == ("known", lasts)


def test_only_what_is_known_lasts() -> None:
    found = read_critique("I've seen the reviews, I'll take the second", SHOWN, POOL)
    assert found is not None
    assert (found.move, found.lasts) == ("take", False)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("a film for tonight", ""),
        ("show me Dune", "b"),
        ("I want to read dune", "b"),
        ("I'd like Dune", "b"),
        ("something I can rewatch", "bf"),
        ("a film that I have seen, one more time", "bf"),
        ("recommend Dune again", "b"),
        ("the second film, please", ""),
        ("I loved Dune, what now?", ""),
        ("I've already read Dune, something else", ""),
        ("something like Dune", ""),
        ("anything but Dune", ""),
        ("not the same ones again", ""),
        ("let it be short", ""),
    ],
)
def test_what_is_known_is_wanted_where_it_is_asked_for_and_not_where_it_is_spoken_of(
    said: str, wanted: str
) -> None:
    dune, it = TITLED[1], TITLED[5]
    assert "".join(item.id for item in wanted_again(said, [dune, it])) == wanted
