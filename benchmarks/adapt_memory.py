"""What the assistant makes of what a simulated person said: its log, and what it then knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapt_reactions import Exchange

from uptake.agents.instructions import INSTRUCTIONS
from uptake.agents.own_wishes import OwnWishes
from uptake.agents.recollector import LIMIT
from uptake.core.protocols import Embedder, Message
from uptake.core.testing import temporary_home
from uptake.memory.facts import FactReader
from uptake.memory.logs.turn import Shown, Turn, with_memories
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance
from uptake.policy.feedback.head import FeedbackHead
from uptake.policy.wishes.hearing import Hearing
from uptake.policy.wishes.wish import Wish

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
USER = "me"


@dataclass(frozen=True)
class Judges:
    """What the assistant hears and remembers with."""

    embedder: Embedder
    feedback: FeedbackHead
    facts: FactReader
    wishes: Hearing


@dataclass(frozen=True)
class Known:
    """What the assistant knows when it answers a request."""

    prompt: tuple[Message, ...]
    wishes: tuple[Wish, ...]


def asked(request: str, known: Sequence[str] = ()) -> tuple[Message, ...]:
    """Return what the planner sees of a request, as the assistant puts it."""
    system = with_memories(INSTRUCTIONS, known)
    return (Message("system", system), Message("user", request))


def logged(exchanges: Sequence[Exchange], judges: Judges, heard_by: str) -> list[Turn]:
    """Return what was said as the assistant logs it."""
    turns = list[Turn]()
    for number, one in enumerate(exchanges):
        heard = judges.feedback.judge(one.request, one.answer, one.said)
        if heard_by == "told":
            heard = replace(heard, dissatisfied=0.9 if one.complains else 0.1, stated=one.complains)
        turns.append(
            Turn(
                id=f"turn{number}",
                user=USER,
                thread=f"thread{number}",
                at=BEGAN + timedelta(hours=number),
                instructions=INSTRUCTIONS,
                shown=(Shown(role="user", text=one.request),),
                route="reply",
                intent="chat",
                reply=one.answer,
                followup=heard.as_followup(one.said, turn=f"after{number}"),
            )
        )
    return turns


def remembered(
    turns: Sequence[Turn],
    requests: Sequence[str],
    judges: Judges,
) -> list[Known]:
    """Return what the assistant knows of the person at each request, by all that was said."""
    with temporary_home() as settings:
        memory = Memory.open(settings, judges.embedder)
        memory.turns.add(*turns)
        said = [turn.followup.said for turn in turns if turn.followup]
        statements = [text for one in said for text in judges.facts.read(one).statements]
        source = Provenance(kind="turn")
        memory.add(
            [
                Fact(id=f"f{number}", user=USER, provenance=source, statement=text)
                for number, text in enumerate(dict.fromkeys(statements))
            ]
        )
        own = OwnWishes(memory.turns, judges.wishes, settings.paths.wishes)
        known = []
        for request in requests:
            hits = memory.recall(request, user=USER, limit=LIMIT, tokens=settings.recall_tokens)
            wishes = tuple(one.wish for one in own.of(USER, request=request))
            told = [*(hit.record.text() for hit in hits), *(wish.told for wish in wishes)]
            known.append(Known(asked(request, told), wishes))
        memory.close()
    return known
