"""How far a course of learning is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .adapters.registry import BASE
from .adapters.versions import Verdict

Stage = Literal["drawing", "reference", "training", "measuring"]
"""Answers that the follow-ups lead to are drawn; what answers now is measured; a version is
trained; it is measured."""


@dataclass(frozen=True)
class Advance:
    """How far a course is."""

    stage: Stage
    done: float
    """The share of the stage, 0..1."""

    left: float | None = None
    """Seconds until the stage is done, where that can be told."""

    loss: float | None = None
    """Of the last training step."""


Status = Literal["promoted", "refused", "paused", "nothing"]


@dataclass(frozen=True)
class Outcome:
    """What came of a course."""

    status: Status
    """A new version is in use, or is not; it goes on later; or nothing was learned."""

    says: str
    """In words, for the person who is learned from."""

    version: str = BASE
    verdict: Verdict | None = None
    deleted: tuple[str, ...] = ()
    """Versions that are no more, because turns that they saw were forgotten."""

    learned_from: int = 0
    held_out: int = 0
    """Counts of lessons."""

    steps: int = 0
    seconds: float = 0.0
