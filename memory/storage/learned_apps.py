"""Apps and what was learned of them: from what, and which of them have to be learned again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from .database import Database
from .outbox import Outbox


class LearnedApps:
    """Notes on what demonstrations taught; knows nothing of how it is learned."""

    def __init__(self, database: Database) -> None:
        self._database, self._notes = database, Outbox(database)

    def to_learn(self) -> list[tuple[str, str]]:
        """Return whose apps lost what was learned from demonstrations that were forgotten."""
        return [(user, app) for user, app in json.loads(self._notes.note("to_learn") or "[]")]

    def lost(self, apps: Iterable[tuple[str, str]]) -> None:
        """Note that these users' apps have to be learned again."""
        waiting = [*dict.fromkeys((*self.to_learn(), *apps))]
        self._notes.set_notes(to_learn=json.dumps(waiting))

    def learned(self, user: str, app: str, mark: str) -> None:
        """Note that an app was learned, and `mark`, which tells from what."""
        with self._database.transaction():
            left = [waiting for waiting in self.to_learn() if waiting != (user, app)]
            self._notes.set_notes(to_learn=json.dumps(left))
            self._notes.set_notes(**{_key(user, app): mark})

    def mark(self, user: str, app: str) -> str:
        """Return the mark that was noted when the app was last learned, or ""."""
        return self._notes.note(_key(user, app))


def _key(user: str, app: str) -> str:
    """Return the key of a note on an app, without its name: forgetting leaves no words of it."""
    named = json.dumps([user, app]).encode()
    return f"learned {hashlib.blake2b(named, digest_size=8).hexdigest()}"
