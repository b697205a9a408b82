"""The interfaces that the rest of uptake is written against.

A host can hand in its own implementation of each; `uptake.core.testing` has doubles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from .actions import Action
from .observations import ActionResult, Observation

Vectors = NDArray[np.float32]
"""Embeddings, `[texts, dimension]`, each row of length 1."""

Layers = NDArray[np.float32]
"""What each layer of a network makes of texts, or of one text's tokens: `[texts or tokens, layers,
dimension]`, of any length."""


@dataclass(frozen=True)
class Message:
    """One message of a conversation as a language model sees it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Likelihood:
    """How probable a model finds a continuation."""

    logprob: float
    """Natural log of the probability of all its tokens, each given the ones before it."""

    tokens: int
    """How many tokens it has, at least 1."""

    @property
    def per_token(self) -> float:
        """The length-normalised log-likelihood, in nats per token."""
        return self.logprob / self.tokens


@runtime_checkable
class LanguageModel(Protocol):
    """Writes text and judges text."""

    @property
    def name(self) -> str:
        """What the model is called, for people."""
        ...

    def stream(self, messages: Sequence[Message], *, max_tokens: int = 256) -> Iterator[str]:
        """Yield the reply in pieces, as they are made."""
        ...

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[Likelihood]:
        """Return how likely each continuation is as the next assistant message."""
        ...


@runtime_checkable
class Sampler(LanguageModel, Protocol):
    """A language model that can also draw several different replies."""

    def sample(
        self,
        messages: Sequence[Message],
        *,
        count: int,
        temperature: float = 1.0,
        seed: int = 0,
        max_tokens: int = 256,
    ) -> list[str]:
        """Return `count` replies, drawn at random; the same seed draws the same ones.

        A `temperature` (above 0) of 1 draws from the model's own distribution; the lower, the
        closer the replies keep to the likeliest one.
        """
        ...

    def sample_each(
        self,
        conversations: Sequence[Sequence[Message]],
        *,
        count: int,
        temperature: float = 1.0,
        seed: int = 0,
        max_tokens: int = 256,
        apart: Sequence[int] = (),
    ) -> list[list[str]]:
        """Return `count` replies to each conversation, drawn as `sample` draws them.

        `apart` gives the sizes of groups, one after the other: what is drawn for the
        conversations of a group does not depend on the others.
        """
        ...


Question = tuple[Sequence[Message], Sequence[str]]
"""Messages, and what could be said next."""


@runtime_checkable
class BatchScorer(LanguageModel, Protocol):
    """A language model that can score continuations of several conversations side by side."""

    def score_each(self, questions: Sequence[Question]) -> list[list[Likelihood]]:
        """Return how likely each continuation of each conversation is, as `score` does."""
        ...


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their similarity in meaning."""

    @property
    def name(self) -> str:
        """What the model is called; vectors of different models cannot be compared."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, `[len(texts), dimension]`, each of length 1."""
        ...


@runtime_checkable
class LayeredEmbedder(Embedder, Protocol):
    """An embedder that also tells what the layers of its network make of a text."""

    def embed_layers(self, texts: Sequence[str]) -> Layers:
        """Return `[texts, layers, dimension]`, the lowest layer first."""
        ...


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also tells what the layers of its network make of each token."""

    def embed_tokens(
        self, texts: Sequence[str], layers: Sequence[int], *, most: int
    ) -> list[Layers]:
        """Return `[tokens, layers, dimension]` for each text, of its first `most` tokens.

        `layers` are counted from the input embeddings, which are 0.
        """
        ...


@runtime_checkable
class Device(Protocol):
    """A screen that can be looked at and acted on. It knows no agent.

    Safe to call from any one thread at a time.
    """

    def observe(self) -> Observation:
        """Return what the device shows now. Raises `DeviceError` when it is gone."""
        ...

    def act(self, action: Action) -> ActionResult:
        """Do it, and wait until the screen has settled. Failing is a result, not an error."""
        ...

    def close(self) -> None:
        """Give the device back; closing twice does nothing."""
        ...
