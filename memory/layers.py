"""What each layer of an embedding model makes of a text.

The last layer says what a text is about; the layers below it still know how it is put, so that
they tell requests about one thing apart that want different deeds (Jawahar et al., 2019, "What
Does BERT Learn about the Structure of Language?"). One forward pass gives them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import ModelError
from ..core.protocols import Layers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 64

_PADDING = 200
"""Characters by which the texts of a batch are padded to its longest, all in all, at most. One more
batch costs about half as much time."""


def layers_of(model: SentenceTransformer, texts: Sequence[str]) -> Layers:
    """Return the mean over the tokens of each text at each layer, `[texts, layers, dimension]`.

    The first layer is the input embeddings. A model that is no transformer has one layer: the
    vectors that it gives to texts.
    """
    batches = list(_batches(texts))
    rows = np.concatenate([_batch(model, [texts[place] for place in batch]) for batch in batches])
    return np.asarray(rows[np.argsort(np.concatenate(batches))], dtype=np.float32)


def tokens_of(
    model: SentenceTransformer, texts: Sequence[str], layers: Sequence[int], most: int
) -> list[Layers]:
    """Return `[tokens, layers, dimension]` for each text: some layers, of its first tokens.

    Raises `ModelError` where the model is no transformer.
    """
    found: dict[int, Layers] = {}
    for places in _batches(texts):
        seen = _seen(model, [texts[place] for place in places])
        if seen is None:
            raise ModelError("The embedding model is no transformer: it tells nothing of tokens.")
        states = np.stack([seen.states[layer] for layer in layers], axis=2)
        for place, row, length in zip(places, states, seen.mask.sum(axis=1), strict=True):
            found[place] = row[: min(int(length), most)]
    return [found[place] for place in range(len(texts))]


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of texts that are about as long, the shortest first."""
    batch, characters = list[int](), 0
    for place in sorted(range(len(texts)), key=lambda place: len(texts[place])):
        length = len(texts[place])
        if batch and (len(batch) == _BATCH or len(batch) * length - characters > _PADDING):
            yield batch
            batch, characters = [], 0
        batch.append(place)
        characters += length
    if batch:
        yield batch


@dataclass(frozen=True, eq=False)
class _Seen:
    states: list[Layers]
    """Each layer's `[texts, tokens, dimension]`."""

    mask: Layers
    """1 for a text's tokens and 0 for padding, `[texts, tokens]`."""


def _batch(model: SentenceTransformer, texts: list[str]) -> Layers:
    seen = _seen(model, texts)
    if seen is None:
        return np.asarray(model.encode(texts, show_progress_bar=False))[:, None, :]
    mask = seen.mask[..., None]
    means = [(state * mask).sum(axis=1) / mask.sum(axis=1) for state in seen.states]
    return np.stack(means, axis=1)


def _seen(model: SentenceTransformer, texts: list[str]) -> _Seen | None:
    """Return what the layers make of each token, or None where the model is no transformer."""
    import torch
    from sentence_transformers.util import batch_to_device

    config: Any = getattr(getattr(model[0], "model", None), "config", None)
    if config is None:
        return None
    features = batch_to_device(model.preprocess(texts), model.device)
    before = config.output_hidden_states
    config.output_hidden_states = True
    try:
        with torch.inference_mode():
            seen = model[0](features)
    finally:
        config.output_hidden_states = before
    states = [state.float().cpu().numpy() for state in seen["all_layer_embeddings"]]
    return _Seen(states, seen["attention_mask"].float().cpu().numpy())
