"""The router: which known label a request belongs to, or none of them.

A ridge regression on what the request means (its embedding) and how it is worded. Solved in
closed form, which also gives every example's score as if the router had never seen it, or its
label; probabilities are fitted on those scores, so few examples do not make it overconfident.
Knows nothing of what a label stands for.
"""

from __future__ import annotations

import json
import math
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import HomeError
from ..core.protocols import Embedder
from .wording import Vocabulary, masked

Array = NDArray[np.float32]

NONE = ""
"""The label of requests that belong to no known label."""

_RIDGE = 0.3
"""The penalty on weights, in units of one example's squared length (about 2.5)."""

_WORDING = 0.7
"""How much wording counts against meaning, as the length of its part of a row."""

_TERMS = 2000
_EXAMPLES = 6000
"""Terms and examples used at most; they keep fitting under three seconds."""

_NEAREST = 0.5
"""How much the likeness to the nearest example counts against the best label's score."""

_KNOWN_ODDS = 3.0
"""How many requests belong to a known label for each that does not, before it is read."""


@dataclass(frozen=True)
class Route:
    """A label and how probable it is, 0..1; the label "" is "none of these"."""

    label: str
    probability: float


@dataclass(frozen=True)
class _Calibration:
    sharpness: float
    """Turns scores into log odds between labels."""
    slope: float
    middle: float
    """Log odds of "belongs to a known label": slope * (evidence - middle) + log prior odds."""

    def known(self, evidence: float) -> float:
        """Return the probability that a request belongs to a known label."""
        log_odds = self.slope * (evidence - self.middle) + math.log(_KNOWN_ODDS)
        return (1 + math.tanh(log_odds / 2)) / 2


class Router:
    """Ranks labels for requests."""

    def __init__(
        self,
        labels: Sequence[str],
        vocabulary: Vocabulary,
        tensors: dict[str, Array],
        calibration: _Calibration,
        embedder: Embedder,
    ) -> None:
        """Use `Router.fit` or `Router.load`.

        `tensors` holds `weights` `[features, labels]` and `examples` `[examples, dimension]`.
        """
        self.labels = tuple(labels)
        self._vocabulary, self._embedder = vocabulary, embedder
        self._tensors, self._calibration = tensors, calibration

    @classmethod
    def fit(
        cls,
        examples: Sequence[tuple[str, str]],
        embedder: Embedder,
        *,
        hints: Sequence[tuple[str, str]] = (),
    ) -> Router:
        """Learn from pairs of request and label; one example of a label is enough.

        `hints` are pairs of words that have to do with a label of the examples, and the label:
        they count as examples, but nobody words a request so. Raises ValueError when there are
        no examples.
        """
        if not examples:
            raise ValueError("a router needs examples")
        examples = _bounded(examples)
        said = slice(len(examples))
        examples = [*examples, *hints]
        requests = [request for request, _ in examples]
        labels = sorted({label for _, label in examples})
        places = {label: place for place, label in enumerate(labels)}
        of = np.array([places[label] for _, label in examples])
        vocabulary = Vocabulary.of(requests, [label for _, label in examples], limit=_TERMS)
        meanings = embedder.embed([masked(request, vocabulary.known) for request in requests])
        features = _features(meanings, vocabulary, requests)
        weights, unseen, unlabelled = _solve(features, of)
        calibration = _calibrate(unseen[said], unlabelled[said], meanings[said], of[said])
        tensors = {"weights": weights, "examples": meanings[said]}
        return cls(labels, vocabulary, tensors, calibration, embedder)

    def rank(self, request: str) -> list[Route]:
        """Return every label and "" with its probability, the best first; they sum to 1."""
        meaning = self._embedder.embed([masked(request, self._vocabulary.known)])
        scores = (_features(meaning, self._vocabulary, [request]) @ self._tensors["weights"])[0]
        nearest = float((self._tensors["examples"] @ meaning[0]).max())
        known = self._calibration.known(float(scores.max()) + _NEAREST * nearest)
        shares = known * _softmax(self._calibration.sharpness * scores)
        routes = [Route(*pair) for pair in zip(self.labels, map(float, shares), strict=True)]
        return sorted([*routes, Route(NONE, 1 - known)], key=lambda route: -route.probability)

    def save(self, path: Path) -> None:
        """Write the router to one safetensors file; the file appears whole or not at all."""
        from safetensors.numpy import save_file

        calibration = self._calibration
        about = {
            "labels": self.labels,
            "words": self._vocabulary.words,
            "names": sorted(self._vocabulary.known),
            "calibration": [calibration.sharpness, calibration.slope, calibration.middle],
            "embedder": self._embedder.name,
        }
        tensors = {**self._tensors, "word_weights": self._vocabulary.weights}
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f"{path.name}.{os.getpid()}")
        save_file(tensors, scratch, metadata={"router": json.dumps(about)})
        scratch.replace(path)

    @classmethod
    def load(cls, path: Path, embedder: Embedder) -> Router:
        """Read what `save` wrote.

        Raises `HomeError` when the file is damaged or was fitted with another embedder.
        """
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="numpy") as file:
                about = json.loads(file.metadata()["router"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
            raise HomeError(f"The router in {path} cannot be read; delete it: {error}") from error
        if about["embedder"] != embedder.name:
            raise HomeError(f"The router in {path} was fitted with {about['embedder']}; delete it.")
        words, names = tuple(about["words"]), frozenset(about["names"])
        vocabulary = Vocabulary(words, tensors.pop("word_weights"), names)
        calibration = _Calibration(*about["calibration"])
        return cls(about["labels"], vocabulary, tensors, calibration, embedder)


def _bounded(examples: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return at most about `_EXAMPLES` examples, the same number of each large label."""
    if len(examples) <= _EXAMPLES:
        return list(examples)
    by_label: dict[str, list[tuple[str, str]]] = {}
    for example in examples:
        by_label.setdefault(example[1], []).append(example)
    most = max(1, _EXAMPLES // len(by_label))
    chance = random.Random(0)  # noqa: S311 - the same choice each time, not a secret
    return [
        example
        for those in by_label.values()
        for example in (those if len(those) <= most else chance.sample(those, most))
    ]


def _features(meanings: Array, vocabulary: Vocabulary, requests: Sequence[str]) -> Array:
    """Return meaning, wording and a constant side by side, `[requests, features]`."""
    constant = np.ones((len(requests), 1), dtype=np.float32)
    return np.hstack([meanings, _WORDING * vocabulary.vectors(requests), constant])


def _solve(features: Array, of: NDArray[np.intp]) -> tuple[Array, Array, Array]:
    """Fit a weighted ridge regression to the labels' indicators.

    Returns its weights `[features, labels]`; the examples' scores had each not been among the
    examples `[examples, labels]`; and their scores had their whole label not been.
    """
    counts = np.bincount(of)[of]
    # large labels weigh more than small ones, but less than in proportion
    roots = (counts**-0.25)[:, None].astype(np.float32)
    roots /= np.sqrt((roots**2).mean())
    targets = np.eye(of.max() + 1, dtype=np.float32)[of]
    rows = features * roots
    weights, projected = _ridge(rows, targets * roots)
    residuals = (targets - features @ weights) * roots
    leverage = (projected * rows).sum(axis=1, keepdims=True)
    unseen = targets - residuals / (1 - leverage) / roots
    unlabelled = np.empty_like(unseen)
    for label in range(targets.shape[1]):
        those = of == label
        hat = projected[those] @ rows[those].T
        left = np.eye(len(hat), dtype=np.float32) - hat
        unlabelled[those] = targets[those] - np.linalg.solve(left, residuals[those]) / roots[those]
    return weights.astype(np.float32), unseen.astype(np.float32), unlabelled.astype(np.float32)


def _ridge(rows: Array, targets: Array) -> tuple[Array, Array]:
    """Return the weights `[features, labels]`, and the rows times the inverse gram matrix.

    Where there are fewer rows than features, the smaller system of the rows is inverted.
    """
    if len(rows) < rows.shape[1]:
        kernel = rows @ rows.T + _RIDGE * np.eye(len(rows), dtype=np.float32)
        projected = np.linalg.inv(kernel).astype(np.float32) @ rows
    else:
        gram = rows.T @ rows + _RIDGE * np.eye(rows.shape[1], dtype=np.float32)
        projected = rows @ np.linalg.inv(gram).astype(np.float32)
    return (projected.T @ targets).astype(np.float32), projected


def _calibrate(
    unseen: Array, unlabelled: Array, meanings: Array, of: NDArray[np.intp]
) -> _Calibration:
    """Fit probabilities to the scores that examples get when they, or their label, are unseen.

    An example without its label stands for a request that belongs to no label.
    """
    several = np.bincount(of)[of] > 1
    if several.sum() < 2 or of.max() == 0:
        return _Calibration(sharpness=10.0, slope=0.0, middle=0.0)
    same, other = _nearest(meanings, of)
    others = unlabelled.copy()
    others[np.arange(len(of)), of] = -np.inf
    evidence = unseen[several].max(axis=1) + _NEAREST * same[several]
    slope, middle = _logistic(evidence, others.max(axis=1) + _NEAREST * other)
    return _Calibration(_sharpness(unseen[several], of[several]), slope, middle)


def _nearest(meanings: Array, of: NDArray[np.intp]) -> tuple[Array, Array]:
    """Return each example's likeness to the nearest other one, and to that of another label."""
    likeness = meanings @ meanings.T
    np.fill_diagonal(likeness, -1)
    nearest = likeness.max(axis=1)
    likeness[of[:, None] == of[None, :]] = -1
    return nearest, likeness.max(axis=1)


def _sharpness(scores: Array, of: NDArray[np.intp]) -> float:
    """Return the sharpness under which the true labels are the most probable."""
    candidates = np.geomspace(2, 60, 30)
    truth = scores[np.arange(len(of)), of]
    losses = []
    for sharpness in candidates:
        scaled = sharpness * (scores - truth[:, None])
        losses.append(float(np.log(np.exp(scaled.astype(np.float64)).sum(axis=1)).mean()))
    return float(candidates[int(np.argmin(losses))])


def _logistic(known: Array, unknown: Array) -> tuple[float, float]:
    """Fit slope and middle of a logistic curve that tells two sets of evidence apart.

    Both sets weigh the same; their normal distributions with a common variance give it in
    closed form (linear discriminant analysis).
    """
    variance = float((known.var() + unknown.var()) / 2) + 1e-4
    apart = float(known.mean() - unknown.mean())
    return max(apart, 0.0) / variance, float(known.mean() + unknown.mean()) / 2


def _softmax(scores: Array) -> Array:
    shares: Array = np.exp(scores - scores.max())
    shares /= shares.sum()
    return shares
