"""The tastes of all users of one space: each is learned once, and then follows the log."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ...memory.logs.reactions import ReactionLog
from .space import ItemSpace
from .taste import Taste

_KEPT = 64
"""So many users' tastes are held; the others are learned again from the log when they return."""


class Tastes:
    """Finds a user's taste. Any thread may use it."""

    def __init__(self, log: ReactionLog, space: ItemSpace) -> None:
        self._log, self._space = log, space
        self._known: OrderedDict[str, Taste] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, user: str) -> Taste:
        """Return the taste of a user, which knows nothing where they never reacted to anything."""
        with self._lock:
            taste = self._known.pop(user, None) or Taste(self._log, self._space, user=user)
            self._known[user] = taste
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return taste
