"""Named values: words of a request that are values of the pool ("Thai", "red", "with wifi").

Nothing is known of cuisines or colours but what the items say of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ....memory.language.stemming import stem
from ....memory.language.words import words_of
from ..items.columns import LONGEST_VALUE, Column, value_key
from ..items.pool import Pool
from .constraints import Constraint, Mentions, OneOf, Says
from .phrases import Phrases

_TOKEN = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_ALTERNATIVE = re.compile(r"\bor\b|/", re.IGNORECASE)
_BOUNDARY = re.compile(r"[.;!?]|\bbut\b", re.IGNORECASE)
_WITH = re.compile(r"\b(?:with(?:out)?|has|have|having|includ(?:es|ing)|offer(?:s|ing))\b", re.I)

_PARTICLES = frozenset(
    words_of("""
a an the of in on at to for by with from and or but not no some any all my your our his her its
never nor neither either before after during i me we us you it is are was be been do does did can
could would will should may might must one ones something anything nothing somewhere anywhere
nowhere what which who where when how why
good nice great best better fine cool lovely please thanks other another more
less most least very really quite too so also just only even still yet again new tonight today
tomorrow now here there this that these those then if because as about around under over between up
down out off away near next instead rather maybe perhaps actually but though let's stuff else than
""")
)
_FILLERS = frozenset(
    stem(word)
    for word in words_of("""
thing recommend recommendation suggest find show give get want need like love prefer look see go
take have option item list kind sort type close set eat watch read buy book play order choose pick
decide try make
""")
)


_GRANTED = frozenset(
    stem(word) for word in words_of("allowed available included possible option friendly accepted")
)
"""Words of a column's name that people leave out."""

Token = tuple[int, int, str]
"""Where a word stands, and the word in lower case."""


def is_hollow(word: str) -> bool:
    """Tell whether a word, in any of its forms, says nothing of what is looked for."""
    return word in _PARTICLES or is_filler(word)


def is_filler(word: str) -> bool:
    """Tell whether a word, in any of its forms, only says that something is wanted."""
    return stem(word) in _FILLERS


def is_behind(at: int, text: str, taken: Collection[range]) -> bool:
    """Tell whether nothing parts what stands there from a span before it: "Thai food"."""
    last = len(text[:at].rstrip(" \t\n-")) - 1
    return any(last in span for span in taken)


@dataclass(frozen=True)
class _Found:
    """A value that the request names."""

    start: int
    end: int
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)


def read_values(
    phrases: Phrases, pool: Pool, taken: Collection[range]
) -> tuple[list[Constraint], set[int]]:
    """Return what a request asks of values, and the places of the words that say it.

    `taken` are the spans that say something else.
    """
    tokens = tokens_of(phrases, taken)
    # A column that is named decides itself, whatever value its name has in it: "pet friendly".
    columns = [span for _, span in _booleans(tokens, pool, phrases, ())]
    found = [
        one
        for one in _found(tokens, pool, phrases.text)
        if not any(span.start <= one.start and one.end <= span.stop for span in columns)
    ]
    used = {at for one in found for at in range(one.start, one.end)}
    booleans = list(_booleans(tokens, pool, phrases, used))
    used |= {at for _, span in booleans for at in span}
    return [*_grouped(found, phrases), *(says for says, _ in booleans)], used


def read_mentions(phrases: Phrases, taken: Collection[range]) -> Iterator[tuple[Mentions, range]]:
    """Yield what is kept away, or asked for with "with", in words that say nothing else."""
    for start, end, word in tokens_of(phrases, taken):
        stemmed = stem(word)
        if is_hollow(word) or len(word) < 3:
            continue
        # Who wants no Thai food does not turn down all food.
        if phrases.is_negated(start) and is_behind(start, phrases.text, taken):
            continue
        if phrases.is_negated(start):
            said = f"no {phrases.text[start:end]}"
            yield Mentions(said, frozenset((stemmed,)), negated=True), range(start, end)
        elif any(m.end() <= start <= m.end() + 3 for m in _WITH.finditer(phrases.text)):
            # An item that does not mention it may have it: a wish, and no condition.
            said = phrases.text[start:end]
            yield Mentions(said, frozenset((stemmed,)), hard=False), range(start, end)


def tokens_of(phrases: Phrases, taken: Collection[range]) -> list[Token]:
    """Return the words of a request that count, but for those in the spans `taken`."""
    return [
        (match.start(), match.end(), words[0])
        for match in _TOKEN.finditer(phrases.text)
        if (words := words_of(match[0]))
        and not phrases.is_waived(match.start())
        and not any(match.start() in span for span in taken)
    ]


def _found(tokens: Sequence[Token], pool: Pool, text: str) -> Iterator[_Found]:
    place = 0
    while place < len(tokens):
        for length in range(min(LONGEST_VALUE, len(tokens) - place), 0, -1):
            run = tokens[place : place + length]
            key = value_key([word for _, _, word in run])
            columns = pool.vocabulary.get(key)
            if columns and _is_meant(key, columns, run, text):
                yield _Found(run[0][0], run[-1][1], key, tuple(columns))
                place += length
                break
        else:
            place += 1


def _is_meant(
    key: tuple[str, ...], columns: Sequence[Column], run: Sequence[Token], text: str
) -> bool:
    """Tell whether words that are a value say that value here."""
    said = text[run[0][0] : run[-1][1]]
    before = {stem(word) for word in words_of(text[: run[0][0]])[-2:]}
    named = any(set(column.stems) & before for column in columns)
    # Single letters and digits are sizes and amounts only where their column is named.
    if len(said) < 2 or said.isdigit():
        return named
    return named or not all(map(is_hollow, key))


def _grouped(found: Sequence[_Found], phrases: Phrases) -> Iterator[OneOf]:
    """Yield one constraint for all alternatives of a column, and one each for what must join."""
    groups: dict[tuple[tuple[str, ...], bool, int], list[_Found]] = {}
    for one in found:
        clause = len(_BOUNDARY.findall(phrases.text, 0, one.start))
        negated = phrases.is_negated(one.start)
        groups.setdefault((one.names, negated, 0 if negated else clause), []).append(one)
    for (_, negated, _), group in groups.items():
        between = phrases.text[group[0].end : group[-1].start]
        joined = (
            not negated
            and any(column.holds_several for column in group[0].columns)
            and not _ALTERNATIVE.search(between)
        )
        for part in [[one] for one in group] if joined else [group]:
            words = " or ".join(dict.fromkeys(phrases.text[o.start : o.end] for o in part))
            yield OneOf(
                part[0].columns,
                f"no {words}" if negated else words,
                frozenset(one.key for one in part),
                negated,
                hard=not phrases.is_wished(part[0].start),
            )


def _booleans(
    tokens: Sequence[Token], pool: Pool, phrases: Phrases, used: Collection[int]
) -> Iterator[tuple[Says, range]]:
    """Yield what is asked of the columns that say yes or no, by their names."""
    words = [stem(word) for _, _, word in tokens]
    for column in pool.columns:
        if not column.is_boolean or not column.stems:
            continue
        if span := _named(column, words, tokens, used):
            negated = phrases.is_negated(span.start)
            said = f"{'no ' if negated else ''}{phrases.text[span.start : span.stop]}"
            yield Says(column, said, negated, not phrases.is_wished(span.start)), span


def _named(
    column: Column, words: Sequence[str], tokens: Sequence[Token], used: Collection[int]
) -> range | None:
    """Return where a column is named: "pets allowed", or "pets" alone."""
    brief = tuple(one for one in column.stems if one not in _GRANTED)
    for stems in dict.fromkeys((column.stems, brief)):
        length = len(stems)
        for place in range(len(tokens) - length + 1 if stems else 0):
            start, end = tokens[place][0], tokens[place + length - 1][1]
            if tuple(words[place : place + length]) == stems and start not in used:
                return range(start, end)
    return None
