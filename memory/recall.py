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
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .moments import Span, span_of
from .ranking import Asked, Found, Weights, bag_of, rank, rarity
from .records import Episode, Record, RecordType, now
from .rows import Rows
from .stemming import stem
from .threads import Threads
from .vectors import VectorIndex
from .words import query_words, telling_words

DEPTH = 200
"""How many records each search hands to the fusion."""

_READ = 40
"""How many of them are read closely."""

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

LIKENESS = (8.0, 0.5)
"""Slope and middle of the relevance curve over cosine similarity."""

BEARING = (12.0, 0.55)
"""The same where what requests bear on lies in a space of its own (`spaces`): there unrelated
texts lie near 0.3, what a request runs into unsaid near 0.45, and what it names near 0.7."""

_WORDS_WEIGHT = 0.5
"""The relevance of a record that has every word of the request and none of its meaning; it grows
with the square of the words shared, because a few are shared by chance."""


@dataclass(frozen=True)
class Hit:
    """A record that was recalled."""

    record: Record

    relevance: float
    """How surely it bears on the request, 0..1: a fixed curve over cosine similarity (0.5 is
    even; in MiniLM unrelated sentences lie near 0.1, rephrasings above 0.7), of facts over that in
    their own space, raised by shared words. A scale to compare by, not a measured probability."""


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

    def __init__(self, rows: Rows, vectors: VectorIndex, weights: Weights) -> None:
        self._rows, self._vectors, self._weights = rows, vectors, weights
        self._threads = Threads(rows)

    def recall(self, query: str, scope: Scope, *, limit: int, tokens: int | None) -> list[Hit]:
        """Return the best hits first, at most `limit` of them and `tokens` of their text."""
        if limit < 1 or not query.strip() or not scope.types:
            return []
        found = _diverse(self._candidates(query, scope, limit), limit)
        return [self._hit(one) for one in _within(found, tokens)]

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
            ThreadHit(thread, tuple(map(self._hit, _diverse(turns[thread], _THREAD))))
            for thread in best[:limit]
        ]

    def _candidates(self, query: str, scope: Scope, limit: int) -> list[_Candidate]:
        depth = max(DEPTH, limit)
        user, types, app = scope.user, scope.types, scope.app
        words = self._rows.frequencies(query_words(query))
        lexical = self._rows.match(words, types, user=user, app=app, limit=depth)
        aim = self._vectors.embed(query)
        apart = self._vectors.spaces.bearing(types)
        dense, bearing = (
            self._vectors.search(aim, of_space, user=user, app=app, limit=depth)
            for of_space in ([type_ for type_ in types if type_ not in apart], apart)
        )
        span = span_of(query, scope.at)
        timely = self._timely(words, span, scope, depth) if span else []
        fused = fuse([list(dense), lexical, list(bearing), timely])
        closely = sorted(fused, key=fused.__getitem__, reverse=True)[: max(_READ, limit)]
        records = self._rows.get(closely)
        stretches = self._threads.stretches(records[id] for id in closely if id in records)
        known = dense | bearing
        beside = [one for stretch in stretches for one in stretch if one.id not in known]
        similarities = known | self._vectors.similarities(aim, beside)
        asked = self._asked(query, words, span)
        return [
            _Candidate(one, one.score * _weight(one.record, scope.at))
            for one in rank(stretches, asked, similarities, bearing, self._weights)
            if one.record.user == user
            and (one.record.valid_to is None or one.record.valid_to > now())
        ]

    def _hit(self, found: Found) -> Hit:
        apart = self._vectors.spaces.bearing((found.record.type,))
        curve = BEARING if apart else LIKENESS
        return Hit(found.record, relevance(found.similarity, found.coverage, curve))

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


def relevance(similarity: float, coverage: float, curve: tuple[float, float] = LIKENESS) -> float:
    """Return how surely a record bears on a request, 0..1.

    `similarity` is the cosine of their meanings, `coverage` the share of the request's words
    that the record has, 0..1. The two count as independent evidence. `curve` is the slope and
    middle of the logistic curve over the cosine.
    """
    slope, middle = curve
    by_meaning = 1 / (1 + math.exp(-slope * (similarity - middle)))
    return 1 - (1 - by_meaning) * (1 - _WORDS_WEIGHT * coverage**2)


def count_tokens(text: str) -> int:
    """Estimate the tokens of a text: 4 characters of a spaced script, or 1 of another."""
    wide = sum(character > "\u0dff" for character in text)
    return 1 + (len(text) - wide) // 4 + wide


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


def _within(found: Sequence[Found], tokens: int | None) -> list[Found]:
    kept, left = list[Found](), math.inf if tokens is None else tokens
    for one in found:
        cost = count_tokens(one.record.text()) if tokens is not None else 0
        if cost <= left:
            kept.append(one)
            left -= cost
    return kept
