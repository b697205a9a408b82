"""What there is to learn from: answers that their user was dissatisfied with.

Knows the log of turns and the rules by which a turn is fit to learn from; knows no model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...core.protocols import Message


@dataclass(frozen=True)
class Lesson:
    """An answer that its user was dissatisfied with, and what they said about it."""

    turn: str
    """The id of the turn that the answer belongs to."""

    thread: str
    user: str
    at: datetime
    """When the answer was given."""

    prompt: tuple[Message, ...]
    """What the planner saw: system, history, request."""

    answer: str
    """What it said."""

    followup: str
    """What the user then said."""

    reason: str
    """The part of the follow-up that says what was wrong; may be empty."""

    strength: float
    """The calibrated probability that the user was dissatisfied, 0..1."""

    stated: bool
    """True for an explicit statement, or several signals that agree."""


@dataclass(frozen=True)
class Pair:
    """A better and a worse answer to one prompt."""

    prompt: tuple[Message, ...]
    chosen: str
    rejected: str
    weight: float
    """How much it counts, 0..1."""

    turns: tuple[str, ...]
    """The ids of the turns that it came from."""

    reason: str = ""
    """What the user said was wrong with the rejected answer; may be empty."""
