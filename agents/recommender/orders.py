"""Orders: what a request wants the most or the least of ("cheapest", "not too long")."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ...memory.stemming import stem
from ...memory.words import words_of
from .columns import Column, Kind
from .constraints import Order
from .directions import ADJECTIVES, direction_of
from .phrases import Phrases
from .pool import Pool

_ADJECTIVE = r"(?P<word>[a-z]+(?:-[a-z]+)?)"
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<end>most|least|highest|lowest|fewest)\s+(?:the\s+)?(?P<named>[a-z]+(?:[\s_][a-z]+)?)"
    r"|as\s+(?P<as>[a-z]+)\s+as\s+possible|(?P<est>[a-z]+est)(?:[\s-]+(?P<rated>rated|reviewed))?"
    r"|(?P<top>top)[\s-]+(?:rated|reviewed))\b",
    re.IGNORECASE,
)
_PRAISE = frozenset(("good", "bad", "late", "dear", "poor", "little", "well"))
"""What is merely good or late is praise or an hour, and no measure."""

_NOUN = re.compile(r"\s+(?P<noun>[a-z]+)\b", re.IGNORECASE)
_DEGREE = re.compile(
    rf"\b(?:(?P<not>not|isn'?t|aren'?t)\s+)?(?P<degree>too|so|very|that|really|quite|fairly|pretty|"
    rf"reasonably|relatively|somewhat|rather)?\s*\b{_ADJECTIVE}\b",
    re.IGNORECASE,
)


def read_orders(phrases: Phrases, pool: Pool, taken: Collection[int]) -> list[tuple[Order, range]]:
    """Return what a request asks for most or least of and where, the superlatives first.

    `taken` are the places of words that say something else.
    """
    superlatives = list(_superlatives(phrases, pool))
    columns = {order.column.name for order, _ in superlatives}
    wished = [
        (order, span)
        for order, span in _degrees(phrases, pool)
        if span[-1] not in taken and order.column.name not in columns
    ]
    return [*superlatives, *wished]


def _superlatives(phrases: Phrases, pool: Pool) -> Iterator[tuple[Order, range]]:
    for match in _SUPERLATIVE.finditer(phrases.text):
        if phrases.is_negated(match.start()):
            continue
        column, up, end = _asked(match, phrases, pool)
        if column is not None:
            said = " ".join(phrases.text[match.start() : end].split())
            yield Order(column, said, up, superlative=True), range(match.start(), end)


def _asked(match: re.Match[str], phrases: Phrases, pool: Pool) -> tuple[Column | None, bool, int]:
    """Return the column, whether the most of it is asked for, and where the words end."""
    if match["top"] or match["rated"]:
        return next(iter(pool.of_kind("rating")), None), True, match.end()
    if match["end"]:
        return _most_or_least(match, pool)
    word = match["as"] or match["est"]
    named, end = _named_after(phrases.text, match.end(), pool)
    if named and match["est"]:
        direction = direction_of(word, pool)
        return named, direction is None or direction.up, end
    # What is merely the best is for the person's taste to say.
    direction = None if word.lower() in ("best", "worst") else direction_of(word, pool)
    if direction is None:
        return None, True, match.end()
    return direction.column(pool), direction.up, match.end()


def _most_or_least(match: re.Match[str], pool: Pool) -> tuple[Column | None, bool, int]:
    end = match["end"].lower()
    more = end in ("most", "highest")
    first = re.split(r"[\s_]", match["named"])[0]
    for words in (match["named"], first):
        if column := column_named(words, pool):
            return column, more, match.start("named") + len(words)
    # "highest" and "lowest" go with a name: only "most" and "least" with an adjective.
    direction = direction_of(first, pool) if end in ("most", "least") else None
    if direction is None:
        return None, more, match.end()
    return direction.column(pool), direction.up == more, match.start("named") + len(first)


def _degrees(phrases: Phrases, pool: Pool) -> Iterator[tuple[Order, range]]:
    """Yield what is wished for without a superlative, and where: "cheap", "not too far"."""
    for match in _DEGREE.finditer(phrases.text):
        word = match["word"].lower()
        if word not in ADJECTIVES or word in _PRAISE:
            continue
        direction = direction_of(word, pool)
        if direction is None:
            continue
        named, end = _named_after(phrases.text, match.end(), pool)
        column = named or direction.column(pool)
        if column:
            away = bool(match["not"]) or phrases.is_negated(match.start("word"))
            said = " ".join(phrases.text[match.start() : end].split())
            yield Order(column, said, direction.up != away), range(match.start(), end)


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
