"""Bounds: what a request says of amounts ("under 20 euros", "for four", "after 7 pm").

Which column is meant follows from its name in the request, from the unit, or from a word beside
the number. A bound that no column can be held to is told as such, not dropped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ....core.numerals import singular
from ....memory.language.stemming import stem
from ....memory.language.words import words_of
from ..items.columns import Column
from ..items.pool import Pool
from ..quantities.kinds import Kind, in_years, kind_of
from ..quantities.said_amounts import Said, said_in
from ..quantities.units import AGE, CLOCK, DAY, is_currency
from .constraints import Within
from .phrases import Phrases

_FEW = 12
"""Of so many different amounts, the one that is named is meant, and none near it."""

_MOST_COMING = 30
"""Of a number after "for" without more, so many may be people: "for 300" is a price."""

_ABOUT = 0.15
"""How far "about 30" reaches to either side, as a share."""

_NEAR = {
    "capacity": r"\b(?:people|persons?|guests?|adults?|of us|friends|seats?|players?|pax|kids"
    r"|children|party of|table for|seating|sleeps)\b",
    "price": r"\b(?:budget|spend|pay|costs?|costing|priced?|afford|each|per (?:person|night|head))",
    "rating": r"\b(?:rat(?:ed|ing)s?|stars?|score[ds]?)\b",
    "popularity": r"\b(?:reviews?|ratings|votes|views|downloads)\b",
    "year": r"\b(?:in|from|since|before|after|of|until|than|between|and|to|year)\s*$",
}
_HINTS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _NEAR.items()}
_DECADE = re.compile(r"\b((?:18|19|20)\d0|[2-9]0)'?s\b", re.IGNORECASE)
_DECADES = re.compile(
    rf"{_DECADE.pattern}(?:\s*(?:,|-|or|and|to)\s*(?:the\s+)?{_DECADE.pattern})*", re.IGNORECASE
)
_HAVE = re.compile(r"\b(?:have|have got|for|with|in|only)\s*$", re.IGNORECASE)
_SPARE = re.compile(r"\b(?:have|got|only)\s*$", re.IGNORECASE)
"""Before an amount that is there to be spent, and no value: "I have a week"."""

_FOR_WHOM = re.compile(r"\bfor\s+(?:(?:an?|the|my|our)\s+)?$", re.IGNORECASE)
"""Before the age of somebody; a whisky that is twelve years old is for nobody of twelve."""

_WORD = re.compile(r"[\w']+")
_NEXT_WORD = re.compile(r" \w+")
_COUNTED_THING = re.compile(r"\s*(\w+)")


@dataclass(frozen=True)
class Unplaced:
    """A bound that no column says anything of."""

    said: str


def read_bounds(
    phrases: Phrases, pool: Pool, named: Collection[int] = ()
) -> Iterator[tuple[Within | Unplaced, range]]:
    """Yield the bounds of a request in its order, each with where it stands.

    `named` are the places of words that are values of the pool: "two rooms" is one of them where
    no word of comparison goes with it.
    """
    decades = list(_decades(phrases, pool))
    yield from decades
    for one in said_in(phrases.text, pool.today):
        at = one.first.start
        if phrases.is_waived(at) or any(at in span for _, span in decades):
            continue
        is_value = at in named and one.last.end - 1 in named
        if not one.relation and is_value and not _SPARE.search(one.before):
            continue
        column = _column(one, pool)
        if column is not None:
            words, span = _counted(one, column, phrases.text)
            bound = _bound(one, words, column, hard=not phrases.is_wished(at))
            if bound:
                yield bound, span
        elif _asks(one, pool):
            yield Unplaced(one.words), one.span


def _asks(one: Said, pool: Pool) -> bool:
    """Tell whether an amount that fits no column is asked for, and not just spoken of."""
    unit = one.first.unit
    if one.relation:
        return bool(unit) or one.relation != "about"
    if unit == DAY:
        # Where nothing tells of days, today is when they ask: "what shall I eat tonight?"
        return one.first.value != pool.today.toordinal()
    if unit == AGE:
        return bool(_FOR_WHOM.search(one.before))
    if unit == CLOCK or is_currency(unit):
        return True
    return bool(_HAVE.search(one.before)) if unit else any(_hinted(one))


def _decades(phrases: Phrases, pool: Pool) -> Iterator[tuple[Within, range]]:
    """Yield what is said of decades: "from the 90s"."""
    years = pool.of_kind("year")
    for match in _DECADES.finditer(phrases.text) if years else ():
        told = [int(year) for year in _DECADE.findall(match[0])]
        first, *_, last = sorted(year if year > 99 else 1900 + year for year in (*told, told[-1]))
        hard = not phrases.is_wished(match.start())
        bound = Within(years[0], f"the {match[0]}", first, last + 9, hard=hard)
        yield bound, range(*match.span())


def _column(one: Said, pool: Pool) -> Column | None:
    unit, unit_kind = one.first.unit, kind_of(one.first.unit)
    numeric = [column for column in _named(one, pool.columns) if column.units()]
    if unit:
        measured = [c for c in pool.columns if unit in c.units()]
        fitting = [*(pool.of_kind(unit_kind) if unit_kind else ()), *measured]
        if unit_kind == "duration":
            fitting += pool.of_kind("age")
        named = [column for column in numeric if column in fitting]
        # A column of bare numbers may mean any unit, where none tells this one.
        return next(iter([*named, *fitting, *numeric]), None)
    if numeric:
        return numeric[0]
    for kind in _hinted(one):
        if columns := pool.of_kind(kind):
            return columns[0]
    if one.relation in ("most", "least", "between"):
        return next(iter(pool.of_kind("price")), None) or _only_numeric(pool)
    return None


def _named(one: Said, columns: Sequence[Column]) -> list[Column]:
    """Return the columns whose name stands beside the amount, the nearest first."""
    near = [stem(word) for word in words_of(one.after)[:3]]
    near += [stem(word) for word in words_of(one.own)[::-1][:4]]
    found = [
        (min(near.index(part) for part in column.stems), column)
        for column in columns
        if column.stems and set(column.stems) <= set(near)
    ]
    return [column for _, column in sorted(found, key=lambda pair: pair[0])]


def _hinted(one: Said) -> Iterator[Kind]:
    around = f"{' '.join(_WORD.findall(one.own)[-3:])} # {' '.join(_WORD.findall(one.after)[:3])}"
    if one.first.may_be_year and _HINTS["year"].search(one.before):
        yield "year"
        return
    kinds: tuple[Kind, ...] = ("capacity", "popularity", "rating", "price")
    for kind in kinds:
        if _HINTS[kind].search(around):
            yield kind
    if one.relation in ("", "either") and one.is_for and one.last.value <= _MOST_COMING:
        yield "capacity"


def _only_numeric(pool: Pool) -> Column | None:
    numeric = [column for column in pool.columns if column.units() and not column.is_text]
    return numeric[0] if len(numeric) == 1 else None


def _counted(one: Said, column: Column, text: str) -> tuple[str, range]:
    """Return the words and where they stand, with the column's name where it follows: "2 rooms"."""
    match = _NEXT_WORD.match(text, one.span.stop)
    if not match or [stem(word) for word in words_of(match[0])] != list(column.stems):
        return one.words, one.span
    return f"{one.words}{match[0]}", range(one.span.start, match.end())


def _bound(one: Said, words: str, column: Column, *, hard: bool) -> Within | None:
    """Return what is asked of the column; None where only something like it is named."""
    if column.kind == "age":
        one = replace(one, amounts=tuple(map(in_years, one.amounts)))
    low, high, kind = one.first.value, one.last.value, column.kind
    among = frozenset(amount.value for amount in one.amounts)
    if kind == "capacity" and one.is_with_others:
        low, high = low + 1, high + 1
    relation = one.relation or _implied(one, column)
    unit = one.first.unit
    if kind == "duration" and unit not in ("", "min"):
        return None
    overlapping = kind in ("capacity", "time", "date", "age")
    match relation:
        case "most":
            low, high = -np.inf, math.nextafter(high, -np.inf) if one.strict else high
        case "least":
            low, high = math.nextafter(low, np.inf) if one.strict else low, np.inf
        case "about":
            margin = 60 if kind == "time" else _ABOUT * low
            low, high, hard = low - margin, high + margin, False
        case "either":
            low, high = min(among), max(among)
            return Within(column, words, low, high, unit, hard, overlapping, among)
        case "named":
            return None
    return Within(column, words, low, high, unit, hard, overlapping, is_party=_is_party(one, kind))


def _is_party(one: Said, kind: Kind) -> bool:
    """Tell whether it says how many come: "for four", but not "for two nights"."""
    if kind != "capacity" or one.relation or not one.is_for:
        return False
    counted = _COUNTED_THING.match(one.after)
    if not counted or singular(counted[1]) == counted[1]:
        return True
    return bool(_HINTS["capacity"].match(counted[1]))


def _few(column: Column) -> set[float]:
    """Return the amounts of a column that has but a few of them; of another one, none."""
    low = column.amounts[0]
    told = {float(amount) for amount in np.unique(low[~np.isnan(low)])}
    return told if len(told) <= _FEW else set()


def _implied(one: Said, column: Column) -> str:
    """Return what an amount without a word of comparison asks for."""
    match column.kind:
        case "capacity" | "rating":
            return "least"
        case "price":
            return "most" if one.first.unit or _HAVE.search(one.before) else "named"
        case "duration" | "distance":
            if _HAVE.search(one.before):
                return "most"
            return "same" if one.first.value in _few(column) else "about"
        case _:
            return "same"
