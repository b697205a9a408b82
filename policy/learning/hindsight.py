"""Hindsight self-distillation: the model, shown what the user then said, teaches itself.

The teacher is the same model with the follow-up put to the request; what it would say then, the
student learns to say to the original prompt alone.
Needs no pairs and no second model, and learns from lessons whose better answer the model would
hardly ever sample. After "Aligning Language Models from User Interactions" (self-distillation
in hindsight) and context distillation (Snell et al., 2022).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
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

    epochs: int = 3
    batch: int = 8
    rate: float = 4e-4
    samples: int = 3
    """How many answers of the teacher's are drawn for each lesson; one of them is learned from."""

    plain: float = 0.5
    """Which one: that of the highest log p(answer | follow-up) - `plain` * log p(answer), per
    token. At 0 the most probable one, which may heed nothing; at 1 the one that owes most to
    the follow-up, which may speak of nothing else."""

    guidance: float = 1.0
    """How far beyond the teacher the student is led, in units of what the follow-up changed:
    log p' = log p(follow-up) + `guidance` * (log p(follow-up) - log p)."""

    shows_answer: bool = False
    """Whether the teacher sees the answer that was given. A small model says it again."""

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
    """Return what the teacher sees: the prompt, and what the user said once it was answered."""
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
    import torch

    base = model.ready()
    usable = [one for one in lessons if _teaches(one)]
    drawn = write(
        base,
        [_seen(base, one, parameters) for one in usable],
        each=parameters.samples,
        temperature=parameters.temperature,
        seed=parameters.seed,
        limit=parameters.longest,
    )
    found: list[tuple[Lesson, Completion]] = []
    for place, lesson in enumerate(usable):
        if stop():
            break
        mine = drawn[place * parameters.samples : (place + 1) * parameters.samples]
        others = {one.tokens: one for one in mine if one.text and one.text != lesson.answer.strip()}
        if others:
            prompt = prompt_tokens(base, lesson.prompt)
            with torch.inference_mode():
                best = _owing_most(base, prompt, list(others.values()), parameters.plain)
            found.append((lesson, best))
    return found


def _rows(
    model: AdaptedModel, lessons: Sequence[Lesson], parameters: Hindsight, stop: Stop
) -> list[_Row]:
    """Choose an answer for each lesson, and keep the teacher's view of it."""
    import torch

    base = model.base.ready()
    rows: list[_Row] = []
    for lesson, student in answers(model.base, lessons, parameters, stop=stop):
        taught = replace(student, prompt=_seen(base, lesson, parameters))
        with torch.inference_mode():
            tokens, logprobs = _led(base, taught, student, parameters.guidance)
        # what was made without gradients could not be part of a loss
        rows.append(_Row(student, tokens.clone(), logprobs.clone(), lesson.strength))
    return rows


def _seen(base: Loaded, lesson: Lesson, parameters: Hindsight) -> tuple[int, ...]:
    return prompt_tokens(base, hindsight_prompt(lesson, shows_answer=parameters.shows_answer))


def _teaches(lesson: Lesson) -> bool:
    return bool(lesson.prompt and lesson.followup.strip()) and lesson.strength > 0


def _owing_most(
    base: Loaded, prompt: tuple[int, ...], drawn: Sequence[Written], plain: float
) -> Completion:
    """Return the answer that owes most to the follow-up and still answers the request."""
    found = [Completion(prompt, one.tokens) for one in drawn]
    unknowing = [float(each.sum()) for each in logprobs_of(base, found)]
    scores = [
        (one.logprob - plain * other) / len(one.tokens)
        for one, other in zip(drawn, unknowing, strict=True)
    ]
    return found[scores.index(max(scores))]


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
