"""What memory is measured with: texts of any number, requests made of them, cheap vectors.

All of it is the same each time. Without a file, the texts are of made-up words that are as
unevenly frequent as words are (Zipf), and half of each text keeps to a topic.
"""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from uptake.core.protocols import Vectors

WORDS, TOPICS, TOPIC_WORDS = 50_000, 500, 60


@dataclass(frozen=True)
class Workload:
    """What is added and asked in one run."""

    size: int
    batch: int
    queries: int
    embedded: bool
    data: Path | None

    def texts(self) -> Iterator[list[str]]:
        """Yield the texts of each write; the same ones every time."""
        source = _from_file(self.data) if self.data else _made_up()
        left = self.size
        while left > 0:
            yield [next(source) for _ in range(min(self.batch, left))]
            left -= self.batch

    def requests(self) -> list[tuple[int, str]]:
        """Return numbers of records and requests that have half of each one's words."""
        rng = random.Random(self.size)
        chosen = set(rng.sample(range(self.size), min(self.queries, self.size)))
        texts = (text for part in self.texts() for text in part)
        return [
            (number, " ".join(rng.sample(words, (len(words) + 1) // 2)))
            for number, text in enumerate(texts)
            if number in chosen and (words := text.split())
        ]


class SumOfWords:
    """An embedder that needs no model: a text is the sum of a random vector for each word."""

    name = "sum of words"
    dimension = 384

    def __init__(self) -> None:
        self._table = np.random.default_rng(0).standard_normal((WORDS, 384), dtype=np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, `[len(texts), 384]`, each of length 1."""
        rows = [self._table[[_number_of(word) for word in text.split()]].sum(0) for text in texts]
        matrix = np.asarray(rows, dtype=np.float32).reshape(len(texts), 384)
        return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)


def _made_up() -> Iterator[str]:
    """Yield sentences: half of the words belong to a topic, half come as often as Zipf says."""
    rng, vocabulary = random.Random(0), [_word(number) for number in range(WORDS)]
    rarely = list(np.cumsum(1.0 / np.arange(1, WORDS + 1)))
    topics = [rng.sample(vocabulary, TOPIC_WORDS) for _ in range(TOPICS)]
    while True:
        often = rng.choices(vocabulary, cum_weights=rarely, k=6)
        words = [*rng.sample(rng.choice(topics), 6), *often]
        rng.shuffle(words)
        yield " ".join(words)


def _word(number: int) -> str:
    """Return a word that can be spoken, another one for each number."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    word = ""
    while number or not word:
        number, place = divmod(number, len(syllables))
        word += syllables[place]
    return word


def _from_file(path: Path) -> Iterator[str]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = [line for line in raw.decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        raise SystemExit(f"{path} has no texts.")
    yield from lines
    rng = random.Random(0)
    while True:
        yield f"{rng.choice(lines)} {rng.choice(lines)}"


@cache
def _number_of(word: str) -> int:
    return zlib.crc32(word.encode()) % WORDS
