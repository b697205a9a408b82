"""A user's last turns, and what is made of each: worked out once, and following the log.

A turn that is forgotten, or that shows less than before, is another row of the log; so nothing
is ever made of what the log holds no more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from ..memory.logs.turn import Turn
from ..memory.logs.turns import TurnLog

Made = TypeVar("Made")

_USERS = 64
"""Of so many users it is held; of the others it is made again when they return."""


class LastTurns(Generic[Made]):
    """Knows what is made of everybody's last turns. Any thread may use it."""

    def __init__(
        self,
        turns: TurnLog,
        last: Callable[[str], Sequence[int]],
        make: Callable[[Sequence[Turn]], Sequence[Made]],
    ) -> None:
        """Look at a user's turns of these revisions, the oldest first, and `make` one of each."""
        self._turns, self._last, self._make = turns, last, make
        self._known: OrderedDict[str, dict[int, Made]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, user: str) -> dict[int, Made]:
        """Return what is made of a user's last turns, by revision (`TurnLog.last`).

        The oldest first. What has not been looked at before is made now, all else is at hand.
        """
        with self._lock:
            known = self._known.pop(user, {})
            revisions = self._last(user)
            rows = self._turns.at(one for one in revisions if one not in known)
            if rows:
                known |= dict(zip(rows, self._make([*rows.values()]), strict=True))
            # A row that another process took out in between is in neither.
            found = {one: known[one] for one in revisions if one in known}
            self._known[user] = found
            if len(self._known) > _USERS:
                self._known.popitem(last=False)
            return dict(found)
