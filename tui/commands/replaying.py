"""Learning from logs on the command line: `uptake replay`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import duration, plural
from . import door

if TYPE_CHECKING:
    from rich.table import Table

    from ...core.settings import Settings
    from ...memory.memory import Memory
    from ...replay.learning import ReplayProgress, ReplayReport
    from ...replay.reading import Skipped

_NAMED = 20
"""How many reasons for skipping are named; the rest are counted."""


def replay(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(exists=True, readable=True, help="Demonstration logs, or folders of them."),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as one JSON object.")
    ] = False,
    as_format: Annotated[
        str, typer.Option("--format", help="The logs' format; it is told by their content without.")
    ] = "",
) -> None:
    """Learn procedures and habits from demonstration logs.

    A line that cannot be read is named and skipped, and the rest is learned. A demonstration
    that was learned before is not learned twice. Ctrl-C keeps what was read until then; the
    next replay goes on from there. docs/DEMONSTRATIONS.md says which formats are read.
    """
    from ...replay.formats.formats import importers

    importers(as_format)  # a wrong name is told before anything is loaded
    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        report = _replay(paths, memory, settings, as_format)
    if as_json:
        door.print_json(asdict(report))
    else:
        _print_report(report)
    if not (report.learned or report.known):
        raise typer.Exit(door.NOTHING_DONE)


def _replay(paths: list[Path], memory: Memory, settings: Settings, as_format: str) -> ReplayReport:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from ...replay.learning import replay as learn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[found]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=door.console(stderr=True), transient=True) as bars:
        task = bars.add_task("replaying", total=1.0, found="")

        def show(progress: ReplayProgress) -> None:
            bars.update(
                task,
                completed=progress.fraction,
                description=Path(str(progress.file)).name[:40],
                found=plural(progress.demonstrations, "demonstration"),
            )

        try:
            return learn(
                paths,
                memory,
                user=settings.user,
                as_format=as_format,
                secret_fields=settings.secret_fields,
                processes=os.cpu_count() or 1,
                on_progress=show,
            )
        except KeyboardInterrupt:
            counts = memory.counts()
            kept = plural(counts.get("demonstration", 0), "demonstration")
            typer.echo(f"Stopped. Memory keeps what was read: {kept}.", err=True)
            raise


def _print_report(report: ReplayReport) -> None:
    screen = door.console()
    if report.learned:
        screen.print(_table(report))
    reasons = _by_reason(report.skipped)
    for reason, lines in list(reasons.items())[:_NAMED]:
        screen.print(f"skipped {_places(*reason[:2], lines)}: {reason[2]}", soft_wrap=True)
    if (more := len(reasons) - _NAMED) > 0:
        screen.print(f"and {plural(more, 'more reason')}; --json names every line")
    took = duration(report.seconds * 1000)
    if report.unchanged and not report.learned:
        known = plural(report.known, "demonstration")
        screen.print(f"nothing new: {known} known before, in {took}")
    else:
        known = f", {report.known} known before" if report.known else ""
        screen.print(f"{plural(report.demonstrations, 'new demonstration')}{known}, in {took}")


def _table(report: ReplayReport) -> Table:
    from rich.table import Table

    table = Table("app", box=None, pad_edge=False)
    for column in ("demonstrations", "procedures", "habits", "failed", "too rare"):
        table.add_column(column, justify="right")
    for row in report.learned:
        numbers = (row.demonstrations, row.procedures, row.habits, row.failed, row.exceptions)
        table.add_row(row.app, *(str(number or "-") for number in numbers))
    return table


def _by_reason(skipped: list[Skipped]) -> dict[tuple[Path, str, str], list[int]]:
    """Return the lines that each file has of a field's problem."""
    found: dict[tuple[Path, str, str], list[int]] = {}
    for one in skipped:
        lines = found.setdefault((one.path, one.field or "", one.reason), [])
        lines += [one.line] if one.line is not None else []
    return found


def _places(path: Path, field: str, lines: list[int]) -> str:
    where = f"{path}:{lines[0]}" if lines else str(path)
    more = f" and {plural(len(lines) - 1, 'more line')}" if len(lines) > 1 else ""
    return where + more + (f" [{field}]" if field else "")
