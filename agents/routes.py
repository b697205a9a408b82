"""Which goal or built-in intent a request asks for.

Keeps one `Router` for each user, fitted on the requests of the user's procedures, on those of which
the user said, when asked, what they mean, and on the built-in intents; fits it anew when any of
them has changed. Knows nothing of pages.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from ..core.protocols import Embedder
from ..memory.habits.rhythms import holding
from ..memory.logs.turn import Turn
from ..memory.memory import Memory, Revision
from ..memory.records import Habit, Procedure
from ..policy.routing.heads import drop_others, head_path
from ..policy.routing.intents import intent_examples
from ..policy.routing.router import Route, Router

PICKED = 200
"""Of how many of the user's last answers to "Which do you mean?" it learns."""

MINDED = 0.5
"""From this probability of dissatisfaction on what was done was not what they meant."""

_SLOT = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Repertoire:
    """What the assistant can do for one user, as it stands at one revision of memory."""

    procedures: dict[str, list[Procedure]]
    """Goal -> the ways to reach it, those first that most demonstrations show to work."""

    habits: list[Habit]

    def at(self, moment: datetime) -> Repertoire:
        """Return it with the habits as they hold at that moment."""
        return replace(self, habits=[holding(habit, moment) for habit in self.habits])

    def ways(self, goal: str) -> list[Procedure]:
        """Return the procedures that reach a goal; none for a built-in intent."""
        return self.procedures.get(goal, [])


@dataclass(frozen=True)
class _Fitted:
    """A router, what it was fitted for, and where it is kept."""

    repertoire: Repertoire
    picked: list[int]
    """The revisions of the turns in which the user said what they mean."""

    path: Path
    router: Router


class Routes:
    """Ranks goals and intents for requests, for any number of users."""

    def __init__(self, memory: Memory, embedder: Embedder, folder: Path) -> None:
        """Keep fitted routers in `folder`."""
        self._memory, self._embedder, self._folder = memory, embedder, folder
        self._lock = threading.Lock()
        self._routers: dict[str, _Fitted] = {}
        self._repertoires: dict[str, tuple[Revision, Repertoire]] = {}

    def repertoire(self, user: str) -> Repertoire:
        """Return the user's procedures and habits."""
        revision = self._memory.revision(("procedure", "habit"), user=user)
        with self._lock:
            known = self._repertoires.get(user)
        if known and known[0] == revision:
            return known[1]
        repertoire = self._read(user)
        with self._lock:
            self._repertoires[user] = (revision, repertoire)
        return repertoire

    def rank(self, request: str, user: str) -> list[Route]:
        """Return goals and intents with their probabilities, the best first."""
        return self._router(user).rank(request)

    def prepare(self, user: str) -> None:
        """Fit the user's router now, so that the next request does not wait for it."""
        self._router(user)

    def _read(self, user: str) -> Repertoire:
        procedures: dict[str, list[Procedure]] = {}
        for record in self._memory.list("procedure", user=user):
            if isinstance(record, Procedure) and record.status != "retired":
                procedures.setdefault(record.goal, []).append(record)
        for ways in procedures.values():
            ways.sort(key=lambda way: (-way.support * way.confidence, way.id))
        habits = [h for h in self._memory.list("habit", user=user) if isinstance(h, Habit)]
        return Repertoire(procedures, habits)

    def _router(self, user: str) -> Router:
        repertoire = self.repertoire(user)
        picked = self._memory.turns.picked(PICKED, user=user) if repertoire.procedures else []
        with self._lock:
            known = self._routers.get(user)
            if known and known.repertoire is repertoire and known.picked == picked:
                return known.router
            examples = [*_examples(repertoire), *self._meant(repertoire, picked)]
            hints = _hints(repertoire)
            path = self._path(user, [*examples, *hints])
            same = known is not None and known.path == path  # an outcome was counted, no more
            router = known.router if known and same else self._load_or_fit(path, examples, hints)
            self._routers[user] = _Fitted(repertoire, picked, path, router)
            return router

    def _meant(self, repertoire: Repertoire, picked: Collection[int]) -> list[tuple[str, str]]:
        """Return the requests of which the user said what they mean, and was not sorry for it."""
        turns = self._memory.turns.at(picked)
        return [
            (turn.request, turn.intent)
            for turn in (turns[number] for number in picked if number in turns)
            if turn.chosen and repertoire.ways(turn.intent) and not _was_minded(turn)
        ]

    def _path(self, user: str, examples: list[tuple[str, str]]) -> Path:
        whose = hashlib.blake2b(user.encode(errors="surrogatepass"), digest_size=8).hexdigest()
        data = (self._embedder.name, *chain.from_iterable(examples))
        return head_path(self._folder, f"routes-{whose}", data)

    def _load_or_fit(
        self, path: Path, examples: list[tuple[str, str]], hints: list[tuple[str, str]]
    ) -> Router:
        if path.exists():
            return Router.load(path, self._embedder)
        router = Router.fit(examples, self._embedder, hints=hints)
        router.save(path)
        drop_others(path)
        return router


def _was_minded(turn: Turn) -> bool:
    return turn.followup is not None and turn.followup.dissatisfied >= MINDED


def _examples(repertoire: Repertoire) -> list[tuple[str, str]]:
    examples = list(intent_examples())
    for goal, ways in sorted(repertoire.procedures.items()):
        requests = dict.fromkeys(request for way in ways for request in way.requests)
        examples += [(request, goal) for request in requests]
    return examples


def _hints(repertoire: Repertoire) -> list[tuple[str, str]]:
    """Return what is done on each way, in words: a button says what pressing it is good for."""
    done = [
        (", ".join(dict.fromkeys(filter(None, (step.label for step in way.steps)))), goal)
        for goal, ways in sorted(repertoire.procedures.items())
        for way in ways
        if way.requests
    ]
    return [(_SLOT.sub("something", text), goal) for text, goal in done if text]
