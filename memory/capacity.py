"""Capacity: how much is remembered, how large it is, and which limits are reached.

What is limited is said here, with the setting that changes it: nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..core.settings import Settings
from .logs.turns import TurnLog
from .storage.database import Database

_MB = 1_000_000


@dataclass(frozen=True)
class Usage:
    """How full a home is."""

    records: Mapping[str, int]
    """How many of each type."""

    turns: int
    """Turns in the log that the planner learns from."""

    unindexed: int
    """Records that the vector index has yet to take up."""

    changes: int
    """Writes that can be undone."""

    changes_kept: int
    """As many at most; see `Settings.changes_kept`."""

    sizes: Mapping[str, int]
    """Bytes of each part of the home."""

    home_limit: int
    """Bytes; see `Settings.home_limit_mb`."""

    @property
    def size(self) -> int:
        """Bytes of the whole home."""
        return sum(self.sizes.values())

    @property
    def reached(self) -> tuple[str, ...]:
        """Say for people which limits are reached, and what can be done."""
        said = []
        if self.changes >= self.changes_kept:
            said.append(
                f"the last {self.changes_kept} changes can be undone, no earlier ones "
                "(setting changes_kept)"
            )
        if self.size > self.home_limit:
            said.append(
                f"the home is larger than {self.home_limit // _MB} MB (setting home_limit_mb): "
                "see `uptake memory forget --before DATE`, or raise the limit"
            )
        return tuple(said)


def usage(database: Database, settings: Settings) -> Usage:
    """Return how full the home is."""
    home = settings.paths
    ((changes,),) = database.read("SELECT count(*) FROM write")
    ((unindexed,),) = database.read("SELECT count(*) FROM outbox")
    parts = {
        "memory": [*home.root.glob(f"{home.memory.name}*")],
        "index": [*home.root.glob(f"{home.vectors.name}*")],
        "conversations": [*home.root.glob(f"{home.checkpoints.name}*")],
        "skills": [home.skills],
        "browser": [home.browser],
        "logs and caches": [home.logs, home.heads],
    }
    return Usage(
        records=dict(
            database.read("SELECT type, count(*) FROM record GROUP BY type ORDER BY type")
        ),
        turns=TurnLog(database).count(),
        unindexed=unindexed,
        changes=changes,
        changes_kept=settings.changes_kept,
        sizes={name: sum(map(_size, paths)) for name, paths in parts.items()},
        home_limit=settings.home_limit_mb * _MB,
    )


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.lstat().st_size for file in path.rglob("*") if not file.is_dir())
