"""Respond: say what happened, composed from what happened; chat is written by a model."""

from __future__ import annotations

from collections.abc import Iterator

from langchain_core.messages import AIMessage

from ..core.events import Replied, ReplyDelta
from .courtesies import courtesy
from .recommender.telling import chosen_in_words, in_words
from .services import Services, post, user_of
from .state import (
    Plan,
    State,
    noted_in,
    outcome_in,
    plan_in,
    previous_exchange,
    recalled_in,
    recommended_in,
    request_of,
    turn_of,
)
from .writer import briefing, written

MOST_MEMORIES = 10
"""How many memories are listed."""


def respond(services: Services, state: State) -> State:
    """Write the reply and post it, piece by piece."""
    plan = plan_in(state)
    known = briefing(services, state) if plan.intent == "chat" else None
    pieces: list[str] = []
    for piece in written(services, state, known) if known else _composed(services, state, plan):
        pieces.append(piece)
        post(ReplyDelta(text=piece))
    reply = "".join(pieces).strip()
    post(Replied(text=reply))
    # By its turn an exchange is known when it is to be forgotten.
    reworked = known is not None and bool(known.before and known.wishes)
    marks = {"composed": known is None, "reworked": reworked, "turn": turn_of(state)}
    told = [one.model_dump(mode="json") for one in known.told] if known else []
    return {"messages": [AIMessage(reply, additional_kwargs=marks)], "told": told}


def _composed(services: Services, state: State, plan: Plan) -> Iterator[str]:
    if outcome_in(state) is not None:
        yield _about_outcome(state, plan)
    elif plan.route == "recommend":
        yield _about_items(state)
    elif plan.intent == "correction":
        yield _about_correction(state)
    elif plan.intent == "courtesy":
        yield courtesy(request_of(state), previous_exchange(state)[1])
    elif plan.intent == "remember":
        yield _about_facts(services, request_of(state))
    elif plan.intent == "recall":
        yield _about_memories(services, state)
    else:
        yield "All right, I left it. Say it in other words, or show me how it is done."


def _about_outcome(state: State, plan: Plan) -> str:
    outcome = outcome_in(state)
    assert outcome is not None
    what = plan.options[0].title.rstrip(".")
    match outcome.status:
        case "done":
            way = plan.thoughts.implicit
            return f"Done: {what}." + (f" I did it your way: {way}." if way else "")
        case "declined":
            return f"I did not do it ({what}): {outcome.reason}."
        case "failed":
            return f"I could not finish ({what}): {outcome.reason}."
        case "infeasible":
            return f"I see no way to do it here ({what}): {outcome.reason}."


def _about_correction(state: State) -> str:
    noted = noted_in(state)
    if noted:
        return f"Understood; {'; '.join(one.text for one in noted)}."
    return (
        "I see that this was not what you wanted, and I counted it. I know no other way to do "
        "it yet: ask again in other words, or show me how it is done."
    )


def _about_items(state: State) -> str:
    if chosen := state.get("chosen"):
        return chosen_in_words(chosen)
    return in_words(recommended_in(state), state.get("remarks", []))


def _about_facts(services: Services, request: str) -> str:
    read = services.facts.read(request)
    if read.statements:
        return "I'll remember: " + "; ".join(read.statements) + "."
    secrets = [refusal.reason for refusal in read.refusals if refusal.why == "secret"]
    if secrets:
        return f"I won't keep that: it {secrets[0]}."
    return "I found nothing in that to keep. Tell me as a sentence about you."


def _about_memories(services: Services, state: State) -> str:
    """List what bears on the question, then what else is known of the user."""
    found = {
        memory.id: f"{memory.text.splitlines()[0]} ({memory.source})"
        for memory in recalled_in(state)
        if memory.type != "episode"
    }
    for kind in ("fact", "habit"):
        for record in services.memory.list(kind, user=user_of(services), limit=MOST_MEMORIES):
            line = f"{record.text()} ({record.provenance.describe()})"
            found.setdefault(record.id, line)
    if not found:
        return "I don't remember anything about you yet."
    lines = [f"- {line}" for line in found.values()][:MOST_MEMORIES]
    return "This is what I remember:\n" + "\n".join(lines)
