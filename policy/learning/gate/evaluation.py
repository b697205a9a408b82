"""What the gate asks of each model, and what the model made of it.

Each model is asked the same things on its own, so that the time for one tells the time for the
next. Comparing them is the measures' affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....core.protocols import LanguageModel
from ...wishes.wish import Wish
from ..methods.likelihoods import likelihoods
from ..methods.reranking import hindsight_gaps
from ..watch import OnShare
from . import fixed_exam, workload
from .contest import Exam
from .fixed_exam import FixedResults


@dataclass(frozen=True)
class Results:
    """What one model made of everything."""

    fixed: FixedResults
    pairs: tuple[tuple[float, float], ...]
    """The log-likelihood of both answers of each pair, in nats: of the better, of the worse."""

    answers: tuple[str, ...]
    """What it says to what was held out."""

    gaps: tuple[float, ...]
    """How much likelier the base model finds these answers once it is told the follow-up, in nats
    per token."""

    kept: tuple[float, ...]
    """Which share of what their user wishes these answers keep to, where a text shows it; 0 where
    none does."""


def evaluate(
    model: LanguageModel,
    exam: Exam,
    *,
    fixed: FixedResults | None = None,
    on_share: OnShare = lambda _: None,
) -> Results:
    """Ask a model everything; not the fixed sets, where it is known what it makes of them."""
    lessons, pairs = exam.held_out.lessons, exam.held_out.pairs
    total = workload.exam(len(lessons), len(pairs), fixed=fixed is None)
    done = 0.0

    def did(work: float) -> None:
        nonlocal done
        done += work
        on_share(min(1.0, done / total))

    if fixed is None:
        fixed = fixed_exam.ask(model, exam.system, on_each=lambda: did(workload.FIXED))
    both: list[tuple[float, float]] = []
    asked = [(pair.prompt, (pair.chosen, pair.rejected)) for pair in pairs]
    for better, worse in likelihoods(model, asked):
        both.append((better.logprob, worse.logprob))
        did(workload.PAIR)
    answers = exam.write(model, [lesson.prompt for lesson in lessons], exam.tokens)
    did(len(lessons) * workload.ANSWER)
    gaps: list[float] = []
    for (gap,) in hindsight_gaps(exam.base, lessons, [[answer] for answer in answers]):
        gaps.append(gap)
        did(workload.GAP)
    kept = (_kept(lesson.wishes, answer) for lesson, answer in zip(lessons, answers, strict=True))
    return Results(fixed, tuple(both), tuple(answers), tuple(gaps), tuple(kept))


def _kept(wishes: Sequence[Wish], answer: str) -> float:
    shown = [met for wish in wishes if (met := wish.met(answer)) is not None]
    return sum(shown) / len(shown) if shown else 0.0
