"""The gate: whether a new adapter is better for this person, and harms nothing, before it answers.

It is measured on turns that it did not learn from, the newest of the person's log. It passes where

- *ranking accuracy* and *adherence* rise, each with a lower confidence bound above zero
  (`confidence.lower_bound`), against what is in use now;
- *general ability* and *routes* fall by less than 2% against the base model;
- its answers are neither longer nor poorer in variety than those of what is in use, or than those
  that the person prefers;
- no *norm* that the base model keeps is given up.

Knows no training: any language model can be the candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .contest import Bounds, Contest, HeldOut
from .measures import (
    adherence,
    general_ability,
    length,
    norms,
    ranking_accuracy,
    routes,
    sameness,
)
from .versions import Measure, Verdict


def judge(
    contest: Contest,
    held_out: HeldOut,
    bounds: Bounds | None = None,
    *,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Verdict:
    """Measure the candidate and decide. `on_progress` hears which share of it is done, 0..1."""
    bounds = bounds or Bounds()
    if (count := min(len(held_out.lessons), len(held_out.by_turn))) < bounds.fewest:
        return Verdict(passed=False, says=_too_few(count, bounds.fewest))
    measures = [ranking_accuracy(contest, held_out, bounds)]
    on_progress(0.15)
    measures += [*norms(contest, bounds)]
    on_progress(0.35)
    measures += [general_ability(contest, bounds), routes(contest, bounds)]
    on_progress(0.55)
    asked = [lesson.prompt for lesson in held_out.lessons]
    before = contest.write(contest.current, asked, bounds.tokens)
    on_progress(0.7)
    after = contest.write(contest.candidate, asked, bounds.tokens)
    on_progress(0.85)
    measures.append(adherence(contest.base, held_out.lessons, before, after, bounds))
    preferred = [pair.chosen for pair in held_out.pairs]
    measures += [
        length(before, after, preferred, bounds),
        sameness(before, after, preferred, bounds),
    ]
    on_progress(1.0)
    return decided(measures)


def decided(measures: Sequence[Measure]) -> Verdict:
    """Return the verdict that these measures come to."""
    failed = [measure for measure in measures if not measure.passed]
    if failed:
        why = "; ".join(measure.says for measure in failed)
        return Verdict(passed=False, says=f"Not better beyond doubt: {why}.", measures=(*measures,))
    says = "Better on turns that it did not learn from, and nothing else got worse."
    return Verdict(passed=True, says=says, measures=tuple(measures))


def _too_few(count: int, fewest: int) -> str:
    return (
        f"Not put into use: it can be measured on {count} of your turns that it did not learn "
        f"from, and {fewest} are needed. It goes on with more follow-ups."
    )
