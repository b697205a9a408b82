"""What is remembered: one pydantic model for each kind of record, each with its provenance."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ..core.actions import Action, Descriptor, Op
from .times import time_in_words


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a fresh id of 12 hexadecimal digits."""
    return uuid.uuid4().hex[:12]


class Provenance(BaseModel):
    """Where a record came from."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["turn", "demonstration", "import", "user"]
    """A conversation turn, demonstrations that were replayed, a file, or the user's own hand."""

    ids: tuple[str, ...] = ()
    """The turn's id ("thread/number"), the demonstrations' ids, or the file's path."""

    text: str = ""
    """The words it was taken from, where there are any."""

    def describe(self) -> str:
        """Say for people where the record came from."""
        match self.kind:
            case "turn":
                return f'you said "{self.text}"' if self.text else "from our conversation"
            case "demonstration":
                count = len(self.ids)
                return f"{count} demonstration{'s' if count != 1 else ''}"
            case "import":
                return f"imported from {', '.join(self.ids)}"
            case "user":
                return "written by you"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(default_factory=new_id)
    user: str
    provenance: Provenance
    confidence: float = Field(default=1.0, ge=0, le=1)
    created: datetime = Field(default_factory=now)
    valid_from: datetime = Field(default_factory=now)
    valid_to: datetime | None = None
    """None while it holds."""

    @field_validator("created", "valid_from", "valid_to")
    @classmethod
    def _in_a_zone(cls, moment: datetime | None) -> datetime | None:
        # What comes from elsewhere without a time zone could not be compared with the rest.
        return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


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
        return f"{time_in_words(self.time)} {usual} ({_times(self.count, self.total)})"


class Habit(_Record):
    """What a person does in a context: choices with counts and recency."""

    type: Literal["habit"] = "habit"
    app: str
    """The site or app."""

    context: str
    """What the choice is about: "way of deleting a message", or a slot such as "city"."""

    choices: tuple[Choice, ...]
    """The likeliest to be made next comes first."""

    asserted: bool = False
    """True where the evidence is significant against the base rate, or the user said so."""

    stated: bool = False
    """True where the user said that it is so, and has not chosen otherwise more often since."""

    base_rate: float = 0.0
    """How often people in general make the first choice, 0..1."""

    rhythms: tuple[Rhythm, ...] = ()
    """The times at which it is otherwise; where several hold, the first does."""

    time: str = ""
    """Where it is told for one time alone, as `rhythms.holding` does: that time."""

    def text(self) -> str:
        """Say the habit in a sentence."""
        best = self.choices[0]
        total = sum(choice.count for choice in self.choices)
        where = f"in {self.app}, " if self.app else ""
        when = f", {time_in_words(self.time)}" if self.time else ""
        usual = f"{where}{self.context}{when}: {best.label} ({_times(best.count, total)})"
        return "; ".join((usual, *(rhythm.text() for rhythm in self.rhythms)))


def _times(count: float, total: float) -> str:
    return f"{count:.0f} of {total:.0f} times"


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


class Procedure(_Record):
    """A standard operating procedure (SOP): how a kind of request is carried out in an app."""

    type: Literal["procedure"] = "procedure"
    app: str
    title: str
    """The procedure in words, slots in braces: 'Enter {text} and press Submit'."""

    goal: str
    """Procedures of one goal reach the same end in different ways."""

    requests: tuple[str, ...]
    """Requests that it answered in demonstrations, at most 60."""

    slots: tuple[Slot, ...] = ()
    where: tuple[Descriptor, ...] = ()
    """What a page shows on which this way is the right one; empty where any page will do."""

    steps: tuple[Step, ...]
    support: int = 0
    """How many demonstrations show it."""

    contradicted: int = 0
    """How many failed demonstrations were asked for the same and did just what it would do."""

    successes: int = 0
    failures: int = 0
    """Outcomes when the assistant carried it out."""

    status: Literal["candidate", "verified", "retired"] = "candidate"

    def text(self) -> str:
        """Return what recall searches: the title and some requests."""
        return "\n".join((self.title, *self.requests[:5]))


class Pick(BaseModel):
    """What a person took when several options were offered."""

    model_config = ConfigDict(frozen=True)

    chosen: str
    over: tuple[str, ...]
    """The options that were left."""

    asked: str
    """The request that they answered."""


class Fact(_Record):
    """A stated or inferred preference or fact about the user."""

    type: Literal["fact"] = "fact"
    statement: str
    stated: bool = True
    """False where it was inferred."""

    supersedes: str | None = None
    """The id of the fact that this one replaced."""

    pick: Pick | None = None
    """The choice that it was inferred from, where it was."""

    area: str = ""
    """Where it stands in the description of its user; "" where that was never asked."""

    def text(self) -> str:
        """Return the statement."""
        return self.statement


class Episode(_Record):
    """One conversation turn or run on a device, with links to what it used.

    Turns of a thread follow each other in the order of `valid_from`, the moment it was said.
    """

    type: Literal["episode"] = "episode"
    thread: str
    speaker: str = ""
    """Who made the request, in a conversation that others take part in; "" is the user."""

    request: str
    reply: str
    """"" where the next turn is the answer."""

    used: tuple[str, ...] = ()
    """Ids of the records that the turn drew on."""

    outcome: Literal["started", "done", "failed", "infeasible", "declined"] = "done"
    """"started" stays where a turn was cut off while it acted; "infeasible" where the pages
    offered no way to do it."""

    def text(self) -> str:
        """Return who spoke, the request and the reply as one text."""
        said = f"{self.speaker}: {self.request}" if self.speaker else self.request
        return f"{said}\n{self.reply}" if self.reply else said


class Demonstration(_Record):
    """One replayed performance, reduced to its intended actions (explicit intention flow).

    Kept so that procedures and habits can be induced anew when demonstrations are added
    or forgotten. Not recalled.
    """

    type: Literal["demonstration"] = "demonstration"
    source: str
    """The log file's name."""

    app: str
    person: str
    """Who performed it."""

    request: str
    success: bool
    actions: tuple[Action, ...]
    """Targets are descriptors; where a target was picked by a text near it that the
    request mentions, the descriptor's anchor holds that text."""

    manners: tuple[str, ...] = ()
    """For each action how it was done, in a word, where there are several ways; see
    `replay.schema.DemonstrationStep.manner`."""

    screens: str = ""
    """What was shown before each action, and what each was done to; see `replay.screens`."""

    def text(self) -> str:
        """Return the request."""
        return self.request


Record = Annotated[Habit | Procedure | Fact | Episode | Demonstration, Field(discriminator="type")]
RecordType = Literal["habit", "procedure", "fact", "episode", "demonstration"]
