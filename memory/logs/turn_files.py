"""Taking the log of turns elsewhere and bringing it in: a JSONL file, a turn a line.

The first line says the format, its version and how many turns follow. Files are read and written
a line at a time, however long the log is. An import is all of the file, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from ..exports import NAMED, Format, Problem, new_export, reading, said_of
from .turn import Turn
from .turns import TurnLog

_FORMAT = Format("uptake-turns", 1, "turns")
_PAGE = 500

OnProgress = Callable[[float], None]
"""Hears which share of the work is done, 0..1."""


@dataclass
class ImportedTurns:
    """What came of an import."""

    added: int = 0
    known: int = 0
    """Turns that were in the log already; they stay as they are."""

    problems: list[Problem] = field(default_factory=list)
    """Lines that cannot be read; where there are any, nothing is imported."""


class _Broken(Exception):
    """The file has problems, so that nothing of it is kept."""


def export_turns(
    log: TurnLog, path: Path, *, user: str | None = None, on_progress: OnProgress = lambda _: None
) -> int:
    """Write the log, or one user's, to a file that only its owner can read; return how many turns.

    The file appears once it is whole. Raises `UptakeError` where it cannot be written.
    """
    # In one transaction, so that the header's count holds.
    with new_export(path) as file, log.database.transaction():
        count = log.count(user=user)
        file.write(_FORMAT.header(count))
        for number, turn in enumerate(log.turns(user=user), start=1):
            file.write(turn.model_dump_json().encode() + b"\n")
            if number % _PAGE == 0 or number == count:
                on_progress(number / count)
    return count


def import_turns(
    log: TurnLog, path: Path, *, on_progress: OnProgress = lambda _: None
) -> ImportedTurns:
    """Add the turns of a file that are not in the log yet.

    Raises `UptakeError` where it is no such file, `HomeTooNew` where a later version wrote it.
    """
    report = ImportedTurns()
    try:
        with reading(path), path.open(encoding="utf-8-sig") as file, log.database.transaction():
            expected = _expected(path, file.readline())
            for turns in _pages(file, path, expected, report):
                known = {turn.id for turn in log.get(turn.id for turn in turns)}
                log.add(*(turn for turn in turns if turn.id not in known))
                report.known += len(known)
                report.added += len(turns) - len(known)
                on_progress(min(1.0, (report.added + report.known) / max(1, expected)))
            if report.problems:
                raise _Broken
    except _Broken:
        report.added = report.known = 0
    return report


def _pages(file: TextIO, path: Path, expected: int, report: ImportedTurns) -> Iterator[list[Turn]]:
    """Yield the turns, some at a time; note in the report what cannot be read."""
    seen: set[str] = set()
    page: list[Turn] = []
    number = 1
    for number, line in enumerate(file, start=2):
        if not line.strip():
            continue
        try:
            turn = Turn.model_validate_json(line)
        except ValidationError as error:
            report.problems.append(Problem(number, said_of(error)))
            if len(report.problems) >= NAMED:
                return
            continue
        if turn.id in seen:
            report.problems.append(Problem(number, f"has the id {turn.id!r} of an earlier line"))
        seen.add(turn.id)
        page.append(turn.model_copy(update={"source": turn.source or str(path.resolve())}))
        if len(page) == _PAGE:
            yield page
            page = []
    if len(seen) != expected and not report.problems:
        why = f"the file ends after {len(seen)} turns; its first line promises {expected}"
        report.problems.append(Problem(number, why))
    if page:
        yield page


def _expected(path: Path, line: str) -> int:
    why = f"{path} is no export of the log of turns: its first line must say so."
    return _FORMAT.expected(path, line, otherwise=why)
