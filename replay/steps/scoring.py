"""Scorers for steps whose description leaves several targets, if they find the right one."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from ...core.page import level
from ...memory.steps import TargetScorer
from ...policy.grounding.targets import Case, learn_scorer, scores
from .aims import Aim
from .evidence import MANY, is_same
from .rows import Row

_FEWEST = 4
"""Rows that a scorer learns from, at least: with fewer, its first guess is all that it has."""

_MOST = 80


def scored(rows: Sequence[Row], aim: Aim) -> tuple[TargetScorer, float] | None:
    """Return a scorer learned from the rows, and how often it finds what it did not learn from.

    It chooses among what fits the description best. None where there is too little to learn.
    """
    places = [at for at, row in enumerate(rows) if row.move.element is not None]
    places = places[:: max(1, len(places) // _MOST)]
    if len(places) < _FEWEST:
        return None
    halves = places[::2], places[1::2]
    hits = []
    for learned, tested in (halves, halves[::-1]):
        scorer = learn_scorer([_case(rows[at]) for at in learned])
        hits += [_is_found(rows[at], aim, at, scorer) for at in tested]
    return learn_scorer([_case(rows[at]) for at in places]), fmean(hits)


def _case(row: Row) -> Case:
    assert row.move.page is not None
    assert row.move.ref is not None
    return Case(row.request, row.move.page.observation, row.move.ref, row.before)


def _is_found(row: Row, aim: Aim, at: int, scorer: TargetScorer) -> bool:
    page, element = row.move.page, row.move.element
    assert page is not None
    assert element is not None
    fitting = [one for one, _ in level(page.rank(aim.at(at), limit=MANY))]
    if not fitting:
        return False
    found = scores(scorer, row.request, page.observation, fitting, row.before)
    best = max(range(len(fitting)), key=found.__getitem__)
    return is_same(fitting[best], element, page)
