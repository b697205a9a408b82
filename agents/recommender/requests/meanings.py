"""Meanings: words of a request that are no value of the pool, but mean one ("scary": horror).

They are wishes, never conditions: likeness of meaning errs, so nothing is left out by it, and
what was taken for what is told. Knows no language but through the likeness it is given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ....memory.language.exclusions import ruled_out_by, rules_out
from ....memory.language.stemming import stem
from ....memory.language.words import words_of
from ..items.columns import Column, Floats, split, tells_of_nothing
from ..items.pool import Pool
from .head_noun import head_nouns
from .named_values import Token, is_hollow, tokens_of
from .phrases import Phrases

MEANT = 0.35
"""Words that fit no value by more than this mean none of them, 0..1."""

_TITLES = 2_000
"""So many titles are looked through for words that mean nothing else."""

_HOW = re.compile(
    r"\b(?:some|any)(?:thing|where)\s+(?:more\s+|less\s+|really\s+|very\s+)?$", re.IGNORECASE
)
_JOINT = re.compile(r"[\s-]*")
_ARTICLE = re.compile(r"\b(?:an?|the|some)\s+$", re.IGNORECASE)
_NOUNS = frozenset(("love", "play", "watch"))
_SHARE = 0.5
"""Of what fits the words best, what fits them less than this share is not meant."""

_SURE = 0.7
"""Of what fits the words best, what fits them less than this share is not told."""

_MOSTLY = 0.5
"""What more than this share of the texts of a column say tells none of them apart."""


class Likeness(Protocol):
    """Tells by their meaning whether values fit what is wished for; `likeness` has one."""

    def fits(self, preferences: Sequence[str], values: Sequence[str]) -> Floats:
        """Return -1..1 for each, `[values, preferences]`; 0 where one has no bearing."""
        ...


@dataclass(frozen=True)
class Means:
    """A wish whose words mean something that the items say in other words."""

    said: str
    """The user's words."""

    taken_for: str
    """The values that they were taken for, in words: "as I take it: horror"."""

    worths: tuple[tuple[Column, tuple[float, ...]], ...] = field(repr=False)
    """Columns, and for each of their distinct texts how well it fits, -1..1."""

    hard: bool = False

    @property
    def about(self) -> str:
        """The column's name that it bears on most."""
        return max(self.worths, key=lambda pair: max(map(abs, pair[1])))[0].name

    def judge(self, pool: Pool) -> Floats:
        """Return how well what an item says fits; NaN where nothing that it says does."""
        rows = np.array([column.spread(worth) for column, worth in self.worths])
        judged = np.where(rows.min(axis=0) < 0, rows.min(axis=0), rows.max(axis=0))
        return np.where(judged == 0, np.nan, judged) if len(pool) else judged


@dataclass(frozen=True)
class Without:
    """What a way of living leaves out: "vegetarian" is without beef."""

    said: str
    taken_for: str
    """What is left out, in words: "without beef and the like"."""

    ruled_out: tuple[tuple[Column, frozenset[int]], ...] = field(repr=False)
    """Columns, and the codes of their texts that name something ruled out."""

    about: str = ""
    hard: bool = True

    def excludes(self, thing: str) -> bool:
        """Tell whether it rules the thing out."""
        return rules_out(f"I am {self.said}", True, thing)

    def judge(self, pool: Pool) -> Floats:
        """Look for what is ruled out: what does not name it is taken to be without it."""
        has = np.zeros(len(pool), bool)
        for column, codes in self.ruled_out:
            has |= np.isin(column.codes, list(codes))
        return np.where(has, -1.0, 1.0)


def read_meanings(
    phrases: Phrases, pool: Pool, taken: Collection[range], likeness: Likeness
) -> Iterator[tuple[Means | Without | None, range]]:
    """Yield what is wished for in words that say nothing else, and where they stand.

    None for words that nothing in the pool means. `taken` are the spans that do say something else.
    """
    titles = " ".join(item.title for item in pool.items[:_TITLES]).casefold()
    columns = pool.valued
    known = {one for column in pool.columns for one in column.stems}
    nouns = head_nouns(phrases, taken)
    for start, end, word in nouns:
        # "Vegetarian, near the port" tells no kind of thing.
        if without := _without(word, pool):
            yield without, range(start, end)
    asked_for = [range(start, end) for start, end, _ in nouns]
    for span in _wishes(phrases, [*taken, *asked_for], known):
        words = phrases.text[span.start : span.stop]
        away = phrases.is_negated(span.start)
        if not away and (without := _without(words, pool)):
            yield without, span
            continue
        found = [_worths(words, column, likeness) for column in columns]
        best = max((one.best for one in found), default=0.0)
        if best < MEANT:
            if _is_attribute(phrases.text, span, asked_for) and words.casefold() not in titles:
                yield None, span
            continue
        meant = [one for one in found if one.best >= MEANT]
        said, taken_for = f"{'no ' if away else ''}{words}", f"as I take it: {_told(meant, best)}"
        sign = -1.0 if away else 1.0
        worths = tuple((one.column, tuple(sign * fit for fit in one.by_code)) for one in meant)
        yield Means(said, taken_for, worths), span


def _is_attribute(text: str, span: range, asked_for: Sequence[range]) -> bool:
    """Tell whether words say how an item should be: "something bright", "a bright flat"."""
    before_noun = any(_JOINT.fullmatch(text, span.stop, one.start) for one in asked_for)
    return before_noun or bool(_HOW.search(text, 0, span.start))


def _without(words: str, pool: Pool) -> Without | None:
    """Return what the words leave out as a way of living; None where they are none."""
    found: list[tuple[Column, frozenset[int]]] = []
    things: list[str] = []
    forbidden = ruled_out_by(words)
    if not forbidden:
        return None
    for column in pool.described:
        parts = {
            code: [part for part in split(text) if rules_out(f"I am {words}", True, part)]
            for code, text in _holding(column.distinct, forbidden)
        }
        if codes := frozenset(code for code, those in parts.items() if those):
            found.append((column, codes))
            things = [part for those in parts.values() for part in those]
    if not found:
        return None
    return Without(words, f"so without {things[0]} and the like", tuple(found))


def _holding(texts: Sequence[str], beginnings: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield the texts, and their places, in which any of the beginnings of words stands.

    Of many texts, most are told by that to be harmless; of many beginnings, most stand in none.
    """
    whole = "\n".join(texts).casefold()
    if there := [one for one in beginnings if one in whole]:
        for place, text in enumerate(texts):
            folded = text.casefold()
            if any(one in folded for one in there):
                yield place, text


@dataclass(frozen=True)
class _Worths:
    """How well words fit the values of a column."""

    column: Column
    by_value: dict[str, float]
    """0..1."""

    @property
    def best(self) -> float:
        return max(self.by_value.values(), default=0.0)

    @property
    def by_code(self) -> tuple[float, ...]:
        """For each distinct text of the column what the best of its values is worth."""
        return tuple(
            max((self.by_value.get(part, 0.0) for part in split(text)), default=0.0)
            for text in self.column.distinct
        )


def _worths(words: str, column: Column, likeness: Likeness) -> _Worths:
    parts = (part for text in column.distinct for part in split(text))
    values = list(dict.fromkeys(part for part in parts if not tells_of_nothing(part)))
    stems = {stem(word) for word in words_of(words)}
    says = [{stem(word) for word in words_of(value)} for value in values]
    if not values or sum(bool(stems & one) for one in says) > _MOSTLY * len(values):
        return _Worths(column, dict.fromkeys(values, 0.0))
    fits = likeness.fits([words], values)[:, 0]
    # What says the very words needs no likeness.
    fits[[stems <= one for one in says]] = 1.0
    least = max(MEANT, _SHARE * float(fits.max()))
    return _Worths(column, dict(zip(values, np.where(fits >= least, fits, 0.0), strict=True)))


def _wishes(phrases: Phrases, taken: Collection[range], empty: Collection[str]) -> Iterator[range]:
    """Yield the runs of words that say something, and nothing that was read otherwise."""
    run: list[Token] = []
    for token in tokens_of(phrases, taken):
        hollow = is_hollow(token[2]) and not _is_noun(phrases.text, token)
        if hollow or stem(token[2]) in empty:
            continue
        if run and not _JOINT.fullmatch(phrases.text, run[-1][1], token[0]):
            yield range(run[0][0], run[-1][1])
            run = []
        run.append(token)
    if run:
        yield range(run[0][0], run[-1][1])


def _is_noun(text: str, token: Token) -> bool:
    """Tell whether a word is no verb here: "a love story"."""
    return token[2] in _NOUNS and bool(_ARTICLE.search(text, 0, token[0]))


def _told(found: Sequence[_Worths], best: float) -> str:
    """Say which values the words were taken for, the surest first."""
    pairs = [(fit, value) for one in found for value, fit in one.by_value.items()]
    sure = sorted((pair for pair in pairs if pair[0] > _SURE * best), key=lambda pair: -pair[0])
    return ", ".join(value for _, value in sure[:2])
