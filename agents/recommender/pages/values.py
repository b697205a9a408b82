"""Values: what kind of thing a short text on a page tells, by the way it is written."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ..quantities.amounts import Amount, amounts_in
from ..quantities.units import CLOCK, DAY, STARS, is_currency

_MOST_WORDS = 3
_BESIDES = 3
"""Words that may stand beside an amount: "from $20 per night", "4.5 out of 5 stars"."""

_LONGEST = 48
"""Characters of the longest text that is the value of one attribute by itself."""

_LONGEST_OFFER = 32
"""Characters of the longest button or line that names its price, and is no prose."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+\.\w{2,}/\S*")
_REVIEWS = re.compile(
    r"\(?\d[\d.,]*\s*[km]?\)?\s*(?:reviews?|ratings?|votes?|bewertungen|avis)\)?|\(\d[\d.,]*\)",
    re.IGNORECASE,
)
_GLYPHS = re.compile(r"[★☆⭐✩✭]+|\d(?:[.,]\d+)?\s*[★⭐]")
_RATED = re.compile(
    r"(?:rated|rating:?)\s+\d(?:[.,]\d+)?\b.*|\d(?:[.,]\d+)?[ -]stars?(?: rating)?"
    r"|\d(?:[.,]\d+)?\s*(?:/|out of|of)\s*(?:5|10)\b.*",
    re.IGNORECASE,
)
_AGO = re.compile(r"\bago\b|\bposted\b|\bvor\b", re.IGNORECASE)
_LEVEL = re.compile(r"[$€£¥]{1,5}")
_YEAR = re.compile(r"\(?(?:1[89]|20)\d\d\)?")
_NUMBER = re.compile(r"[#(]?[-+]?\d[\d.,\s]*[)%]?")
_DIGIT = re.compile(r"\d")
_SAVED = re.compile(
    r"\b(?:save|saved|off|discount|coupon|shipping|delivery|deposit|voucher)\b", re.IGNORECASE
)
_FORMER = "old was former original strike struck crossed before rrp msrp uvp"
_COSTS = re.compile(r"\b(?:price|cost|fare|preis|prix|precio)s?\b", re.IGNORECASE)
_FREE = re.compile(r"(?:free|gratis|kostenlos|gratuit)\b.*", re.IGNORECASE)
_MEASURES = {"min": "duration", "m": "distance", DAY: "date", CLOCK: "time", STARS: "rating"}


@lru_cache(maxsize=16_384)
def kind_of(text: str) -> str:
    """Say what a text tells: price, rating, reviews, year, date, time, duration or distance.

    "" where it is none of these, or says more than that.
    """
    if len(text) > _LONGEST:
        return ""
    if _GLYPHS.fullmatch(text) or _RATED.fullmatch(text):
        return "rating"
    if _REVIEWS.fullmatch(text):
        return "reviews"
    if _YEAR.fullmatch(text):
        return "year"
    if _LEVEL.fullmatch(text):
        return "price level"
    if not _DIGIT.search(text):
        return ""  # "Midnight Sea" is no time
    found = amounts_in(text, date.today())
    if not found or _words_beside(text, found) > _BESIDES:
        return ""
    if any(is_currency(one.unit) for one in found):
        return "" if _SAVED.search(text) else "price"
    if _AGO.search(text):
        return "date"
    return next((_MEASURES[one.unit] for one in found if one.unit in _MEASURES), "")


def price_in(text: str) -> str:
    """Return what a text says that something costs: "$648" of "Book flight for $648"."""
    if _SAVED.search(text):
        return ""
    found = [one for one in amounts_in(text, date.today()) if is_currency(one.unit)]
    if not found or len(text) > _LONGEST_OFFER:
        return ""
    return text[found[0].start : found[-1].end].strip()


def is_price(name: str, text: str) -> bool:
    """Tell whether a text is a price because of what it is called: "Fare: 120"."""
    tells = is_number(text) or kind_of(text) == "price" or bool(_FREE.fullmatch(text))
    return tells and costs(name)


def costs(name: str) -> bool:
    """Tell whether what is called so is a price, or belongs to one."""
    return bool(_COSTS.search(name))


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a page, written out."""
    return bool(_ADDRESS.fullmatch(text.strip()))


def is_prose(text: str) -> bool:
    """Tell whether a text is more than a value: a sentence, or too long to choose by."""
    return len(text.split()) > _MOST_WORDS or text.endswith((".", "!", "?", "\u2026"))


def is_former(name: str) -> bool:
    """Tell whether what is called so was true once: a price that is crossed out."""
    return bool(set(_FORMER.split()).intersection(name.split()))


def is_number(text: str) -> bool:
    """Tell whether a text is nothing but a number."""
    return bool(_NUMBER.fullmatch(text.strip()))


def _words_beside(text: str, found: tuple[Amount, ...]) -> int:
    """Count the words of a text that are no part of its amounts."""
    beside, at = "", 0
    for one in found:
        beside += text[at : one.start] + " "
        at = one.end
    return len(re.findall(r"\w+", beside + text[at:]))
