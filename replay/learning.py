"""Learning from demonstration logs: files in, procedures and habits in memory.

What was read is committed in batches, so that nothing read is lost when the process ends; a
demonstration that is known already is not read again. Each app that got new demonstrations is
learned anew from all of its demonstrations.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..core.errors import LogError
from ..memory.memory import Memory
from ..memory.records import Demonstration, Habit, Procedure
from .flows import compact
from .formats import read_demonstration
from .induction import Induced, induce
from .lines import Limits, Line, read_lines
from .manners import habits

_BATCH = 100
"""Demonstrations that are committed together."""

_READING = 0.7
"""The share of a replay's time that reading takes; the rest is learning."""

_LOGS = ("*.jsonl", "*.jsonl.gz")


@dataclass(frozen=True)
class ReplayProgress:
    """How far a replay is."""

    file: str
    """The file that is read; once all are read, the app that is learned."""

    line: int
    """The line that was read; 0 once all are read."""

    demonstrations: int
    fraction: float
    """0..1."""


@dataclass(frozen=True)
class Skipped:
    """Something that was not learned, and why."""

    path: Path
    line: int | None
    field: str | None
    reason: str


@dataclass(frozen=True)
class LearnedRow:
    """What is known of one app after the replay."""

    app: str
    procedures: int
    habits: int
    """Habits, of anybody, that are asserted."""

    demonstrations: int
    failed: int
    """Demonstrations that did not succeed; they teach nothing."""

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
    """Demonstrations that had been learned before."""

    seconds: float = 0.0


def replay(
    paths: Sequence[Path],
    memory: Memory,
    *,
    user: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    on_progress: Callable[[ReplayProgress], None] | None = None,
) -> ReplayReport:
    """Learn from log files and from all logs in folders.

    What cannot be read is reported and the rest is learned. An interruption keeps what was
    committed; replaying again goes on from there.
    """
    begun = time.monotonic()
    report = ReplayReport()
    # Apps of known demonstrations too: a replay may have been cut off before it learned them.
    touched: dict[str, None] = {}
    for batch in _batches(
        _files(paths, report), touched, memory, user, limits, report, on_progress
    ):
        memory.add(batch, cause="replay")
        report.demonstrations += len(batch)
    for done, app in enumerate(touched):
        if on_progress:
            share = _READING + (1 - _READING) * done / len(touched)
            on_progress(ReplayProgress(app, 0, report.demonstrations, share))
        report.learned.append(learn_app(memory, app, user=user))
    report.seconds = time.monotonic() - begun
    return report


def learn_app(memory: Memory, app: str, *, user: str) -> LearnedRow:
    """Learn one app anew from all of its demonstrations that are remembered."""
    demonstrations = [
        record
        for record in memory.list("demonstration", user=user, app=app)
        if isinstance(record, Demonstration) and record.app == app
    ]
    demonstrations.sort(key=lambda one: (one.created, one.id))
    induced = induce(demonstrations, user=user)
    learned_habits = habits(demonstrations, induced, user=user)
    before = _learned_before(memory, app, user)
    procedures = [_with_outcomes(one, before.get(one.id)) for one in induced.procedures]
    memory.add([*procedures, *_not_overruled(memory, app, learned_habits)], cause="replay")
    outdated = before.keys() - {procedure.id for procedure in procedures}
    if outdated:
        memory.forget(sorted(outdated))
    return _row(app, induced, learned_habits, demonstrations)


def _files(paths: Sequence[Path], report: ReplayReport) -> list[Path]:
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found = sorted(one for pattern in _LOGS for one in path.rglob(pattern))
            files |= dict.fromkeys(found)
            if not found:
                report.skipped.append(Skipped(path, None, None, "no *.jsonl or *.jsonl.gz in it"))
        else:
            files[path] = None
    return list(files)


def _batches(
    files: Sequence[Path],
    touched: dict[str, None],
    memory: Memory,
    user: str,
    limits: Limits,
    report: ReplayReport,
    on_progress: Callable[[ReplayProgress], None] | None,
) -> Iterator[list[Demonstration]]:
    sizes = [path.stat().st_size if path.is_file() else 0 for path in files]
    known = {record.id for record in memory.list("demonstration", user=user)}
    batch: list[Demonstration] = []
    done = read = 0
    for path, size in zip(files, sizes, strict=True):
        for line, demonstration in _demonstrations(path, user, limits, report):
            touched[demonstration.app] = None
            if demonstration.id in known:
                report.known += 1
            else:
                known.add(demonstration.id)
                batch.append(demonstration)
                read += 1
            if on_progress:
                share = _READING * (done + min(line.position, size)) / max(1, sum(sizes))
                on_progress(ReplayProgress(path.name, line.number, read, share))
            if len(batch) >= _BATCH:
                yield batch
                batch = []
        done += size
    if batch:
        yield batch


def _demonstrations(
    path: Path, user: str, limits: Limits, report: ReplayReport
) -> Iterator[tuple[Line, Demonstration]]:
    taken: Counter[str] = Counter()
    for line in read_lines(path, limits):
        if isinstance(line, LogError):
            report.skipped.append(Skipped(path, line.line, line.field, line.problem))
            continue
        try:
            demonstration = read_demonstration(line.data)
        except LogError as error:
            report.skipped.append(Skipped(path, line.number, error.field, error.problem))
            continue
        taken[demonstration.app] += 1
        if limits.demonstrations is None or taken[demonstration.app] <= limits.demonstrations:
            yield line, compact(demonstration, user=user, source=path.name)


def _with_outcomes(procedure: Procedure, before: Procedure | None) -> Procedure:
    """Keep what is known of how the procedure fared when the assistant carried it out."""
    if before is None:
        return procedure
    kept = {name: getattr(before, name) for name in ("successes", "failures", "status")}
    return procedure.model_copy(update=kept)


def _learned_before(memory: Memory, app: str, user: str) -> dict[str, Procedure]:
    found = memory.list("procedure", user=user, app=app)
    return {
        one.id: one
        for one in found
        if isinstance(one, Procedure) and one.app == app and one.provenance.kind == "demonstration"
    }


def _not_overruled(memory: Memory, app: str, learned: Sequence[Habit]) -> list[Habit]:
    """Leave out habits that what the user said or did since has taken over."""
    taken_over = {
        one.id for one in memory.list("habit", app=app) if one.provenance.kind in ("turn", "user")
    }
    return [habit for habit in learned if habit.id not in taken_over]


def _row(
    app: str, induced: Induced, learned: Sequence[Habit], demonstrations: Sequence[Demonstration]
) -> LearnedRow:
    return LearnedRow(
        app=app,
        procedures=len(induced.procedures),
        habits=sum(habit.asserted for habit in learned),
        demonstrations=len(demonstrations),
        failed=sum(not one.success for one in demonstrations),
        exceptions=induced.exceptions,
    )
