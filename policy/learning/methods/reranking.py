"""How good an answer is in the light of what the user said about another one.

Measures that compare it with the answer that was minded, so that 0 is as good as that one:

- agreement, -1..1: whether it keeps to what its user wishes, where a text shows that;
- hindsight gap, nats per token: how much likelier the model finds the answer once it has read the
  follow-up, log p(y | prompt, follow-up) - log p(y | prompt);
- closeness, a cosine: how much nearer it is to the request;
- reward: what the caller brings, such as follow-up likelihood; nothing where they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....core.protocols import Embedder, LanguageModel, Message, Question
from ...wishes.agreement import agreement
from ..lessons.lessons import Lesson
from .likelihoods import likelihoods
from .teacher import hindsight_prompt

Reward = Callable[[Sequence[Message], Sequence[str]], Sequence[float]]
"""Takes a prompt and answers to it; returns how content a user would be with each."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scales:
    """How much each measure counts."""

    agreement: float = 1.0
    gap: float = 1.0
    closeness: float = 0.25
    reward: float = 0.5


def advantages(
    model: LanguageModel,
    embedder: Embedder,
    lesson: Lesson,
    answers: Sequence[str],
    *,
    scales: Scales,
    reward: Reward | None = None,
) -> Floats:
    """Return how much better each answer is than the one that was minded, `[answers]`."""
    texts = [lesson.answer, *answers]
    total = scales.agreement * _agreements(lesson, texts)
    total += scales.gap * np.array(next(hindsight_gaps(model, [lesson], [texts])))
    total += scales.closeness * _closeness(embedder, lesson.request, texts)
    if reward is not None:
        total += scales.reward * np.asarray(reward(lesson.prompt, texts), np.float64)
    better: Floats = total[1:] - total[0]
    return better


def _agreements(lesson: Lesson, texts: Sequence[str]) -> Floats:
    return np.array([agreement(lesson.wishes, text, lesson.answer) for text in texts])


def _closeness(embedder: Embedder, request: str, texts: Sequence[str]) -> Floats:
    asked, *said = embedder.embed([request, *texts])
    return np.asarray(np.stack(said) @ asked, np.float64)


def hindsight_gaps(
    model: LanguageModel, lessons: Sequence[Lesson], answers: Sequence[Sequence[str]]
) -> Iterator[list[float]]:
    """Yield how much likelier each lesson's answers are once the follow-up is known.

    In nats per token. The follow-up is told with the request, without the answer that it was
    about: a model that reads an answer finds the same words likely again, whatever was said of
    them.
    """
    questions: list[Question] = []
    for lesson, texts in zip(lessons, answers, strict=True):
        questions += (hindsight_prompt(lesson), texts), (lesson.prompt, texts)
    found = likelihoods(model, questions)  # of each lesson the one after the other
    for told, untold in zip(found, found, strict=True):
        yield [a.per_token - b.per_token for a, b in zip(told, untold, strict=True)]
