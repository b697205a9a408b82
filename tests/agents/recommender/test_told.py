"""What columns tell in words, and which memories are heard as likings."""

from __future__ import annotations

from datetime import date

import pytest

from uptake.agents.recommender.items.columns import Column
from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.rubric import named
from uptake.core.events import Item, Recollection

TODAY = date(2026, 11, 2)


def test_an_amount_among_words_leaves_a_column_worded() -> None:
    effort = Column("Effort", ["ready in ten minutes", "braised for three hours"], TODAY)
    assert effort.kind == "duration"
    assert effort.is_worded


def test_amounts_alone_tell_nothing_in_words() -> None:
    assert not Column("Length", ["95 min", "120 min", "80 min"], TODAY).is_worded


def test_yes_and_no_are_told_by_the_name_of_the_column() -> None:
    assert Column("sea_view", ["yes", "no", ""], TODAY).told == ["sea view", "no sea view"]


def test_what_is_neither_yes_nor_no_is_told_as_it_stands() -> None:
    column = Column("pets", ["yes", "no", "yes", "no", "on request"], TODAY)
    assert column.told == ["pets", "no pets", "pets: on request"]


def _named(text: str) -> bool:
    items = [
        Item(id="1", title="Ramble", attributes={"Duration": "3 hours", "Way": "tram"}),
        Item(id="2", title="Climb", attributes={"Duration": "5 hours", "Way": "bike"}),
    ]
    memory = Recollection(id="m", type="fact", text=text, relevance=0.5, source="said on Monday")
    return bool(named([memory], Pool(items, TODAY)))


@pytest.mark.parametrize(
    ("text", "is_liking"), [("I love the tram.", True), ("My notes are in the tram.", False)]
)
def test_a_memory_that_likes_nothing_names_no_criterion(text: str, is_liking: bool) -> None:
    assert _named(text) is is_liking
