"""Kinds: what amounts measure, told by what a column is called and by the unit.

Knows no items, and nothing of how amounts are written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ....memory.language.words import words_of
from .amounts import Amount
from .units import AGE, CLOCK, DAY, STARS, is_currency, unit_of

Kind = Literal[
    "price", "rating", "distance", "duration", "capacity", "date", "time", "year", "popularity",
    "weight", "size", "storage", "loudness", "temperature", "speed", "brightness", "power",
    "extent", "strength", "hardness", "moisture", "age", "",
]  # fmt: skip

_NAMES: dict[Kind, str] = {
    "price": "price prices cost costs fare rate fee rent amount total preis prix precio budget",
    "rating": "rating ratings stars star score rated grade review_score bewertung",
    "distance": "distance away walk",
    "duration": "duration length runtime time_needed minutes running_time travel_time prep_time",
    "capacity": "capacity seats guests sleeps serves servings people persons party party_size "
    "players pax places",
    "date": "date day departs_on arrival release_date released when",
    "time": "time times hours opening opens open departure departs starts start showtime "
    "opening_hours arrives closes",
    "year": "year released release published release_year",
    "popularity": "popularity reviews votes views sales sold downloads number_of_reviews followers "
    "ratings_count review_count plays",
    "weight": "weight",
    "size": "size area screen screen_size surface",
    "storage": "storage memory ram disk",
    "loudness": "noise noise_level loudness volume",
    "temperature": "temperature",
    "speed": "speed top_speed",
    "brightness": "brightness",
    "power": "power",
    "extent": "pages extent",
    "strength": "strength intensity alcohol abv",
    "hardness": "hardness firmness",
    "age": "age ages age_group age_range minimum_age min_age recommended_age age_recommendation",
}
_KINDS: dict[str, list[Kind]] = {}
for _kind, _listed in _NAMES.items():
    for _name in _listed.split():
        _KINDS.setdefault(_name.replace("_", " "), []).append(_kind)

_MEASURED: dict[str, Kind] = {
    "min": "duration",
    "m": "distance",
    "kg": "weight",
    CLOCK: "time",
    DAY: "date",
    STARS: "rating",
    "/10": "rating",
    "/100": "rating",
    "m²": "size",
    "GB": "storage",
    "dB": "loudness",
    "°C": "temperature",
    "km/h": "speed",
    "MB/s": "speed",
    "lm": "brightness",
    "W": "power",
    "people": "capacity",
    "pages": "extent",
    AGE: "age",
}

ALSO: frozenset[tuple[Kind, Kind]] = frozenset(
    (("size", "distance"), ("duration", "time"), ("age", "duration"))
)
"""What a column of the first kind may tell in units of the second: a screen in inches."""


def kinds_named(name: str) -> list[Kind]:
    """Return what a column of this name may measure, the likeliest first."""
    return _KINDS.get(" ".join(words_of(name.replace("_", " "))), [])


def kind_of(unit: str) -> Kind:
    """Return what amounts of this unit measure; "" where that is not plain."""
    if is_currency(unit):
        return "price"
    return _MEASURED.get(unit, "")


def in_years(one: Amount) -> Amount:
    """Return an amount of time, or a bare number of years, as an age."""
    value = one.value / unit_of("year")[1] if one.unit == "min" else one.value
    return replace(one, value=value, unit=AGE)
