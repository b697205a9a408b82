"""What a learner is asked, and what it tells: how far it is, what came of it, what went wrong."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ..core.settings import Settings
from ..policy.learning.outcome import Outcome, Stage


class _News(BaseModel):
    model_config = ConfigDict(frozen=True)


class Asked(_News):
    """What a learner is asked to do."""

    settings: Settings
    budget: float
    """Seconds that it may take."""


class Advanced(_News):
    """It is this far."""

    kind: Literal["advanced"] = "advanced"
    stage: Literal["heads", "lessons"] | Stage
    done: float
    """The share of the stage, 0..1."""

    left: float | None = None
    """Seconds until the stage is done, where that can be told."""

    loss: float | None = None
    """Of the last training step."""


class LeftOut(_News):
    """Follow-ups that nothing is learned from."""

    why: str
    count: int


class Report(_News):
    """What came of it."""

    kind: Literal["report"] = "report"
    planner: Outcome
    """Whether a new version was learned, and is in use."""

    requests: int = 0
    """How many requests of yours the router was fitted on."""

    left_out: tuple[LeftOut, ...] = ()
    seconds: float = 0.0
    """Of the whole run."""

    peak_mb: float = 0.0
    """The most memory that it took, in MB."""


class Failed(_News):
    """It could not go on; what was in use before stays in use."""

    kind: Literal["failed"] = "failed"
    problem: str
    """For people: what happened and what to do."""


News = Annotated[Advanced | Report | Failed, Field(discriminator="kind")]

_news: TypeAdapter[News] = TypeAdapter(News)


def parse_news(line: str | bytes) -> News:
    """Read a line that a learner wrote. Raises pydantic's ValidationError."""
    return _news.validate_json(line)
