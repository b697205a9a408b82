"""Comparisons: what is found fault with in shown items, as what is asked for instead.

"Too expensive" asks for less than that item costs, "quieter" for what is quiet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....core.events import Item
from ..items.columns import Column, value_key
from ..items.pool import Pool
from ..quantities.units import in_words
from .directions import Direction, direction_of
from .meanings import Likeness
from .needs import read_need

_DEGREE = re.compile(
    r"\b(?:(?P<too>(?:far |much |a bit |way |a little )?too|a bit|so)\s+(?P<much>[a-z-]+)"
    r"|(?P<comparison>more|less)\s+(?P<compared>[a-z]+(?:-[a-z]+)?)(?!\s+(?:of|like|than))"
    r"|(?P<er>[a-z]+er|worse|farther|further)"
    r"|not\s+(?P<lacking>[a-z-]+)\s+enough)\b",
    re.IGNORECASE,
)
_COMPARATIVE = re.compile(r"[a-z]+er|worse|better", re.IGNORECASE)
_MOMENTS = ("year", "date", "time")


def read_comparisons(
    text: str, items: Sequence[Item], pool: Pool, likeness: Likeness | None
) -> Iterator[str]:
    """Yield what is asked for by comparison with the items that are meant: "too expensive"."""
    places = [place for place, item in enumerate(pool.items) if item.id in {i.id for i in items}]
    for match in _DEGREE.finditer(text):
        word = (match["much"] or match["compared"] or match["er"] or match["lacking"]).lower()
        too = match["too"] and not _COMPARATIVE.fullmatch(word)
        away = bool(too) or (match["comparison"] or "").lower() == "less"
        direction = direction_of(word, pool)
        column = direction.column(pool) if direction else None
        if direction and column:
            yield from _beyond(Direction(direction.kinds, direction.up != away), column, places)
        elif value := _value(word, pool, likeness, compared=bool(match["er"])):
            yield f"no {value}" if away else f"something {value}"
        elif too and match["too"].lower() != "so":
            yield f"nothing {word}"


def _beyond(direction: Direction, column: Column, places: Sequence[int]) -> Iterator[str]:
    """Yield that it has to be more, or less, than what the items have."""
    low, high, units = column.amounts
    amounts = (low if not direction.up else high)[list(places)]
    told = [
        (float(amount), units[column.codes[place]])
        for amount, place in zip(amounts, places, strict=True)
        if amount == amount
    ]
    if told:
        value, unit = (max if direction.up else min)(told)
        ends = ("after", "before") if column.kind in _MOMENTS else ("over", "under")
        yield f"{column.name} {ends[0] if direction.up else ends[1]} {in_words(value, unit)}"


def _value(word: str, pool: Pool, likeness: Likeness | None, *, compared: bool) -> str:
    """Return the value of the pool that a word says or means, or a comparative of it; else ""."""
    bases = [] if compared else [word]
    if word.endswith("ier"):
        bases.append(f"{word[:-3]}y")
    elif word.endswith("er"):
        bases += [word[:-2], word[:-1]]
    named = next((base for base in bases if value_key([base]) in pool.vocabulary), "")
    if named or likeness is None:
        return named
    return next((base for base in bases if read_need([base], pool, (), likeness).constraints), "")
