"""A linear scorer of spans, learned from which span of a request was meant.

A conditional logit: the span that was meant against all others of its request. It begins with
what holds in all requests (`priors`), so one demonstration is enough for the words around to
decide; more make it sure.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.texts import plain
from ...memory.steps import SlotReader
from .priors import PRIOR, TRUST
from .spans import Span

_STEPS = 60
"""Gradient steps of learning."""

_PENALTY = 0.3
"""L2 penalty on what moves away from the prior; keeps few demonstrations from being overrated."""

_OTHERS = 40
"""Wrong spans of a request that are learned from, at most."""

_SMALLEST = 1e-3
"""Weights below it are not kept."""


@dataclass(frozen=True)
class Example:
    """What can be said about the spans of a request, and which of them are right."""

    spans: Sequence[Span]
    features: Sequence[Sequence[str]]
    right: Sequence[bool]


def example(spans: Sequence[Span], value: str, known: Container[str]) -> Example | None:
    """Return an example of spans that say the value; None where none does.

    `known` are the values, plain, of other examples.
    """
    wanted = plain(value)
    right = [plain(span.text) == wanted for span in spans]
    if not wanted or not any(right):
        return None
    # The longest way to write the value down is the one that keeps its punctuation.
    exact = [span.text == value for span in spans]
    features = [_features(span, known) for span in spans]
    return Example(spans, features, exact if any(exact) else right)


def fit(examples: Sequence[Example]) -> SlotReader:
    """Learn the weights; without examples there are none."""
    if not examples:
        return SlotReader()
    data = _Data(examples)
    prior = np.array([PRIOR.get(name, 0.0) for name in data.features])
    trust = np.array([TRUST.get(name.partition("=")[0], 1.0) for name in data.features])
    stiffness = _PENALTY / len(examples)
    rate = 1 / (data.steepness(trust) + stiffness)
    moved = speed = np.zeros(len(data.features))
    for step in range(_STEPS):
        ahead = moved + step / (step + 3) * speed
        slope = trust * data.slope(prior + trust * ahead) + stiffness * ahead
        speed = ahead - rate * slope - moved
        moved = moved + speed
    weights = (prior + trust * moved).round(4).tolist()
    learned = {f: w for f, w in zip(data.features, weights, strict=True) if abs(w) > _SMALLEST}
    return SlotReader(weights=PRIOR | learned)


def likelihoods(reader: SlotReader, spans: Sequence[Span], known: Container[str]) -> list[float]:
    """Return the log probability of each span, among these, to be the one that is meant.

    `known` are the values, plain, that the slot had in demonstrations.
    """
    if not spans:
        return []
    weights = reader.weights
    scores = [sum(weights.get(f, 0.0) for f in _features(span, known)) for span in spans]
    top = max(scores)
    total = top + math.log(sum(math.exp(score - top) for score in scores))
    return [score - total for score in scores]


def _features(span: Span, known: Container[str]) -> tuple[str, ...]:
    return (*span.features, "known") if plain(span.text) in known else span.features


class _Data:
    """Spans of several requests as a sparse matrix, `[spans, features]`."""

    def __init__(self, examples: Sequence[Example]) -> None:
        index: dict[str, int] = {}
        chosen = [(at, *pair) for at, one in enumerate(examples) for pair in _thinned(one)]
        rows = [row for row, (_, features, _) in enumerate(chosen) for _ in features]
        columns = [index.setdefault(f, len(index)) for _, fs, _ in chosen for f in fs]
        self.features = list(index)
        self._rows, self._columns = np.array(rows), np.array(columns)
        self._requests = np.array([at for at, _, _ in chosen])
        self._right = np.array([is_right for _, _, is_right in chosen])
        self._count = len(examples)

    def slope(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the gradient of the mean loss of a request, `[features]`."""
        scores = np.bincount(self._rows, weights[self._columns], len(self._right)).astype(float)
        every = self._softmax(scores)
        wanted = self._softmax(np.where(self._right, scores, -np.inf))
        surplus = np.bincount(self._columns, (every - wanted)[self._rows], len(self.features))
        return surplus / self._count

    def steepness(self, trust: NDArray[np.float64]) -> float:
        """Return how fast the slope can change at most, so that no step goes too far."""
        lengths = np.bincount(self._rows, trust[self._columns] ** 2, len(self._right))
        longest = np.zeros(self._count)
        np.maximum.at(longest, self._requests, lengths)
        return float(longest.mean() / 2)

    def _softmax(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the share of each span in its request, `[spans]`."""
        top = np.full(self._count, -np.inf)
        np.maximum.at(top, self._requests, scores)
        powers = np.exp(scores - top[self._requests])
        shares: NDArray[np.float64] = (
            powers / np.bincount(self._requests, powers, self._count)[self._requests]
        )
        return shares


def _thinned(one: Example) -> list[tuple[Sequence[str], bool]]:
    """Keep the features of the right spans and of, evenly spread, at most `_OTHERS` wrong ones."""
    spans = list(zip(one.spans, one.features, one.right, strict=True))
    wrong = [(span, features) for span, features, is_right in spans if not is_right]
    wrong.sort(key=lambda pair: pair[0].end - pair[0].start)  # short ones are likely mistakes
    stride = max(1, math.ceil(len(wrong) / _OTHERS))
    right = [(features, True) for _, features, is_right in spans if is_right]
    return right + [(features, False) for _, features in wrong[::stride]]
