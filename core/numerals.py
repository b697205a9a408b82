"""Numbers as people write them: digits, words, places in an order, English plurals."""

from __future__ import annotations

import re
from functools import lru_cache

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ODD_PLACES = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LAST = frozenset({"last", "final"})
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?|[-+]?\d+(\.\d+)?")
_LEADING = re.compile(r"^(-?)\+?0*(?=\d)")
_PLACE = re.compile(r"(\d+)(st|nd|rd|th)", re.IGNORECASE)


def spelled(number: int) -> str:
    """Return a number from 0 to 99 in words: "twenty-one"."""
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens - 2]}-{_SMALL[ones]}" if ones else _TENS[tens - 2]


def spelled_place(number: int) -> str:
    """Return a place from 1 to 99 in words: "twenty-first"."""
    head, dash, last = spelled(number).rpartition("-")
    regular = f"{last[:-1]}ie" if last.endswith("y") else last
    return f"{head}{dash}{_ODD_PLACES.get(last, f'{regular}th')}"


def numbered_place(number: int) -> str:
    """Return a place in digits: "21st"."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


_NUMBERS = {spelled(number): number for number in range(100)}
_PLACES = {spelled_place(number): number for number in range(1, 100)}


def read_number(text: str) -> str | None:
    """Return the number that the text says, in bare digits: "1200" for "$1,200", or None.

    Currency, per cent and number signs and leading zeros are let go; words count up to 99,
    places too.
    """
    bare = text.strip("$€£¥#% ")
    if _GROUPED.fullmatch(bare):
        return _LEADING.sub(r"\1", bare.replace(",", ""))
    word = _word(bare)
    if word in _NUMBERS:
        return str(_NUMBERS[word])
    place = read_place(bare)
    return str(place) if place and place > 0 else None


def read_place(text: str) -> int | None:
    """Return the place in an order that the text says, from 1; -1 for the last; or None."""
    if match := _PLACE.fullmatch(text):
        return int(match[1]) or None
    word = _word(text)
    return -1 if word in _LAST else _PLACES.get(word)


def _word(text: str) -> str:
    return text.lower().replace(" ", "-")


def plural(noun: str) -> str:
    """Return the regular English plural; what ends like one stays."""
    if re.search(r"(?<![su])s$", noun):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(s|x|z|ch|sh)$", noun) else f"{noun}s"


@lru_cache(maxsize=65_536)
def singular(noun: str) -> str:
    """Return the singular of a regular English plural; what does not end like one stays."""
    if re.search(r"[^aeiou]ies$", noun):
        return f"{noun[:-3]}y"
    if re.search(r"(s|x|z|ch|sh)es$", noun):
        return noun[:-2]
    return noun[:-1] if re.search(r"[^su]s$", noun) else noun
