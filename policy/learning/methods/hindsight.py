"""Hindsight self-distillation: the model, shown what the user then said, teaches itself.

The teacher is the same model that also sees the follow-up; what it would say then, the student
learns to say to the original prompt alone.
Needs no pairs and no second model, and learns from lessons whose better answer the model would
hardly ever sample. Where the follow-up wishes for another form of the answer, and a text shows
whether it has it, what the teacher says is edited until it has; so small models learn what they
can seldom do when told. After "Aligning Language Models from User Interactions" (self-distillation
in hindsight), context distillation (Snell et al., 2022) and learning from edits (Gao et al., 2024).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, takewhile
from typing import TYPE_CHECKING

from ....core.protocols import Embedder, Message, Question
from ...model.language_model import Loaded
from ..adapters.adapters import AdaptedModel
from ..fixed_sets import rehearsed_choices, rehearsed_norms
from ..lessons.lessons import Lesson
from .completions import Completion, completion, logits_of
from .descent import Learned, OnStep, Schedule, Stop, descend
from .teacher import Taught, Teaching, taught

if TYPE_CHECKING:
    import torch

_KEPT = 64
"""Of how many tokens the teacher's probabilities are kept; the others share what is left."""

_PLAUSIBLE = 0.02
"""Tokens less probable than this share of the likeliest one are not led to."""

_AT_ONCE = 6
"""So many lessons are read side by side."""

_LEAST = -30.0
"""The log-probability, in nats, of what has none."""


@dataclass(frozen=True)
class Hindsight(Teaching):
    """How hindsight self-distillation learns, and how its teacher answers."""

    epochs: int = 6
    batch: int = 4
    rate: float = 4e-4
    guidance: float = 1.0
    """How far beyond the teacher the student is led, in units of what the follow-up changed:
    log p' = log p(follow-up) + `guidance` * (log p(follow-up) - log p)."""

    edited: float = 0.9
    """How probable each token is made that an edit put in; the other tokens of an edited answer
    are as the model has them, and stay so."""

    rehearsed: int = 4
    """Beside each batch stand so many requests with titles of what could be meant, the same for
    everyone, which stay as likely as they are: how answers are to be is no matter of theirs
    (rehearsal; Robins, 1995)."""

    norms: int = 1
    """Beside them stand so many requests with what no preference may override and its opposite,
    which stay as likely as they are under the instructions of one of the lessons."""

    held: float = 3.0
    """How much a token of what is rehearsed counts against one of a lesson."""


@dataclass(frozen=True)
class _Row:
    """What the student is to say, and how probable each token of it is to be."""

    completion: Completion
    """The original prompt with the teacher's answer."""

    tokens: torch.Tensor
    """The likeliest tokens at each place, `[answer, kept]`."""

    logprobs: torch.Tensor
    """Their log-probabilities, `[answer, kept]`."""

    weights: torch.Tensor
    """How much each token counts, `[answer]`."""


def learn(
    model: AdaptedModel,
    lessons: Sequence[Lesson],
    parameters: Hindsight,
    *,
    embedder: Embedder,
    on_step: OnStep,
    stop: Stop,
    begin: int = 0,
) -> Learned:
    """Let the adapter say at once what the model says after the follow-up.

    The loss is KL(teacher || student) over the answer's tokens, in nats per token, weighted by
    the lessons' strength. The first `begin` steps are taken as done; `embedder` tells which
    answers plainly do harm, and those are not taught. Raises `ModelError` when memory runs out.
    """
    import torch

    rows = _rows(model, lessons, embedder, parameters, stop)
    count = parameters.rehearsed if rows else 0, parameters.norms if rows else 0
    titles = _rehearsed(model, _titles(), parameters) if count[0] else []
    norms = _rehearsed(model, _norms(lessons), parameters) if count[1] else []
    dice = random.Random(parameters.seed)  # noqa: S311
    schedule = Schedule(parameters.epochs, parameters.batch, parameters.rate, parameters.seed)

    def loss(batch: Sequence[_Row]) -> tuple[torch.Tensor, int]:
        drawn = [*dice.sample(titles, count[0]), *dice.sample(norms, count[1])]
        # read one after the other, because what begins alike is read once
        parts = [batch, *drawn]
        logits = [logits_of(model.ready(), [row.completion for row in part]) for part in parts]
        every = [row for part in parts for row in part]
        return divergence(torch.cat(logits), every), sum(row.completion.tokens for row in every)

    return descend(model, rows, loss, schedule, begin=begin, on_step=on_step, stop=stop)


def divergence(logits: torch.Tensor, rows: Sequence[_Row]) -> torch.Tensor:
    """Return the mean KL(teacher || student) per token, in nats; tokens count by their weights.

    Over the teacher's likeliest tokens, and all others taken as one.
    """
    import torch

    tokens = torch.cat([row.tokens for row in rows])
    teacher = torch.cat([row.logprobs for row in rows])
    student = logits.log_softmax(-1).gather(-1, tokens)
    rest = _rest(teacher), _rest(student)
    each = (teacher.exp() * (teacher - student)).sum(-1) + rest[0].exp() * (rest[0] - rest[1])
    weights = torch.cat([row.weights for row in rows])
    return (each * weights).sum() / weights.sum()


def _rest(logprobs: torch.Tensor) -> torch.Tensor:
    """Return the log of the probability that the other tokens share."""
    import torch

    return torch.log1p(-logprobs.exp().sum(-1).clamp(max=1 - 1e-6))


def _rows(
    model: AdaptedModel,
    lessons: Sequence[Lesson],
    embedder: Embedder,
    parameters: Hindsight,
    stop: Stop,
) -> list[_Row]:
    """Choose an answer for each lesson, and keep the teacher's view of it."""
    import torch

    base = model.base.ready()
    rows: list[_Row] = []
    found = taught(model.base, lessons, embedder, parameters, stop)
    while part := list(islice(found, _AT_ONCE)):
        answers = [one for _, one in part]
        with torch.inference_mode():
            teacher = _read(base, [one.teacher for one in answers])
            before = _read(base, [one.student for one in answers])
        for (lesson, one), knowing, unknowing in zip(part, teacher, before, strict=True):
            tokens, logprobs = _led(one, knowing, unknowing, parameters)
            weights = torch.full((len(tokens),), lesson.strength, device=tokens.device)
            rows.append(_Row(one.student, tokens, logprobs, weights))
    return rows


def _titles() -> Iterator[Question]:
    """Yield requests, each with titles of what could be meant."""
    for choice in rehearsed_choices():
        yield choice.asked, choice.titles


def _norms(lessons: Sequence[Lesson]) -> Iterator[Question]:
    """Yield norms, each under the instructions of one of the lessons."""
    for norm, lesson in zip(rehearsed_norms(), cycle(lessons), strict=False):
        told = takewhile(lambda message: message.role == "system", lesson.prompt)
        yield [*told, Message("user", norm.request)], norm.answers


def _rehearsed(
    model: AdaptedModel, questions: Iterable[Question], parameters: Hindsight
) -> list[list[_Row]]:
    """Return what the base model makes of the answers, those of one question together."""
    import torch

    base = model.base.ready()
    found: list[list[_Row]] = []
    for asked, answers in questions:
        completions = [completion(base, asked, answer) for answer in answers]
        with torch.inference_mode():
            read = _read(base, completions)
        rows: list[_Row] = []
        for one, each in zip(completions, read, strict=True):
            tokens, logprobs = _kept(each)
            weights = torch.full((len(tokens),), parameters.held, device=tokens.device)
            rows.append(_Row(one, tokens, logprobs, weights))
        found.append(rows)
    return found


def _read(base: Loaded, rows: Sequence[Completion]) -> Iterator[torch.Tensor]:
    """Return the log-probabilities at each answer's tokens, `[answer, vocabulary]` a row."""
    import torch

    logits = logits_of(base, rows)
    return iter(torch.split(logits.log_softmax(-1), [len(row.answer) for row in rows]))


def _kept(logprobs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the likeliest tokens at each place and their log-probabilities, `[answer, kept]`."""
    values, tokens = logprobs.topk(min(_KEPT, logprobs.shape[-1]))
    # what was made without gradients could not be part of a loss
    return tokens.clone(), values.clamp(min=_LEAST).clone()


def _led(
    one: Taught, teacher: torch.Tensor, before: torch.Tensor, parameters: Hindsight
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the likeliest tokens at each place of the answer, and what to make of them.

    As in classifier-free guidance (Ho and Salimans, 2022), on tokens that the teacher finds at
    all plausible (contrastive decoding; Li et al., 2023, eq. 2). Where an answer was edited, what
    the edit put in is made probable by itself, and the rest stays as it is.
    """
    import torch

    if one.put_in:
        share = parameters.edited * torch.tensor(one.put_in, device=before.device)[:, None]
        given = torch.tensor(one.student.answer, device=before.device)[:, None]
        return _kept((before.exp() * (1 - share)).scatter_add(-1, given, share).log())
    led = teacher + parameters.guidance * (teacher - before)
    floor = teacher.max(-1, keepdim=True).values + math.log(_PLAUSIBLE)
    return _kept(led.masked_fill(teacher < floor, -math.inf).log_softmax(-1))
