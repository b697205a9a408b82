"""Stages: one step of several demonstrations, and how often it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...memory.steps import Repeat, Search
from ...policy.grounding.likeness import Shown
from ..steps.aims import Aim
from ..steps.said import Varying
from ..steps.shapes import Shape
from ..steps.traces import Move
from .loops import Run, same_target
from .rounds import Rounds, said_list

USUAL = 0.7
"""The share of demonstrations that have to show a kind of repetition to make it that kind."""


@dataclass(frozen=True)
class Stage:
    """One step of several demonstrations, and how often it is done."""

    repeat: Repeat
    shape: Shape
    """Its varying strings have one span for each demonstration."""

    many: bool = False
    """True where the spans are lists."""

    shown: tuple[Shown, ...] = ()
    """What was taken for the values of each list, where they are only near in meaning."""

    until: Aim | None = None
    optional: bool = False
    """True where it is left out when nothing on the page fits."""

    count: Varying | None = None
    """On how many of what fits it is done, where the request says that."""

    together: int = 1
    """How many steps, this one and those after it, are repeated as one."""

    search: Search | None = None
    tries: bool = False
    """True where what is put in is the number that is looked for."""

    sure: bool = True
    """False where the demonstrations do not bear out when the repetition is done."""

    @property
    def varying(self) -> tuple[Varying, ...]:
        """All strings that follow from the request."""
        count = (self.count,) if self.count else ()
        return (*self.shape.varying, *count, *(self.until.varying if self.until else ()))


def in_rounds(
    rounds: Rounds, requests: Sequence[str], runs: Sequence[Sequence[Move]]
) -> list[Stage]:
    """Return the steps of a round; `runs` holds the moves of each demonstration, none in some."""
    steps = [Stage("once", one) for one in rounds.shapes]
    value = steps[rounds.place]
    if rounds.search:
        steps[rounds.place] = replace(value, tries=True)
    else:
        pairs = zip(requests, runs, strict=True)
        spans = tuple(said_list(said, rounds.values(run)) if run else "" for said, run in pairs)
        typed = replace(value.shape, typed=Varying("value", spans))
        steps[rounds.place] = replace(value, shape=typed, many=True)
    first = replace(
        steps[0],
        repeat="search" if rounds.search else "each",
        together=len(steps),
        search=rounds.search,
    )
    return [first, *steps[1:]]


def on_one_thing(runs: Sequence[Run]) -> bool:
    """Tell whether most runs of several moves are done to one and the same thing."""
    several = [run for run in runs if len(run.moves) > 1]
    return sum(same_target(run.moves) for run in several) >= USUAL * max(1, len(several))


def most_usual(values: Sequence[str]) -> str:
    """Return the value that comes most often, the first of these."""
    return max(dict.fromkeys(values), key=values.count)


def in_all(groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names that all groups have."""
    return tuple(name for name in groups[0] if all(name in names for names in groups))
