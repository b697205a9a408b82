"""What was written to memory and how to take it back: `uptake memory history` and `undo`."""

from __future__ import annotations

from typing import Annotated

import typer

from ..wording import plural
from . import door
from .memory_story import entry_data, entry_line, line


def history(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")] = 20,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each change as one JSON object on one line.")
    ] = False,
) -> None:
    """List what was written, the last first, with the ids that `undo` takes."""
    with door.opened_memory(door.settings_of(context)) as memory:
        entries = memory.history(limit=limit)
    for entry in entries:
        if as_json:
            door.print_json(entry_data(entry))
        else:
            typer.echo(entry_line(entry))
    if not entries:
        typer.echo("Nothing was written yet.", err=True)


def undo(
    context: typer.Context,
    write: Annotated[
        str, typer.Argument(help="The change, by its id; without it the last one.")
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each record as one JSON object on one line.")
    ] = False,
) -> None:
    """Take a change of memory back, with later changes of the same records.

    Without an id it takes back the last change that is not undone yet, notes of turns left
    out. Undoing is a change in its turn: undo it by its id, see `history`.
    """
    with door.opened_memory(door.settings_of(context)) as memory:
        records = memory.undo(write)
    if as_json:
        for record in records:
            door.print_json(record.model_dump(mode="json"))
        return
    typer.echo(f"Undone: {plural(len(records), 'record')}.")
    for record in records[:10]:
        typer.echo(f"  {record.type}  {line(record)}")
