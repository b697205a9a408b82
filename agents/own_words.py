"""A person's own words of displeasure: learned from the log of their turns, and kept nowhere else.

So what is forgotten in the log is forgotten here with the next turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial

from ..memory.logs.turn import Shown, Turn
from ..memory.logs.turns import TurnLog
from ..policy.feedback import Exchange, FeedbackHead, FollowUp
from ..policy.feedback.personal import KEPT, PersonalWords, Witnessed, learn_words
from .last_turns import LastTurns

_AGAIN = 10
"""After so many more turns the words are learned anew; at once where a turn was forgotten."""


@dataclass(frozen=True)
class _Learned:
    words: PersonalWords
    revisions: frozenset[int]
    """The rows of the log that they were learned from."""


class OwnWords:
    """Knows everybody's own words. Any thread may use it."""

    def __init__(self, turns: TurnLog, head: FeedbackHead) -> None:
        self._turns, self._head = turns, head
        self._last = LastTurns(turns, partial(_followed, turns), self._witnessed)
        self._known: dict[str, _Learned] = {}
        self._lock = threading.Lock()

    def of(self, user: str) -> PersonalWords:
        """Return a user's words; learning them anew takes some hundredths of a second at most."""
        found = self._last.of(user)
        with self._lock:
            known = self._known.get(user)
            if known is None or self._is_stale(known, found.keys()):
                words = learn_words([*found.values()])
                known = self._known[user] = _Learned(words, frozenset(found))
            return known.words

    def _is_stale(self, known: _Learned, revisions: Set[int]) -> bool:
        new = len(revisions - known.revisions)
        return new >= _AGAIN or not self._turns.holds(known.revisions)

    def _witnessed(self, turns: Sequence[Turn]) -> list[Witnessed]:
        failed = [turn.outcome == "failed" for turn in turns]
        return self._head.witnesses([_follow_up(turn) for turn in turns], failed)


def _followed(turns: TurnLog, user: str) -> list[int]:
    return turns.followed(KEPT, user=user)


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
