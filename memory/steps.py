"""What a procedure consists of: slots that the request fills, and guarded steps."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..core.actions import Descriptor, Op


class SlotReader(BaseModel):
    """How a slot's value is found in a request: weights of a linear span scorer."""

    model_config = ConfigDict(frozen=True)

    weights: dict[str, float] = Field(default_factory=dict)
    """Feature of a span and its surroundings -> weight."""

    bias: float = 0.0


class Slot(BaseModel):
    """A part of a procedure that the request fills."""

    model_config = ConfigDict(frozen=True)

    name: str
    examples: tuple[str, ...] = ()
    """Different values that it had in demonstrations, at most 60."""

    reader: SlotReader = SlotReader()

    many: bool = False
    """True where the request lists several values: "a, b and c"."""

    optional: bool = False
    """True where requests may leave it out; it is filled with nothing then."""

    left_open: float = Field(default=0.0, ge=0, le=1)
    """The share of the demonstrations whose request does not say it, although it was filled."""

    @property
    def may_be_open(self) -> bool:
        """True where requests may leave it unsaid."""
        return self.optional or self.left_open > 0


class TargetScorer(BaseModel):
    """Tells likely targets from unlikely ones: weights of a linear scorer of elements."""

    model_config = ConfigDict(frozen=True)

    weights: dict[str, float] = Field(default_factory=dict)
    """Feature of an element, its surroundings and the request -> weight."""


SHOWN = "shown"
"""The placeholder in a step's text for what its source shows."""

TRIED = "tried"
"""The placeholder in a step's text, and in what a page answers, for the number that is tried."""

Repeat = Literal["once", "each", "all", "until", "search"]


class Search(BaseModel):
    """How a number is found by trying."""

    model_config = ConfigDict(frozen=True)

    low: int
    high: int
    """Where people looked, both included; answers may lead farther."""

    too_low: tuple[str, ...]
    """What the page answers to a number that is too low; may hold `{tried}`."""

    too_high: tuple[str, ...]


class Step(BaseModel):
    """One step of a procedure; its strings may hold `{slot}` and `{slot|form}` placeholders."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    op: Op
    target: Descriptor | None = None
    text: str | None = None
    """What to type, select or press; `{shown}` stands for what `source` shows."""

    source: Descriptor | None = None
    """What on the page shows the text: with what it holds, or with its words."""

    repeat: Repeat = "once"
    """"each": once for each value of the slot with many values that the step names. "all": once
    on every element that fits the target. "until": on one fitting element after the other, or
    on the same one again where there is one only, until `until` is shown. "search": with one
    number after the other, until the page no longer answers that it is too low or too high."""

    count: str | None = None
    """On how many of what fits it is done, where that is not "all": "{number}", or "two"."""

    together: int = Field(default=1, ge=1)
    """How many steps, this one and those after it, are one round of what is repeated for "each"
    value or in a "search"."""

    search: Search | None = None
    """What is known of the number that a "search" looks for; `{tried}` in a text stands for it."""

    until: Descriptor | None = None
    """What is shown when a step that repeats "until" is done; None: the next step's target."""

    optional: bool = False
    """Left out where nothing on the page fits the target."""

    appears: bool = False
    """True where the target is not there at first: earlier steps make it appear."""

    alike: dict[str, dict[str, float]] = Field(default_factory=dict)
    """What demonstrations showed to mean the same, where the target is near in meaning to what
    is said: text -> other text -> how surely the two are alike, -1..1."""

    scorer: TargetScorer | None = None
    """Ranks the elements where the target's description leaves several, or none."""

    label: str = ""
    """The step in words, for people."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.repeat == "search") != (self.search is not None):
            raise ValueError('"search" is given where a step repeats so, and nowhere else')
        return self
