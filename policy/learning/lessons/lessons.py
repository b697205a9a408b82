"""What there is to learn from: lessons, and pairs of a better and a worse answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ....core.protocols import Message
from ...wishes.wish import Wish


@dataclass(frozen=True)
class Lesson:
    """An answer that its user was dissatisfied with, and what they said about it."""

    turn: str
    """The key of the turn that the answer belongs to, `Turn.key`."""

    thread: str
    user: str
    at: datetime
    """When the answer was given."""

    prompt: tuple[Message, ...]
    """What the planner saw: system, history, request."""

    answer: str
    """What it said, or the title of the plan that it chose."""

    followup: str
    """What the user then said."""

    reason: str
    """The part of the follow-up that says what was wrong; may be empty."""

    strength: float
    """The calibrated probability that the user was dissatisfied, 0..1."""

    stated: bool
    """True for an explicit statement, or several signals that agree. What is neither is learned
    from only where it expresses a wish that the user stands by."""

    wishes: tuple[Wish, ...] = ()
    """How its user wants answers to be, as far as a text shows that."""

    of_form: bool = False
    """Whether it was minded for its form: edited to what is wished it is a better answer."""

    @property
    def request(self) -> str:
        """What the user had asked for."""
        return self.prompt[-1].content


@dataclass(frozen=True)
class Pair:
    """A better and a worse answer to one prompt."""

    prompt: tuple[Message, ...]
    chosen: str
    rejected: str
    weight: float
    """How much it counts, 0..1."""

    turns: tuple[str, ...]
    """The keys of the turns that it came from."""

    reason: str = ""
    """What the user said was wrong with the rejected answer; may be empty."""


@dataclass(frozen=True)
class LeftOut:
    """A turn that nothing is learned from, although it seemed that something could be."""

    turn: str
    why: str
    """In words, for people: "asks for harm"."""
