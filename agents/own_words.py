"""A person's own words of displeasure: learned from the log of their turns, and kept nowhere else.

So what is forgotten in the log is forgotten here with the next turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..memory.turn import Shown, Turn
from ..memory.turns import TurnLog
from ..policy.feedback import Exchange, FeedbackHead, FollowUp
from ..policy.feedback.personal import KEPT, PersonalWords, learn_words

_AGAIN = 10
"""After so many more turns the words are learned anew; at once where a turn was forgotten."""


@dataclass(frozen=True)
class _Learned:
    words: PersonalWords
    keys: set[str]
    """The turns of the log when they were learned."""


class OwnWords:
    """Knows everybody's own words. Any thread may use it."""

    def __init__(self, turns: TurnLog, head: FeedbackHead) -> None:
        self._turns, self._head = turns, head
        self._known: dict[str, _Learned] = {}
        self._lock = threading.Lock()

    def of(self, user: str) -> PersonalWords:
        """Return a user's words; learning them anew takes a tenth of a second at most."""
        keys = self._turns.keys(user=user)
        with self._lock:
            known = self._known.get(user)
            if known is None or not known.keys <= keys or len(keys - known.keys) >= _AGAIN:
                known = self._known[user] = _Learned(self._learn(user), keys)
            return known.words

    def _learn(self, user: str) -> PersonalWords:
        turns = self._turns.last(KEPT, user=user)
        follow_ups = [_follow_up(turn) for turn in turns]
        failed = [turn.outcome == "failed" for turn in turns]
        return learn_words(self._head.witnesses(follow_ups, failed))


def _follow_up(turn: Turn) -> FollowUp:
    assert turn.followup is not None
    *earlier, request = turn.shown
    last = Exchange(request.text, turn.reply)
    return FollowUp(turn.followup.said, (*_exchanges(earlier), last))


def _exchanges(shown: Sequence[Shown]) -> Iterator[Exchange]:
    request = ""
    for message in shown:
        if message.role == "assistant":
            yield Exchange(request, message.text)
        request = message.text if message.role == "user" else ""
