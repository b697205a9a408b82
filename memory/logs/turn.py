"""A logged turn: what the planner was shown, what it did, and what the user then said.

Everything that it shows says which turn or record it came from. Texts only: no screenshots,
and no secrets once it is `redacted`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ...core.protocols import Message
from ..language.words import clean
from ..records import now
from ..secrets import redact

ABANDONMENT = "abandonment"
"""The kind of a follow-up that never came: the conversation ended with the turn."""


_TEXTS = frozenset(("text", "title", "instructions", "chosen", "reply", "said", "span"))
"""The fields that hold what people and models wrote."""


def _zoned(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


Moment = Annotated[datetime, AfterValidator(_zoned)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(_Part):
    """A message of the conversation that the planner was shown."""

    role: Literal["user", "assistant"]
    text: str
    turn: str = ""
    """The id of the turn it was said in; "" where that is not known."""


class Recalled(_Part):
    """A record that was recalled for the turn."""

    id: str
    text: str = ""
    """What the planner was told of it; "" where it was not told."""


class Considered(_Part):
    """A plan that was considered."""

    title: str
    score: float
    """0..1; the plans of a turn compare."""

    procedure: str = ""


class Followup(_Part):
    """What the user said next, and how it was heard."""

    turn: str
    """The id of the turn in which it was said; "" where nothing was said."""

    said: str
    at: Moment = Field(default_factory=now)
    judgement: Literal["satisfied", "neutral", "dissatisfied"] = "neutral"
    kind: str = "none"
    """Which kind of feedback: correction, complaint, thanks, …; or `ABANDONMENT`."""

    dissatisfied: float = Field(default=0.0, ge=0, le=1)
    """Calibrated probability that the user was dissatisfied with the turn."""

    span: str = ""
    """The words that say what was wrong; may be empty."""

    stated: bool = False
    """Whether it was said in so many words, or several signals agree."""

    signals: tuple[str, ...] = ()
    """What it was told by besides the words."""


class Turn(_Part):
    """One row of the log."""

    id: str = Field(pattern=r"^[^\x00]+$")
    """The id of the turn, which its episode has too."""

    edits: int = 0
    """How often something was forgotten that it showed."""

    user: str
    thread: str
    at: Moment = Field(default_factory=now)
    source: str = ""
    """The file that it was imported from; "" where it happened here."""

    instructions: str = ""
    """What the planner was told to do, without what it was told of its user."""

    recalled: tuple[Recalled, ...] = ()
    shown: tuple[Shown, ...] = Field(min_length=1)
    """The conversation as the planner saw it; the last message is the request."""

    route: str
    """"act", "recommend", "ask" or "reply"."""

    intent: str
    candidates: tuple[Considered, ...] = ()
    """The best first."""

    chosen: str = ""
    """The title of the plan that was chosen; "" where it only talked."""

    procedure: str = ""
    """The id of the procedure that the chosen plan carries out."""

    decided_by: str = "classifier"
    """Who chose: "rule", "classifier", "model", or "user" where they were asked."""

    reply: str
    """What it said."""

    writer: Literal["planner", "chat model", "composed"] = "planner"
    """Who wrote the reply; "composed" where it reports what happened in fixed words."""

    model: str = ""
    """The name of the planner model."""

    adapter: str = ""
    """The version of the adapter that answered; "" where it was the base model."""

    outcome: str = "done"
    """As `Episode.outcome`."""

    followup: Followup | None = None
    """None until the user goes on, or it is noted that they did not."""

    @property
    def request(self) -> str:
        """What the user asked for."""
        return self.shown[-1].text

    @property
    def key(self) -> str:
        """What lessons and adapters call the turn; another one once it shows less than before."""
        return self.key_of(self.id, self.edits)

    @staticmethod
    def key_of(id: str, edits: int) -> str:
        """Return the key of a turn from which something was taken out so many times."""
        return f"{id}~{edits}" if edits else id

    def prompt(self) -> tuple[Message, ...]:
        """Return the messages as the planner saw them."""
        told = [memory.text for memory in self.recalled if memory.text]
        system = with_memories(self.instructions, told)
        said = (Message(message.role, message.text) for message in self.shown)
        return (*([Message("system", system)] if system else ()), *said)

    def texts(self) -> Iterator[str]:
        """Yield all that was said, told or considered in the turn and after it."""
        yield from (memory.text for memory in self.recalled)
        yield from (message.text for message in self.shown)
        yield from (plan.title for plan in self.candidates)
        yield from (self.chosen, self.reply)
        if self.followup:
            yield self.followup.said

    def shows(self) -> set[str]:
        """Return the ids of the turns and records that it shows something of, besides itself."""
        return {id for id in self._shows() if id} - {self.id}

    def _shows(self) -> Iterator[str]:
        yield from (memory.id for memory in self.recalled)
        yield from (message.turn for message in self.shown)
        yield from (plan.procedure for plan in self.candidates)
        yield self.procedure
        if self.followup:
            yield self.followup.turn

    def without(self, gone: Collection[str]) -> Turn | None:
        """Return the turn without what it shows of these turns and records.

        None where too little is left: the plan that it chose is among them.
        """
        if self.procedure in gone:
            return None
        *history, request = self.shown
        followup = self.followup
        changes: dict[str, Any] = {
            "recalled": tuple(one for one in self.recalled if one.id not in gone),
            "shown": (*(one for one in history if one.turn not in gone), request),
            "candidates": tuple(one for one in self.candidates if one.procedure not in gone),
            "followup": None if followup and followup.turn in gone else followup,
        }
        left = self.model_copy(update=changes)
        # That a record was recalled of which the planner was told nothing taught it nothing.
        same = left.prompt() == self.prompt() and (
            (left.candidates, left.followup) == (self.candidates, followup)
        )
        return left if same else left.model_copy(update={"edits": self.edits + 1})

    def redacted(self) -> Turn:
        """Return the turn without secrets, and without characters that cannot be stored."""
        return Turn.model_validate(_redacted(self.model_dump()))


def with_memories(instructions: str, told: Collection[str]) -> str:
    """Return a system message: what to do, and what is known of the user."""
    if not told:
        return instructions
    known = (f"- {' '.join(text.split())}" for text in told)
    return "\n".join((instructions, "", "About the user:", *known))


@lru_cache(maxsize=256)
def _without_secrets(text: str) -> str:
    # What was said is shown again in the turns after it.
    return redact(text)


def _redacted(value: Any, name: str = "") -> Any:
    """Return a dumped part of a turn with its texts redacted; ids and names stay as they are."""
    if isinstance(value, str):
        return _without_secrets(clean(value)) if name in _TEXTS else clean(value)
    if isinstance(value, dict):
        return {field: _redacted(part, field) for field, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_redacted(part, name) for part in value)
    return value
