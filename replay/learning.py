"""Learning from demonstration logs: files in, procedures and habits in memory.

What was read is committed in batches, so that nothing read is lost when the process ends; a
demonstration that is known already is not read again. Each app whose demonstrations are not those
that it was last learned from is learned anew from all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..memory.memory import Memory, Revision
from ..memory.records import Demonstration, Habit, Procedure, Record
from .consolidation import consolidate
from .induction.induction import Induced, induce
from .lines import Limits
from .manners import habits
from .marks import demonstrated, mark
from .reading import How, Seen, Skipped, find_files, read_logs
from .workers import Workers

_BATCH = 100
"""Demonstrations that are committed together."""

_WORTH = 500
"""Fewer demonstrations are learned before other processes have begun."""

_READING = 0.4
"""The share of a replay's time that reading takes; the rest is learning."""


@dataclass(frozen=True)
class ReplayProgress:
    """How far a replay is."""

    file: str
    """The file that is read; once all are read, the app that was learned."""

    line: int
    """The line that was read; 0 once all are read."""

    demonstrations: int
    fraction: float
    """0..1."""


@dataclass(frozen=True)
class LearnedRow:
    """What is known of one app after the replay."""

    app: str
    procedures: int
    habits: int
    """Habits, of anybody, that are asserted."""

    demonstrations: int
    failed: int
    """Demonstrations that did not succeed; they teach which way not to take."""

    exceptions: int
    """Demonstrations that succeeded in a way seen too rarely to learn."""


@dataclass
class ReplayReport:
    """What a replay did."""

    learned: list[LearnedRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    demonstrations: int = 0
    """Demonstrations that were read and are new."""

    known: int = 0
    """Demonstrations that had been read before."""

    unchanged: int = 0
    """Apps that were shown and are as they were learned before: nothing in them is new."""

    seconds: float = 0.0


def replay(
    paths: Sequence[Path],
    memory: Memory,
    *,
    user: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    as_format: str = "",
    secret_fields: Sequence[str] = (),
    processes: int = 1,
    on_progress: Callable[[ReplayProgress], None] | None = None,
) -> ReplayReport:
    """Learn from log files and from all logs in folders.

    What cannot be read is reported and the rest is learned. An interruption keeps what was
    read; replaying again goes on from there. `as_format` names the only format that the logs
    may have, and raises `LogError` where there is none of that name. With more than one of
    `processes`, much is read and learned in several; a script that asks for this needs the guard
    `if __name__ == "__main__"`, because they begin by importing it.
    """
    begun = time.monotonic()
    how = How(user, limits, as_format, tuple(secret_fields))
    report = ReplayReport()
    with Workers(processes) as workers:
        touched = _keep_new(paths, memory, how, workers, report, on_progress)
        outdated = [app for app in touched if _is_outdated(memory, app, user)]
        report.unchanged = len(touched) - len(outdated)
        for done, row in enumerate(_learn_apps(memory, outdated, user, workers), start=1):
            report.learned.append(row)
            if on_progress:
                share = _READING + (1 - _READING) * done / len(outdated)
                on_progress(ReplayProgress(row.app, 0, report.demonstrations, share))
    report.seconds = time.monotonic() - begun
    return report


@dataclass(frozen=True)
class _Shown:
    """The demonstrations of one app."""

    demonstrations: list[Demonstration]
    """The oldest first."""

    revision: Revision


@dataclass(frozen=True)
class _Learned:
    """What the demonstrations of one app teach."""

    induced: Induced
    habits: list[Habit]
    demonstrations: int
    failed: int
    revision: Revision
    """Of the demonstrations that it was learned from."""


def learn_app(
    memory: Memory, app: str, *, user: str, known: Iterable[Record] = (), cause: str = "replay"
) -> LearnedRow:
    """Learn one app anew from all of its demonstrations that are remembered.

    `known` are procedures that memory does not hold any more and whose outcomes still count.
    """
    learned = _learn(_shown(memory, app, user), user)
    outcomes = {record.id: record for record in known if isinstance(record, Procedure)}
    return _keep_learned(memory, app, user, learned, outcomes, cause)


def _learn_apps(
    memory: Memory, apps: Sequence[str], user: str, workers: Workers
) -> Iterator[LearnedRow]:
    """Learn the apps one after the other, or in several processes where there is much."""
    if not apps:
        return
    if len(apps) == 1 or memory.counts().get("demonstration", 0) < _WORTH:
        workers = Workers(1)
    shown = (_shown(memory, app, user) for app in apps)
    for app, learned in zip(apps, workers.map(partial(_learn, user=user), shown), strict=True):
        yield _keep_learned(memory, app, user, learned)


def _is_outdated(memory: Memory, app: str, user: str) -> bool:
    """Tell whether the app's demonstrations are not those that it was last learned from."""
    shown = demonstrated(memory, app, user=user)
    return memory.apps.mark(user, app) != mark(memory, app, shown, user=user)


def _shown(memory: Memory, app: str, user: str) -> _Shown:
    revision = demonstrated(memory, app, user=user)
    demonstrations = [
        record
        for record in memory.list("demonstration", user=user, app=app)
        if isinstance(record, Demonstration) and record.app == app
    ]
    demonstrations.sort(key=lambda one: (one.created, one.id))
    return _Shown(demonstrations, revision)


def _learn(shown: _Shown, user: str) -> _Learned:
    known = shown.demonstrations
    induced = induce(known, user=user)
    failed = sum(not one.success for one in known)
    found = list(habits(known, induced, user=user))
    return _Learned(induced, found, len(known), failed, shown.revision)


def _keep_learned(
    memory: Memory,
    app: str,
    user: str,
    learned: _Learned,
    outcomes: Mapping[str, Procedure] | None = None,
    cause: str = "replay",
) -> LearnedRow:
    """Put what was learned in the place of what was learned before, and tell what it is."""
    procedures = learned.induced.procedures_with(memory.embedder)
    consolidate(
        memory,
        app,
        user=user,
        procedures=procedures,
        habits=learned.habits,
        outcomes=outcomes or {},
        cause=cause,
    )
    memory.apps.learned(user, app, mark(memory, app, learned.revision, user=user))
    return LearnedRow(
        app=app,
        procedures=len(procedures),
        habits=sum(habit.asserted for habit in learned.habits),
        demonstrations=learned.demonstrations,
        failed=learned.failed,
        exceptions=learned.induced.exceptions,
    )


def _keep_new(
    paths: Sequence[Path],
    memory: Memory,
    how: How,
    workers: Workers,
    report: ReplayReport,
    on_progress: Callable[[ReplayProgress], None] | None,
) -> list[str]:
    """Read the logs into memory; return the apps that they show.

    Apps of known demonstrations too: a replay may have been cut off before it learned them.
    """
    known = memory.apps_by_id("demonstration", user=how.user)
    # Forgetting may have been cut off before it learned again, too.
    touched = dict.fromkeys(app for user, app in memory.apps.to_learn() if user == how.user)
    batch: list[Demonstration] = []
    progress = _Progress(find_files(paths)[0])

    def keep() -> None:
        if batch:
            memory.add(batch, cause="replay")
            report.demonstrations += len(batch)
            batch.clear()

    try:
        for seen in read_logs(paths, known, how, workers):
            touched |= dict.fromkeys((*seen.known, *(one.app for one in seen.new)))
            report.known += len(seen.known)
            report.skipped += seen.skipped
            batch += seen.new
            if on_progress:
                on_progress(progress.at(seen, report.demonstrations + len(batch)))
            if len(batch) >= _BATCH:
                keep()
    finally:
        keep()
    return list(touched)


class _Progress:
    """Tells how far into the files a line is."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._before: dict[Path, int] = {}
        self._total = 0
        for path in files:
            self._before[path] = self._total
            self._total += path.stat().st_size if path.is_file() else 0

    def at(self, seen: Seen, demonstrations: int) -> ReplayProgress:
        done = self._before.get(seen.path, 0) + seen.position
        share = _READING * min(1.0, done / max(1, self._total))
        return ReplayProgress(seen.path.name, seen.line, demonstrations, share)
