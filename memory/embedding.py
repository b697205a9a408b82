"""The embedding model: texts as vectors, with sentence-transformers.

The weights are loaded on the first `embed`, which takes seconds; until then only the name
is known.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..core.errors import ModelError
from ..core.protocols import Embedder, Layers, Vectors
from ..core.settings import Settings
from ..core.weights import Progress, find_embedding_model
from .language.words import INDEXED_CHARACTERS, clean
from .layers import layers_of, tokens_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = "all-MiniLM-L6-v2"
"""What the model is called where the settings name none."""

_KEPT = 512
"""How many vectors of short texts are kept: a turn asks for the same request several times."""

_BATCH = 64


class SentenceEmbedder(ABC):
    """Embeds texts with a model of sentence-transformers, and keeps the vectors of the last ones.

    Any thread may use it.
    """

    def __init__(self) -> None:
        self._loaded: SentenceTransformer | None = None
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    @abstractmethod
    def name(self) -> str:
        """What the model is called; known without loading it."""

    @abstractmethod
    def _load(self) -> SentenceTransformer:
        """Read the weights. Raises `ModelError` where they cannot be found or loaded."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, `[len(texts), dimension]`, each of length 1.

        Raises `ModelError` where the weights cannot be found or loaded.
        """
        short = [clean(text[:INDEXED_CHARACTERS]) for text in texts]
        if not short:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            rows = {text: self._known[text] for text in short if text in self._known}
            new = list(dict.fromkeys(text for text in short if text not in rows))
            if new:
                rows |= zip(new, self._encode(new), strict=True)
            for text in dict.fromkeys(short):
                self._keep(text, rows[text])
        return np.stack([rows[text] for text in short])

    def embed_layers(self, texts: Sequence[str]) -> Layers:
        """Return what each layer makes of each text, `[len(texts), layers, dimension]`.

        At least one text. Raises `ModelError` where the weights cannot be found or loaded.
        """
        short = [clean(text[:INDEXED_CHARACTERS]) for text in texts]
        with self._lock:
            return layers_of(self._model(), short)

    def embed_tokens(
        self, texts: Sequence[str], layers: Sequence[int], *, most: int
    ) -> list[Layers]:
        """Return `[tokens, layers, dimension]` for each text, of its first `most` tokens.

        Raises `ModelError` where the weights cannot be found or loaded, or are no transformer's.
        """
        short = [clean(text[:INDEXED_CHARACTERS]) for text in texts]
        with self._lock:
            return tokens_of(self._model(), short, layers, most)

    @property
    def dimension(self) -> int:
        """The length of a vector; loads the model."""
        return int(self.embed([""]).shape[1])

    def model(self) -> SentenceTransformer:
        """Return the model, loaded on first use. Raises `ModelError`."""
        with self._lock:
            return self._model()

    def _model(self) -> SentenceTransformer:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _encode(self, texts: list[str]) -> Vectors:
        model = self._model()
        if len(texts) <= _BATCH:
            return _one_batch(model, texts)
        vectors = model.encode(
            texts,
            batch_size=_BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _keep(self, text: str, vector: Vectors) -> None:
        self._known[text] = vector
        self._known.move_to_end(text)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)


class MiniLM(SentenceEmbedder):
    """Embeds texts with all-MiniLM-L6-v2, or with the model that the settings name."""

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        super().__init__()
        self._settings, self._progress = settings, progress

    @property
    def name(self) -> str:
        """What the model is called; known without loading it."""
        return self._settings.embedding_model or DEFAULT

    @property
    def dimension(self) -> int:
        """The length of a vector; loads the model where it is not the default one."""
        return super().dimension if self._settings.embedding_model else 384

    def _load(self) -> SentenceTransformer:
        weights = find_embedding_model(self._settings, self._progress)
        if self._progress:
            self._progress("loading the embedding model", 0.0)
        model = _read(weights.path, self._settings.threads)
        if self._progress:
            self._progress("loading the embedding model", 1.0)
        return model


def load_embedder(settings: Settings, progress: Progress | None = None) -> Embedder:
    """Return the embedder of the settings; its weights load on the first `embed`."""
    return MiniLM(settings, progress)


def _one_batch(model: SentenceTransformer, texts: list[str]) -> Vectors:
    """Return what `model.encode` returns, `[texts, dimension]`, each of length 1.

    `encode` looks at every parameter of the model on each call, which costs a sixth of the time of
    a short text. The model stands on its device and is set to inference once, in `_read`.
    """
    import torch
    from sentence_transformers.util import batch_to_device

    prompt = model.prompts.get(model.default_prompt_name or "")
    features = batch_to_device(model.preprocess(texts, prompt=prompt), model.device)
    with torch.inference_mode():
        vectors = model(features)["sentence_embedding"][:, : model.truncate_dim]
        unit = torch.nn.functional.normalize(vectors, p=2, dim=1)
    return np.asarray(unit.cpu().numpy(), dtype=np.float32)


def _read(path: Path, threads: int) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    torch.set_num_threads(threads)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(path), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
        ).eval()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"{path} is not a sentence-transformers model that can be loaded: {error}"
        ) from error
