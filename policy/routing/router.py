"""The router: which known label a request belongs to, or none of them.

A kernel ridge regression on what requests mean and how they are worded. Solved in closed form,
which also gives every example's score as if the router had never seen it, or its label;
probabilities are fitted on those scores, so few examples do not make it overconfident. Knows
nothing of what a label stands for.
"""

from __future__ import annotations

import json
import math
import os
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...core.errors import HomeError
from ...core.protocols import Embedder
from .kernel import Reader, Rows, alike
from .ridge import Fit, fit
from .wording import Vocabulary

Array = NDArray[np.float32]

NONE = ""
"""The label of requests that belong to no known label."""


@dataclass(frozen=True)
class Routing:
    """How a router is fitted, and how it weighs what it reads."""

    terms: int = 2000
    examples: int = 3000
    """Terms and examples used at most; they keep fitting under three seconds."""

    wording: float = 0.4
    """How much wording counts against meaning, as the length of its part of a row."""

    below: float = 0.6
    """How much each of two lower layers counts against the last, as the length of its part."""

    sharpness: float = 3.0
    """How quickly likeness falls with distance: the factor in the exponent of the kernel."""

    penalty: float = 0.1
    """The penalty on weights; an example's likeness to itself is 1."""

    crowd: float = 0.1
    """How much the log density of examples around a request counts against the best score."""

    narrow: float = 8.0
    """The sharpness of the kernel that the density is measured with."""

    known_odds: float = 3.0
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

    def known(self, evidence: float, odds: float) -> float:
        """Return the probability that a request belongs to a known label, by the prior odds."""
        log_odds = self.slope * (evidence - self.middle) + math.log(odds)
        return (1 + math.tanh(log_odds / 2)) / 2


_ROUTING = Routing()


class Router:
    """Ranks labels for requests."""

    def __init__(
        self,
        labels: Sequence[str],
        reader: Reader,
        rows: Rows,
        weights: Array,
        calibration: _Calibration,
        parameters: Routing,
    ) -> None:
        """Use `Router.fit` or `Router.load`; `weights` are `[examples, labels]`."""
        self.labels = tuple(labels)
        self._reader, self._rows, self._weights = reader, rows, weights
        self._calibration, self._how = calibration, parameters

    @classmethod
    def fit(
        cls,
        examples: Sequence[tuple[str, str]],
        embedder: Embedder,
        *,
        hints: Sequence[tuple[str, str]] = (),
        parameters: Routing = _ROUTING,
    ) -> Router:
        """Learn from pairs of request and label; one example of a label is enough.

        `hints` are pairs of words that have to do with a label of the examples, and the label:
        they count as examples, but nobody words a request so. Raises ValueError when there are
        no examples.
        """
        if not examples:
            raise ValueError("a router needs examples")
        examples = _bounded(examples, parameters.examples)
        said = slice(len(examples))
        examples = [*examples, *hints]
        requests, named = zip(*examples, strict=True)
        labels = sorted(set(named))
        of = np.array([labels.index(label) for label in named])
        vocabulary = Vocabulary.of(requests, named, limit=parameters.terms)
        reader, rows = Reader.of(
            requests,
            named,
            vocabulary,
            embedder,
            wording=parameters.wording,
            below=parameters.below,
        )
        products = rows.dot(rows)
        fitted = fit(alike(products, parameters.sharpness), of, parameters.penalty)
        calibration = _calibrate(fitted, products, of, said, parameters)
        return cls(labels, reader, rows, fitted.weights, calibration, parameters)

    def rank(self, request: str) -> list[Route]:
        """Return every label and "" with its probability, the best first; they sum to 1."""
        how = self._how
        products = self._reader.rows([request]).dot(self._rows)
        scores = alike(products, how.sharpness) @ self._weights
        evidence = scores.max() + how.crowd * _crowd(products, how.narrow)
        known = self._calibration.known(float(evidence[0]), how.known_odds)
        shares = known * _softmax(self._calibration.sharpness * scores[0])
        routes = [Route(*pair) for pair in zip(self.labels, map(float, shares), strict=True)]
        return sorted([*routes, Route(NONE, 1 - known)], key=lambda route: -route.probability)

    def save(self, path: Path) -> None:
        """Write the router to one safetensors file; the file appears whole or not at all."""
        from safetensors.numpy import save_file

        calibration = self._calibration
        about = {
            "labels": self.labels,
            "words": self._reader.vocabulary.words,
            "names": sorted(self._reader.vocabulary.known),
            "calibration": [calibration.sharpness, calibration.slope, calibration.middle],
            "parameters": asdict(self._how),
            "embedder": self._reader.embedder.name,
        }
        tensors = {
            "middle": self._reader.middle,
            "meaning": self._rows.meaning,
            "wording": self._rows.wording,
            "weights": self._weights,
            "word_weights": self._reader.vocabulary.weights,
        }
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
        vocabulary = Vocabulary(words, tensors["word_weights"], names)
        how = Routing(**about["parameters"])
        reader = Reader(embedder, vocabulary, tensors["middle"], how.wording, how.below)
        rows = Rows(tensors["meaning"], tensors["wording"])
        calibration = _Calibration(*about["calibration"])
        return cls(about["labels"], reader, rows, tensors["weights"], calibration, how)


def _bounded(examples: Sequence[tuple[str, str]], limit: int) -> list[tuple[str, str]]:
    """Return at most about `limit` examples, the same number of each large label."""
    if len(examples) <= limit:
        return list(examples)
    by_label: dict[str, list[tuple[str, str]]] = {}
    for example in examples:
        by_label.setdefault(example[1], []).append(example)
    most = max(1, limit // len(by_label))
    chance = random.Random(0)  # noqa: S311 - the same choice each time, not a secret
    return [
        example
        for those in by_label.values()
        for example in (those if len(those) <= most else chance.sample(those, most))
    ]


def _calibrate(
    fitted: Fit, products: Array, of: NDArray[np.intp], said: slice, how: Routing
) -> _Calibration:
    """Fit probabilities to the scores that examples get when they, or their label, are unseen.

    An example without its label stands for a request that belongs to no label. Only examples
    that were `said` count, and for the scores of the unseen those whose label has another one.
    """
    several = np.bincount(of[said])[of[said]] > 1
    if several.sum() < 2 or of.max() == 0:
        return _Calibration(sharpness=10.0, slope=0.0, middle=0.0)
    unseen = fitted.unseen[said][several]
    same_label = of[said][:, None] == of
    itself = np.eye(len(of), dtype=bool)[said]
    others = np.where(np.eye(of.max() + 1, dtype=bool)[of[said]], -np.inf, fitted.unlabelled[said])
    near = _crowd(products[said], how.narrow, itself)[several]
    known = unseen.max(axis=1) + how.crowd * near
    unknown = others.max(axis=1) + how.crowd * _crowd(products[said], how.narrow, same_label)
    return _Calibration(_sharpness(unseen, of[said][several]), *_logistic(known, unknown))


def _crowd(products: Array, sharpness: float, without: NDArray[np.bool_] | None = None) -> Array:
    """Return the log density of examples around requests, `[requests]`.

    `products` `[requests, examples]`, `sharpness` that of the kernel; examples that are marked in
    `without` do not count.
    """
    near = alike(products, sharpness)
    counts = np.ones_like(near) if without is None else ~without
    density: Array = np.log((near * counts).sum(axis=1) / counts.sum(axis=1))
    return density


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
