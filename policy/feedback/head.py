"""Feedback: whether this turn's words show that the user was content with the turn before.

A small head over the embedding of what was said and a few features of its context, trained
on the examples that ship beside this file. It knows nobody's labels; a first version that
later learns from its user.
"""

from __future__ import annotations

import json
import os
import re
import threading
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from ..heads import drop_others, head_path
from ..wording import particulars
from .kinds import JUDGED, KINDS, Judged, Judgement

Weights = dict[str, NDArray[np.float32]]
"""`weights` `[kinds, features]` and `bias` `[kinds]`."""

SURE = 0.6
"""Below this probability a turn is neutral: to miss a sign is better than to imagine one."""

_QUOTED = re.compile(r"""(["\u201c]).*?["\u201d]""")
_WORDS = re.compile(r"\w+")
_SIGNS = {
    "negates": r"^\W*(?:no|nope|not|wrong|stop|don'?t|undo)\b",
    "negates later": r"\b(?:not|wrong|instead|didn'?t|doesn'?t|isn'?t|wasn'?t|never|too)\b",
    "means": r"\b(?:i (?:meant?|said|asked|wanted)|should have|next time|from now on)\b",
    "thanks": r"\b(?:thanks?|thank you|thx|cheers|appreciated?)\b",
    "praises": r"\b(?:great|perfect|excellent|awesome|good|nice|exactly|correct|right|well done)\b",
    "blames": r"\byou\b.*\b(?:wrong|not|never|instead)\b",
}
_PATTERNS = [re.compile(pattern, re.IGNORECASE) for pattern in _SIGNS.values()]
_CONTEXT_WEIGHT = 0.7
"""How much a feature of the context counts against a dimension of the embedding."""


class FeedbackHead:
    """Judges what users say about the turn before: multinomial logistic regression."""

    def __init__(self, embedder: Embedder, folder: Path | None = None) -> None:
        """Train when first asked, in seconds; keep the weights in `folder` where one is given."""
        self._embedder, self._folder = embedder, folder
        self._lock = threading.Lock()
        self._weights: Weights | None = None

    def judge(self, request: str, reply: str, said: str) -> Judgement:
        """Judge what was `said` after the `reply` to an earlier `request`."""
        chances = self._chances(request, reply, said)
        sums: dict[Judged, float] = {"satisfied": 0.0, "neutral": 0.0, "dissatisfied": 0.0}
        for kind, chance in chances.items():
            sums[JUDGED[kind]] += chance
        judgement = max(sums, key=lambda judged: sums[judged])
        if sums[judgement] < SURE:
            judgement = "neutral"
        of_that = {kind: chances[kind] for kind in KINDS if JUDGED[kind] == judgement}
        return Judgement(
            judgement,
            max(of_that, key=lambda k: of_that[k]),
            sums[judgement],
            dissatisfied=sums["dissatisfied"],
        )

    def prepare(self) -> None:
        """Train now, so that the next turn does not wait for it."""
        with self._lock:
            if self._weights is None:
                self._weights = self._load_or_train()

    def _chances(self, request: str, reply: str, said: str) -> dict[str, float]:
        self.prepare()
        assert self._weights is not None
        weights, bias = self._weights["weights"], self._weights["bias"]
        scores = weights @ self._features([(request, reply, said)])[0] + bias
        powers = np.exp(scores - scores.max())
        return dict(zip(KINDS, map(float, powers / powers.sum()), strict=True))

    def _load_or_train(self) -> Weights:
        from safetensors.numpy import load_file, save_file

        examples = files("uptake.policy.feedback").joinpath("examples.jsonl").read_text("utf-8")
        if self._folder is None:
            return self._train(examples)
        path = head_path(self._folder, "feedback", [self._embedder.name, examples])
        if path.exists():
            return load_file(path)
        weights = self._train(examples)
        self._folder.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f"{path.name}.{os.getpid()}")
        save_file(weights, scratch)
        scratch.replace(path)
        drop_others(path)
        return weights

    def _train(self, examples: str) -> Weights:
        from sklearn.linear_model import LogisticRegression

        rows = [json.loads(line) for line in examples.splitlines()]
        features = self._features([(row["request"], row["reply"], row["said"]) for row in rows])
        model = LogisticRegression(C=3.0, max_iter=500, class_weight="balanced")
        model.fit(features, [KINDS.index(row["kind"]) for row in rows])
        return {
            "weights": np.asarray(model.coef_, np.float32),
            "bias": np.asarray(model.intercept_, np.float32),
        }

    def _features(self, turns: list[tuple[str, str, str]]) -> NDArray[np.float32]:
        """Return the features of turns, `[turns, dimension + context]`."""
        context = np.array([_context(*turn) for turn in turns], dtype=np.float32)
        turns = [
            (_masked(request), _masked(reply), _masked(said)) for request, reply, said in turns
        ]
        requests = self._embedder.embed([request for request, _, _ in turns])
        saids = self._embedder.embed([said for _, _, said in turns])
        near = (requests * saids).sum(axis=1, keepdims=True)
        return np.hstack([saids, near, _CONTEXT_WEIGHT * context])


def _masked(text: str) -> str:
    """Return the text without what it quotes: that belongs to the task, not to the mood."""
    return _QUOTED.sub("_", text)


def _context(request: str, reply: str, said: str) -> list[float]:
    before, after = particulars(request), particulars(said)
    request, reply, said = _masked(request), _masked(reply), _masked(said)
    asked, answered, now = _words(request), _words(reply), _words(said)
    return [
        *(float(bool(pattern.search(said))) for pattern in _PATTERNS),
        _share(asked & now, now),
        _share(answered & now, now),
        # Whoever rephrases a request keeps its names and numbers; a new one brings its own.
        float(bool(before & after)),
        float(bool(after - before) and not before & after and bool(before)),
        min(len(now), 20) / 20,
        float(said.rstrip().endswith("?")),
    ]


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.lower()))


def _share(part: set[str], whole: set[str]) -> float:
    return len(part) / len(whole) if whole else 0.0
