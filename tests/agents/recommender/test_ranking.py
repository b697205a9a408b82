from __future__ import annotations

from uptake.agents.recommender.ranking import rank_items
from uptake.core.events import Item, Recollection
from uptake.core.testing import WordEmbedder


def _wish(text: str) -> Recollection:
    return Recollection(id="w", type="fact", text=text, relevance=0.9, source="you said so")


def _items(*titles: str) -> list[Item]:
    return [Item(id=str(number), title=title) for number, title in enumerate(titles)]


def test_a_wish_lifts_what_it_speaks_of_and_is_given_as_the_reason() -> None:
    ranked = rank_items(
        "dinner",
        _items("beef stew", "spicy noodles"),
        [_wish("likes spicy noodles")],
        WordEmbedder(),
    )
    assert ranked[0].title == "spicy noodles"
    assert 'fits "likes spicy noodles" (you said so)' in ranked[0].why


def test_a_dislike_counts_against_what_it_speaks_of() -> None:
    ranked = rank_items(
        "dinner", _items("spicy noodles", "beef stew"), [_wish("no spicy noodles")], WordEmbedder()
    )
    assert ranked[0].title == "beef stew"
    assert "keeps clear of" in ranked[0].why


def test_without_wishes_the_request_decides() -> None:
    ranked = rank_items("a quiet hotel", _items("loud bar", "quiet hotel"), [], WordEmbedder())
    assert ranked[0].title == "quiet hotel"


def test_nothing_comes_of_nothing() -> None:
    assert rank_items("dinner", [], [_wish("likes rice")], WordEmbedder()) == []
