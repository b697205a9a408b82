"""Stages: one step of several demonstrations, and how often it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..memory.records import Repeat
from ..policy.likeness import Shown
from .aims import Aim
from .loops import Run, same_target
from .said import Varying
from .shapes import Shape

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

    sure: bool = True
    """False where the demonstrations do not bear out when the repetition is done."""

    @property
    def varying(self) -> tuple[Varying, ...]:
        """All strings that follow from the request."""
        return (*self.shape.varying, *(self.until.varying if self.until else ()))


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
