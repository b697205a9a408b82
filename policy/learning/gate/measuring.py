"""Measuring within a time: first what there is to compare with, then the candidate.

The first is done before anything is trained. As every model is asked the same, the time that it
took tells how much of the budget has to be left for the candidate.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ..adapters.versions import Verdict
from ..lessons.lessons import Lesson
from ..methods.trainer import Trainer
from ..watch import OnShare, OutOfTime, Watch
from . import workload
from .contest import Bounds, Exam, HeldOut
from .evaluation import Results, evaluate
from .fixed_exam import FixedResultsFile
from .gate import compare, too_few
from .plan import Measured, Plan, after_training


@dataclass(frozen=True)
class Reference:
    """What a candidate is compared with."""

    exam: Exam
    base: Results
    current: Results
    """Of what is in use now."""

    pace: float
    """How many seconds a question of the fixed sets takes, by the slower of the two."""


def refer(
    trainer: Trainer, plan: Plan, lessons: Sequence[Lesson], bounds: Bounds, watch: Watch
) -> Reference | Verdict:
    """Measure the base model and what is in use on held-out lessons, the oldest first.

    On as many of the newest as there is time for. Where there are too few, returns the verdict on
    any candidate. Raises `Stopped`, `OutOfTime`, `HomeError`.
    """
    count = plan.affordable(len(lessons), bounds, watch)
    drawn = workload.DRAWING * count
    on_share = watch.measuring("drawing", more=(plan.work(count) - drawn) / drawn)
    on_share(0.0)
    asked = lessons[len(lessons) - count :]
    pairs = trainer.pairs(asked, on_share=on_share)
    exam = Exam(trainer.base, HeldOut(asked, pairs), plan.known.system, trainer.write)
    if refusal := too_few(exam.held_out, bounds):
        if count < len(lessons):
            raise OutOfTime(plan.pace * plan.work(len(lessons)))
        return refusal
    exams = [plan.exam(one, count, len(pairs)) for one in plan.models]
    after = after_training(count, len(pairs))
    found: list[Results] = []
    pace = 0.0
    for number, (one, mine) in enumerate(zip(plan.models, exams, strict=True), start=1):
        started = time.monotonic()
        on_share = watch.measuring("reference", more=(sum(exams[number:]) + after) / mine)
        found.append(_results(one, exam, plan.known, on_share))
        pace = max(pace, (time.monotonic() - started) / mine)
    return Reference(exam, found[0], found[-1], pace)


def latest_training(reference: Reference | Verdict, watch: Watch) -> float:
    """Return when a training has to end, so that what came of it can be measured in time."""
    if isinstance(reference, Verdict):
        return watch.ends
    held_out = reference.exam.held_out
    work = after_training(len(held_out.lessons), len(held_out.pairs))
    return watch.ends - reference.pace * work


def measure(
    reference: Reference | Verdict,
    candidate: Measured,
    known: FixedResultsFile,
    bounds: Bounds,
    watch: Watch,
) -> Verdict:
    """Measure the candidate, and decide. Raises `Stopped`, `OutOfTime`, `HomeError`."""
    if isinstance(reference, Verdict):
        return reference
    found = _results(candidate, reference.exam, known, watch.measuring("measuring"))
    return compare(reference.exam.held_out, reference.base, reference.current, found, bounds)


def _results(one: Measured, exam: Exam, known: FixedResultsFile, on_share: OnShare) -> Results:
    """Ask a model what is not known of it, and keep what holds for every course."""
    found = evaluate(one.model, exam, fixed=known.of(one.key), on_share=on_share)
    known.keep(one.key, found.fixed)
    return found
