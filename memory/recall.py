"""Recall: what memory has to say about a request.

Two searches, by meaning (vectors) and by words (BM25), are fused by reciprocal rank ("Reciprocal
Rank Fusion outperforms Condorcet and individual Rank Learning Methods", Cormack et al. 2009).
Recency and confidence then weigh in, near-repetitions step back (maximal marginal relevance),
and a token budget ends the list.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .records import Record, RecordType, now
from .rows import Rows, search_texts
from .vectors import VectorIndex
from .words import query_words, words_of

DEPTH = 40
"""How many records each search hands to the fusion."""

_FUSION = 10
"""The constant k of reciprocal rank fusion. The paper's 60 is for lists of a thousand; with lists
of 40 it lets the middle of both beat the top of one (`docs/LOG.md`: recall of memory)."""

_HALF_LIFE_DAYS = 30.0
_LEAST_RECENT = 0.7
"""What is left of an old episode's score; facts, habits and procedures do not age by date."""

_DIVERSITY = 0.6
"""How much of its score a record loses that repeats a better one word by word."""

_MEANING = (8.0, 0.5)
"""Slope and middle of the relevance curve over cosine similarity."""

_WORDS_WEIGHT = 0.5
"""The relevance of a record that has every word of the request and none of its meaning; it grows
with the square of the words shared, because a few are shared by chance."""


@dataclass(frozen=True)
class Hit:
    """A record that was recalled."""

    record: Record

    relevance: float
    """How surely it bears on the request, 0..1: a fixed curve over cosine similarity (0.5 is
    even; in MiniLM unrelated sentences lie near 0.1, rephrasings above 0.7), raised by shared
    words. A scale to compare by, not a measured probability."""


@dataclass(frozen=True, eq=False)
class _Candidate:
    hit: Hit
    score: float
    words: frozenset[str]


class Recall:
    """Searches the rows by meaning and by words."""

    def __init__(self, rows: Rows, vectors: VectorIndex) -> None:
        self._rows, self._vectors = rows, vectors

    def recall(
        self,
        query: str,
        *,
        user: str,
        types: Collection[RecordType],
        app: str | None,
        limit: int,
        tokens: int | None,
    ) -> list[Hit]:
        """Return the best hits first, at most `limit` of them and `tokens` of their text."""
        if limit < 1 or not query.strip() or not types:
            return []
        depth = max(DEPTH, limit)
        lexical = self._rows.match(query, types, user=user, app=app, limit=depth)
        dense = self._vectors.search(query, types, user=user, app=app, limit=depth)
        fused = fuse([list(dense), lexical])
        records = self._rows.get(fused)
        moment = now()
        asked = query_words(query)
        candidates = [
            _candidate(record, asked, dense.get(record.id, 0.0), fused[record.id])
            for record in records.values()
            if record.user == user and (record.valid_to is None or record.valid_to > moment)
        ]
        return _within(_diverse(candidates, limit), tokens)


def fuse(rankings: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return each id's reciprocal rank fusion score over rankings, 1 for first in all."""
    scores: dict[str, float] = {}
    best = len(rankings) / (_FUSION + 1)
    for ranking in rankings:
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + 1 / (_FUSION + rank) / best
    return scores


def relevance(similarity: float, coverage: float) -> float:
    """Return how surely a record bears on a request, 0..1.

    `similarity` is the cosine of their meanings, `coverage` the share of the request's words
    that the record has, 0..1. The two count as independent evidence.
    """
    slope, middle = _MEANING
    by_meaning = 1 / (1 + math.exp(-slope * (similarity - middle)))
    return 1 - (1 - by_meaning) * (1 - _WORDS_WEIGHT * coverage**2)


def count_tokens(text: str) -> int:
    """Estimate the tokens of a text: 4 characters of a spaced script, or 1 of another."""
    wide = sum(character > "\u0dff" for character in text)
    return 1 + (len(text) - wide) // 4 + wide


def _candidate(record: Record, asked: Sequence[str], similarity: float, fused: float) -> _Candidate:
    words = frozenset(word for text in search_texts(record) for word in words_of(text))
    coverage = sum(word in words for word in asked) / len(asked) if asked else 0.0
    hit = Hit(record, relevance(similarity, coverage))
    score = fused * _recency(record) * (0.5 + 0.5 * record.confidence)
    return _Candidate(hit, score, words)


def _recency(record: Record) -> float:
    if record.type != "episode":
        return 1.0
    days = max(0.0, (now() - record.created).total_seconds() / 86_400)
    return float(_LEAST_RECENT + (1 - _LEAST_RECENT) * 0.5 ** (days / _HALF_LIFE_DAYS))


def _diverse(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    left, chosen = list(candidates), list[_Candidate]()
    repeats = dict.fromkeys((c.hit.record.id for c in candidates), 0.0)
    while left and len(chosen) < limit:
        best = max(left, key=lambda c: c.score * (1 - _DIVERSITY * repeats[c.hit.record.id]))
        left.remove(best)
        chosen.append(best)
        for other in left:
            key = other.hit.record.id
            repeats[key] = max(repeats[key], _overlap(best.words, other.words) ** 2)
    return chosen


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def _within(candidates: Sequence[_Candidate], tokens: int | None) -> list[Hit]:
    hits, left = list[Hit](), math.inf if tokens is None else tokens
    for candidate in candidates:
        cost = count_tokens(candidate.hit.record.text()) if tokens is not None else 0
        if cost <= left:
            hits.append(candidate.hit)
            left -= cost
    return hits
