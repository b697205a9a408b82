"""The preference encoder: where what a preference leads to lies among the embeddings of options.

"I hate cables" lies near "wired" for an embedding model; here it points to "wireless", what honours
it, or to "connection: cable, bluetooth", what it bears on, by which adapter is used. The model is
tuned for the side of the preference (query-side tuning; Lee et al. 2021, "Learning Dense
Representations of Phrases at Scale", section 4.4). Options keep the embeddings that everything else
has of them, turned by one matrix. What tuning changed is kept as products of two low matrices (as
Hu et al. 2021, "LoRA"). `training/fitting` trains them.
"""

from __future__ import annotations

import copy
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.protocols import Embedder, Vectors
from ...memory.embedding import SentenceEmbedder

if TYPE_CHECKING:
    import torch

HONOURING = "honouring.safetensors"
"""The file beside this one that holds the adapter which leads to what honours a preference."""

BEARING = "bearing.safetensors"
"""The same of the one which leads to what a preference bears on, whatever it wants of it."""

LONGEST = 48
"""Tokens of a preference that are read."""

_BATCH = 32

_KEPT = 1024
"""How many preferences' vectors are kept: memories are judged again with every request."""


@dataclass(frozen=True, eq=False)
class Adapter:
    """What is added to the weights of an embedding model's linear layers."""

    embedder: str
    """The name of the embedding model."""

    temperature: float
    """What a cosine of 1 counts, in logits."""

    factors: Mapping[str, tuple[torch.Tensor, torch.Tensor]]
    """The layer's path in the model -> `[rank, inputs]` and `[outputs, rank]`."""

    turn: torch.Tensor
    """What the options' embeddings are multiplied by, `[dimension, dimension]`."""

    @classmethod
    def shipped(cls, name: str) -> Adapter:
        """Return one of those beside this file, `HONOURING` or `BEARING`."""
        with as_file(files("uptake.policy.fitting").joinpath(name)) as path:
            return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> Adapter:
        """Read one that was saved."""
        from safetensors import safe_open

        with safe_open(path, "pt") as file:
            told = json.loads(file.metadata()["adapter"])
            layers = [key.removesuffix(".a") for key in file.keys() if key.endswith(".a")]  # noqa: SIM118 - not a mapping
            factors = {
                layer: (
                    file.get_tensor(f"{layer}.a").float(),
                    file.get_tensor(f"{layer}.b").float(),
                )
                for layer in layers
            }
            turn = file.get_tensor("turn").float()
        return cls(factors=factors, turn=turn, **told)

    def save(self, path: Path) -> None:
        """Write it, in 16 bits a weight."""
        from safetensors.torch import save_file

        tensors = {
            f"{layer}.{name}": factor.half().contiguous()
            for layer, pair in self.factors.items()
            for name, factor in zip("ab", pair, strict=True)
        }
        tensors["turn"] = self.turn.half().contiguous()
        told = {"embedder": self.embedder, "temperature": self.temperature}
        save_file(tensors, path, metadata={"adapter": json.dumps(told)})


class PreferenceEncoder:
    """Encodes preferences. Any thread may use it."""

    def __init__(self, embedder: SentenceEmbedder, adapter: Adapter) -> None:
        """Encode with the embedding model that the adapter is for; it is loaded on first use."""
        self._embedder, self._adapter = embedder, adapter
        self._adapted: Any = None
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def fitted(cls, embedder: Embedder, name: str) -> PreferenceEncoder | None:
        """Return the one with a shipped adapter; None for another embedding model than that is for.

        The same one each time: its layers take 40 MB.
        """
        return _fitted(embedder, name) if isinstance(embedder, SentenceEmbedder) else None

    def logits(self, preferences: Sequence[str], options: Vectors) -> Vectors:
        """Return how near each option is to where each preference leads, in logits.

        `[options, preferences]`; `options` are their embeddings, `[options, dimension]`. Of what
        honours a preference only differences between options tell something. Raises `ModelError`
        where the embedding model cannot be found or loaded.
        """
        told: Vectors = self._adapter.temperature * self.likeness(preferences, options)
        return told

    def likeness(self, preferences: Sequence[str], options: Vectors) -> Vectors:
        """Return the same as cosines."""
        turned = options @ self._adapter.turn.numpy()
        turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
        likeness: Vectors = turned @ self.encode(preferences).T
        return likeness

    def encode(self, preferences: Sequence[str]) -> Vectors:
        """Return where each preference leads, `[preferences, dimension]`, of length 1.

        Raises `ModelError` where the embedding model cannot be found or loaded.
        """
        with self._lock:
            found = {text: self._known[text] for text in preferences if text in self._known}
            new = sorted({text for text in preferences if text not in found}, key=len)
            for start in range(0, len(new), _BATCH):
                batch = new[start : start + _BATCH]
                found |= zip(batch, self._encode(batch), strict=True)
            for text in dict.fromkeys(preferences):
                self._known[text] = found[text]
                self._known.move_to_end(text)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return np.stack([found[text] for text in preferences])

    def _encode(self, texts: list[str]) -> Vectors:
        import torch

        model = self._embedder.model()
        if self._adapted is None:
            self._adapted = adapted(model[0].model, self._adapter)
        tokens = model.tokenizer(
            texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
        )
        with torch.inference_mode():
            return np.asarray(encoded(self._adapted, tokens).float().cpu(), np.float32)


def encoded(model: Any, tokens: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """Return the mean of each text's token states, `[texts, dimension]`, of length 1."""
    import torch

    states = model(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1).to(states.dtype)
    return torch.nn.functional.normalize((states * mask).sum(1), dim=-1)


def adapted(model: Any, adapter: Adapter) -> Any:
    """Return a copy of a transformer with an adapter in its weights.

    The table of token embeddings, half of the model, is shared with the original.
    """
    import torch

    shared = {id(model.embeddings): model.embeddings}
    changed = copy.deepcopy(model, shared)
    with torch.no_grad():
        for path, (inner, outer) in adapter.factors.items():
            changed.get_submodule(path).weight += outer @ inner
    return changed.eval()


@lru_cache(maxsize=4)
def _fitted(embedder: SentenceEmbedder, name: str) -> PreferenceEncoder | None:
    adapter = Adapter.shipped(name)
    return PreferenceEncoder(embedder, adapter) if adapter.embedder == embedder.name else None
