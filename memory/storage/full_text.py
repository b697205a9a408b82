"""Queries of SQLite's full-text index (FTS5): in which order words are searched for.

Knows how often words are, and nothing of records. BM25 has to score every match, so that words
which very many records have are not ranked by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from ..language.stemming import forms

SCORED = 2_000
"""How many records are scored by BM25, which takes about 1 ms for a thousand."""

_TOGETHER = 4
"""How many common words are searched for together."""


def searches(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield expressions, each with its order, to be tried one after another.

    `counts` says in how many records each word is. The rarest words come first, as long as no
    more than `SCORED` records have to be scored; then those that have several of the others.
    """
    rarest = sorted((word for word in counts if counts[word]), key=counts.__getitem__)
    sums = accumulate(counts[word] for word in rarest)
    few = sum(count <= SCORED for count in sums)
    if few:
        yield any_form(rarest[:few]), "rank"
    common = rarest[few : few + _TOGETHER]
    for number in range(len(common), 0, -1):
        yield _every_word(common[:number]), "record_words.rowid DESC"


def any_form(words: Iterable[str]) -> str:
    """Return an expression that finds what has any of the words, in any of their forms."""
    # In quotes nothing is an operator of the query language.
    return " OR ".join(f'"{form}"' for word in words for form in forms(word))


def _every_word(words: Iterable[str]) -> str:
    return " AND ".join(f"({any_form([word])})" for word in words)
