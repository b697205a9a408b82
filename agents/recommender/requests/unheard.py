"""Unheard: words of a request that ask for something of which no item of the pool says anything.

They are told, not passed over. Which words ask for something is known by their place and by how
they are written: what a request consists of ("sushi", "I want ramen"), how a thing is to be
("a bright flat"), what it is to be near ("near the port"), and names ("Japanese food", "in size
XL"). What is merely spoken of ("for my birthday") is not told, and neither is the kind of thing
that is looked for ("hotels"), or that the list is called by. English.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ....core.numerals import singular
from ....memory.language.stemming import stem
from ....memory.language.words import telling_words, words_of
from ..items.pool import Pool
from .constraints import Mentions
from .named_values import Token, is_behind, is_filler, is_hollow, read_mentions, tokens_of
from .phrases import Phrases

_LONGEST = 12
"""Words of the longest request that is read word by word; a longer one tells more than it asks."""

_OCCASIONS = frozenset(
    stem(word)
    for word in words_of("""
breakfast brunch lunch dinner supper meal food drink morning midday noon afternoon evening night
weekday weekend
""")
)
"""Meals and parts of the day and the week: what is wanted at them is left open."""

_JOINT = re.compile(r"[\s-]*")
_BEGINS = re.compile(r"(?:^|[.!?:])\W*$")
_IN_THE_MOOD = re.compile(r"\b(?:mood|craving)\s+for\s+$", re.IGNORECASE)
_LAST_WORD = re.compile(r"([\w']+)\W*$")
_FOR = re.compile(r"\bfor\s+(?:(?:an?|the|my|our)\s+)?$", re.IGNORECASE)
_NEAR = re.compile(
    r"\b(?:near(?: to)?|close to|next to|not far from|beside|opposite)\s+"
    r"(?:(?:an?|the|my|our)\s+)?$",
    re.IGNORECASE,
)
_CALL = re.compile(r"\s*[,!]")
_NO_OBJECT = re.compile(r"\s+(?:for|me|us|an?|the|some|any|something|anything)\b", re.IGNORECASE)
"""What stands behind a word that is no thing that is wanted: "surprise me", "dinner for two"."""


def unheard(
    phrases: Phrases, pool: Pool, taken: Collection[range], meaningless: Collection[range]
) -> Iterator[str]:
    """Yield what is asked for and stands in no item.

    `taken` are the spans that were read, those among them that nothing means are `meaningless`.
    """
    mentions = list(read_mentions(phrases, taken))
    for one, _ in mentions:
        if not one.is_found(pool) and not _is_named(one.said, pool):
            yield one.said
    if len(words_of(phrases.text)) > _LONGEST:
        return
    said = (phrases.text[span.start : span.stop] for span in meaningless)
    yield from (words for words in said if not words.isdigit())
    yield from _asked(phrases, pool, [*taken, *(span for _, span in mentions)])


def _asked(phrases: Phrases, pool: Pool, taken: Collection[range]) -> Iterator[str]:
    """Yield what is asked for by words that were not read at all."""
    for run in _runs(phrases, pool, taken):
        start, end = run[0][0], run[-1][1]
        if near := _NEAR.search(phrases.text, 0, start):
            # Where "near" was read, distances are told, and it goes by them.
            is_open = not any(near.start() in span for span in taken)
            if is_open and not Mentions("", frozenset((stem(run[-1][2]),))).is_found(pool):
                yield phrases.text[near.start() : end]
        elif _is_name(run, phrases, taken) or _is_wanted(run, phrases, taken):
            said = phrases.text[start:end]
            parts = (Mentions(said, frozenset((stem(word),))) for _, _, word in run)
            if not any(one.is_found(pool) for one in parts):
                yield said


def _is_named(word: str, pool: Pool) -> bool:
    """Tell whether a word is part of what a column or the list is called: "laptops.csv"."""
    named = stem(word)
    return named in pool.name_stems or any(named in column.stems for column in pool.columns)


def _runs(phrases: Phrases, pool: Pool, taken: Collection[range]) -> list[list[Token]]:
    """Return the words that tell something and were read as nothing else, in runs."""
    runs: list[list[Token]] = []
    for token in tokens_of(phrases, taken):
        start, _, word = token
        if is_hollow(word) or not telling_words(word) or _is_named(word, pool):
            continue
        if phrases.is_negated(start):
            continue
        if runs and _JOINT.fullmatch(phrases.text, runs[-1][-1][1], start):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _is_name(run: list[Token], phrases: Phrases, taken: Collection[range]) -> bool:
    """Tell whether it is written like a name, for no other reason, and says how a thing is to be.

    Not where the thing is only for who is called so.
    """
    text, start = phrases.text, run[0][0]
    if _FOR.search(text, 0, start) or _is_qualified(run, phrases, taken):
        return False
    return any(text[at].isupper() and not _BEGINS.search(text, 0, at) for at, _, _ in run)


def _is_wanted(run: list[Token], phrases: Phrases, taken: Collection[range]) -> bool:
    """Tell whether it is what the request consists of, or the bare object of wanting."""
    text, start, end = phrases.text, run[0][0], run[-1][1]
    if _NO_OBJECT.match(text, end) or _is_qualified(run, phrases, taken):
        return False
    if any(singular(word) != word for _, _, word in run):
        return False
    if all(stem(word) in _OCCASIONS for _, _, word in run):
        return False
    if _IN_THE_MOOD.search(text, 0, start):
        return True
    last = _LAST_WORD.search(text, 0, start)
    return is_filler(last[1]) if last else not _CALL.match(text, end)


def _is_qualified(run: list[Token], phrases: Phrases, taken: Collection[range]) -> bool:
    """Tell whether what was read stands right before it, so that it is its noun: "Thai food"."""
    return is_behind(run[0][0], phrases.text, taken)
