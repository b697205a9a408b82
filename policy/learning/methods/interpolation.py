"""Interpolation: of what an adapter learned, as much is kept as other abilities bear.

The weights are taken back towards the base model's, to a share of the way that they went. What is
lost elsewhere falls about with the square of the share, while what was wished for is often there
long before all of it (WiSE-FT; Wortsman et al., 2022, "Robust fine-tuning of zero-shot models").
The share is found by texts, and requests with titles of what could be meant, that were neither
learned from nor are asked at the gate. Knows an adapter and these; nothing of lessons.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import softmax

from ....core.protocols import Message
from ...model.language_model import Loaded
from ..adapters.adapters import AdaptedModel
from ..fixed_sets import Choice, General, held_back, held_back_choices
from .completions import Completion, chunks, logprobs_of, prompt_tokens

if TYPE_CHECKING:
    import torch

_READ = 1500
"""How many tokens are read at once; bounds the memory for their logits."""


@dataclass(frozen=True)
class Interpolation:
    """How the share is found."""

    shares: tuple[float, ...] = (1.0, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3)
    """The first one is taken at which no more is lost than may be; the last one in any case."""

    fall: float = 0.012
    """How much may be lost, as a share: of the log-likelihood, per token, with which answers that
    were held back go on as they do, and of the probability of the right titles of requests that
    were. Less than the gate allows, because the gate asks for others."""


def interpolate(model: AdaptedModel, before: Sequence[Message], parameters: Interpolation) -> float:
    """Take the adapter back to the largest share that other abilities bear; return the share.

    `before` is what the model sees before each request, such as its instructions.
    """
    base, adapted = model.base.ready(), model.ready()
    texts = [_Continued.of(base, before, text) for text in held_back()]
    titles = [_titles(base, choice) for choice in held_back_choices()]

    def able(loaded: Loaded) -> tuple[float, float]:
        return _ability(loaded, texts), _chance(loaded, titles)

    at_first = able(base)
    taken = 1.0
    for share in parameters.shares:
        adapted.model.scale(share / taken)
        taken = share
        now = zip(at_first, able(adapted), strict=True)
        if all(was - is_now <= parameters.fall * abs(was) for was, is_now in now):
            break
    return taken


@dataclass(frozen=True)
class _Continued:
    """An answer, of which the beginning is taken as given."""

    whole: Completion
    given: int
    """How many of its tokens."""

    @classmethod
    def of(cls, loaded: Loaded, before: Sequence[Message], text: General) -> _Continued:
        prompt = prompt_tokens(loaded, [*before, Message("user", text.request)])
        answer = tuple(loaded.tokens(text.answer))
        return cls(Completion(prompt, answer), len(loaded.tokens(text.beginning)))


def _titles(loaded: Loaded, choice: Choice) -> list[Completion]:
    prompt = prompt_tokens(loaded, choice.asked)
    return [Completion(prompt, tuple(loaded.tokens(title))) for title in choice.titles]


def _ability(loaded: Loaded, asked: Sequence[_Continued]) -> float:
    """Return how likely the answers go on as they do, in nats per token."""
    found = _logprobs(loaded, [one.whole for one in asked])
    likely = (each[one.given :].mean() for each, one in zip(found, asked, strict=True))
    return statistics.fmean(map(float, likely))


def _chance(loaded: Loaded, asked: Sequence[Sequence[Completion]]) -> float:
    """Return how probable the first title of each request is, by the mean of its tokens."""
    found = iter(_logprobs(loaded, [title for titles in asked for title in titles]))
    likely = [[float(next(found).mean()) for _ in titles] for titles in asked]
    return float(softmax(likely, axis=1)[:, 0].mean())


def _logprobs(loaded: Loaded, asked: Sequence[Completion]) -> list[torch.Tensor]:
    import torch

    found: list[torch.Tensor] = []
    with torch.inference_mode():
        for part in chunks(asked, _READ):
            found += logprobs_of(loaded, part)
    return found
