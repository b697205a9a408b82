"""Learned relevance: what a request would have to respect, though it does not mention it.

"Which outings would you suggest in the Alps?" says nothing of a fear of heights, and lies far from
it in meaning. A key-value memory (Miller et al. 2016, "Key-Value Memory Networks for Directly
Reading Documents") moves the request towards what such requests run into: each key lies where
requests of a kind lie, its value says where the preferences lie that they bear on. Both were
learned from `training/preferences`, contrastively: a question's own preference against the others
of its topic (`training/relevance.py`).

Only the request moves. Records stay where the embedding model has put them, so that the one index
serves both searches, and nothing is kept here that would have to be forgotten. Knows no records.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ...core.errors import ModelError
from ...core.protocols import Embedder, Vectors

WEIGHTS = Path(__file__).with_name("relevance.safetensors")


@dataclass(frozen=True, eq=False)
class Relevance:
    """Moves requests towards the preferences that they bear on."""

    keys: Vectors
    """`[slots, dimension]`: where requests of a kind lie."""

    values: Vectors
    """`[slots, dimension]`: how far from the middle of all preferences those lie that such
    requests bear on."""

    sharpness: float
    """How much more the nearest keys count: the inverse temperature of the softmax."""

    reach: float
    """How far the values move a request, whose own vector has the length 1."""

    def aim(self, requests: Vectors) -> Vectors:
        """Return where each request's preferences lie, `[requests, dimension]`, of length 1.

        `requests` are vectors of length 1 of the embedding model that the weights were learned
        with, `[requests, dimension]`. The dot product with a record's vector ranks the records.
        """
        near = self.sharpness * (requests @ self.keys.T)
        near = np.exp(near - near.max(axis=1, keepdims=True))
        moved = requests + self.reach * (near / near.sum(axis=1, keepdims=True)) @ self.values
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)

    def save(self, path: Path, embedder: str) -> None:
        """Write the weights, a byte a number, and the name of the embedding model they fit."""
        tensors = {}
        for name, matrix in (("keys", self.keys), ("values", self.values)):
            scale = np.abs(matrix).max(axis=1, keepdims=True) / 127
            tensors[name] = np.round(matrix / scale).astype(np.int8)
            tensors[f"{name}_scale"] = scale.astype(np.float32)
        tensors["curve"] = np.array([self.sharpness, self.reach], dtype=np.float32)
        save_file(tensors, path, {"embedder": embedder})

    @classmethod
    def load(cls, path: Path) -> Relevance:
        """Read weights that `save` wrote. Raises `ModelError` where they cannot be read."""
        try:
            with safe_open(path, "numpy") as file:
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            keys, values = (
                tensors[name].astype(np.float32) * tensors[f"{name}_scale"]
                for name in ("keys", "values")
            )
            sharpness, reach = map(float, tensors["curve"])
        except (OSError, KeyError, ValueError, SafetensorError) as error:
            raise ModelError(f"{path} holds no weights of learned relevance: {error}") from error
        return cls(keys, values, sharpness, reach)


def find_relevance(embedder: Embedder) -> Relevance | None:
    """Return the weights that come with uptake, or None where the embedding model is another."""
    with safe_open(WEIGHTS, "numpy") as file:
        fits = (file.metadata() or {})["embedder"]
    return Relevance.load(WEIGHTS) if embedder.name == fits else None
