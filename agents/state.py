"""What the graph's nodes hand to each other: the state, the plan and the outcome.

The state holds plain JSON values and LangChain messages only, so that any checkpointer and
any host graph can carry it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from ..core.events import Candidate, Heard, Insertion, Item, Recollection, Remembered, Thoughts
from ..memory.logs.turn import Recalled
from ..policy.feedback import Exchange


class Option(BaseModel):
    """A way to go on that is ready to be carried out: a procedure with its slots filled."""

    model_config = ConfigDict(frozen=True)

    procedure: str
    """The procedure's id."""

    title: str
    """What will be done, in words."""

    values: dict[str, str] = Field(default_factory=dict)
    """Slot -> value."""

    missing: tuple[str, ...] = ()
    """Slots that neither the request nor a habit fills."""

    inserted: tuple[Insertion, ...] = ()
    """Which of the values habits filled."""

    score: float = 0.0
    """0..1; the options of a plan compare."""


class Plan(BaseModel):
    """What the planner decided for one turn."""

    model_config = ConfigDict(frozen=True)

    route: Literal["act", "recommend", "ask", "reply"]
    intent: str
    """The built-in intent ("chat", "remember", "recall", "recommend"), "correction", "courtesy",
    or the goal of the chosen procedure."""

    thoughts: Thoughts
    steps: tuple[str, ...] = ()
    """What will be done on screen, in words."""

    options: tuple[Option, ...] = ()
    """Best first; `act` carries out the first, `ask` offers them."""

    candidates: tuple[Candidate, ...] = ()
    decided_by: Literal["rule", "classifier", "model", "user"] = "classifier"
    used: tuple[str, ...] = ()
    """Ids of the records that the plan drew on."""


class Outcome(BaseModel):
    """What came of carrying out a plan on a device."""

    model_config = ConfigDict(frozen=True)

    status: Literal["done", "failed", "infeasible", "declined"]
    """"failed" where something broke on the way; "infeasible" where the pages offer no way, and
    nothing more could be tried; "declined" where the user said no."""

    reason: str = ""
    """Why it was not done, for the user; empty when it was."""

    steps: int = 0
    """How many steps were done."""

    procedure: str = ""
    """The id of the procedure that was carried out, or tried last; empty where none was."""

    given_up: tuple[str, ...] = ()
    """The ids of other procedures of the goal that were tried before, and failed."""

    checked: bool = False
    """True where the host's own check found that it is what was asked for."""


class State(TypedDict, total=False):
    """The graph's state, and what a node changes of it.

    Only `messages` and `items` come from outside.
    """

    messages: Annotated[list[AnyMessage], add_messages]
    """The conversation; the last message of the user is this turn's request."""

    items: list[dict[str, Any]]
    """A pool of `Item`s that the host hands in for recommending."""

    turn: str
    """The id of this turn, and of the episode that it becomes."""

    heard: dict[str, Any] | None
    """The `Heard` event of this turn."""

    recalled: list[dict[str, Any]]
    """`Recollection`s, the most relevant first."""

    plan: dict[str, Any] | None
    outcome: dict[str, Any] | None
    recommended: list[dict[str, Any]]
    """`Item`s, the best first."""

    remarks: list[str]
    """What the user should know of the recommendation of this turn."""

    search: dict[str, Any] | None
    """The recommender's `Search` that the conversation is in; kept from turn to turn."""

    chosen: dict[str, Any] | None
    """What the user took of what was recommended: `title`, `url`, `over`, `asked`, `opened`."""

    resolved: str
    """This turn's words with what "that one" means put in; "" where they are plain."""

    told: list[dict[str, Any]]
    """What the model that wrote the reply was told of the user, as `Recalled` of the log."""

    noted: list[dict[str, Any]]
    """The `Remembered` events of this turn."""

    previous: dict[str, Any] | None
    """The `Plan` of the turn before, which this turn's words may be about."""

    previous_outcome: dict[str, Any] | None
    """The `Outcome` of the turn before."""


def messages_of(state: State) -> list[AnyMessage]:
    """Return the conversation so far."""
    return state.get("messages", [])


def request_of(state: State) -> str:
    """Return what the user said in this turn."""
    said = (message for message in reversed(messages_of(state)) if message.type == "human")
    return str(next(said).text)


def previous_request(state: State) -> str:
    """Return what the user said in the turn before; empty in the first."""
    said = [message for message in messages_of(state) if message.type == "human"]
    return str(said[-2].text) if len(said) > 1 else ""


def turn_of(state: State) -> str:
    """Return the id of this turn."""
    return state.get("turn", "")


def previous_exchange(state: State) -> tuple[str, str]:
    """Return the request and the reply of the turn before; empty at the start."""
    messages = messages_of(state)[:-1]
    if len(messages) < 2:
        return "", ""
    return str(messages[-2].text), str(messages[-1].text)


def earlier_exchanges(state: State) -> list[Exchange]:
    """Return the requests and replies before those of the turn before, the oldest first."""
    messages = messages_of(state)[:-3]
    return [
        Exchange(str(request.text), str(reply.text))
        for request, reply in pairwise(messages)
        if (request.type, reply.type) == ("human", "ai")
    ]


def heard_in(state: State) -> Heard | None:
    """Return how this turn was heard."""
    heard = state.get("heard")
    return Heard.model_validate(heard) if heard else None


def plan_in(state: State) -> Plan:
    """Return this turn's plan."""
    return Plan.model_validate(state.get("plan"))


def previous_plan(state: State) -> Plan | None:
    """Return the plan of the turn before."""
    previous = state.get("previous")
    return Plan.model_validate(previous) if previous else None


def previous_outcome(state: State) -> Outcome | None:
    """Return what came of the plan of the turn before, where something was carried out."""
    previous = state.get("previous_outcome")
    return Outcome.model_validate(previous) if previous else None


def outcome_in(state: State) -> Outcome | None:
    """Return what came of this turn's plan, where something was carried out."""
    outcome = state.get("outcome")
    return Outcome.model_validate(outcome) if outcome else None


def recalled_in(state: State) -> list[Recollection]:
    """Return what was recalled for this turn."""
    return [Recollection.model_validate(memory) for memory in state.get("recalled", [])]


def recommended_in(state: State) -> list[Item]:
    """Return the ranked items of this turn."""
    return [Item.model_validate(item) for item in state.get("recommended", [])]


def told_in(state: State) -> list[Recalled]:
    """Return what the model that wrote this turn's reply was told; empty where none did."""
    return [Recalled.model_validate(one) for one in state.get("told", [])]


def noted_in(state: State) -> list[Remembered]:
    """Return what was written to memory in this turn so far."""
    return [Remembered.model_validate(noted) for noted in state.get("noted", [])]
