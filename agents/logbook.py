"""The logbook: what a turn leaves for the planner to learn from.

A turn is logged when it ends; what the user says next is added to it when that is heard.
"""

from __future__ import annotations

from collections.abc import Iterator

from langchain_core.messages import AnyMessage

from ..memory.logs.turn import Considered, Recalled, Shown, Turn
from ..policy.feedback import Judgement
from .instructions import INSTRUCTIONS
from .planner import WANTED
from .services import Services, planner_of, thread_of, user_of
from .state import (
    State,
    messages_of,
    outcome_in,
    plan_in,
    recalled_in,
    request_of,
    told_in,
    turn_of,
)
from .writer import read_by_a_model


def log_turn(services: Services, state: State) -> None:
    """Log the turn that ends: what the planner was shown, what it did and what it said."""
    plan, reply, outcome = plan_in(state), messages_of(state)[-1], outcome_in(state)
    acted = plan.options[0] if plan.route == "act" else None
    composed = bool(reply.additional_kwargs.get("composed"))
    shown = tuple(_conversation(state) if plan.route == "reply" else [_request(state)])
    writer = "planner" if services.chat_model is None else "chat model"
    services.memory.turns.add(
        Turn(
            id=turn_of(state),
            user=user_of(services),
            thread=thread_of(),
            instructions=INSTRUCTIONS if plan.route == "reply" else WANTED,
            recalled=tuple(_recalled(state)),
            shown=shown,
            route=plan.route,
            intent=plan.intent,
            candidates=tuple(
                Considered(title=one.title, score=one.score, procedure=one.procedure)
                for one in plan.candidates
            ),
            chosen=acted.title if acted else "",
            procedure=acted.procedure if acted else "",
            decided_by=plan.decided_by,
            reply=str(reply.text),
            writer="composed" if composed else writer,
            model=services.planner_model.name,
            adapter=planner_of(services).version,
            outcome=outcome.status if outcome else "done",
        )
    )


def log_followup(
    services: Services, about: str, *, turn: str, said: str, judgement: Judgement
) -> None:
    """Add to the turn `about` what the user said after it, in `turn`, and how it was heard."""
    services.memory.turns.follow(about, judgement.as_followup(said, turn=turn))


def _recalled(state: State) -> Iterator[Recalled]:
    shown = told_in(state)
    yield from shown
    known = {memory.id for memory in shown}
    yield from (Recalled(id=one.id) for one in recalled_in(state) if one.id not in known)


def _request(state: State) -> Shown:
    return Shown(role="user", text=request_of(state), turn=turn_of(state))


def _conversation(state: State) -> Iterator[Shown]:
    """Yield the messages that a model was shown before it wrote the reply."""
    messages = messages_of(state)[:-1]
    turns = dict(zip(map(id, messages), _turns(messages, turn_of(state)), strict=True))
    for message in read_by_a_model(messages):
        role = "assistant" if message.type == "ai" else "user"
        yield Shown(role=role, text=str(message.text), turn=turns[id(message)])


def _turns(messages: list[AnyMessage], last: str) -> list[str]:
    """Return the turn of each message: a reply says its own, a request is of the one after it."""
    turns, turn = list[str](), last
    for message in reversed(messages):
        if message.type == "ai":
            turn = str(message.additional_kwargs.get("turn", ""))
        turns.append(turn)
    return turns[::-1]
