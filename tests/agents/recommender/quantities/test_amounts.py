from __future__ import annotations

from datetime import date

import pytest

from uptake.agents.recommender.quantities.amounts import amounts_in
from uptake.agents.recommender.quantities.units import CLOCK, DAY

TODAY = date(2026, 11, 21)
"""A Saturday."""


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("under $20", 20, "USD"),
        ("€1.299,50", 1299.5, "EUR"),
        ("1,299.00 USD", 1299, "USD"),
        ("1 299 kr", 1299, "kr"),
        ("30,- €", 30, "EUR"),
        ("$1.2k", 1200, "USD"),
        ("fifty pounds", 50, "GBP"),
        ("4 out of 5 stars", 4, "/5"),
        ("★★★★", 4, "/5"),
        ("8.1/10", 8.1, "/10"),
        ("1h 35m", 95, "min"),
        ("1.5 hours", 90, "min"),
        ("2 miles", 3218.688, "m"),
        ("0.500 kg", 0.5, "kg"),
        ("7:30 pm", 1170, CLOCK),
        ("19:30", 1170, CLOCK),
        ("tomorrow", date(2026, 11, 22).toordinal(), DAY),
        ("on Monday", date(2026, 11, 23).toordinal(), DAY),
        ("12 May", date(2027, 5, 12).toordinal(), DAY),
        ("2026-12-24", date(2026, 12, 24).toordinal(), DAY),
        ("table for four", 4, ""),
        ("10,000 reviews", 10_000, ""),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, value: float, unit: str) -> None:
    (found,) = amounts_in(text, TODAY)
    assert (found.value, found.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10 to 20 euros", 10, 20, "EUR"),
        ("€10\u201320", 10, 20, "EUR"),
        ("1-2 h", 60, 120, "min"),
        ("7 to 9 pm", 1140, 1260, CLOCK),
    ],
)
def test_both_ends_of_a_range_have_its_unit(text: str, low: float, high: float, unit: str) -> None:
    found = amounts_in(text, TODAY)
    assert [(one.value, one.unit) for one in found] == [(low, unit), (high, unit)]


def test_a_former_price_is_no_price() -> None:
    assert [str(one) for one in amounts_in("€15 (was €20)", TODAY)] == ["15 EUR"]


@pytest.mark.parametrize("text", ["now €15, before €20", "€15 (before: 20)"])
def test_a_price_of_before_is_no_price(text: str) -> None:
    assert [one.value for one in amounts_in(text, TODAY)] == [15]


@pytest.mark.parametrize("text", ["before 2010", "before 7 pm", "before 2 December"])
def test_a_moment_before_which_it_has_to_be_is_an_amount(text: str) -> None:
    assert len(amounts_in(text, TODAY)) == 1


@pytest.mark.parametrize("text", ["the sun is out", "we won", "nothing at all", "99 bottles?"])
def test_words_that_are_also_units_are_no_amounts(text: str) -> None:
    assert all(not one.unit for one in amounts_in(text, TODAY))


def test_money_of_one_currency_is_told_with_its_cents() -> None:
    assert [str(one) for one in amounts_in("9.5 EUR and 3 km and 95 min", TODAY)] == [
        "9.50 EUR",
        "3 km",
        "1 h 35 min",
    ]
