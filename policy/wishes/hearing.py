"""Hearing: which wishes about answers somebody expresses, in so many words or by implication.

A multinomial logistic regression over cues, words and the embedding of each sentence, fitted by
`training/wishes/fit.py`; with another embedding model cues and words alone
decide. What a wish is
about (a name, a thing, an amount) is read off the words. Knows English.
"""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from .cues import cues
from .passages import TITLE
from .values import value_of
from .wish import KINDS, Wish

Floats = NDArray[np.float32]
Chances = Mapping[str, float]
"""How probable each class of wishes is."""

WEIGHTS = "wishes.safetensors"
"""The file beside this one that holds the fitted weights."""

NOTHING = "nothing"
"""The class of what expresses no wish about answers."""

IMPLIED = " implied"
"""What the class of a wish ends with where it is not said in so many words."""

HEARD = 0.45
"""From this probability on a wish was heard: two in one sentence share its probability."""

HINTED = 0.2
"""From this one on it was hinted at: by itself a hint changes nothing."""

_CUE, _WORD, _MEANING = 2.0, 0.4, 3.0
"""How much a cue, a word and the embedding as a whole count."""

_MOST_PARTS = 12
"""So many sentences are read; wishes about an answer are not made in longer texts."""

_LONGEST_WHOLE = 25
"""In words: a text up to this length is also read as a whole."""

_MET = 0.1
"""How likely somebody who minds an answer wishes for what it has already, against what it lacks."""

_POLITE = 3
"""A sentence of so many words asks for nothing."""

_KEPT = 1024
_PART = re.compile(rf"(?:{TITLE}|[^.!?;:\n])+[.!?;:]*", re.I)
_MARKER = re.compile(
    r"^(?:no|nope|nah|hm+|well|oh|ok|okay|so|and|but|yes|hey)\s*[,.!;\u2014-]+\s*(?=\w)", re.I
)
"""What opens a sentence and does not negate it."""

_CONTRAST = re.compile(
    r"(?<=\w),? (?:(?:instead of|rather than) [^,.;!?]+|(?<=, )not \w+(?=[.!?]|$))", re.I
)
"""What is named as not meant: "prose instead of a list", "grams, not ounces"."""

_TOKEN = re.compile(r"\d+|[a-z]+(?:'[a-z]+)?|[!?*#]|[^\W\da-z_]+")
_LASTING = re.compile(
    r"\b(?:always|never|from now on|in general|every time|each time|in (?:the )?future|any ?more|"
    r"at all times|as a rule|next time|whenever|remember|for good|generally|usually|ever again|"
    r"i(?:'m| am) (?:allergic|used to)|i (?:prefer|like|love|hate|only|go by))\b",
    re.I,
)


@dataclass(frozen=True)
class Heard:
    """A wish that was expressed."""

    wish: Wish
    probability: float
    explicit: bool
    """Whether it was said in so many words: "shorter", not "I fell asleep"."""

    lasting: bool
    """Whether it was said to hold from now on."""


class Hearing:
    """Hears wishes about answers. Any thread may use it."""

    def __init__(self, embedder: Embedder) -> None:
        """Load nothing yet: the weights load, in milliseconds, when it is first asked."""
        self._embedder = embedder
        self._known: OrderedDict[str, list[tuple[str, Chances]]] = OrderedDict()
        self._lock = threading.Lock()

    def heard(self, said: str, minded: str = "") -> tuple[Heard, ...]:
        """Return the wishes that somebody expresses, the surest first; none exclude each other.

        `minded` is the answer that it was said of by somebody who was not content: what that
        answer has already is hardly what it was to have.
        """
        return self.heard_each([said], [minded])[0]

    def heard_each(
        self, said: Sequence[str], minded: Sequence[str] = ()
    ) -> list[tuple[Heard, ...]]:
        """Return for each text what `heard` returns, embedding all of them at once."""
        with self._lock:
            new = [text for text in dict.fromkeys(said) if text not in self._known]
            for text, read in zip(new, self._read(new), strict=True):
                self._known[text] = read
            read_each = [self._known[text] for text in said]
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return [
            _heard(text, [(part, _lacking(answer, chances)) for part, chances in read])
            for text, read, answer in zip(said, read_each, minded or [""] * len(said), strict=True)
        ]

    def is_all(self, said: str) -> bool:
        """Tell whether a text says nothing but wishes, besides a few words of politeness."""
        parts = [part.strip() for part in _PART.findall(said) if re.search(r"\w", part)]
        stated = [any(one.explicit for one in heard) for heard in self.heard_each(parts)]
        return any(stated) and all(
            is_wish or len(part.split()) <= _POLITE
            for part, is_wish in zip(parts, stated, strict=True)
        )

    def likeness(self, text: str, others: Sequence[str]) -> float:
        """Return the greatest cosine between a text and others."""
        first, *rest = self._embedder.embed([text, *others])
        return max(float(first @ other) for other in rest)

    def _read(self, texts: Sequence[str]) -> list[list[tuple[str, Chances]]]:
        """Return for each text its sentences, with how probable each class is for each."""
        read = [parts_of(text) for text in texts]
        every = list(dict.fromkeys(part for parts in read for part in parts))
        chances = dict(zip(every, self.chances(every), strict=True)) if every else {}
        return [[(part, chances[part]) for part in parts] for parts in read]

    def chances(self, parts: Sequence[str]) -> list[Chances]:
        """Return how probable each class is for each sentence; at least one sentence."""
        weights = _weights()
        knows_meaning = self._embedder.name == weights.embedder
        fit = "by_all" if knows_meaning else "by_words"
        embedder = self._embedder if knows_meaning else None
        features = features_of(parts, weights.vocabulary, embedder)
        scores = features @ weights.tensors[f"{fit}.weights"].T + weights.tensors[f"{fit}.bias"]
        powers = np.exp(scores - scores.max(axis=1, keepdims=True), dtype=np.float64)
        rows = powers / powers.sum(axis=1, keepdims=True)
        return [dict(zip(weights.classes, map(float, row), strict=True)) for row in rows]


def parts_of(said: str) -> list[str]:
    """Return the sentences of a text, and the whole of one that is short."""
    bare = (_CONTRAST.sub("", _MARKER.sub("", part.strip())) for part in _PART.findall(said))
    parts = [part for part in bare if re.search(r"\w", part)]
    if len(parts) > _MOST_PARTS:
        return []
    whole = len(parts) > 1 and len(said.split()) <= _LONGEST_WHOLE
    return [*parts, *([said.strip()] if whole else [])]


def tokens_of(text: str) -> list[str]:
    """Return the words, pairs of words and telling signs of a text."""
    words = _TOKEN.findall(text.casefold().replace("\u2019", "'"))
    words = ["<number>" if word.isdigit() else word for word in words]
    return [*words, *map(" ".join, zip(["<start>", *words], [*words, "<end>"], strict=True))]


def features_of(
    texts: Sequence[str], vocabulary: dict[str, int], embedder: Embedder | None
) -> Floats:
    """Return cues, words of the vocabulary, and meanings, `[texts, features]`.

    Without the meanings where no embedding model is given.
    """
    words = np.zeros((len(texts), len(vocabulary)), np.float32)
    for row, text in zip(words, texts, strict=True):
        row[[vocabulary[token] for token in tokens_of(text) if token in vocabulary]] = _WORD
    parts = [_CUE * cues(texts), words]
    return np.hstack(parts if embedder is None else [*parts, _MEANING * embedder.embed(texts)])


def _lacking(minded: str, chances: Chances) -> Chances:
    """Return the chances of what an answer that was minded lacks (Bayes' rule)."""
    if not minded:
        return chances
    kinds = {name.removesuffix(IMPLIED) for name in chances} - {NOTHING}
    has = {kind for kind in kinds if _has(minded, kind)}
    told = {
        name: chance * (_MET if name.removesuffix(IMPLIED) in has else 1)
        for name, chance in chances.items()
    }
    whole = sum(told.values())
    return {name: chance / whole for name, chance in told.items()}


def _has(answer: str, kind: str) -> bool:
    """Tell whether an answer has what a wish of that kind asks for, whatever its amount."""
    return "{}" not in KINDS[kind].told and bool(Wish(kind).met(answer))


def _heard(said: str, parts: Sequence[tuple[str, Chances]]) -> tuple[Heard, ...]:
    """Return what the parts of a text express together."""
    found: dict[str, Heard] = {}
    for part, chances in parts:
        for kind in {name.removesuffix(IMPLIED) for name in chances} - {NOTHING}:
            explicit, implied = chances.get(kind, 0.0), chances.get(kind + IMPLIED, 0.0)
            probability, stated = explicit + implied, explicit >= implied
            least = HEARD if stated else HINTED
            if probability < max(least, found[kind].probability if kind in found else 0.0):
                continue
            value = value_of(kind, part) if stated or not kind.startswith("length.") else ""
            if value is not None:
                lasting = _LASTING.search(said) is not None or kind == "address.name"
                found[kind] = Heard(Wish(kind, value), probability, stated, lasting)
    kept: list[Heard] = []
    for one in sorted(found.values(), key=lambda one: -one.probability):
        if not any(one.wish.excludes(other.wish) for other in kept):
            kept.append(one)
    return tuple(kept)


@dataclass(frozen=True, eq=False)
class _Weights:
    tensors: dict[str, Floats]
    vocabulary: dict[str, int]
    classes: list[str]
    embedder: str


@cache
def _weights() -> _Weights:
    from safetensors import safe_open

    with safe_open(str(files("uptake.policy.wishes").joinpath(WEIGHTS)), "numpy") as file:
        about = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
    tokens: list[str] = json.loads(about["vocabulary"])
    vocabulary = {token: place for place, token in enumerate(tokens)}
    return _Weights(tensors, vocabulary, json.loads(about["classes"]), about["embedder"])
