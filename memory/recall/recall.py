"""Recall: what memory has to say about a request.

Searches by meaning (vectors), by words (BM25) and for the facts that a request bears on without
mentioning them (`relevance`) each hand on their best; reciprocal rank fusion says which of these
are read closely, with the turns around them where they are turns of a conversation. `ranking`
scores what was read. Recency and confidence then weigh in, near-repetitions step back (maximal
marginal relevance), and a token budget ends the list.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np

from ...core.protocols import Vectors
from ..language.moments import Span, span_of
from ..language.stemming import stem
from ..language.words import query_words, telling_words
from ..records import Episode, Record, RecordType, now
from ..storage.rows import Rows
from ..storage.vectors import VectorIndex
from .ranking import Asked, Found, Weights, bag_of, rank, rarity
from .relevance import Relevance
from .threads import Threads

DEPTH = 200
"""How many records each search hands to the fusion."""

_READ = 40
"""How many of them are read closely."""

_BORNE_ON: frozenset[RecordType] = frozenset({"fact"})
"""Records that requests bear on without being like them."""

_FUSION = 10
"""The constant k of reciprocal rank fusion ("Reciprocal Rank Fusion outperforms Condorcet and
individual Rank Learning Methods", Cormack et al. 2009). The paper's 60 is for lists of a thousand;
it lets the middle of two short lists beat the top of one."""

_HALF_LIFE_DAYS = 30.0
_LEAST_RECENT = 0.95
"""What is left of an old episode's score; facts, habits and procedures do not age by date."""

_DIVERSITY = 0.8
"""How much of its score a record loses that repeats a better one word by word."""

_COMPARED = 4
"""How many times the hits that are wanted are compared with each other for repetitions."""

_THREAD = 8
"""How many turns of a conversation are recalled with it."""

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
    found: Found
    score: float


@dataclass(frozen=True)
class ThreadHit:
    """A conversation that was recalled."""

    thread: str

    hits: tuple[Hit, ...]
    """Its turns that bear on the request, the best first."""


@dataclass(frozen=True)
class Scope:
    """Among which records to look."""

    user: str
    types: Collection[RecordType]
    app: str | None = None
    """With an app, its records and those that belong to none."""

    at: datetime = field(default_factory=now)
    """When it is asked: "yesterday" is the day before."""


class Recall:
    """Searches the rows by meaning and by words."""

    def __init__(
        self,
        rows: Rows,
        vectors: VectorIndex,
        weights: Weights,
        find_relevance: Callable[[], Relevance | None],
    ) -> None:
        """Keep what to search; without relevance, only what is like the request is found.

        It is asked for once, at the first search of facts.
        """
        self._rows, self._vectors, self._weights = rows, vectors, weights
        self._find_relevance = find_relevance
        self._threads = Threads(rows)

    def recall(self, query: str, scope: Scope, *, limit: int, tokens: int | None) -> list[Hit]:
        """Return the best hits first, at most `limit` of them and `tokens` of their text."""
        if limit < 1 or not query.strip() or not scope.types:
            return []
        return _within(_diverse(self._candidates(query, scope, limit), limit), tokens)

    def threads(self, query: str, scope: Scope, *, limit: int) -> list[ThreadHit]:
        """Return the conversations with the best turns, at most `limit` of them."""
        if limit < 1 or not query.strip():
            return []
        turns = defaultdict[str, list[_Candidate]](list)
        for candidate in self._candidates(query, scope, _THREAD * limit):
            if isinstance(candidate.found.record, Episode):
                turns[candidate.found.record.thread].append(candidate)
        best = sorted(turns, key=lambda thread: -max(one.score for one in turns[thread]))
        return [
            ThreadHit(thread, tuple(map(_hit, _diverse(turns[thread], _THREAD))))
            for thread in best[:limit]
        ]

    def _candidates(self, query: str, scope: Scope, limit: int) -> list[_Candidate]:
        depth = max(DEPTH, limit)
        user, types, app = scope.user, scope.types, scope.app
        words = self._rows.frequencies(query_words(query))
        lexical = self._rows.match(words, types, user=user, app=app, limit=depth)
        vector = self._vectors.embed(query)
        dense = self._vectors.search(vector, types, user=user, app=app, limit=depth)
        bearing = self._bearing(vector, scope, depth)
        span = span_of(query, scope.at)
        timely = self._timely(words, span, scope, depth) if span else []
        fused = fuse([list(dense), lexical, list(bearing), timely])
        closely = sorted(fused, key=fused.__getitem__, reverse=True)[: max(_READ, limit)]
        records = self._rows.get(closely)
        stretches = self._threads.stretches(records[id] for id in closely if id in records)
        beside = [one for stretch in stretches for one in stretch if one.id not in dense]
        similarities = {**dense, **self._vectors.similarities(vector, beside)}
        asked = self._asked(query, words, span)
        return [
            _Candidate(one, one.score * _weight(one.record, scope.at))
            for one in rank(stretches, asked, similarities, bearing, self._weights)
            if one.record.user == user
            and (one.record.valid_to is None or one.record.valid_to > now())
        ]

    @cached_property
    def _relevance(self) -> Relevance | None:
        return self._find_relevance()

    def _bearing(self, vector: Vectors, scope: Scope, depth: int) -> dict[str, float]:
        """Return what the request bears on, mentioned or not, and how much, best first."""
        types = [type_ for type_ in scope.types if type_ in _BORNE_ON]
        if not types or self._relevance is None:
            return {}
        aim = self._relevance.aim(vector[np.newaxis])[0]
        return self._vectors.search(aim, types, user=scope.user, app=scope.app, limit=depth)

    def _timely(self, words: Mapping[str, int], span: Span, scope: Scope, depth: int) -> list[str]:
        """Return what was said in that time: with words of the request first, then the newest."""
        user, types, app = scope.user, scope.types, scope.app
        matching = self._rows.match(words, types, user=user, app=app, limit=depth, span=span)
        newest = self._rows.within(span, types, user=user, app=app, limit=_READ)
        return [*dict.fromkeys((*matching, *newest))]

    def _asked(self, query: str, words: Mapping[str, int], span: Span | None) -> Asked:
        if span and not telling_words(query.replace(span.said, " ")):
            return Asked({}, span)
        frequencies = {stem(word): count for word, count in words.items()}
        return Asked(rarity(frequencies, self._rows.total()), span)


def fuse(rankings: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return each id's reciprocal rank fusion score over rankings, 1 for first in all."""
    scores: dict[str, float] = {}
    best = len(rankings) / (_FUSION + 1)
    for ranking in rankings:
        for rank_, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + 1 / (_FUSION + rank_) / best
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


def _hit(found: Found) -> Hit:
    return Hit(found.record, relevance(found.similarity, found.coverage))


def _weight(record: Record, at: datetime) -> float:
    """Return what is left of a record's score for its age and confidence."""
    sure = 0.5 + 0.5 * record.confidence
    if record.type != "episode":
        return sure
    days = max(0.0, (at - record.valid_from).total_seconds() / 86_400)
    return float(sure * (_LEAST_RECENT + (1 - _LEAST_RECENT) * 0.5 ** (days / _HALF_LIFE_DAYS)))


def _diverse(candidates: Sequence[_Candidate], limit: int) -> list[Found]:
    best_first = sorted(candidates, key=lambda candidate: candidate.score, reverse=True)
    left, chosen = best_first[: _COMPARED * limit], list[Found]()
    words = {one.found.record.id: _repeatable(one.found.record) for one in left}
    repeats = dict.fromkeys(words, 0.0)
    while left and len(chosen) < limit:
        best = max(left, key=lambda c: c.score * (1 - _DIVERSITY * repeats[c.found.record.id]))
        left.remove(best)
        chosen.append(best.found)
        for other in left:
            key = other.found.record.id
            shared = _overlap(words[best.found.record.id], words[key])
            repeats[key] = max(repeats[key], shared**2)
    return chosen


def _repeatable(record: Record) -> frozenset[str]:
    """Return by what a record repeats others: its words, or a fact as a whole.

    Facts that share most of their words ("I dislike horror films", "I dislike war films") say
    different things.
    """
    words = bag_of(record)
    return frozenset([" ".join(words)]) if record.type == "fact" else frozenset(words)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def _within(found: Sequence[Found], tokens: int | None) -> list[Hit]:
    hits, left = list[Hit](), math.inf if tokens is None else tokens
    for one in found:
        cost = count_tokens(one.record.text()) if tokens is not None else 0
        if cost <= left:
            hits.append(_hit(one))
            left -= cost
    return hits
