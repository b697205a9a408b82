"""Hindsight self-distillation: the model, shown what the user then said, teaches itself.

The teacher is the same model that also sees the follow-up; what it would say then, the student
learns to say to the original prompt alone.
Needs no pairs and no second model, and learns from lessons whose better answer the model would
hardly ever sample. After "Aligning Language Models from User Interactions" (self-distillation
in hindsight) and context distillation (Snell et al., 2022).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ...core.protocols import Message
from ..language_model import Loaded, LocalModel
from .adapters import AdaptedModel
from .completions import Completion, Written, logits_of, logprobs_of, prompt_tokens, write
from .descent import Learned, OnStep, Schedule, Stop, descend
from .lessons import Lesson

if TYPE_CHECKING:
    import torch

_KEPT = 64
"""Of how many tokens the teacher's probabilities are kept; the others share what is left."""

_PLAUSIBLE = 0.02
"""Tokens less probable than this share of the likeliest one are not led to."""

_LEAST = -30.0
"""The log-probability, in nats, of what has none."""


@dataclass(frozen=True)
class Hindsight:
    """How hindsight self-distillation learns."""

    epochs: int = 4
    batch: int = 8
    rate: float = 4e-4
    samples: int = 2
    """How many answers the teacher gives in each view of a lesson; one of all is learned from."""

    plain: float = 0.5
    """Which one: that of the highest log p(answer | follow-up) - `plain` * log p(answer), per
    token. At 0 the most probable one, which may heed nothing; at 1 the one that owes most to
    the follow-up, which may speak of nothing else."""

    guidance: float = 1.0
    """How far beyond the teacher the student is led, in units of what the follow-up changed:
    log p' = log p(follow-up) + `guidance` * (log p(follow-up) - log p)."""

    copied: float = 0.7
    """What shares this much with the request, with the answer that was minded or with what was
    said of it is no better answer, 0..1; small models say again what they read."""

    temperature: float = 0.5
    longest: int = 72
    """The longest answer of the teacher's, in tokens."""

    seed: int = 0


@dataclass(frozen=True)
class _Row:
    """What the student is to say, and how probable each token of it is to be."""

    completion: Completion
    """The original prompt with the teacher's answer."""

    tokens: torch.Tensor
    """The likeliest tokens at each place, `[answer, kept]`."""

    logprobs: torch.Tensor
    """Their log-probabilities, `[answer, kept]`."""

    weight: float


def learn(
    model: AdaptedModel,
    lessons: Sequence[Lesson],
    parameters: Hindsight,
    *,
    on_step: OnStep,
    stop: Stop,
    begin: int = 0,
) -> Learned:
    """Let the adapter say at once what the model says after the follow-up.

    The loss is KL(teacher || student) over the answer's tokens, in nats per token, weighted by
    the lessons' strength. The first `begin` steps are taken as done. Raises
    `ModelError` when memory runs out.
    """
    rows = _rows(model, lessons, parameters, stop)
    schedule = Schedule(parameters.epochs, parameters.batch, parameters.rate, parameters.seed)

    def loss(batch: Sequence[_Row]) -> tuple[torch.Tensor, int]:
        completions = [row.completion for row in batch]
        value = divergence(logits_of(model.ready(), completions), batch)
        return value, sum(row.tokens for row in completions)

    return descend(model, rows, loss, schedule, begin=begin, on_step=on_step, stop=stop)


def divergence(logits: torch.Tensor, rows: Sequence[_Row]) -> torch.Tensor:
    """Return the mean KL(teacher || student) per token, in nats; each row counts by its weight.

    Over the teacher's likeliest tokens, and all others taken as one.
    """
    import torch

    tokens = torch.cat([row.tokens for row in rows])
    teacher = torch.cat([row.logprobs for row in rows])
    student = logits.log_softmax(-1).gather(-1, tokens)
    rest = _rest(teacher), _rest(student)
    each = (teacher.exp() * (teacher - student)).sum(-1) + rest[0].exp() * (rest[0] - rest[1])
    weights = torch.cat([row.logprobs.new_full((len(row.tokens),), row.weight) for row in rows])
    return (each * weights).sum() / weights.sum()


def _rest(logprobs: torch.Tensor) -> torch.Tensor:
    """Return the log of the probability that the other tokens share."""
    import torch

    return torch.log1p(-logprobs.exp().sum(-1).clamp(max=1 - 1e-6))


def hindsight_prompt(lesson: Lesson, *, shows_answer: bool = False) -> list[Message]:
    """Return what the teacher sees: the prompt, and what the user said once it was answered.

    The follow-up stands beside the request, or after the answer that was given, if it is shown.
    """
    said = lesson.followup.strip()
    if shows_answer:
        return [*lesson.prompt, Message("assistant", lesson.answer), Message("user", said)]
    *before, request = lesson.prompt
    return [*before, replace(request, content=f"{request.content}\n\n{said}")]


def answers(
    model: LocalModel, lessons: Sequence[Lesson], parameters: Hindsight, *, stop: Stop
) -> list[tuple[Lesson, Completion]]:
    """Return for each lesson what the model would say to its prompt once it knew the follow-up.

    A lesson is left out where only the old answer comes again.
    """
    return [(lesson, one.student) for lesson, one in _taught(model, lessons, parameters, stop)]


def _rows(
    model: AdaptedModel, lessons: Sequence[Lesson], parameters: Hindsight, stop: Stop
) -> list[_Row]:
    """Choose an answer for each lesson, and keep the teacher's view of it."""
    import torch

    base = model.base.ready()
    rows: list[_Row] = []
    for lesson, one in _taught(model.base, lessons, parameters, stop):
        with torch.inference_mode():
            tokens, logprobs = _led(base, one.teacher, one.student, parameters.guidance)
        # what was made without gradients could not be part of a loss
        rows.append(_Row(one.student, tokens.clone(), logprobs.clone(), lesson.strength))
    return rows


@dataclass(frozen=True)
class _Taught:
    """One answer, as the student and as the teacher come to it."""

    student: Completion
    teacher: Completion
    score: float


def _taught(
    model: LocalModel, lessons: Sequence[Lesson], parameters: Hindsight, stop: Stop
) -> Iterator[tuple[Lesson, _Taught]]:
    """Yield the answer to learn from for each lesson for which there is one."""
    import torch

    base = model.ready()
    usable = [one for one in lessons if _teaches(one)]
    views = [
        prompt_tokens(base, hindsight_prompt(one, shows_answer=shown))
        for one in usable
        for shown in (False, True)
    ]
    drawn = write(
        base,
        views,
        each=parameters.samples,
        temperature=parameters.temperature,
        seed=parameters.seed,
        limit=parameters.longest,
    )
    mine = 2 * parameters.samples
    for place, lesson in enumerate(usable):
        if stop():
            return
        found = [
            (views[at // parameters.samples], drawn[at])
            for at in range(place * mine, (place + 1) * mine)
            if _is_new(drawn[at].text, _said(lesson), parameters.copied)
        ]
        if found:
            with torch.inference_mode():
                scored = _scored(base, prompt_tokens(base, lesson.prompt), found, parameters.plain)
            yield lesson, max(scored, key=lambda one: one.score)


def _said(lesson: Lesson) -> tuple[str, ...]:
    """Return what was said already: the request, the answer that was minded, the follow-up."""
    return lesson.prompt[-1].content, lesson.answer, lesson.followup


def _is_new(text: str, said: Sequence[str], copied: float) -> bool:
    """Tell whether an answer is one, and does not say once more what was said."""
    likest = (SequenceMatcher(None, text, one, autojunk=False).ratio() for one in said)
    return bool(text) and all(likeness < copied for likeness in likest)


def _scored(
    base: Loaded,
    prompt: tuple[int, ...],
    drawn: Sequence[tuple[tuple[int, ...], Written]],
    plain: float,
) -> list[_Taught]:
    """Return the answers with how much they owe to the follow-up."""
    students = [Completion(prompt, one.tokens) for _, one in drawn]
    alone = [float(each.sum()) for each in logprobs_of(base, students)]
    return [
        _Taught(
            student, Completion(seen, one.tokens), (one.logprob - plain * other) / len(one.tokens)
        )
        for student, (seen, one), other in zip(students, drawn, alone, strict=True)
    ]


def _teaches(lesson: Lesson) -> bool:
    return bool(lesson.prompt and lesson.followup.strip()) and lesson.strength > 0


def _led(
    base: Loaded, taught: Completion, student: Completion, guidance: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the likeliest tokens at each place of the answer, and what to make of them.

    As in classifier-free guidance (Ho and Salimans, 2022), on tokens that the teacher finds at
    all plausible (contrastive decoding; Li et al., 2023, eq. 2).
    """
    teacher = logits_of(base, [taught]).log_softmax(-1)
    before = logits_of(base, [student]).log_softmax(-1)
    led = teacher + guidance * (teacher - before)
    floor = teacher.max(-1, keepdim=True).values + math.log(_PLAUSIBLE)
    led = led.masked_fill(teacher < floor, -math.inf).log_softmax(-1)
    logprobs, tokens = led.topk(min(_KEPT, led.shape[-1]))
    return tokens, logprobs.clamp(min=_LEAST)
