"""Memory on the command line: `uptake memory`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from . import door
from .memory_changes import history, undo
from .memory_files import export, import_
from .memory_forgetting import forget
from .memory_kinds import type_of
from .memory_profile import profile
from .memory_status import status
from .memory_story import show

if TYPE_CHECKING:
    from ...memory.records import Record

commands = typer.Typer(
    no_args_is_help=True, help="See, search, forget, restore, export and import memories."
)

AsJson = Annotated[
    bool, typer.Option("--json", help="Print each record as one JSON object on one line.")
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many at most.")]


@commands.command("list")
def list_records(
    context: typer.Context,
    kind: Annotated[
        str, typer.Argument(help="habit, procedure, fact, episode or demonstration.")
    ] = "",
    app: Annotated[str, typer.Option(help="Only of this site or app.")] = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List what is remembered, the newest first."""
    type_ = type_of(kind)
    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        records = memory.list(type_, user=settings.user, app=app or None, limit=limit)
    _print(records, as_json)


@commands.command()
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="What to look for.")],
    limit: Limit = 10,
    as_json: AsJson = False,
) -> None:
    """Find memories that fit the words in meaning or letter; the best first."""
    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        hits = memory.recall(" ".join(words), user=settings.user, limit=limit)
        if memory.recall_problem:
            typer.echo(f"Searched by words alone. {memory.recall_problem}", err=True)
    _print([hit.record for hit in hits], as_json, [hit.relevance for hit in hits])
    if not hits:
        raise typer.Exit(door.NOTHING_DONE)


commands.command()(show)
commands.command()(profile)
commands.command()(history)
commands.command()(undo)
commands.command()(forget)
commands.command()(status)
commands.command()(export)
commands.command("import")(import_)


def _print(
    records: Sequence[Record], as_json: bool, relevance: Sequence[float] | None = None
) -> None:
    if as_json:
        for place, record in enumerate(records):
            extra = {"relevance": round(relevance[place], 4)} if relevance else {}
            door.print_json(record.model_dump(mode="json") | extra)
        return
    from rich.table import Table

    table = Table("id", "kind", "memory", "from", box=None, pad_edge=False)
    for record in records:
        text = record.text().splitlines()[0] if record.text() else ""
        table.add_row(record.id, record.type, text, record.provenance.describe())
    if records:
        door.console().print(table)
    else:
        typer.echo("Nothing is remembered that fits.", err=True)
