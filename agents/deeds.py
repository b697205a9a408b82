"""Deeds: what carrying out a proposal would do, however its goal is called.

The same may be learned twice, from logs of two apps. It is one thing to do all the same, for
which both speak, and nobody is asked which of the two is meant.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from ..core.grounding import fill, fill_descriptor
from ..core.page import Page
from ..memory.steps import Step
from .proposals import SHOWN, Proposal, rounds


def merged(proposals: Iterable[Proposal], page: Page | None) -> list[Proposal]:
    """Join proposals that would do the same: the best of them, with the score of all.

    The best comes first.
    """
    alike: dict[Hashable, list[Proposal]] = {}
    for one in sorted(proposals, key=lambda one: -one.option.score):
        alike.setdefault(_deed(one, page), []).append(one)
    return sorted(map(_joined, alike.values()), key=lambda one: -one.option.score)


def _joined(alike: Sequence[Proposal]) -> Proposal:
    score = min(1.0, sum(one.option.score for one in alike))
    best = alike[0]
    return replace(best, option=best.option.model_copy(update={"score": score}))


def _deed(proposal: Proposal, page: Page | None) -> Hashable:
    way, values = proposal.procedure, proposal.option.values
    return tuple(_done(step, one, page) for step in way.steps for one in rounds(step, way, values))


def _done(step: Step, values: dict[str, str], page: Page | None) -> Hashable:
    """Return what a step does, and to what: an element where the page shows it."""
    text = fill(step.text, values) if step.text else ""
    if step.target is None:
        return step.op, text
    target = fill_descriptor(step.target, values)
    best = page.rank(target, limit=1) if page and step.repeat in ("once", "each") else []
    shown = best and best[0][1] >= SHOWN
    return step.op, text, step.repeat, best[0][0].ref if shown else target
