"""The fitted weights of the head, and what scores made with them mean."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from .features import Floats
from .kinds import DISSATISFIED

WEIGHTS = "feedback.safetensors"
"""The file beside this one that holds the fitted weights."""

STATED = 0.75
"""From this probability on a statement about the reply was made."""

TEMPERATURE = 1.4
"""What the log-odds of dissatisfaction are divided by (temperature scaling; Guo et al., 2017, "On
calibration of modern neural networks"). Made dialogues are plainer than real ones: what is fitted
on two sources of `training/feedback` is about so much too sure of the third (`fit.py --check`)."""

_LEAST = 1e-9
"""No probability is nearer to 0 or 1."""

Chances = NDArray[np.float64]


def as_chances(scores: Floats) -> tuple[Chances, Chances]:
    """Return probabilities for scores of `[follow-ups, KINDS + 1]`.

    Those of the kinds, `[follow-ups, KINDS]`, whose rows sum to 1; and, from the last column, that
    an explicit statement about the reply was made, a wish, a correction or a complaint,
    `[follow-ups]`. Where it was, that is dissatisfaction, and at least as probable.
    """
    powers = np.exp(scores[:, :-1] - scores[:, :-1].max(axis=1, keepdims=True), dtype=np.float64)
    kinds = powers / powers.sum(axis=1, keepdims=True)
    stated = 1 / (1 + np.exp(-scores[:, -1], dtype=np.float64))
    minded = np.clip(kinds[:, DISSATISFIED].sum(axis=1), _LEAST, 1 - _LEAST)
    cooled = 1 / (1 + (1 / minded - 1) ** (1 / TEMPERATURE))
    raised = np.where(stated >= STATED, np.maximum(cooled, stated), cooled)
    factors = np.repeat(((1 - raised) / (1 - minded))[:, None], kinds.shape[1], axis=1)
    factors[:, DISSATISFIED] = (raised / minded)[:, None]
    return np.asarray(kinds * factors), np.asarray(stated)


class Weights:
    """The weights as they ship, with whether those of the meaning fit the embedding model."""

    def __init__(self, embedder: str) -> None:
        """Read the weights, in milliseconds; `embedder` is the name of the embedding model."""
        from safetensors import safe_open

        with safe_open(str(files("uptake.policy.feedback").joinpath(WEIGHTS)), "numpy") as file:
            about = file.metadata()
            self._tensors: dict[str, Floats] = {
                name: file.get_tensor(name)
                for name in file.keys()  # noqa: SIM118 - no mapping
            }
        self.knows_meaning = embedder == about["embedder"]
        runs: list[str] = json.loads(about["vocabulary"])
        self.vocabulary = {run: place for place, run in enumerate(runs)}

    def by_words(self, words: Floats) -> tuple[Chances, Chances]:
        """Return `as_chances` of what words tell, `[follow-ups, signals + vocabulary]`."""
        return self._chances("by_words", words)

    def by_all(self, features: Floats) -> tuple[Chances, Chances]:
        """Return `as_chances` of what words and meaning tell."""
        return self._chances("by_all", features)

    def _chances(self, fit: str, features: Floats) -> tuple[Chances, Chances]:
        scores = features @ self._tensors[f"{fit}.weights"].T + self._tensors[f"{fit}.bias"]
        return as_chances(scores)
