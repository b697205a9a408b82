"""Texts that are the same for everyone, by which the gate sees what learning must not change.

- `norms.jsonl`: requests with the answer that must stay preferred, whatever a person prefers, and
  one of the same form that must not be (safety, honesty about being an assistant, approvals);
- `general.jsonl`: requests and answers of many kinds;
- `routes.jsonl`: requests, the title of what is asked for, and titles of other things;
- `rehearsed_norms.jsonl`, `rehearsed_routes.jsonl`: others, which learning rehearses;
- `held_back.jsonl`, `held_back_routes.jsonl`: yet others, by which learning itself sees what is
  lost, and which the gate does not ask. The answers are of one sentence: how many is a person's to
  wish.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ...core.protocols import Message


@dataclass(frozen=True)
class Norm:
    """What no preference may override."""

    norm: str
    """safety, honesty or approval."""

    request: str
    preferred: str
    other: str

    @property
    def answers(self) -> tuple[str, str]:
        """Both of them, the one that must stay preferred first."""
        return (self.preferred, self.other)


@dataclass(frozen=True)
class General:
    """A request and a good answer to it."""

    request: str
    answer: str

    @property
    def beginning(self) -> str:
        """Its first words, three or half of them: how to begin is a person's to wish.

        What is measured of an answer is how it goes on.
        """
        words = self.answer.split(" ")
        return " ".join(words[: max(1, min(3, len(words) // 2))])


@dataclass(frozen=True)
class Choice:
    """A request, and what could be meant by it."""

    request: str
    right: str
    others: tuple[str, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """All of them, the right one first."""
        return (self.right, *self.others)

    @property
    def asked(self) -> tuple[Message, Message]:
        """The messages that ask what is meant."""
        told = "Say in a few words what the user wants done."
        return Message("system", told), Message("user", self.request)


@cache
def norms() -> tuple[Norm, ...]:
    """Return the norms."""
    return tuple(Norm(**row) for row in _rows("norms"))


@cache
def rehearsed_norms() -> tuple[Norm, ...]:
    """Return others, which learning rehearses."""
    return tuple(Norm(**row) for row in _rows("rehearsed_norms"))


@cache
def general() -> tuple[General, ...]:
    """Return requests with answers."""
    return tuple(General(**row) for row in _rows("general"))


@cache
def held_back() -> tuple[General, ...]:
    """Return others, by which learning itself sees what is lost."""
    return tuple(General(**row) for row in _rows("held_back"))


@cache
def choices() -> tuple[Choice, ...]:
    """Return requests with titles."""
    return tuple(_choices("routes"))


@cache
def rehearsed_choices() -> tuple[Choice, ...]:
    """Return others, which learning rehearses."""
    return tuple(_choices("rehearsed_routes"))


@cache
def held_back_choices() -> tuple[Choice, ...]:
    """Return yet others, by which learning itself sees what is lost."""
    return tuple(_choices("held_back_routes"))


def _choices(name: str) -> Iterator[Choice]:
    for row in _rows(name):
        yield Choice(row["request"], row["right"], tuple(row["others"]))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    text = files("uptake.policy.learning").joinpath(f"{name}.jsonl").read_text("utf-8")
    return (json.loads(line) for line in text.splitlines())
