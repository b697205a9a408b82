"""Which words of a request name a value, and which a column that says yes or no."""

from __future__ import annotations

from datetime import date

from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.judged import judge
from uptake.agents.recommender.requests.constraints import OneOf, Says
from uptake.agents.recommender.requests.needs import read_need
from uptake.core.events import Item


def _inn(title: str, pets: str, text: str, wifi: str = "yes") -> Item:
    told = {"text": text, "pet friendly": pets, "wifi": wifi}
    return Item(id=title, title=title, attributes=told)


INNS = Pool(
    [
        _inn("Amber", "yes", "Calm, by the lake"),
        _inn("Birch", "no", "Friendly, in the old town"),
        _inn("Cedar", "no", "Pet friendly, they say", "no"),
        _inn("Dune", "yes", "Fast wifi"),
    ],
    date(2026, 11, 21),
)


def _fitting(request: str) -> str:
    fits = judge(read_need([request], INNS), INNS).fitting
    return "".join(one.title[0] for one, fit in zip(INNS.items, fits, strict=True) if fit)


def test_a_column_that_is_named_decides_whatever_descriptions_say() -> None:
    assert _fitting("a pet friendly inn") == "AD"
    (constraint,) = read_need(["a pet friendly inn"], INNS).constraints
    assert isinstance(constraint, Says)


def test_a_value_beside_a_column_or_longer_than_its_name_is_one() -> None:
    assert _fitting("a friendly inn") == "B"
    (constraint,) = read_need(["with fast wifi"], INNS).constraints
    assert isinstance(constraint, OneOf)
