"""What failed demonstrations say about the ways that were learned from the others.

A failure counts against a way only if it was asked for what the way is for and did just what the
way would have done (`following`). People fail for many reasons; most say nothing of the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import comb

from ...core.texts import words
from ...memory.records import Procedure
from ..steps.goals import likeliest
from ..steps.traces import Trace
from ..steps.wording import masked
from .following import follows, values_for

_CHANCE = 0.05
"""A way that fails more often than the others, and so seldom by chance, is worse than they."""


@dataclass(frozen=True)
class Way:
    """A procedure, and the demonstrations that bear on it."""

    procedure: Procedure
    shown: Sequence[Trace]
    """The successful ones that it was learned from."""

    failed: Sequence[Trace] = ()
    """The failed ones that were asked for the same, and did just what it would have done."""


def judged(groups: Sequence[Sequence[Way]], failed: Sequence[Trace]) -> list[list[Way]]:
    """Return all ways of an app with the failed demonstrations that count against each.

    Their procedures' confidence is how often they did what was asked, of the demonstrations that
    follow them from start to end: their own share where they fail significantly more often than
    the other ways to the goal, else the share of all that do not. 1 where nothing failed.
    """
    requests: dict[str, list[str]] = {}
    for way in chain.from_iterable(groups):
        requests.setdefault(way.procedure.goal, []).extend(trace.request for trace in way.shown)
    against = [
        [replace(way, failed=_contradicting(way, failed, requests)) for way in ways]
        for ways in groups
    ]
    goals: dict[str, list[Way]] = {}
    for way in chain.from_iterable(against):
        goals.setdefault(way.procedure.goal, []).append(way)
    confidence: dict[str, float] = {}
    for ways in goals.values():
        confidence |= _confidence(ways)
    return [[_noted(way, confidence[way.procedure.id]) for way in ways] for ways in against]


def _noted(way: Way, confidence: float) -> Way:
    noted = {"contradicted": len(way.failed), "confidence": confidence}
    return replace(way, procedure=way.procedure.model_copy(update=noted))


def _contradicting(
    way: Way, failed: Sequence[Trace], goals: Mapping[str, Sequence[str]]
) -> list[Trace]:
    """Return the failed ones that asked for what the way is for, in known words, and went it.

    `goals` are the requests of all goals of the app.
    """
    did_the_same = [trace for trace in failed if follows(trace, way.procedure)]
    if not did_the_same:
        return []
    known = {word for trace in way.shown for word in _words(trace, way.procedure)}
    return [
        trace
        for trace in did_the_same
        if _words(trace, way.procedure) <= known
        and likeliest(trace.request, goals) == way.procedure.goal
    ]


def _words(trace: Trace, procedure: Procedure) -> set[str]:
    """Return the words of the request, but for what fills the slots."""
    return set(words(masked(trace.request, values_for(trace.request, procedure))))


def _confidence(ways: Sequence[Way]) -> dict[str, float]:
    """Return how sure each of the ways to one goal is, by the procedure's id."""
    failures = [len(way.failed) for way in ways]
    if not any(failures):
        return {way.procedure.id: 1.0 for way in ways}
    successes = [sum(follows(one, way.procedure) for one in way.shown) for way in ways]
    counts = list(zip(successes, failures, strict=True))
    worse = [is_worse((s, f), (sum(successes) - s, sum(failures) - f)) for s, f in counts]
    others = [count for count, bad in zip(counts, worse, strict=True) if not bad]
    usual = _share(sum(s for s, _ in others), sum(f for _, f in others))
    return {
        way.procedure.id: _share(*count) if bad else usual
        for way, count, bad in zip(ways, counts, worse, strict=True)
    }


def _share(successes: int, failures: int) -> float:
    """Return the share of successes, with one more: who succeeded at all had found a way."""
    return (successes + 1) / (successes + failures + 1)


def is_worse(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether successes and failures show that the first fails more often than the other.

    Fisher's exact test, one-sided.
    """
    tries, failures = sum(one), one[1] + other[1]
    total = tries + sum(other)
    most = min(tries, failures)
    at_least = sum(
        comb(failures, f) * comb(total - failures, tries - f) for f in range(one[1], most + 1)
    )
    return at_least <= _CHANCE * comb(total, tries)
