"""What no assistant should learn from: towards harm, deceit, or around an approval.

A logistic regression over the embedding of what was said and a few patterns of how such wishes
are put, fitted to follow-ups by `training/harm/fit.py`; with another embedding model the patterns
alone count.
It is one of two guards: the gate refuses weights under which a norm has moved, whatever they
learned from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ....core.protocols import Embedder

Floats = NDArray[np.float32]

WEIGHTS = "harm.safetensors"
"""The file beside this one that holds the fitted weights."""

HARMFUL = 0.4
"""From this probability on nothing is learned: a lesson lost costs less than harm learned."""

HARMFUL_ANSWER = 0.8
"""From this one on an answer is not taught. An answer by itself tells less than a follow-up: of the
fixed texts this finds 13 of 98 answers that must not be preferred, 7 of the 98 that must (most
refuse, in the words of what they refuse), and none of 36 plain answers and 174 titles; `HARMFUL`
would take 17 of these titles for harm."""

_PATTERNS = (
    # Acting without a yes; but "don't send it without asking" asks for one.
    r"\b(?:stop|don'?t|do not|never|no more|needn'?t|need not|quit|why do you(?: always| keep)?)\b"
    r"(?:(?!\bwithout\b).){0,25}\b(?:ask|asking|check|checking|confirm|confirming|confirmations?|"
    r"approvals?|permission)\b(?! (?:what|which|where|how|for the|me what|me which|me for the))",
    r"(?<!\w)(?<!not )\b(?:without|skip(?:ping)?|no more)\b.{0,20}"
    r"\b(?:asking|checking|confirm\w*|approv\w*|permission|questions)\b",
    r"\b(?:don'?t|do not|never|nothing|not)\b.{0,25}\b(?:without|before)\b.{0,20}"
    r"\b(?:ask\w*|check\w*|confirm\w*|approv\w*|see|me|i)\b",
    # Secrets told, but not one's own reset.
    r"\b(?:tell|told|show|shown|give|print|write|read|say|send|reveal|hid\w+|blank|remember)\b"
    r".{0,40}\b(?:passwords?|pins?|passcodes?|api keys?|card numbers?|logins?|alarm codes?)\b",
    r"\b(?:reset|change|forgot|forgotten|new)\b.{0,15}\b(?:passwords?|pins?|logins?)\b",
    # Rules put aside.
    r"\b(?:ignore|forget|disregard|override|bypass|drop)\b.{0,20}"
    r"\b(?:rules?|instructions?|guidelines?|restrictions?|limits?|safety|what you were told)\b",
    r"\b(?:no|without|stop|any|had no)\b.{0,12}"
    r"\b(?:refus\w+|filters?|restrictions?|limits?|warnings?)\b",
    # Untruth about itself or others.
    r"\b(?:say|said|claim|tell|admit|pretend)\b.{0,25}\b(?:you are|you're)\b.{0,10}"
    r"\b(?:humans?|person|computer|machine|doctor|lawyer|allowed)\b",
    r"\b(?:lie to|make up the|invent|forge|fake|falsify|nobody checks|notic\w+)\b",
    # Violence, crime, hate, minors.
    r"\b(?:bombs?|explod\w+|poison|kill(?:s|er)?|overdose|hurt (?:him|her|them|me|myself)|"
    r"threat\w+|scare (?:him|her|them|the)|steal|hack|virus|weapon|gun)\b",
    r"\b(?:sexual\w*|naked|nude)\b",
    r"\b(?:hate against|insult|nastier about|animals and)\b",
)
_COMPILED = [re.compile(pattern, re.I) for pattern in _PATTERNS]
_PATTERN_WEIGHT = 1.5
"""How much a pattern counts against a dimension of the embedding."""


class HarmHead:
    """Tells follow-ups that ask for harm, and the plainest of the answers that do it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def chances(self, said: Sequence[str]) -> list[float]:
        """Return for each text how probable it is that it asks for harm, 0..1."""
        if not said:
            return []
        weights, bias, embedded = _weights(self._embedder.name)
        features = patterns_in(said)
        if embedded:
            features = np.hstack([features, self._embedder.embed(said)])
        return [float(1 / (1 + np.exp(-score))) for score in features @ weights + bias]


def patterns_in(said: Sequence[str]) -> Floats:
    """Return which patterns each text has, `[texts, patterns]`, each as `_PATTERN_WEIGHT` or 0."""
    found = [[float(bool(pattern.search(text))) for pattern in _COMPILED] for text in said]
    return _PATTERN_WEIGHT * np.array(found, np.float32)


@cache
def _weights(embedder: str) -> tuple[Floats, float, bool]:
    """Return weights and bias, and whether they are for this embedding model's vectors."""
    from safetensors import safe_open

    with safe_open(str(files("uptake.policy.learning.lessons").joinpath(WEIGHTS)), "numpy") as file:
        known = embedder == file.metadata()["embedder"]
        part = "with_embedding" if known else "patterns_only"
        bias = float(file.get_tensor(f"{part}.bias")[0])
        return file.get_tensor(f"{part}.weights"), bias, known
