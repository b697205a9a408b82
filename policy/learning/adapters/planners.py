"""The planner model of each user: the shared base model, with the adapter that is in use for them.

Looks at the registry whenever it is asked, so that a promotion, a rollback or a deletion in
another process takes effect at the next turn.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from ....core.errors import AdapterError
from ....core.protocols import LanguageModel
from .adapters import Reader
from .registry import BASE, Registry

_log = logging.getLogger("uptake.policy")

_UNKNOWN = "?"
"""Stands for a choice that cannot be read; no version is called that."""


@dataclass(frozen=True)
class Planner:
    """The model that answers a user."""

    model: LanguageModel
    version: str = BASE
    """The version of its adapter; `BASE` without one."""

    problem: str = ""
    """Why it is not the version that was chosen, for people; empty where it is."""


class Planners:
    """Finds the planner of each user. Safe to use from several threads."""

    def __init__(self, base: LanguageModel, adapters: Path, read: Reader | None) -> None:
        """Answer with `base`, and what `read` makes of it with the adapters below `adapters`.

        Where `read` is None the base takes no adapters, and answers as it is.
        """
        self._base, self._adapters, self._read = base, adapters, read
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, Planner]] = {}
        """User -> the version that was chosen, and what answers for it."""

        self._told: dict[str, tuple[str, str]] = {}
        """User -> the version and the problem that `news` told last."""

    def of(self, user: str) -> Planner:
        """Return who answers this user now.

        Where the chosen version is damaged, missing or made for another model, the one that
        answered before goes on, and the planner says why.
        """
        if self._read is None:
            return Planner(self._base)
        registry = Registry(self._adapters, user)
        with self._lock:
            wanted, known = self._known.get(user, (BASE, Planner(self._base)))
            try:
                chosen = registry.in_use
            except AdapterError as error:
                return self._without(user, _UNKNOWN, known, error)
            if chosen == wanted:
                return known
            try:
                planner = self._with(self._read, registry, chosen)
            except AdapterError as error:
                return self._without(user, chosen, known, error)
            self._known[user] = (chosen, planner)
            return planner

    def news(self, user: str) -> Planner | None:
        """Return who answers now, where that has changed since this was asked before.

        The first time only a problem is news.
        """
        planner = self.of(user)
        now = (planner.version, planner.problem)
        with self._lock:
            before = self._told.get(user, (planner.version, ""))
            self._told[user] = now
        return planner if now != before else None

    def _with(self, read: Reader, registry: Registry, version: str) -> Planner:
        if version == BASE:
            return Planner(self._base)
        return Planner(read(registry.intact(version)), version)

    def _without(self, user: str, chosen: str, known: Planner, error: AdapterError) -> Planner:
        """Return who answered before, now with the problem; it is logged once."""
        planner = Planner(known.model, known.version, str(error))
        if known.problem != planner.problem:
            _log.warning("the adapter of %s is not used: %s", user, error)
        self._known[user] = (chosen, planner)
        return planner
