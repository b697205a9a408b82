"""Matching: how much options have of what a text speaks of.

Four measures, weighted as they were fitted: the likeness of the whole texts, that of their tokens
seen from either side (late interaction; Khattab and Zaharia 2020, "ColBERT"), and the share of the
text's telling words that an option has. Beside them, what is known of their words: whether they
name the same end of a quality, or opposite ones (`lexicon.py`).
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from ...core.protocols import Embedder, TokenEmbedder, Vectors
from ...memory.language.stemming import stem
from ...memory.language.words import telling_words
from .lexicon import Floats, Laid, Lexicon, Places

WEIGHTS = "weights.json"
"""The file beside this one that holds the fitted weights."""

_TOKENS = 96
"""Of longer texts the beginning is read."""

_KEPT = 1024
"""How many texts' readings are kept: a pool is judged again after each critique."""


@dataclass(frozen=True)
class Weights:
    """What the measures count, in logits; `training/fitting/fit.py` fits them."""

    whole: float = 4.0
    """The cosine similarity of the texts."""

    from_text: float = 0.0
    """The similarity of each token of the text to the option's nearest one, in the mean."""

    from_option: float = 0.0
    """The same from the option's tokens."""

    words: float = 1.5
    """The share of the text's telling words that the option has."""

    qualities: float = 3.0
    """Words that name the same end of a quality; as much less where they name opposite ones. Not
    fitted: 2 to 4 make little difference on any of the sets that are looked at."""

    encoded: float = 0.0
    """What the preference encoder says of values and names (`encoder.py`), as a share of it;
    nothing without one. Not fitted: on rows that the same hand wrote as those that it was trained
    on it seems better than it is. Set on shops of which nothing is learned; 0.7 to 1.4 are alike
    there."""

    encoded_whole: float = 0.0
    """The same of options that are sentences: words tell more of these. Set on PrefEval's
    development topics."""

    sharpness: float = 40.0
    """How much less a preference counts that bears less on the options than another one does: in
    its likeness to all of them, one part in `sharpness` divides its say by e. Not fitted: 20 to 60
    make little difference where a preference is to be found among 500."""

    @classmethod
    def fitted(cls, embedder: Embedder) -> Weights:
        """Return the fitted weights; the defaults, without tokens, for another embedding model."""
        found = json.loads(files("uptake.policy.fitting").joinpath(WEIGHTS).read_text("utf-8"))
        fits = found.pop("embedder") == embedder.name and isinstance(embedder, TokenEmbedder)
        return cls(**found) if fits else cls()

    def save(self, path: Path, embedder: str) -> None:
        """Write the weights, and the name of the embedding model they are for."""
        text = json.dumps({"embedder": embedder, **asdict(self)}, indent=2)
        path.write_text(f"{text}\n", encoding="utf-8")


@dataclass(frozen=True, eq=False)
class Reading:
    """What is known of a text."""

    vector: Vectors
    """Where it lies, `[dimension]`, of length 1."""

    tokens: Vectors
    """Where its tokens lie in it, `[tokens, dimension]`, each of length 1."""

    words: frozenset[str]
    """The stems of its telling words."""

    places: Sequence[Places]
    """Where the words that the lexicon knows lie on their qualities."""


class Reader:
    """Reads texts with an embedding model, and keeps the last readings. Any thread may use it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Reading] = OrderedDict()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return what is known of each text; an embedder that tells no tokens gives one."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            found = {text: self._known[text] for text in texts if text in self._known}
            found |= zip(new, self._read(new), strict=True)
            for text in dict.fromkeys(texts):
                self._known[text] = found[text]
                self._known.move_to_end(text)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return [found[text] for text in texts]

    def _read(self, texts: list[str]) -> list[Reading]:
        if not texts:
            return []
        if isinstance(self._embedder, TokenEmbedder):
            states = self._embedder.embed_tokens(texts, (-1,), most=_TOKENS)
            tokens = [state[:, 0] for state in states]
            # The marks of beginning and end are in the mean, as in the model's own vectors.
            vectors = [_of_length_1(state.mean(axis=0)) for state in tokens]
            tokens = [state[1:-1] if len(state) > 2 else state for state in tokens]
        else:
            vectors = list(self._embedder.embed(texts))
            tokens = [vector[np.newaxis] for vector in vectors]
        return [
            Reading(
                vector,
                _of_length_1(state),
                frozenset(map(stem, telling_words(text))),
                Lexicon.shipped().places(text),
            )
            for vector, state, text in zip(vectors, tokens, texts, strict=True)
        ]


class Options:
    """Options, laid out to be compared with many texts."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        """Lay them out; there is at least one."""
        self._readings = readings
        self._lengths = np.array([len(one.tokens) for one in readings])
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)[:-1]])
        self._tokens = np.concatenate([one.tokens for one in readings])
        self._laid = Laid([one.places for one in readings])
        self.vectors = np.stack([one.vector for one in readings])

    def __len__(self) -> int:
        """Return how many options there are."""
        return len(self._readings)

    def measures(self, text: Reading) -> Floats:
        """Return whole, from_text, from_option and words of each option, `[options, 4]`."""
        alike = text.tokens @ self._tokens.T
        from_text = np.maximum.reduceat(alike, self._starts, axis=1).mean(axis=0)
        from_option = np.add.reduceat(alike.max(axis=0), self._starts) / self._lengths
        shared = [len(text.words & one.words) for one in self._readings]
        words = np.array(shared) / max(1, len(text.words))
        found = np.stack([self.vectors @ text.vector, from_text, from_option, words], axis=1)
        return found.astype(np.float64)

    def match(self, text: Reading, weights: Weights) -> Floats:
        """Return how much each option has of what the text speaks of, in logits, `[options]`."""
        counts = [weights.whole, weights.from_text, weights.from_option, weights.words]
        matched: Floats = self.measures(text) @ np.array(counts)
        return matched + weights.qualities * self._laid.agreement(text.places)


def middle_of(vectors: Vectors) -> Vectors:
    """Return where texts lie together, `[dimension]`, of length 1; `[texts, dimension]` each."""
    return _of_length_1(vectors.mean(axis=0))


def _of_length_1(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
