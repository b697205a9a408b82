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

from .records import Episode, Record
from .rows import search_texts
from .stemming import stem
from .threads import REACH
from .words import words_of

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

    decay: float = 0.5
    """What is left of a word, or a similarity, for every turn that it is away; 0 reads each turn
    alone."""

    asking: float = 0.25
    """What a turn of nothing but questions loses: questions are like a request and answer none."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for, in stems."""

    rarity: Mapping[str, float]
    """Each stem of the request and its inverse document frequency, in nats."""

    @property
    def total(self) -> float:
        """What a text weighs that has every word."""
        return sum(self.rarity.values())


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
    weights: Weights,
) -> list[Found]:
    """Return every record of the stretches with its score, in no particular order.

    `similarities` are cosines by record; one that is not in it has nothing in common.
    """
    windows = [
        _Window(
            record,
            place - near.start,
            [bag_of(other) for other in around],
            [max(0.0, similarities.get(other.id, 0.0)) for other in around],
            [weights.decay ** abs(other - place) for other in near],
        )
        for stretch in stretches
        for place, record in enumerate(stretch)
        for near in [range(max(0, place - REACH), min(len(stretch), place + REACH + 1))]
        for around in [stretch[near.start : near.stop]]
    ]
    usual = sum(window.length for window in windows) / max(1, len(windows))
    return [_found(window, asked, max(usual, 1.0), weights) for window in windows]


def question_share(text: str) -> float:
    """Return how much of a text asks, 0..1, by the length of its sentences."""
    sentences = [part for part in _SENTENCE.split(text) if part]
    asking = sum(len(part) for part in sentences if part.endswith(_ASKS))
    return asking / max(1, sum(map(len, sentences)))


def bag_of(record: Record) -> Counter[str]:
    """Return how often each stem is in the texts by which a record is found."""
    return _bag(search_texts(record))


@lru_cache(maxsize=8_192)
def _bag(texts: tuple[str, ...]) -> Counter[str]:
    return Counter(stem(word) for text in texts for word in words_of(text))


@dataclass(frozen=True, eq=False)
class _Window:
    """A turn and those around it; or a record that stands alone."""

    record: Record
    place: int
    """Which of them it is."""

    bags: Sequence[Counter[str]]
    similarities: Sequence[float]
    shares: Sequence[float]
    """How much each of them counts: 1 for the record itself."""

    def count(self, word: str) -> float:
        return sum(share * bag[word] for share, bag in zip(self.shares, self.bags, strict=True))

    @property
    def length(self) -> float:
        return sum(s * bag.total() for s, bag in zip(self.shares, self.bags, strict=True))

    @property
    def near(self) -> list[float]:
        return [s * cosine for s, cosine in zip(self.shares, self.similarities, strict=True)]


def _found(window: _Window, asked: Asked, usual: float, weights: Weights) -> Found:
    half = _SATURATION * (1 - _LENGTH + _LENGTH * window.length / usual)
    lexical = covered = 0.0
    for word, idf in asked.rarity.items():
        count = window.count(word)
        lexical += idf * count / (count + half)
        covered += idf * min(1.0, count)
    near = window.near
    score = (
        weights.words * lexical / (asked.total or 1.0)
        + weights.meaning * near[window.place]
        + weights.meaning_around * sum(near) / sum(window.shares)
    )
    record = window.record
    if isinstance(record, Episode) and not record.reply:
        score *= 1 - weights.asking * question_share(record.request)
    return Found(record, score, covered / (asked.total or 1.0), similarity=max(near))
