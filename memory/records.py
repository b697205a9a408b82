"""What is remembered: one pydantic model for each kind of record, each with its provenance."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ..core.actions import Action, Descriptor
from .counts import Choice, Rhythm, times_of_all
from .steps import Slot, Step
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
        usual = f"{where}{self.context}{when}: {best.label} ({times_of_all(best.count, total)})"
        return "; ".join((usual, *(rhythm.text() for rhythm in self.rhythms)))


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
