"""What a person chose in a context, counted: how often, how lately, and at which times."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from .times import time_in_words


class Count(BaseModel):
    """How often something was chosen."""

    model_config = ConfigDict(frozen=True)

    count: float
    weight: float
    """The same where earlier choices count less."""


class Choice(BaseModel):
    """One thing that a person chose in a context."""

    model_config = ConfigDict(frozen=True)

    value: str
    """What was chosen: a value, or the id of a procedure where the context is a way."""

    label: str
    """The choice in words."""

    count: float
    """How often; a stated preference counts as many times as it takes to win."""

    faded: float | None = Field(default=None, ge=0)
    """The same where earlier choices count less; None where none has faded."""

    last: datetime

    times: dict[str, Count] = Field(default_factory=dict)
    """How often at which time, `times.time_of`; what was chosen at no known time is left out."""

    @property
    def weight(self) -> float:
        """How much the choice counts now."""
        return self.count if self.faded is None else self.faded


class Rhythm(BaseModel):
    """A time at which a person chooses otherwise than they do at all other times."""

    model_config = ConfigDict(frozen=True)

    time: str
    """One of `times.TIMES`: "evening", "weekend"."""

    value: str
    """What is chosen most then."""

    label: str
    count: float
    """How often it was chosen then."""

    total: float
    """How often anything was."""

    chance: float
    """How likely it is chosen so much more often then by chance, 0..1."""

    asserted: bool
    """False where the choices made then waver: nothing is the habit at that time."""

    def text(self) -> str:
        """Say it in words."""
        usual = self.label if self.asserted else "nothing in particular"
        return f"{time_in_words(self.time)} {usual} ({times_of_all(self.count, self.total)})"


def times_of_all(count: float, total: float) -> str:
    """Say how many of all: "3 of 4 times"."""
    return f"{count:.0f} of {total:.0f} times"
