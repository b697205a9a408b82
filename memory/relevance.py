"""Learned relevance: what a request would have to respect, though it does not mention it.

"Which outings would you suggest in the Alps?" says nothing of a fear of heights, and lies far from
it in meaning. The embedding model's upper layers were taught, contrastively (DPR: Karpukhin et al.
2020, "Dense Passage Retrieval for Open-Domain Question Answering"; SimCSE's loss and temperature),
to place requests beside the preferences that they run into: a question's own preference against
the others of its topic, on `training/preferences` (`training/relevance.py`). What differs from the
embedding model is kept as low-rank changes of its matrices (LoRA: Hu et al. 2022).

Its vectors are of another space than those of the embedding model: facts lie in this one, all else
in that one (`spaces`). Knows no records.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

from ..core.errors import ModelError
from ..core.protocols import Embedder
from .embedding import MiniLM, SentenceEmbedder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor
    from torch.nn import ModuleList

WEIGHTS = Path(__file__).with_name("relevance.safetensors")

UP, DOWN = ".up", ".down"
"""What the names of a matrix's change end in: `[out, rank]` and `[rank, in]`. The change of a
vector has the vector's own name; layers are counted from the first that is changed."""


class Relevance(SentenceEmbedder):
    """Embeds requests beside the preferences that they bear on."""

    def __init__(self, base: SentenceEmbedder, weights: Path = WEIGHTS) -> None:
        """Take over the model of `base`, of which most is shared, and change it by `weights`.

        Raises `ModelError` where the weights cannot be read.
        """
        super().__init__()
        self._base, self._weights = base, weights
        self._version = _notes(weights)["version"]

    @property
    def name(self) -> str:
        """What the model is called; other weights have another name."""
        return f"{self._base.name}+relevance-{self._version}"

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._base.dimension

    def _load(self) -> SentenceTransformer:
        model = self._base.model()
        shared = {id(parameter): parameter for parameter in model.parameters()}
        other = copy.deepcopy(model, dict[int, object](shared))
        layers, lower = layers_of(other), int(_notes(self._weights)["lower"])
        changed = with_changes(layers[lower:], _changes(self._weights))
        for place, layer in enumerate(changed, start=lower):
            layers[place] = layer
        return other


def find_relevance(embedder: Embedder) -> Relevance | None:
    """Return the relevance that comes with uptake, or None where the embedding model is another."""
    if not isinstance(embedder, MiniLM) or embedder.name != _notes(WEIGHTS)["embedder"]:
        return None
    return Relevance(embedder)


def layers_of(model: SentenceTransformer) -> ModuleList:
    """Return the transformer's layers, the lowest first."""
    transformer: Any = model[0]
    layers: ModuleList = transformer.auto_model.encoder.layer
    return layers


def with_changes(layers: ModuleList, changes: Mapping[str, Tensor]) -> ModuleList:
    """Return layers that differ by `changes` and share all other numbers.

    Raises `ModelError` where a change fits no parameter.
    """
    from torch.nn import Parameter

    shared = {id(parameter): parameter for parameter in layers.parameters()}
    other = copy.deepcopy(layers, dict[int, object](shared))
    for name in {key.removesuffix(UP).removesuffix(DOWN) for key in changes}:
        owner, _, own = name.rpartition(".")
        try:
            change = changes[name] if name in changes else changes[name + UP] @ changes[name + DOWN]
            module = other.get_submodule(owner)
            new = module.get_parameter(own).detach() + change
            setattr(module, own, Parameter(new, requires_grad=False))
        except (AttributeError, KeyError, RuntimeError) as error:
            raise ModelError(f"The change of {name} does not fit the model: {error}") from error
    return other


def save(path: Path, changes: Mapping[str, Tensor], embedder: str, lower: int) -> None:
    """Write changes of an embedding model's layers above the `lower` ones, two bytes a number."""
    from safetensors.torch import save_file

    tensors = {name: changes[name].half().contiguous() for name in sorted(changes)}
    digest = hashlib.blake2b(digest_size=4)
    for tensor in tensors.values():
        digest.update(tensor.numpy().tobytes())
    notes = {"embedder": embedder, "lower": str(lower), "version": digest.hexdigest()}
    save_file(tensors, path, notes)


def _changes(path: Path) -> dict[str, Tensor]:
    from safetensors.torch import load_file

    try:
        return {name: tensor.float() for name, tensor in load_file(path).items()}
    except (OSError, SafetensorError) as error:
        raise _unreadable(path, error) from error


def _notes(path: Path) -> dict[str, str]:
    """Return which embedding model the weights fit, above which layer, and their version."""
    try:
        with safe_open(path, "numpy") as file:
            notes = dict(file.metadata() or {})
        return {key: notes[key] for key in ("embedder", "lower", "version")}
    except (OSError, KeyError, SafetensorError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ModelError:
    return ModelError(f"{path} holds no weights of learned relevance: {error}")
