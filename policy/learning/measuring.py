"""Measuring within a time: first what there is to compare with, then the candidate.

The first is done before anything is trained. As every model is asked the same, the time that it
took tells how much of the budget has to be left for the candidate.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...core.protocols import LanguageModel
from .contest import Bounds, Exam, HeldOut
from .evaluation import OnShare, Results, evaluate
from .gate import compare, too_few
from .lessons import Lesson
from .outcome import Advance, Stage
from .trainer import Trainer
from .versions import Verdict

_SPARE = 1.25
"""How many times as long as the base model's the candidate's exam may take: it has an adapter,
and the machine may be busier."""

_SURE_FROM = 0.1
"""From this share on the time that is left can be told."""

_FOR_TRAINING = 0.4
"""The share of a budget that is worth giving to the training."""


class Stopped(Exception):
    """The course was asked to stop while it measured."""


class OutOfTime(Exception):
    """The time is over, or will be before all is measured; says so, for people."""


@dataclass(frozen=True)
class Watch:
    """Who is told how far it is, and how long it may take."""

    budget: float
    """Seconds."""

    began: float
    """When it began, `time.monotonic`."""

    on_advance: Callable[[Advance], None] = lambda _: None
    stop: Callable[[], bool] = lambda: False

    @property
    def ends(self) -> float:
        """When the time is over, `time.monotonic`."""
        return self.began + self.budget

    def measuring(self, stage: Stage, *, more: float = 0.0) -> OnShare:
        """Return what hears which share of a stage is done.

        It raises `Stopped`, and `OutOfTime` as soon as it is seen that this, and `more` times as
        much after it, takes longer than there is.
        """
        started = time.monotonic()

        def on_share(done: float) -> None:
            if self.stop():
                raise Stopped
            now = time.monotonic()
            whole = (now - started) / done if done else 0.0
            left = whole * (1 - done)
            self.on_advance(Advance(stage, done, left if done else None))
            needed = now - self.began + left + more * whole
            if now > self.ends or (done >= _SURE_FROM and needed > self.budget):
                raise OutOfTime(_too_long(needed, self.budget))

        return on_share


@dataclass(frozen=True)
class Reference:
    """What a candidate is compared with."""

    exam: Exam
    base: Results
    current: Results
    """Of what is in use now."""

    seconds: float
    """How long the exam of one model takes."""


def refer(
    trainer: Trainer,
    current: LanguageModel,
    lessons: Sequence[Lesson],
    system: str,
    bounds: Bounds,
    watch: Watch,
) -> Reference | Verdict:
    """Measure the base model and what is in use on held-out lessons.

    Where there are too few, returns the verdict on any candidate. Raises `Stopped`, `OutOfTime`.
    """
    pairs = trainer.pairs(lessons, on_share=watch.measuring("drawing"))
    held_out = HeldOut(lessons, pairs)
    if refusal := too_few(held_out, bounds):
        return refusal
    exam = Exam(trainer.base, held_out, system, trainer.write)
    others = 1.0 if current is trainer.base else 2.0
    started = time.monotonic()
    on_share = watch.measuring("reference", more=others * _SPARE)
    base = evaluate(trainer.base, exam, on_share=on_share)
    seconds = time.monotonic() - started
    if current is trainer.base:
        return Reference(exam, base, base, seconds)
    on_share = watch.measuring("reference", more=_SPARE)
    return Reference(exam, base, evaluate(current, exam, on_share=on_share), seconds)


def latest_training(reference: Reference | Verdict, watch: Watch) -> float:
    """Return when a training has to end, so that what came of it can be measured in time."""
    needed = reference.seconds * _SPARE if isinstance(reference, Reference) else 0.0
    return watch.ends - needed


def measure(
    reference: Reference | Verdict, candidate: LanguageModel, bounds: Bounds, watch: Watch
) -> Verdict:
    """Measure the candidate, and decide. Raises `Stopped`, `OutOfTime`."""
    if isinstance(reference, Verdict):
        return reference
    found = evaluate(candidate, reference.exam, on_share=watch.measuring("measuring"))
    return compare(reference.exam.held_out, reference.base, reference.current, found, bounds)


def _too_long(needed: float, budget: float) -> str:
    enough = max(needed, budget) / (1 - _FOR_TRAINING)
    return (
        f"Not put into use: on this machine, as busy as it is, there is no time to measure whether "
        f"it is better. Give it more, such as --budget {max(1, round(enough / 60))}m."
    )
