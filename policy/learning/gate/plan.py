"""The plan of a course's measuring: how much work it is, and how much of it there is time for.

How fast the machine is, as busy as it is, is seen at once by a few questions. Where the budget
does not suffice for all of the held-out lessons, it is measured on fewer of them, the newest;
where not even for as few as may be, that is told before anything else is done.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ....core.protocols import LanguageModel
from ..watch import FOR_TRAINING, Watch
from . import fixed_exam, workload
from .contest import Bounds
from .fixed_exam import FixedResultsFile

_SPARE = 1.25
"""How many times as long as the base model's the candidate's exam may take: it has an adapter,
and the machine may be busier."""

_PROBED = 8
"""So many questions are asked to see how fast the machine is."""


def after_training(lessons: int, pairs: int) -> float:
    """Return how much is to be done with what was trained, until it is measured."""
    return workload.INTERPOLATION + _SPARE * workload.exam(lessons, pairs)


@dataclass(frozen=True)
class Measured:
    """A model that is measured."""

    model: LanguageModel
    key: str
    """Tells its weights from others."""


@dataclass(frozen=True)
class Plan:
    """What is measured before there is a candidate, and how fast."""

    models: tuple[Measured, ...]
    """The base model, and what is in use where that is another."""

    known: FixedResultsFile
    """What they make of the fixed sets, as far as it is known."""

    pace: float
    """How many seconds a question of the fixed sets takes."""

    @classmethod
    def of(cls, base: Measured, current: Measured, known: FixedResultsFile) -> Plan:
        """Ask the base model a few questions, to see how fast it answers.

        What is known of the fixed sets is forgotten where it no longer answers so.
        """
        fixed_exam.first_norms(base.model, known.system, 1)  # loads the weights
        started = time.monotonic()
        norms = fixed_exam.first_norms(base.model, known.system, _PROBED)
        seconds = time.monotonic() - started
        kept = known.of(base.key)
        if kept and not kept.agrees(norms):
            known.forget()
        models = (base,) if current.key == base.key else (base, current)
        return cls(models, known, seconds / _PROBED)

    def exam(self, one: Measured, lessons: int, pairs: int) -> float:
        """Return how much it is to ask one of the models what is not known yet."""
        return workload.exam(lessons, pairs, fixed=self.known.of(one.key) is None)

    def work(self, lessons: int) -> float:
        """Return how much it is to measure all, with the candidate, on so many lessons."""
        exams = sum(self.exam(one, lessons, lessons) for one in self.models)
        return workload.DRAWING * lessons + exams + after_training(lessons, lessons)

    def require(self, lessons: int, bounds: Bounds, watch: Watch) -> None:
        """Raise `OutOfTime` where there is no time for as few of so many lessons as may be."""
        watch.require(self.pace * self.work(min(lessons, bounds.fewest)))

    def affordable(self, lessons: int, bounds: Bounds, watch: Watch) -> int:
        """Return on how many of so many lessons there is time to measure, besides the training.

        At least as few as may be. Raises `OutOfTime` where there is no time for these.
        """
        self.require(lessons, bounds, watch)
        least = min(lessons, bounds.fewest)
        left = watch.ends - time.monotonic() - FOR_TRAINING * watch.budget
        fitting = (n for n in range(lessons, least, -1) if self.pace * self.work(n) <= left)
        return next(fitting, least)
