"""Stated preferences: what a memory names of the items, and which side of it that is on.

"I love Thai food" wants a value, "glossy displays aren't for me" refuses one, "nothing heavy" wants
less of something, "never more than 25" sets a bound. Which words are wanted is told by the sides of
the preference, since what refuses a thing may stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ....policy.fitting.sides import sides_of
from ..items.pool import Pool
from ..requests.constraints import Constraint, Order, Within
from ..requests.degrees import read_degrees
from ..requests.named_values import read_values
from ..requests.needs import read_need
from ..requests.partly_named import read_parts_of_values
from ..requests.phrases import Phrases, phrases_of


def read_preference(text: str, pool: Pool) -> list[Constraint]:
    """Return what a preference asks of the items by what they say of themselves."""
    whole = [one for one in read_need([text], pool).constraints if one.about]
    bounds = [one for one in whole if isinstance(one, Within) and not one.uncompared()]
    ordered = [one for one in whole if isinstance(one, Order) and one.superlative]
    if bounds:
        # A comparison with an amount goes over what would be two sides: "more than twenty euros".
        values = [one for one in whole if not isinstance(one, Within | Order)]
    else:
        values = [one for part, _ in _parts(text) for one in read_values(part, pool, ())[0]]
    decided = {one.about for one in bounds} | {one.about for one in ordered}
    degrees = [
        degree
        for part, is_wanted in _parts(text)
        for degree in read_degrees(part, pool, is_wanted=is_wanted)
        if degree.about not in decided
    ]
    decided |= {one.about for one in (*values, *degrees)}
    named = [
        one
        for part, is_wanted in _parts(text)
        for one in read_parts_of_values(part, pool, is_wanted=is_wanted)
        if one.about not in decided
    ]
    return [*bounds, *ordered, *values, *degrees, *named]


def _parts(text: str) -> Iterator[tuple[Phrases, bool]]:
    """Yield the parts of a preference, and whether each is wanted."""
    sides = sides_of(text)
    for part in sides.wanted:
        phrases = phrases_of(part)
        # What is denied twice is wanted: "I never go without a balcony".
        yield (replace(phrases, negated=()) if len(phrases.negated) > 1 else phrases), True
    for part in sides.unwanted:
        yield replace(phrases_of(part), negated=((0, len(part)),)), False
