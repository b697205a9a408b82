"""What people tell of answers: what they said after each, and what they ask of all that come.

Read off the log of turns, row by row; what follows from it is known elsewhere (`standing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ...memory.logs.turn import Turn
from .hearing import Heard, Hearing
from .wish import Wish

LAST = 100
"""So many turns are looked at."""

SURE = 0.6
"""From this probability on a wish holds at once."""

OF_THINGS = ("first", "include", "avoid")
"""The dimensions of wishes that are about a thing."""


@dataclass(frozen=True)
class Told:
    """An answer, and what was then said of it."""

    turn: str
    """The id of the turn in which it was said."""

    thread: str
    at: datetime
    answer: str
    """"" where the reply was no answer that could meet a wish."""

    said: str
    taken: bool
    """Whether the user was content."""

    minded: bool
    heard: tuple[Heard, ...]
    request: str = ""
    """What the answer was to."""

    of_none: bool = False
    """Whether it was said of no answer, but asks for something that is to hold from now on."""

    def meets(self, wish: Wish) -> bool | None:
        """Tell whether the answer met a wish (`Wish.met`); worked out once."""
        if wish not in self._meets:
            self._meets[wish] = wish.met(self.answer)
        return self._meets[wish]

    @cached_property
    def _meets(self) -> dict[Wish, bool | None]:
        return {}


def told_in(turns: Iterable[Turn], hearing: Hearing) -> list[Told]:
    """Return what was said of the last answers, the oldest first, with the wishes in it."""
    return in_order(told_by([*turns][-LAST:], hearing))


def told_by(turns: Sequence[Turn], hearing: Hearing) -> list[tuple[Told, ...]]:
    """Return for each turn what its request asks of all answers, and what was said of its own."""
    requests = hearing.heard_each([turn.request for turn in turns])
    after = hearing.heard_each(
        [turn.followup.said if turn.followup else "" for turn in turns], [*map(_minded, turns)]
    )
    return [
        (*_asked_of_all(turn, wished, hearing), *_said_after(turn, heard))
        for turn, wished, heard in zip(turns, requests, after, strict=True)
    ]


def in_order(told: Iterable[Sequence[Told]]) -> list[Told]:
    """Return what the turns tell, each thing that was said once: a request may be a follow-up."""
    every = [one for row in told for one in row]
    followups = {one.turn for one in every if not one.of_none}
    return [one for one in every if not (one.of_none and one.turn in followups)]


def _asked_of_all(turn: Turn, heard: Sequence[Heard], hearing: Hearing) -> Iterator[Told]:
    lasting = tuple(
        one
        for one in heard
        if one.lasting
        and one.explicit
        and one.probability >= SURE
        # "I always take the train" is about who says it, where there was no answer to speak of
        and one.wish.dimension not in OF_THINGS
    )
    if lasting and hearing.is_all(turn.request):
        yield Told(
            turn=turn.id,
            thread=turn.thread,
            at=turn.at,
            answer="",
            said=turn.request,
            taken=False,
            minded=False,
            heard=lasting,
            of_none=True,
        )


def _minded(turn: Turn) -> str:
    """Return the answer of a turn, unless the user was content with it."""
    is_content = turn.followup is None or turn.followup.judgement == "satisfied"
    return "" if is_content else _answer(turn)


def _answer(turn: Turn) -> str:
    return turn.reply if turn.writer != "composed" else ""


def _said_after(turn: Turn, heard: Sequence[Heard]) -> Iterator[Told]:
    followup = turn.followup
    if followup and followup.said:
        content = followup.judgement == "satisfied"
        yield Told(
            turn=followup.turn,
            thread=turn.thread,
            at=followup.at,
            answer=_answer(turn),
            said=followup.said,
            taken=content,
            minded=followup.judgement == "dissatisfied",
            # who is content hints at nothing
            heard=tuple(one for one in heard if one.explicit or not content),
            request=turn.request,
        )
