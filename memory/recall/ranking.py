"""Ranking: how well what was found answers the request. Knows nothing of databases or vectors.

Words count by BM25 (Robertson & Zaragoza 2009) and reach beyond the turn that they stand in: a
turn is credited with what was said around it, half as much with every turn of distance
("Positional Language Models for Information Retrieval", Lv & Zhai 2009, with turns for positions
and one kernel for both directions). Likeness of meaning, from the sentence embeddings, is added,
the turn's own and the mean around it by the same kernel.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ..language.moments import Span
from ..language.stemming import stem
from ..language.words import words_of
from ..records import Episode, Record
from ..storage.rows import search_texts
from .threads import REACH

Floats = NDArray[np.float64]

_SATURATION = 0.9
_LENGTH = 0.3
"""BM25's k1 and b."""

_SENTENCE = re.compile(r"(?<=[.!?…。！？؟])\s*")  # noqa: RUF001
_ASKS = ("?", "？", "؟")  # noqa: RUF001


@dataclass(frozen=True)
class Weights:
    """How much each part of the evidence counts."""

    words: float = 1.0
    """Having every word of the request as often as one likes."""

    meaning: float = 0.16
    """The record's own cosine similarity to the request."""

    meaning_around: float = 0.21
    """The mean similarity of a turn and its neighbours."""

    bearing: float = 1.2
    """How much the request bears on the record, mentioned or not; less where a record that it
    may bear on has the request's own words."""

    decay: float = 0.5
    """What is left of a word, or a similarity, for every turn that it is away; 0 reads each turn
    alone."""

    named: float = 0.03
    """What a turn gains whose speaker the request names."""

    time: float = 0.12
    """What a record gains from the time that the request speaks of."""

    asking: float = 0.25
    """What a turn of nothing but questions loses: questions are like a request and answer none."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for, in stems."""

    rarity: Mapping[str, float]
    """Each stem of the request and its inverse document frequency, in nats. None: it asks for all
    that was said in a time."""

    span: Span | None = None
    """The time that it speaks of."""


@dataclass(frozen=True)
class Found:
    """A record, and how good an answer it is."""

    record: Record
    score: float
    """0 and up, comparable within one request."""

    coverage: float
    """How much of the request's words it has, rare ones more, 0..1; a neighbour's count less."""

    similarity: float
    """The cosine of its meaning and the request's; a neighbour's counts less."""


def rarity(frequencies: Mapping[str, int], total: int) -> dict[str, float]:
    """Return the inverse document frequency of each word, in nats, always above 0."""
    return {
        word: math.log(1 + (total - min(count, total) + 0.5) / (min(count, total) + 0.5))
        for word, count in frequencies.items()
    }


def rank(
    stretches: Sequence[Sequence[Record]],
    asked: Asked,
    similarities: Mapping[str, float],
    bearing: Mapping[str, float],
    weights: Weights,
) -> list[Found]:
    """Return every record of the stretches with its score, in no particular order.

    `similarities` are cosines by record; one that is not in it has nothing in common. So is
    `bearing`, of the records and what the request bears on.
    """
    records = [record for stretch in stretches for record in stretch]
    if not records:
        return []
    kernel = _Kernel.over([len(stretch) for stretch in stretches], weights.decay)
    bags = [bag_of(record) for record in records]
    idf = np.array([*asked.rarity.values()])
    counts = kernel.sums(np.array([[bag[word] for word in asked.rarity] for bag in bags], float))
    lengths = kernel.sums(np.array([bag.total() for bag in bags], float))
    half = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(lengths.mean(), 1.0))
    whole = idf.sum() or 1.0
    lexical = (counts / (counts + half[:, None])) @ idf / whole
    covered = np.minimum(counts, 1.0) @ idf / whole
    near = np.array([max(0.0, similarities.get(record.id, 0.0)) for record in records])
    around = kernel.sums(near) / kernel.sums(np.ones(len(records)))
    asking = np.array([_question_share(record) for record in records])
    named = np.array([_is_named(record, asked) for record in records], float)
    timely = np.array([asked.span.closeness(r.valid_from) if asked.span else 0.0 for r in records])
    if not asked.rarity:
        lexical = timely
    scores = weights.words * lexical + weights.meaning * near + weights.meaning_around * around
    scores += weights.named * named + weights.time * timely
    scores *= 1 - weights.asking * asking
    borne = np.array([max(0.0, bearing.get(record.id, 0.0)) for record in records])
    # What the request names need not be guessed. Only what could be guessed is asked: a turn that
    # holds the request's words may be the same request, made before.
    named_already = covered.max(where=borne > 0, initial=0.0)
    scores += weights.bearing * (1 - named_already**2) * borne
    nearest = kernel.most(near)
    return [
        Found(record, *map(float, row))
        for record, row in zip(records, zip(scores, covered, nearest, strict=True), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _Kernel:
    """How much each record counts for the ones beside it: 1 for itself."""

    beside: NDArray[np.intp]
    """The places of the records that each one reads, `[records, 2 * REACH + 1]`."""

    share: Floats
    """How much each of them counts, of the same shape; 0 where it is of another stretch."""

    @classmethod
    def over(cls, lengths: Sequence[int], decay: float) -> _Kernel:
        """Make the kernel of stretches of these lengths that stand one behind the other."""
        stretch = np.repeat(np.arange(len(lengths)), lengths)
        away = np.arange(-REACH, REACH + 1)
        place = np.arange(len(stretch))[:, None] + away
        beside = place.clip(0, len(stretch) - 1)
        together = (beside == place) & (stretch[beside] == stretch[:, None])
        return cls(beside, np.where(together, np.power(decay, abs(away), dtype=float), 0.0))

    def sums(self, values: Floats) -> Floats:
        """Return, for each record, the weighted sum of what stands around it, `[records, ...]`."""
        return np.asarray(np.einsum("nk,nk...->n...", self.share, values[self.beside]))

    def most(self, values: Floats) -> Floats:
        """Return the most that counts for each record, `[records]`."""
        return np.asarray((self.share * values[self.beside]).max(axis=1))


def _question_share(record: Record) -> float:
    """Return how much of a turn asks, 0..1, by the length of its sentences; 0 if it was answered.

    A turn with its reply holds the answer to what it asks.
    """
    if not isinstance(record, Episode) or record.reply:
        return 0.0
    if not any(mark in record.request for mark in _ASKS):
        return 0.0
    sentences = [part for part in _SENTENCE.split(record.request) if part]
    asking = sum(len(part) for part in sentences if part.endswith(_ASKS))
    return asking / max(1, sum(map(len, sentences)))


def _is_named(record: Record, asked: Asked) -> bool:
    if not isinstance(record, Episode) or not record.speaker:
        return False
    return any(stem(word) in asked.rarity for word in words_of(record.speaker))


def bag_of(record: Record) -> Counter[str]:
    """Return how often each stem is in the texts by which a record is found."""
    return _bag(search_texts(record))


@lru_cache(maxsize=8_192)
def _bag(texts: tuple[str, ...]) -> Counter[str]:
    return Counter(map(stem, chain.from_iterable(map(words_of, texts))))
