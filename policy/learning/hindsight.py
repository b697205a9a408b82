"""Hindsight self-distillation: the model, shown what the user then said, teaches itself.

The teacher is the same model with its prompt continued by the answer that was given and by the
follow-up; what it would say then, the student learns to say to the original prompt alone.
Needs no pairs and no second model, and learns from lessons whose better answer the model would
hardly ever sample. After "Aligning Language Models from User Interactions" (self-distillation
in hindsight) and context distillation (Snell et al., 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...core.protocols import Message
from .adapters import AdaptedModel
from .completions import Completion, chunks, completion, logits_of, logprobs_of, write
from .descent import Learned, OnStep, Schedule, Stop, descend
from .lessons import Lesson

if TYPE_CHECKING:
    import torch

_KEPT = 64
"""Of how many tokens the teacher's probabilities are kept; the others share what is left."""

_READ = 1500
"""How many tokens the teacher reads at once; bounds the memory for its logits."""


@dataclass(frozen=True)
class Hindsight:
    """How hindsight self-distillation learns."""

    epochs: int = 3
    batch: int = 8
    rate: float = 4e-4
    samples: int = 2
    """How many answers of the teacher's are tried for each lesson."""

    kept: int = 1
    """How many of them are learned from: those that the follow-up made likelier by most."""

    temperature: float = 0.7
    longest: int = 96
    """The longest answer of the teacher's, in tokens."""

    seed: int = 0


@dataclass(frozen=True)
class _Row:
    """What the student is to say, and how probable the teacher finds each token of it."""

    completion: Completion
    """The original prompt with the teacher's answer."""

    tokens: torch.Tensor
    """The teacher's likeliest tokens at each place, `[answer, kept]`."""

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


def hindsight_prompt(lesson: Lesson) -> list[Message]:
    """Return what the teacher sees: the prompt, what was answered, and what was then said."""
    said = lesson.followup.strip()
    return [
        *lesson.prompt,
        Message("assistant", lesson.answer),
        Message("user", said),
    ]


def _rows(
    model: AdaptedModel, lessons: Sequence[Lesson], parameters: Hindsight, stop: Stop
) -> list[_Row]:
    teacher = model.base.ready()
    usable = [lesson for lesson in lessons if lesson.followup.strip() and lesson.strength > 0]
    prompts = [teacher.prompt(hindsight_prompt(one), room=parameters.longest) for one in usable]
    if stop() or not usable:
        return []
    drawn = write(
        teacher,
        [prompt for prompt in prompts for _ in range(parameters.samples)],
        temperature=parameters.temperature,
        seed=parameters.seed,
        limit=parameters.longest,
    )
    rows: list[_Row] = []
    for place, lesson in enumerate(usable):
        mine = drawn[place * parameters.samples : (place + 1) * parameters.samples]
        answers = sorted({text for text in mine if text and text != lesson.answer.strip()})
        if stop():
            return rows
        students = [completion(teacher, lesson.prompt, text) for text in answers]
        teachers = [replace(student, prompt=tuple(prompts[place])) for student in students]
        rows += _kept(model, students, teachers, lesson.strength, parameters.kept)
    return rows


def _kept(
    model: AdaptedModel,
    students: Sequence[Completion],
    teachers: Sequence[Completion],
    weight: float,
    kept: int,
) -> list[_Row]:
    """Return the answers that hindsight made likelier by most, with the teacher's view of them."""
    import torch

    if not students:
        return []
    base = model.base.ready()
    with torch.inference_mode():
        before = [row for part in chunks(students, _READ) for row in logprobs_of(base, part)]
        rows: list[_Row] = []
        gains: list[float] = []
        for part in chunks(teachers, _READ):
            logits = logits_of(base, part).log_softmax(-1)
            for lines in torch.split(logits, [len(row.answer) for row in part]):
                place = len(rows)
                said = torch.tensor(students[place].answer, device=lines.device)[:, None]
                gains.append(float((lines.gather(-1, said)[:, 0] - before[place]).mean()))
                logprobs, tokens = lines.topk(min(_KEPT, lines.shape[-1]))
                rows.append(_Row(students[place], tokens, logprobs, weight))
    best = sorted(range(len(rows)), key=lambda place: -gains[place])[:kept]
    return [_unfrozen(rows[place]) for place in best if gains[place] > 0]


def _unfrozen(row: _Row) -> _Row:
    """Return the row with tensors that a gradient may pass by."""
    return replace(row, tokens=row.tokens.clone(), logprobs=row.logprobs.clone())
