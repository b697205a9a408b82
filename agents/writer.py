"""Writing: the reply of a model that is told what is known of its user.

Piece by piece as it is written; where wishes about answers stand, the whole reply once it
keeps to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from langchain_core.messages import AnyMessage, SystemMessage

from ..core.events import Heeded, HeededWish
from ..core.protocols import Message, Sampler
from ..memory.turn import Recalled, with_memories
from ..policy.wishes.heeding import heeded
from ..policy.wishes.standing import Standing
from .instructions import GUARD, INSTRUCTIONS
from .services import Services, planner_of, post, thread_of, user_of
from .state import State, messages_of, recalled_in, request_of

MOST_MESSAGES = 12
"""How much of the conversation a model is shown."""

MOST_TOKENS = 160
"""The longest reply of the planner model, in tokens."""

_CONTENT = ("include", "first", "language")
"""What no edit brings into an answer that says nothing of it."""

_TEMPERATURE = 0.7
"""Of a reply that is written again."""


@dataclass(frozen=True)
class Briefing:
    """What is known of the user when a reply is written."""

    wishes: tuple[Standing, ...]
    """The wishes about answers that it is to keep to."""

    told: tuple[Recalled, ...]
    """What the model is told of the user, wishes too, and where it is from."""


def briefing(services: Services, state: State) -> Briefing:
    """Return what is to be known for the reply to this turn's request."""
    user, request = user_of(services), request_of(state)
    wishes = services.own_wishes.of(user, thread=thread_of(), request=request)
    known = [
        Recalled(id=memory.id, text=memory.text)
        for memory in recalled_in(state)
        if memory.type in ("fact", "habit")
    ]
    uttered = [
        Recalled(id=one.because[-1].turn if one.because else "", text=one.wish.told)
        for one in wishes
    ]
    return Briefing(wishes, (*known, *uttered))


def written(services: Services, state: State, briefing: Briefing) -> Iterator[str]:
    """Yield the reply in pieces."""
    wishes = briefing.wishes
    system = with_memories(INSTRUCTIONS, [memory.text for memory in briefing.told])
    if not wishes:
        yield from _draft(services, state, system, 0)
        return

    before = _to_rework(services, state)

    def draw(places: Sequence[int], attempt: int) -> list[str]:
        if before and attempt == 0:
            return [before]
        return ["".join(_draft(services, state, system, attempt)).strip() for _ in places]

    (one,) = heeded([[standing.wish for standing in wishes]], draw)
    kept = [standing for standing in wishes if standing.wish not in one.unmet]
    post(Heeded(wishes=tuple(map(_in_words, kept)), edited=one.edited))
    yield one.text


def _to_rework(services: Services, state: State) -> str:
    """Return the reply before, where the user only wishes for another form of it; else ""."""
    earlier = messages_of(state)[:-1]
    if not earlier or earlier[-1].type != "ai" or earlier[-1].additional_kwargs.get("composed"):
        return ""
    hearing, request = services.own_wishes.hearing, request_of(state)
    new_content = any(one.wish.dimension in _CONTENT for one in hearing.heard(request))
    return str(earlier[-1].text) if hearing.is_all(request) and not new_content else ""


def _in_words(standing: Standing) -> HeededWish:
    return HeededWish(key=standing.wish.key, text=standing.wish.told, why=standing.why)


def _draft(services: Services, state: State, system: str, attempt: int) -> Iterator[str]:
    """Yield what the model writes; another reply at each attempt."""
    recent = read_by_a_model(messages_of(state))
    if services.chat_model is not None:
        guarded = SystemMessage(f"{system}\n\n{GUARD}")
        for chunk in services.chat_model.stream([guarded, *recent]):
            yield str(chunk.text)
        return
    messages = [Message("system", system), *map(_as_message, recent)]
    model = planner_of(services).model
    if attempt and isinstance(model, Sampler):
        yield from model.sample(
            messages, count=1, temperature=_TEMPERATURE, seed=attempt, max_tokens=MOST_TOKENS
        )
    else:
        yield from model.stream(messages, max_tokens=MOST_TOKENS)


def read_by_a_model(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Return the latest messages without the exchanges whose reply was composed.

    A small model that reads "Done: …" learns to say it, whether or not anything was done.
    """
    kept: list[AnyMessage] = []
    for message in messages:
        if message.additional_kwargs.get("composed"):
            if kept and kept[-1].type == "human":
                kept.pop()
        else:
            kept.append(message)
    return kept[-MOST_MESSAGES:]


def _as_message(message: AnyMessage) -> Message:
    return Message("assistant" if message.type == "ai" else "user", str(message.text))
