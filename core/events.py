"""What happens in a turn, as typed events.

The graph posts them through LangGraph's custom stream; the terminal app, the log and hosts
render the same ones. Nothing else is known of a turn while it runs.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)


class Heard(_Event):
    """The user's words were read as feedback on the turn before."""

    kind: Literal["heard"] = "heard"
    judgement: Literal["satisfied", "neutral", "dissatisfied"]
    feedback: str
    """Which kind: correction, repetition, thanks, …; "none" where there is none."""

    probability: float
    """How sure the judgement is, 0..1."""


class Recollection(_Event):
    """One thing that was recalled."""

    kind: Literal["recollection"] = "recollection"
    id: str
    type: str
    """habit, procedure, fact or episode."""

    text: str
    relevance: float
    """0..1."""

    source: str
    """Where it came from, for people: "demonstration 3f2a", "you said so on 12 May"."""


class Recalled(_Event):
    """Memory was searched for this turn."""

    kind: Literal["recalled"] = "recalled"
    memories: tuple[Recollection, ...]
    problem: str = ""
    """Why only words were searched, and what to do; "" where meaning was searched, too."""


class Thoughts(_Event):
    """The chain of user thought: three thoughts before a plan (SmartAgent)."""

    kind: Literal["thoughts"] = "thoughts"
    screen: str
    """What to do on the screen."""

    explicit: str
    """What the user says they need; the request made personal."""

    implicit: str
    """What the user wants without saying so, from memory."""


class Candidate(_Event):
    """One plan that was considered."""

    kind: Literal["candidate"] = "candidate"
    title: str
    score: float
    """How well it fits, 0..1; the candidates of a turn compare."""

    procedure: str = ""
    """The id of the procedure it carries out; empty for a reply without one."""


class Insertion(_Event):
    """Something that a request leaves open, and that a habit of the user's fills."""

    kind: Literal["insertion"] = "insertion"
    slot: str
    value: str
    """In words."""

    habit: str
    """The habit's id."""

    because: str
    """The habit in words: what the user does, and how often."""


class Planned(_Event):
    """The planner decided."""

    kind: Literal["planned"] = "planned"
    route: Literal["act", "recommend", "ask", "reply"]
    thoughts: Thoughts
    candidates: tuple[Candidate, ...] = ()
    """The best first; the first was chosen."""

    decided_by: Literal["rule", "classifier", "model", "user"] = "classifier"
    steps: tuple[str, ...] = ()
    """What will be done on screen, in words."""

    inserted: tuple[Insertion, ...] = ()
    """What makes the request personal; `thoughts.explicit` has it in words."""


class ApprovalAsked(_Event):
    """The turn waits for the user's yes or no; answer by resuming it with True or False."""

    kind: Literal["approval_asked"] = "approval_asked"
    reason: str
    """What makes it need a yes: it deletes, sends, spends, or leaves the allowed sites."""

    steps: tuple[str, ...]


class QuestionAsked(_Event):
    """The turn waits for an answer; resume it with one of the options or with free text."""

    kind: Literal["question_asked"] = "question_asked"
    question: str
    options: tuple[str, ...] = ()


class StepStarted(_Event):
    """A step on the device begins."""

    kind: Literal["step_started"] = "step_started"
    index: int
    """From 1."""

    total: int
    text: str


class StepFinished(_Event):
    """A step on the device ended."""

    kind: Literal["step_finished"] = "step_finished"
    index: int
    total: int
    text: str
    ok: bool
    error: str = ""
    ms: float


class Item(_Event):
    """One item of a recommendation."""

    kind: Literal["item"] = "item"
    id: str
    title: str
    attributes: dict[str, str] = Field(default_factory=dict)
    """What is known of it, by name, as it was read: {"cuisine": "Thai", "rating": "4.5"}."""

    price: str = ""
    """As it was read, with its currency; "" where none was."""

    url: str = ""
    """Its own page, in full; "" where it has none."""

    position: int | None = None
    """Its place in the list that it was read from, from 0."""

    score: float = 0.0
    why: str = ""
    """The reason, in the user's own terms."""

    is_trial: bool = False
    """Whether it is shown to learn if the user likes it, and not as one of the best bets."""


class Criterion(_Event):
    """One thing that items were judged by."""

    kind: Literal["criterion"] = "criterion"
    text: str
    """In the user's words: "under 20 euros", "I can't stand crowds"."""

    weight: float
    """How much it counts, 0..1; 1 where it decides alone."""

    origin: Literal["request", "memory", "taste"]
    source: str = ""
    """Where it came from, for people: "you said so on 12 May"; of what was asked, what the words
    were taken for, "" where they are plain."""

    record: str = ""
    """The id of the record in memory that says so; "" where none does."""

    hard: bool = False
    """Whether an item that does not meet it is left out."""


class Recommended(_Event):
    """A pool of items was ranked."""

    kind: Literal["recommended"] = "recommended"
    items: tuple[Item, ...]
    """The best first."""

    criteria: tuple[Criterion, ...] = ()
    """What they were judged by, the weightiest first."""

    notes: tuple[str, ...] = ()
    """What the user should know of it: what would have to give, what could not be compared."""


class ReplyDelta(_Event):
    """A piece of the reply, as it is written."""

    kind: Literal["reply_delta"] = "reply_delta"
    text: str


class HeededWish(_Event):
    """A wish about answers that a reply keeps to."""

    key: str
    """Which one: `uptake policy wishes --off KEY` switches it off."""

    text: str
    """The wish in words: "Answer as a numbered list."."""

    why: str
    """Why it stands: what the user said, and when."""


class Heeded(_Event):
    """The reply keeps to what its user wants of answers."""

    kind: Literal["heeded"] = "heeded"
    wishes: tuple[HeededWish, ...]
    edited: bool
    """Whether what the model wrote was edited for it."""


class Replied(_Event):
    """The whole reply."""

    kind: Literal["replied"] = "replied"
    text: str


class Remembered(_Event):
    """Memory was changed; `write` undoes it."""

    kind: Literal["remembered"] = "remembered"
    write: str
    """What `Assistant.undo` takes."""

    type: str
    text: str


class NotKept(_Event):
    """Something that was said is not remembered."""

    kind: Literal["not_kept"] = "not_kept"
    why: Literal["secret", "passing", "foreign", "known"]
    """A secret; nothing lasting about the user; not the user's own words; known already."""

    reason: str
    """In words, for people: "looks like a card number"."""

    text: str
    """What was said, without the secret."""


class PlannerChanged(_Event):
    """What the planner learned from this user is used from now on, or no more."""

    kind: Literal["planner_changed"] = "planner_changed"
    version: str
    """The version of what was learned that answers now; empty for the base model."""

    problem: str = ""
    """Why another version than the chosen one answers, for people; empty where it is that."""


class TurnEnded(_Event):
    """Nothing more follows in this turn."""

    kind: Literal["turn_ended"] = "turn_ended"
    outcome: Literal["done", "waiting", "failed", "infeasible"]
    """"waiting" for an approval or an answer; "failed" where an action did not succeed, or was
    not allowed; "infeasible" where the pages offer no way to do it."""

    seconds: float
    reason: str = ""
    """Why it was not done, for people; empty where it was."""


Event = Annotated[
    Heard
    | Recalled
    | Planned
    | ApprovalAsked
    | QuestionAsked
    | StepStarted
    | StepFinished
    | Recommended
    | ReplyDelta
    | Heeded
    | Replied
    | Remembered
    | NotKept
    | PlannerChanged
    | TurnEnded,
    Field(discriminator="kind"),
]

_event: TypeAdapter[Event] = TypeAdapter(Event)


def parse_event(data: dict[str, Any]) -> Event:
    """Read an event that was dumped with `model_dump`. Raises pydantic's ValidationError."""
    return _event.validate_python(data)
