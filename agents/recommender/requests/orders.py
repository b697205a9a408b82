"""Orders: what a request wants the most or the least of ("cheapest", "not too long")."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ....memory.language.stemming import stem
from ....memory.language.words import words_of
from ..items.columns import Column
from ..items.pool import Pool
from ..quantities.kinds import Kind
from .constraints import Order
from .directions import ADJECTIVES, direction_of
from .phrases import Phrases

_ADJECTIVE = r"(?P<word>[a-z]+(?:-[a-z]+)?)"
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<end>most|least|highest|lowest|fewest)\s+(?:the\s+)?(?P<named>[a-z]+(?:[\s_][a-z]+)?)"
    r"|as\s+(?P<as>[a-z]+)\s+as\s+possible|(?P<est>[a-z]+est)(?:[\s-]+(?P<rated>rated|reviewed))?"
    r"|(?P<top>top)[\s-]+(?:rated|reviewed))\b",
    re.IGNORECASE,
)
_PRAISE = frozenset(("good", "bad", "late", "dear", "poor", "little", "well"))
"""What is merely good or late is praise or an hour, and no measure."""

_EITHER = re.compile(r"\s*,?\s*(?:\bor\b|/)\s*(?:an?\s+|the\s+)?", re.IGNORECASE)
_BOTH = re.compile(r"\s*(?:,|,?\s*\b(?:and|but|yet)\b)\s*(?:an?\s+|the\s+|also\s+)?", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?P<noun>[a-z]+)\b", re.IGNORECASE)
_DEGREE = re.compile(
    rf"\b(?:(?P<not>not|isn'?t|aren'?t)\s+)?(?P<degree>too|so|very|that|really|quite|fairly|pretty|"
    rf"reasonably|relatively|somewhat|rather)?\s*\b{_ADJECTIVE}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Said:
    """An order, and how it is said."""

    order: Order
    span: range
    kinds: tuple[Kind, ...] = ()
    """What its adjective measures; empty where it names the column."""

    is_away: bool = False
    """Whether the other end is turned down in it: "not too cheap"."""


def read_orders(
    phrases: Phrases, pool: Pool, taken: Collection[int]
) -> list[tuple[Order | None, range]]:
    """Return what a request asks for most or least of and where, the superlatives first.

    None where either will do: "cheap or expensive". `taken` are the places of words that say
    something else.
    """
    superlatives = list(_superlatives(phrases, pool))
    columns = {one.order.column.name for one in superlatives}
    wished = [
        one
        for one in _degrees(phrases, pool)
        if one.span[-1] not in taken and one.order.column.name not in columns
    ]
    return list(_opposed([*superlatives, *wished], phrases.text))


def _opposed(found: Sequence[_Said], text: str) -> Iterator[tuple[Order | None, range]]:
    """Yield the orders, each with those that ask for the other end in the same breath."""
    for one in found:
        others = [other for other in found if _are_opposite(one, other)]
        either = any(_between(one, other, text, _EITHER) for other in others)
        both = [
            other.order.said
            for other in others
            if (one.order.superlative and other.order.superlative)
            or _between(one, other, text, _BOTH)
        ]
        yield None if either else replace(one.order, opposed=frozenset(both)), one.span


def _are_opposite(one: _Said, other: _Said) -> bool:
    """Tell whether they ask for the two ends of one measure: long and slim are none of one."""
    if one.is_away or other.is_away or one.order.about != other.order.about:
        return False
    apart = one.order.descending != other.order.descending
    return apart and (one.kinds == other.kinds or () in (one.kinds, other.kinds))


def _between(one: _Said, other: _Said, text: str, joint: re.Pattern[str]) -> bool:
    first, last = sorted((one.span, other.span), key=lambda span: span.start)
    return bool(joint.fullmatch(text, first.stop, last.start))


def _superlatives(phrases: Phrases, pool: Pool) -> Iterator[_Said]:
    for match in _SUPERLATIVE.finditer(phrases.text):
        if phrases.is_negated(match.start()) or phrases.is_waived(match.start()):
            continue
        column, up, end, kinds = _asked(match, phrases, pool)
        if column is not None:
            said = " ".join(phrases.text[match.start() : end].split())
            order = Order(column, said, up, superlative=True)
            yield _Said(order, range(match.start(), end), kinds)


_Asked = tuple[Column | None, bool, int, tuple[Kind, ...]]
"""The column, whether the most of it is asked for, where the words end, and what they measure."""


def _asked(match: re.Match[str], phrases: Phrases, pool: Pool) -> _Asked:
    if match["top"] or match["rated"]:
        return next(iter(pool.of_kind("rating")), None), True, match.end(), ()
    if match["end"]:
        return _most_or_least(match, pool)
    word = match["as"] or match["est"]
    named, end = _named_after(phrases.text, match.end(), pool)
    if named and match["est"]:
        direction = direction_of(word, pool)
        return named, direction is None or direction.up, end, ()
    # What is merely the best is for the person's taste to say.
    direction = None if word.lower() in ("best", "worst") else direction_of(word, pool)
    if direction is None:
        return None, True, match.end(), ()
    return direction.column(pool), direction.up, match.end(), direction.kinds


def _most_or_least(match: re.Match[str], pool: Pool) -> _Asked:
    end = match["end"].lower()
    more = end in ("most", "highest")
    first = re.split(r"[\s_]", match["named"])[0]
    for words in (match["named"], first):
        if column := column_named(words, pool):
            return column, more, match.start("named") + len(words), ()
    # "highest" and "lowest" go with a name: only "most" and "least" with an adjective.
    direction = direction_of(first, pool) if end in ("most", "least") else None
    if direction is None:
        return None, more, match.end(), ()
    ends = match.start("named") + len(first)
    return direction.column(pool), direction.up == more, ends, direction.kinds


def _degrees(phrases: Phrases, pool: Pool) -> Iterator[_Said]:
    """Yield what is wished for without a superlative, and where: "cheap", "not too far"."""
    for match in _DEGREE.finditer(phrases.text):
        word = match["word"].lower()
        if word not in ADJECTIVES or word in _PRAISE or phrases.is_waived(match.start("word")):
            continue
        direction = direction_of(word, pool)
        if direction is None:
            continue
        named, end = _named_after(phrases.text, match.end(), pool)
        column = named or direction.column(pool)
        if column:
            away = bool(match["not"]) or phrases.is_negated(match.start("word"))
            said = " ".join(phrases.text[match.start() : end].split())
            order = Order(column, said, direction.up != away)
            yield _Said(order, range(match.start(), end), direction.kinds, away)


def _named_after(text: str, at: int, pool: Pool) -> tuple[Column | None, int]:
    """Return the column that an adjective goes with, and where its name ends: "long battery"."""
    following = _NOUN.match(text, at)
    column = column_named(following["noun"], pool) if following else None
    return column, following.end() if following and column else at


def column_named(words: str, pool: Pool) -> Column | None:
    """Return the column that the words name, or whose kind they name."""
    stems = tuple(stem(word) for word in words_of(words))
    named = next((c for c in pool.columns if c.stems == stems and c.units()), None)
    if named or not stems:
        return named
    kinds: dict[str, Kind] = {"price": "price", "cost": "price", "rating": "rating"}
    kind = kinds.get(words.lower().strip())
    return next(iter(pool.of_kind(kind)), None) if kind else None
