"""What each layer of an embedding model makes of a text.

The last layer says what a text is about; the layers below it still know how it is put, so that
they tell requests about one thing apart that want different deeds (Jawahar et al., 2019, "What
Does BERT Learn about the Structure of Language?"). One forward pass gives them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.protocols import Layers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 64


def layers_of(model: SentenceTransformer, texts: Sequence[str]) -> Layers:
    """Return the mean over the tokens of each text at each layer, `[texts, layers, dimension]`.

    The first layer is the input embeddings. A model that is no transformer has one layer: the
    vectors that it gives to texts.
    """
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    rows = np.concatenate([_batch(model, [texts[place] for place in batch]) for batch in batches])
    return np.asarray(rows[np.argsort(order)], dtype=np.float32)


def _batch(model: SentenceTransformer, texts: list[str]) -> Layers:
    import torch
    from sentence_transformers.util import batch_to_device

    config: Any = getattr(getattr(model[0], "model", None), "config", None)
    if config is None:
        return np.asarray(model.encode(texts, show_progress_bar=False))[:, None, :]
    features = batch_to_device(model.preprocess(texts), model.device)
    before = config.output_hidden_states
    config.output_hidden_states = True
    try:
        with torch.inference_mode():
            seen = model[0](features)
    finally:
        config.output_hidden_states = before
    mask = seen["attention_mask"].unsqueeze(-1).float()
    means = [(state * mask).sum(1) / mask.sum(1) for state in seen["all_layer_embeddings"]]
    return np.asarray(torch.stack(means, dim=1).cpu().numpy())
