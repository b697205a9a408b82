"""Writing: the reply of a model that is told what is known of its user.

Piece by piece as it is written; where wishes about answers stand, the whole reply once it
keeps to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from langchain_core.messages import AnyMessage, HumanMessage, SystemMessage

from ..core.events import Heeded, HeededWish
from ..core.protocols import Message, Sampler
from ..memory.logs.turn import Recalled, with_memories
from ..policy.wishes.heeding import asked_with, heeded
from ..policy.wishes.passages import finished
from ..policy.wishes.standing import Standing
from ..policy.wishes.wish import Wish
from .courtesies import courtesy
from .instructions import GUARD, INSTRUCTIONS
from .repeating import repeats, replies_to_others, unless_repeated
from .services import Services, planner_of, post, thread_of, user_of
from .state import State, messages_of, recalled_in, request_of

MOST_MESSAGES = 12
"""How much of the conversation a model is shown."""

MOST_TOKENS = 160
"""The longest reply of the planner model, in tokens."""

_TEMPERATURE = 0.7
"""Of replies that are written again."""

_MOST_AGAIN = 80
"""How long they may be, in tokens, where no longer one is wished for: their user waits."""

_AGAIN = 2
"""So many replies are written side by side for each way of asking again."""


@dataclass(frozen=True)
class Briefing:
    """What is known of the user when a reply is written."""

    wishes: tuple[Standing, ...]
    """The wishes about answers that it is to keep to."""

    told: tuple[Recalled, ...]
    """What the model is told of the user, wishes too, and where it is from."""

    before: str
    """The reply before, where the user says only how it should have been; else ""."""


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
    before = _reply_before(state) if is_about_answer(services, state) else ""
    if before:
        said = {one.wish.key for one in services.own_wishes.hearing.heard(request)}
        wishes = tuple(
            replace(one, wish=one.wish.after(before)) if one.wish.key in said else one
            for one in wishes
        )
    return Briefing(wishes, (*known, *uttered), before)


def written(services: Services, state: State, briefing: Briefing) -> Iterator[str]:
    """Yield the reply in pieces."""
    wishes, before = briefing.wishes, briefing.before
    system = with_memories(INSTRUCTIONS, [memory.text for memory in briefing.told])
    if not wishes:
        (prompt,) = _asking(state, (), answered=False)
        yield from _draft(services, system, prompt, may_repeat=bool(before))
        return

    def draw(_: Sequence[int], asked: Sequence[Sequence[Wish]], again: bool) -> list[list[str]]:
        prompts = _asking(state, asked[0], answered=bool(before))
        if again:
            more = any(wish.kind == "length.longer" for wish in asked[0])
            most = MOST_TOKENS if more else _MOST_AGAIN
            return [[finished(one) for one in _drafts(services, system, prompts, most)]]
        if before and not asked[0]:
            return [[before]]
        draft = finished("".join(_draft(services, system, prompts[0])).strip())
        return [[draft, before] if before else [draft]]

    (one,) = heeded([[standing.wish for standing in wishes]], draw)
    kept = [standing for standing in wishes if standing.wish not in one.unmet]
    post(Heeded(wishes=tuple(map(_in_words, kept)), edited=one.edited))
    yield one.text


def is_about_answer(services: Services, state: State) -> bool:
    """Tell whether the user says only how a reply that a model wrote should have been."""
    return bool(_reply_before(state)) and services.own_wishes.hearing.is_all(request_of(state))


def _reply_before(state: State) -> str:
    """Return the reply before this turn where a model wrote it; thanks for it are passed over."""
    earlier = messages_of(state)[:-1]
    while len(earlier) > 1 and courtesy(str(earlier[-2].text), before=""):
        earlier = earlier[:-2]
    if not earlier or earlier[-1].type != "ai" or earlier[-1].additional_kwargs.get("composed"):
        return ""
    return str(earlier[-1].text)


def _in_words(standing: Standing) -> HeededWish:
    return HeededWish(key=standing.wish.key, text=standing.wish.told, why=standing.why)


def _asking(state: State, wishes: Sequence[Wish], *, answered: bool) -> list[list[AnyMessage]]:
    """Return the conversation, with wishes said after its request, in each wording for them.

    Where the question was `answered` before, that question is put again: what the user said since
    is how they want its answer.
    """
    *recent, request = read_by_a_model(messages_of(state))
    if answered and len(recent) > 1:
        *recent, request, _ = recent
    if not wishes:
        return [[*recent, request]]
    return [[*recent, HumanMessage(one)] for one in asked_with(str(request.text), wishes)]


def _draft(
    services: Services, system: str, prompt: Sequence[AnyMessage], *, may_repeat: bool = False
) -> Iterator[str]:
    """Yield what the model writes, as it is written."""
    if services.chat_model is not None:
        for chunk in services.chat_model.stream([_guarded(system), *prompt]):
            yield str(chunk.text)
        return
    model = planner_of(services).model
    head, *said = Message("system", system), *map(_as_message, prompt)
    pieces = model.stream([head, *said], max_tokens=MOST_TOKENS)
    alone = partial(model.stream, [head, said[-1]], max_tokens=MOST_TOKENS)
    earlier = [] if may_repeat else replies_to_others(prompt)
    yield from unless_repeated(pieces, earlier, alone)


def _drafts(
    services: Services, system: str, prompts: Sequence[Sequence[AnyMessage]], most: int
) -> list[str]:
    """Return what the model writes when it is asked again, in other words each time."""
    if services.chat_model is not None:
        head = _guarded(system)
        return [str(services.chat_model.invoke([head, *prompt]).text) for prompt in prompts]
    conversations = [[Message("system", system), *map(_as_message, one)] for one in prompts]
    model = planner_of(services).model
    if not isinstance(model, Sampler):
        return ["".join(model.stream(one, max_tokens=most)) for one in conversations]
    drawn = model.sample_each(
        conversations, count=_AGAIN, temperature=_TEMPERATURE, seed=1, max_tokens=most
    )
    every = [one.strip() for replies in drawn for one in replies]
    said = replies_to_others(prompts[0])
    return [one for one in every if not repeats(one, said)] or every


def _guarded(system: str) -> SystemMessage:
    return SystemMessage(f"{system}\n\n{GUARD}")


def read_by_a_model(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Return the latest messages, as if all replies had been written by a model, at once.

    Without the exchanges whose reply was composed: a small model that reads "Done: …" learns to
    say it, whether or not anything was done. And a reply that was written anew, because its user
    wished that it were otherwise, stands in the place of the first one: a model that reads that
    the same was said twice says it again.
    """
    kept: list[AnyMessage] = []
    for message in messages:
        if message.additional_kwargs.get("reworked") and len(kept) > 1:
            kept[-2:] = [message]
        elif message.additional_kwargs.get("composed"):
            if kept and kept[-1].type == "human":
                kept.pop()
        else:
            kept.append(message)
    return kept[-MOST_MESSAGES:]


def _as_message(message: AnyMessage) -> Message:
    return Message("assistant" if message.type == "ai" else "user", str(message.text))
