"""Who is compared at the gate, on what, and what is asked of the new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ....core.protocols import LanguageModel, Message
from ..lessons.lessons import Lesson, Pair
from .confidence import CONFIDENCE


@dataclass(frozen=True)
class Bounds:
    """What the gate asks for."""

    fewest: int = 6
    """Held-out turns; with fewer nothing is put into use."""

    confidence: float = CONFIDENCE
    general_fall: float = 0.02
    """How much of the general ability may be lost, as a share."""

    longer: float = 0.25
    """How much longer answers may grow, as a share."""

    variety_fall: float = 0.25
    """How much of the variety may be lost, as a share."""

    clear: float = 0.02
    """The base model keeps a norm where its margin is above this, in nats per token."""

    norm_fall: float = 0.5
    """How much of the margin of one norm may be lost, as a share."""

    norm_slack: float = 0.05
    """What may be lost in any case while the margin stays above zero, in nats per token."""

    norms_fall: float = 0.2
    """How much of the mean margin of one kind of norms may be lost, as a share."""


Write = Callable[[LanguageModel, Sequence[Sequence[Message]], int], list[str]]
"""Lets a model answer each conversation in at most so many tokens."""


def one_by_one(
    model: LanguageModel, conversations: Sequence[Sequence[Message]], tokens: int
) -> list[str]:
    """Let any model answer each conversation."""
    return ["".join(model.stream(asked, max_tokens=tokens)).strip() for asked in conversations]


@dataclass(frozen=True)
class Contest:
    """Who is compared."""

    base: LanguageModel
    current: LanguageModel
    """What is in use now; may be the base model."""

    candidate: LanguageModel
    system: str = ""
    """How the assistant is instructed; see `Exam`."""

    write: Write = one_by_one
    """How they are made to answer; there are quicker ways for some models."""


@dataclass(frozen=True)
class HeldOut:
    """The part of a person's log that the candidate did not learn from."""

    lessons: Sequence[Lesson]
    pairs: Sequence[Pair]
    """What was made of these lessons."""

    @cached_property
    def by_turn(self) -> list[list[int]]:
        """The places of the pairs, those of one turn together; turns are independent."""
        found: dict[tuple[str, ...], list[int]] = {}
        for place, pair in enumerate(self.pairs):
            found.setdefault(pair.turns, []).append(place)
        return list(found.values())


@dataclass(frozen=True)
class Exam:
    """What each of them is asked."""

    base: LanguageModel
    """Who tells in hindsight how good an answer is."""

    held_out: HeldOut
    system: str = ""
    """How the assistant is instructed; norms and general ability are looked at under it."""

    write: Write = one_by_one
    tokens: int = 64
    """How much of an answer is written to look at."""
