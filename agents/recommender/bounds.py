"""Bounds: what a request says of amounts ("under 20 euros", "for four", "after 7 pm").

Which column is meant follows from its name in the request, from the unit, or from a word beside
the number. A bound that no column can be held to is told as such, not dropped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...memory.stemming import stem
from ...memory.words import words_of
from .amounts import Amount, amounts_in
from .columns import Column, Kind, kind_of
from .constraints import Within
from .phrases import Phrases
from .pool import Pool

_FEW = 12
"""Of so many different amounts, the one that is named is meant, and none near it."""

_ABOUT = 0.15
"""How far "about 30" reaches to either side, as a share."""

_NOT = (
    r"(?:\w+n'?t|cannot|not|nothing|never|no|none)(?:\s+(?:want|like|need|have|to|spend|pay|go|cost"
    r"|be|costing|anything|something|places?|ones?|options?|items?|it))*"
)
_MOST = (
    rf"{_NOT}\s+(?:more|longer|later|further|farther|older|bigger|larger|higher|heavier)\s+than"
    rf"|{_NOT}\s+(?:over|above|beyond|after|exceed(?:ing)?)"
    r"|under|below|less than|fewer than|cheaper than|lower than|shorter than|earlier than"
    r"|closer than|nearer than|smaller than|lighter than|up to|at most|at the most|max(?:imum)?"
    r"(?: of)?|within|until|till|before|by|as much as|capped at|<=?|≤"
    r"|(?:can|could|want to|would|will) (?:only )?(?:spend|pay|afford)|budget(?: is| of|:)?"
)
_LEAST = (
    rf"{_NOT}\s+(?:less|fewer|shorter|earlier|cheaper|smaller|lower|closer)\s+than"
    rf"|{_NOT}\s+(?:under|below|before)|over|above|more than|at least"
    r"|at the least|min(?:imum)?(?: of)?|longer than|later than|better than|higher than"
    r"|larger than|bigger than|heavier than|newer than|starting (?:at|from)|from|since|after"
    r"|upwards of|>=?|≥"
)
_STRICT = re.compile(
    r"^(?:under|below|over|above|before|after|<|>|(?:less|fewer|cheaper|lower|shorter|earlier|"
    r"closer|nearer|smaller|lighter|more|longer|later|better|higher|larger|bigger|heavier|newer)"
    r" than)$",
    re.IGNORECASE,
)
_FILLER = (
    r"(?:\s+(?:a|an|the|about|around|total|price|cost|rating|of|is|was|rated|to|for|at|or|and|"
    r"only|just|my|our|costs?|lasts?))*\W*$"
)
_AHEAD = {
    "most": re.compile(rf"(?P<said>(?<!\w)(?:{_MOST})){_FILLER}", re.IGNORECASE),
    "least": re.compile(rf"(?P<said>(?<!\w)(?:{_LEAST})){_FILLER}", re.IGNORECASE),
    "about": re.compile(
        r"(?P<said>\babout|\baround|\broughly|\bapproximately|\bcirca|~)\W*$", re.I
    ),
}
_BEHIND = {
    "most": re.compile(
        r"[^\w,;.]*(?:(?:\w+\s+){0,2}?)(?:or (?:less|under|cheaper|fewer|below|shorter|earlier"
        r"|closer)|max(?:imum)?\b|tops\b|at (?:the )?most|budget)",
        re.IGNORECASE,
    ),
    "least": re.compile(
        r"[^\w,;.]*(?:(?:\w+\s+){0,2}?)(?:or (?:more|better|higher|over|above|longer|later|up)|and "
        r"(?:up|above|over|more|later)|min(?:imum)?\b|at (?:the )?least)|\s?\+",
        re.IGNORECASE,
    ),
    "about": re.compile(r"\W*(?:or so\b|-?ish\b|more or less\b)", re.IGNORECASE),
}
_JOINED = re.compile(r"\s*(?:-|\u2013|\u2014|to|and|until|till)\s*", re.IGNORECASE)
_OPENS_RANGE = re.compile(r"\b(?:between|from)\s*$", re.IGNORECASE)
_NEAR = {
    "capacity": r"\b(?:people|persons?|guests?|adults?|of us|friends|seats?|players?|pax|kids"
    r"|children|party of|table for|seating|sleeps)\b",
    "price": r"\b(?:budget|spend|pay|costs?|costing|priced?|afford|each|per (?:person|night|head))",
    "rating": r"\b(?:rat(?:ed|ing)s?|stars?|score[ds]?)\b",
    "popularity": r"\b(?:reviews?|ratings|votes|views|downloads)\b",
    "year": r"\b(?:in|from|since|before|after|of|until|than|between|and|to|year)\s*$",
}
_HINTS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _NEAR.items()}
_FOR = re.compile(r"\bfor\s*$", re.IGNORECASE)
_COMPANY = re.compile(r"\bwith(?:\s+(?:my|our))?\s*$", re.IGNORECASE)
_OTHERS = re.compile(r"\s*(?:\w+\s+)?(?:friends|colleagues|guests|others|children|kids)\b", re.I)
_DECADE = re.compile(r"\b(?P<year>(?:18|19|20)\d0|[2-9]0)'?s\b", re.IGNORECASE)
_HAVE = re.compile(r"\b(?:have|have got|for|with|in|only)\s*$", re.IGNORECASE)
_SPARE = re.compile(r"\b(?:have|got|only)\s*$", re.IGNORECASE)
"""Before an amount that is there to be spent, and no value: "I have a week"."""

_WORD = re.compile(r"[\w']+")


@dataclass(frozen=True)
class Unplaced:
    """A bound that no column says anything of."""

    said: str


@dataclass(frozen=True)
class _Said:
    """One amount of a request, or two that are the ends of a range, and the words around."""

    first: Amount
    last: Amount
    before: str
    after: str
    relation: str
    """"most", "least", "about", "between", or "" where the request only names it."""

    words: str
    """The user's words for it."""

    span: range
    """Where they stand."""

    strict: bool


def read_bounds(
    phrases: Phrases, pool: Pool, named: Collection[int] = ()
) -> Iterator[tuple[Within | Unplaced, range]]:
    """Yield the bounds of a request in its order, each with where it stands.

    `named` are the places of words that are values of the pool: "two rooms" is one of them where
    no word of comparison goes with it.
    """
    decades = list(_decades(phrases, pool))
    yield from decades
    for one in _said_in(phrases.text, pool):
        at = one.first.start
        if phrases.is_waived(at) or any(at in span for _, span in decades):
            continue
        if not one.relation and at in named and not _SPARE.search(one.before):
            continue
        column = _column(one, pool)
        if column is not None:
            bound = _bound(one, column, hard=not phrases.is_wished(at))
            if bound:
                yield bound, one.span
        elif one.relation and (one.first.unit or one.relation != "about"):
            yield Unplaced(one.words), one.span


def _decades(phrases: Phrases, pool: Pool) -> Iterator[tuple[Within, range]]:
    """Yield what is said of decades: "from the 90s"."""
    years = pool.of_kind("year")
    for match in _DECADE.finditer(phrases.text) if years else ():
        year = int(match["year"])
        first = year if year > 99 else 1900 + year
        hard = not phrases.is_wished(match.start())
        bound = Within(years[0], f"the {match[0]}", first, first + 9, hard=hard)
        yield bound, range(*match.span())


def _said_in(text: str, pool: Pool) -> Iterator[_Said]:
    found = amounts_in(text, pool.today)
    place = 0
    while place < len(found):
        first = last = found[place]
        start = found[place - 1].end if place else 0
        following = found[place + 1] if place + 1 < len(found) else None
        if following and _is_range(text, first, following):
            last = following
            place += 1
        place += 1
        is_last = place == len(found)
        end = len(text) if is_last else found[place].start
        before, after = text[start : first.start], text[last.end : end]
        yield _read(text, first, last, before, after, is_last=is_last)


def _is_range(text: str, first: Amount, following: Amount) -> bool:
    joint = _JOINED.fullmatch(text, first.end, following.start)
    if not joint or following.value < first.value or first.unit != following.unit:
        return False
    return joint[0].strip().lower() != "and" or bool(_OPENS_RANGE.search(text, 0, first.start))


def _read(
    text: str, first: Amount, last: Amount, before: str, after: str, *, is_last: bool
) -> _Said:
    relation, start, end, strict = "", first.start, last.end, False
    if first is not last:
        opened = _OPENS_RANGE.search(before)
        relation, start = "between", start - len(opened[0]) if opened else start
    else:
        for name, pattern in _AHEAD.items():
            if found := pattern.search(before):
                relation, start = name, first.start - len(before) + found.start()
                strict = bool(_STRICT.match(" ".join(found["said"].split())))
                break
        for name, pattern in _BEHIND.items():
            found = pattern.match(after)
            # What stands right before the next amount belongs to that one.
            if not relation and found and (is_last or after[found.end() :].strip()):
                relation, end = name, last.end + found.end()
    if not relation and (opened := _FOR.search(before)):
        start -= len(opened[0])
    if company := _COMPANY.search(before):
        others = _OTHERS.match(after)
        start -= len(company[0]) if others else 0
        end += others.end() if others else 0
    words = " ".join(text[start:end].split())
    return _Said(first, last, before, after, relation, words, range(start, end), strict)


def _column(one: _Said, pool: Pool) -> Column | None:
    unit, unit_kind = one.first.unit, kind_of(one.first.unit)
    numeric = [column for column in _named(one, pool.columns) if column.units()]
    if unit:
        measured = [c for c in pool.columns if unit in c.units()]
        fitting = [*(pool.of_kind(unit_kind) if unit_kind else ()), *measured]
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


def _named(one: _Said, columns: Sequence[Column]) -> list[Column]:
    """Return the columns whose name stands beside the amount, the nearest first."""
    near = [stem(word) for word in words_of(one.after)[:3]]
    near += [stem(word) for word in words_of(one.before)[::-1][:4]]
    found = [
        (min(near.index(part) for part in column.stems), column)
        for column in columns
        if column.stems and set(column.stems) <= set(near)
    ]
    return [column for _, column in sorted(found, key=lambda pair: pair[0])]


def _hinted(one: _Said) -> Iterator[Kind]:
    value = one.first.value
    around = (
        f"{' '.join(_WORD.findall(one.before)[-3:])} # {' '.join(_WORD.findall(one.after)[:3])}"
    )
    if value == int(value) and 1800 <= value < 2100 and _HINTS["year"].search(one.before):
        yield "year"
        return
    kinds: tuple[Kind, ...] = ("capacity", "popularity", "rating", "price")
    for kind in kinds:
        if _HINTS[kind].search(around):
            yield kind
    if not one.relation and _FOR.search(one.before) and value <= 30:
        yield "capacity"


def _only_numeric(pool: Pool) -> Column | None:
    numeric = [column for column in pool.columns if column.units() and not column.is_text]
    return numeric[0] if len(numeric) == 1 else None


def _bound(one: _Said, column: Column, *, hard: bool) -> Within | None:
    """Return what is asked of the column; None where only something like it is named."""
    low, high, kind = one.first.value, one.last.value, column.kind
    if kind == "capacity" and _COMPANY.search(one.before) and _OTHERS.match(one.after):
        low, high = low + 1, high + 1
    relation = one.relation or _implied(one, column)
    unit = one.first.unit
    if kind == "duration" and unit not in ("", "min"):
        return None
    overlapping = kind in ("capacity", "time", "date")
    match relation:
        case "most":
            low, high = -np.inf, math.nextafter(high, -np.inf) if one.strict else high
        case "least":
            low, high = math.nextafter(low, np.inf) if one.strict else low, np.inf
        case "about":
            margin = 60 if kind == "time" else _ABOUT * low
            low, high, hard = low - margin, high + margin, False
        case "named":
            return None
    return Within(column, one.words, low, high, unit, hard, overlapping)


def _few(column: Column) -> set[float]:
    """Return the amounts of a column that has but a few of them; of another one, none."""
    low = column.amounts[0]
    told = {float(amount) for amount in np.unique(low[~np.isnan(low)])}
    return told if len(told) <= _FEW else set()


def _implied(one: _Said, column: Column) -> str:
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
