"""Units and currencies as people write them, each with what it measures.

Units of one measure are converted into each other; currencies are not: what one costs in another
changes from day to day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

STARS = "/5"
"""The unit of ratings on a scale to five; a scale to ten is another unit, "/10"."""

CLOCK = "o'clock"
"""The unit of times of the day, in minutes after midnight."""

DAY = "date"
"""The unit of dates, in days since the year 1."""

AGE = "years old"
"""The unit of ages, which are no lengths of time: of a child that is four, or a whisky."""

_CURRENCIES = {
    "USD": "$ us$ usd dollar dollars buck bucks",
    "EUR": "€ eur euro euros",
    "GBP": "£ gbp pound pounds quid",
    "JPY": "¥ jpy yen 円",
    "CNY": "cny rmb yuan 元 cn¥",
    "INR": "₹ inr rs rupee rupees",
    "KRW": "₩ krw won",
    "RUB": "₽ rub rouble roubles ruble rubles",
    "TRY": "₺ lira",
    "PLN": "zł pln zloty",
    "CHF": "chf fr. sfr franken francs franc",
    "CAD": "ca$ c$ cad",
    "AUD": "a$ au$ aud",
    "NZD": "nz$ nzd",
    "BRL": "r$ brl reais ",
    "SEK": "sek kronor",
    "NOK": "nok kroner",
    "DKK": "dkk",
    "kr": "kr krone krona",
    "THB": "฿ thb baht",
    "MXN": "mx$ mxn peso pesos",
}
_MEASURES: dict[str, dict[str, float]] = {
    "min": {
        "sec secs second seconds": 1 / 60,
        "min mins minute minutes minuten": 1,
        "h hr hrs hour hours std stunden": 60,
        "day days": 1440,
        "week weeks": 10080,
        "month months": 43200,
        "year years yr yrs": 525600,
    },
    "m": {
        "mm millimetre millimetres millimeter millimeters": 0.001,
        "cm centimetre centimetres centimeter centimeters": 0.01,
        "m metre metres meter meters": 1,
        "km kilometre kilometres kilometer kilometers kms": 1000,
        "mi mile miles": 1609.344,
        "ft foot feet": 0.3048,
        "inch inches ″": 0.0254,
        "yd yard yards": 0.9144,
    },
    "kg": {
        "mg": 0.000001,
        "g gram grams gramme grammes": 0.001,
        "kg kilo kilos kilogram kilograms": 1,
        "lb lbs": 0.45359237,
        "oz ounce ounces": 0.028349523,
    },
    "l": {
        "ml": 0.001,
        "cl": 0.01,
        "l litre litres liter liters": 1,
        "gal gallon gallons": 3.785411784,
    },
    "m²": {"m² m2 sqm qm": 1, "ft² ft2 sqft": 0.09290304},
    "GB": {"mb megabyte megabytes": 0.001, "gb gigabyte gigabytes": 1, "tb terabyte": 1000},
    "kcal": {"kcal cal calorie calories": 1},
    "W": {"w watt watts": 1, "kw kilowatt kilowatts": 1000},
    "Wh": {"wh": 1, "kwh": 1000},
    "mAh": {"mah": 1},
    "Hz": {"hz": 1, "khz": 1000, "mhz": 1e6, "ghz": 1e9},
    "MP": {"mp megapixel megapixels": 1},
    "dB": {"db decibel decibels": 1},
    "°C": {"°c": 1},
    "km/h": {"km/h kph kmh": 1, "mph": 1.609344},
    "lm": {"lm lumen lumens": 1},
    "MB/s": {"mb/s": 1, "gb/s": 1000, "mbit/s mbps": 0.125, "gbit/s gbps": 125},
    AGE: {
        "year_old years_old year_olds yo": 1,
        "month_old months_old month_olds": 1 / 12,
    },
    "people": {"people persons guests": 1},
    "pages": {"pages": 1},
    "%": {"% percent": 1},
    STARS: {"star stars ★ sterne": 1},
}


def _table() -> dict[str, tuple[str, float]]:
    money = {
        name: (code, 1.0)
        for code, names in _CURRENCIES.items()
        for name in (*names.split(), code.lower())
        if name != "try"
    }
    measured = {
        name: (unit, float(factor))
        for unit, scales in _MEASURES.items()
        for names, factor in scales.items()
        for name in names.split()
    }
    return money | measured


UNITS = _table()
"""As written, in lower case -> the unit that stands for its measure, and how many of it."""

_APART = re.compile(r"[\s-]+")
"""What parts the words of a unit; in its name it is "_"."""


def unit_of(written: str) -> tuple[str, float]:
    """Return the unit that is written so, in any case, and how many of it: "year-old"."""
    return UNITS[_APART.sub("_", written.strip().lower())]


def is_currency(unit: str) -> bool:
    """Tell whether a unit is money."""
    return unit in _CURRENCIES


def pattern() -> str:
    """Return the regular expression of a unit after its number; longer names first."""
    return _alternatives(UNITS)


def sign_pattern() -> str:
    """Return the regular expression of a currency before its number: a sign, or its code.

    Case counts in it, since names of currencies are also words ("won 5 awards").
    """
    names = [name for name, (unit, _) in UNITS.items() if is_currency(unit)]
    return _alternatives([name.upper() for name in names if not name.isalpha()] + [*_CURRENCIES])


def _alternatives(names: Iterable[str]) -> str:
    ordered = sorted(names, key=len, reverse=True)
    written = [(name, re.escape(name).replace("_", _APART.pattern)) for name in ordered]
    return "|".join(rf"{one}(?!\w)" if name[-1].isalpha() else one for name, one in written)


def in_words(value: float, unit: str) -> str:
    """Say an amount for people: "12.50 EUR", "1 h 35 min", "450 m"."""
    if unit == CLOCK:
        return f"{int(value) // 60:02d}:{int(value) % 60:02d}"
    if unit == DAY:
        return f"{date.fromordinal(int(value)):%d %B %Y}".lstrip("0")
    if unit == "min" and value >= 60:
        hours, minutes = divmod(round(value), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if unit == "m" and not 1 <= value < 1000:
        value, unit = (value / 1000, "km") if value >= 1000 else (100 * value, "cm")
    number = f"{value:.2f}" if is_currency(unit) and value % 1 else f"{value:g}"
    if unit == STARS:
        return f"{number} stars"
    return f"{number}{unit}" if unit.startswith(("/", "%")) else f"{number} {unit}".strip()
