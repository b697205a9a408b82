"""Texts that are the same for everyone, by which the gate sees what learning must not change.

- `norms.jsonl`: requests with the answer that must stay preferred, whatever a person prefers, and
  one of the same form that must not be (safety, honesty about being an assistant, approvals);
- `general.jsonl`: requests and answers of many kinds;
- `rehearsal.jsonl`: others of one sentence (how many is a person's to wish), which learning may
  look at: two thirds to rehearse, one third to see
  how much is lost elsewhere;
- `routes.jsonl`: requests, the title of what is asked for, and titles of other things.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_HELD_BACK = 2
"""Which one of every three answers to rehearse is held back."""


@dataclass(frozen=True)
class Norm:
    """What no preference may override."""

    norm: str
    """safety, honesty or approval."""

    request: str
    preferred: str
    other: str


@dataclass(frozen=True)
class General:
    """A request and a good answer to it."""

    request: str
    answer: str

    @property
    def beginning(self) -> str:
        """Its first words, three or half of them: how to begin is a person's to wish.

        What is measured and rehearsed of an answer is how it goes on.
        """
        words = self.answer.split(" ")
        return " ".join(words[: max(1, min(3, len(words) // 2))])


@dataclass(frozen=True)
class Choice:
    """A request, and what could be meant by it."""

    request: str
    right: str
    others: tuple[str, ...]


@cache
def norms() -> tuple[Norm, ...]:
    """Return the norms."""
    return tuple(Norm(**row) for row in _rows("norms"))


@cache
def general() -> tuple[General, ...]:
    """Return requests with answers."""
    return tuple(General(**row) for row in _rows("general"))


@cache
def rehearsal() -> tuple[General, ...]:
    """Return other requests with answers: what learning rehearses, and the gate does not ask."""
    rows = (General(**row) for row in _rows("rehearsal"))
    return tuple(row for place, row in enumerate(rows) if place % 3 != _HELD_BACK)


@cache
def held_back() -> tuple[General, ...]:
    """Return others, which are neither rehearsed nor asked at the gate."""
    rows = (General(**row) for row in _rows("rehearsal"))
    return tuple(row for place, row in enumerate(rows) if place % 3 == _HELD_BACK)


@cache
def choices() -> tuple[Choice, ...]:
    """Return requests with titles."""
    return tuple(
        Choice(row["request"], row["right"], tuple(row["others"])) for row in _rows("routes")
    )


def _rows(name: str) -> Iterator[dict[str, Any]]:
    text = files("uptake.policy.learning").joinpath(f"{name}.jsonl").read_text("utf-8")
    return (json.loads(line) for line in text.splitlines())
