"""The gate: whether a new adapter is better for this person, and harms nothing, before it answers.

It is measured on turns that it did not learn from, the newest of the person's log. It passes where

- *ranking accuracy* and *adherence* rise, each with a lower confidence bound above zero
  (`confidence.lower_bound`), against what is in use now;
- *general ability* and *routes* fall by less than 2% against the base model;
- its answers are neither longer nor poorer in variety than those of what is in use, or than those
  that the person prefers;
- no *norm* that the base model keeps loses much of the margin by which it is kept.

Knows no training: any language model can be the candidate.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..adapters.versions import Measure, Verdict
from ..watch import OnShare
from .contest import Bounds, Contest, Exam, HeldOut
from .evaluation import Results, evaluate
from .measures import (
    adherence,
    general_ability,
    length,
    norms,
    ranking_accuracy,
    routes,
    sameness,
)


def judge(
    contest: Contest,
    held_out: HeldOut,
    bounds: Bounds | None = None,
    *,
    on_progress: OnShare = lambda _: None,
) -> Verdict:
    """Measure the candidate and decide. `on_progress` hears which share of it is done, 0..1."""
    bounds = bounds or Bounds()
    if refusal := too_few(held_out, bounds):
        return refusal
    exam = Exam(contest.base, held_out, contest.system, contest.write)

    def share(number: int) -> OnShare:
        return lambda done: on_progress((number + done) / 3)

    base = evaluate(contest.base, exam, on_share=share(0))
    current = base
    if contest.current is not contest.base:
        current = evaluate(contest.current, exam, on_share=share(1))
    candidate = evaluate(contest.candidate, exam, on_share=share(2))
    return compare(held_out, base, current, candidate, bounds)


def too_few(held_out: HeldOut, bounds: Bounds) -> Verdict | None:
    """Return the verdict where there is not enough to measure on; None where there is."""
    count = min(len(held_out.lessons), len(held_out.by_turn))
    if count >= bounds.fewest:
        return None
    says = (
        f"Not put into use: it can be measured on {count} of your turns that it did not learn "
        f"from, and {bounds.fewest} are needed. It goes on with more follow-ups."
    )
    return Verdict(passed=False, says=says)


def compare(
    held_out: HeldOut, base: Results, current: Results, candidate: Results, bounds: Bounds
) -> Verdict:
    """Decide by what the base model, what is in use now, and the candidate made of the exam."""
    preferred = [pair.chosen for pair in held_out.pairs]
    return decided(
        [
            ranking_accuracy(held_out, base, current, candidate, bounds),
            adherence(current, candidate, bounds),
            *norms(base, candidate, bounds),
            general_ability(base, candidate, bounds),
            routes(base, candidate, bounds),
            length(current.answers, candidate.answers, preferred, bounds),
            sameness(current.answers, candidate.answers, preferred, bounds),
        ]
    )


def decided(measures: Sequence[Measure]) -> Verdict:
    """Return the verdict that these measures come to."""
    failed = [measure for measure in measures if not measure.passed]
    if failed:
        why = "; ".join(measure.says for measure in failed)
        return Verdict(passed=False, says=f"Not better beyond doubt: {why}.", measures=(*measures,))
    says = "Better on turns that it did not learn from, and nothing else got worse."
    return Verdict(passed=True, says=says, measures=tuple(measures))
