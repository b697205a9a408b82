"""A follow-up: what a user says, with the exchanges that went before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

REMEMBERED = 8
"""How many exchanges back a follow-up is looked at."""


class Exchange(NamedTuple):
    """A request and the reply to it."""

    request: str
    reply: str


@dataclass(frozen=True)
class FollowUp:
    """What was said, and what it follows."""

    said: str
    before: tuple[Exchange, ...] = ()
    """The oldest first, the one that it follows last; none at the start of a conversation."""

    @property
    def request(self) -> str:
        """What was asked for before; empty at the start."""
        return self.before[-1].request if self.before else ""

    @property
    def reply(self) -> str:
        """What it follows; empty at the start."""
        return self.before[-1].reply if self.before else ""

    @property
    def recent(self) -> tuple[Exchange, ...]:
        """The last exchanges, `REMEMBERED` at most."""
        return self.before[-REMEMBERED:]
