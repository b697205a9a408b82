"""Memory in files: `uptake memory export` and `uptake memory import`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import plural
from . import door

if TYPE_CHECKING:
    from ...memory.exports import Problem
    from ...memory.memory import Imported

_NAMED = 20
"""How many lines are named; `--json` names more."""


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write; JSONL.", dir_okay=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Write all records to one JSONL file that only you can read."""
    if file.exists() and not force:
        raise typer.BadParameter(f"{file} exists; --force replaces it")
    with door.opened_memory(door.settings_of(context)) as memory:
        count = memory.export(file)
    typer.echo(f"Wrote {plural(count, 'record')} to {file}")


def import_(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="An export, or notes in Markdown.")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Let the file's records replace those that differ.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what came of it as one JSON object.")
    ] = False,
) -> None:
    """Bring in an export, or notes such as MEMORY.md as facts about you.

    Of an export that has a line which cannot be read nothing is imported, and the line is
    named. Importing again changes nothing. A record that is otherwise here than in the file
    stays as it is, and is named. Of notes (.md, .markdown, .txt) each item and each sentence
    is a fact; secrets are left out. `undo` takes an import back as a whole.
    """
    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        report = memory.import_file(file, user=settings.user, replace=replace)
    if as_json:
        door.print_json(asdict(report))
    else:
        _print(file, report)
    if report.problems:
        raise typer.Exit(door.NEEDS_MENDING)
    if not (report.write or report.known):
        raise typer.Exit(door.NOTHING_DONE)


def _print(file: Path, report: Imported) -> None:
    _name(file, report.problems, err=True)
    if report.problems:
        typer.echo("Nothing was imported: mend these lines first.", err=True)
        return
    _name(file, report.refused, err=False)
    for id in report.kept[:_NAMED]:
        typer.echo(f"{id} is otherwise here and stays as it is; --replace takes the file's")
    if (more := len(report.kept) - _NAMED) > 0:
        typer.echo(f"and {plural(more, 'more record')} that stay as they are")
    parts = {"new": report.added, "replaced": report.replaced, "known before": report.known}
    counted = ", ".join(f"{count} {what}" for what, count in parts.items() if count)
    undo = f". To undo it: uptake memory undo {report.write}" if report.write else ""
    typer.echo(f"Imported: {counted or 'nothing'}{undo}")


def _name(file: Path, problems: list[Problem], *, err: bool) -> None:
    for problem in problems[:_NAMED]:
        typer.echo(f"{file}:{problem.line}: {problem.reason}", err=err)
    if (more := len(problems) - _NAMED) > 0:
        typer.echo(f"and {plural(more, 'more line')}", err=err)
