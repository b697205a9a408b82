"""Tells whether a statement says something lasting about the person who makes it.

"I never eat nuts" and "my sister lives in Rome" still hold next year; "I'm tired", "book me a
table" and "Paris is in France" are not for keeping. A logistic regression over the sentence's
embedding and its short runs of words, fitted by `training/facts/fit.py` on sentences that were
written for it. With another embedding model than the one it was fitted with, the words alone
decide.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Sequence
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from .words import words_of

WEIGHTS = "lasting.safetensors"
"""The file beside this one that holds the fitted weights."""

WORD = 0.35
"""What a run of words counts as a feature; an embedding has length 1."""

_RUN = 3
"""How many words a run has at most."""

_CONSIDERED = 40
"""Words of a statement that are looked at."""

_APOSTROPHE = re.compile(r"['\u2019]")
_NAME = re.compile(r"(?<=[^.!?\s] )(?!I\b|I[mdv]|Ill\b)[^\W\d_a-z][^\W\d_]*")
_NUMBER = re.compile(r"\d[\d.,:]*")

Floats = NDArray[np.float32]


def runs_of(statement: str) -> set[str]:
    """Return the runs of one to three words; "^" stands for the beginning, "name" for a name.

    Which name or number it is says nothing about whether the statement lasts.
    """
    masked = _NUMBER.sub("number", _NAME.sub("name", _APOSTROPHE.sub("", statement)))
    row = ["^", *words_of(masked)[:_CONSIDERED]]
    return {
        " ".join(row[at : at + length])
        for length in range(1, _RUN + 1)
        for at in range(len(row) - length + 1)
    } - {"^"}


def word_features(statements: Sequence[str], vocabulary: dict[str, int]) -> Floats:
    """Return which runs each statement has, `[statements, vocabulary]`."""
    features = np.zeros((len(statements), len(vocabulary)), np.float32)
    for row, statement in zip(features, statements, strict=True):
        row[[vocabulary[run] for run in runs_of(statement) if run in vocabulary]] = WORD
    return features


class LastingHead:
    """Judges statements; the weights load when it is first asked."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def chances(self, statements: Sequence[str]) -> Floats:
        """Return how surely each statement is a lasting one about the speaker, 0..1."""
        with self._lock:
            self._loaded = self._loaded or _Loaded(self._embedder.name)
        weights = self._loaded
        scores = word_features(statements, weights.vocabulary) @ weights.words + weights.bias
        if weights.embedding is not None and statements:
            scores = scores + self._embedder.embed(statements) @ weights.embedding
        return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


class _Loaded:
    """The weights that fit the embedding model."""

    def __init__(self, embedder: str) -> None:
        from safetensors import safe_open

        with safe_open(str(files("uptake.memory.language").joinpath(WEIGHTS)), "numpy") as file:
            about = file.metadata()
            known = embedder == about["embedder"]
            part = "with_embedding" if known else "words_only"
            self.words: Floats = file.get_tensor(f"{part}.words")
            self.bias = float(file.get_tensor(f"{part}.bias")[0])
            self.embedding: Floats | None = file.get_tensor(f"{part}.embedding") if known else None
        runs: Iterable[str] = json.loads(about["vocabulary"])
        self.vocabulary = {run: place for place, run in enumerate(runs)}
