"""Memory on the command line: `uptake memory`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from . import door
from .wording import plural

if TYPE_CHECKING:
    from ..memory.records import Record, RecordType

commands = typer.Typer(no_args_is_help=True, help="See, search, forget and restore memories.")

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
    type_ = _type(kind)
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
    _print([hit.record for hit in hits], as_json, [hit.relevance for hit in hits])
    if not hits:
        raise typer.Exit(door.NOTHING_DONE)


@commands.command()
def show(context: typer.Context, record: Annotated[str, typer.Argument(help="Its id.")]) -> None:
    """Print all of one record as JSON."""
    with door.opened_memory(door.settings_of(context)) as memory:
        typer.echo(memory.get(record).model_dump_json(indent=2))


@commands.command()
def forget(
    context: typer.Context,
    records: Annotated[list[str], typer.Argument(help="Their ids.")],
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Leave nothing by which it could be undone.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the change as one JSON object.")
    ] = False,
) -> None:
    """Forget records; prints the change by which `undo` brings them back."""
    with door.opened_memory(door.settings_of(context)) as memory:
        write = memory.forget(records, for_good=for_good)
    if as_json:
        door.print_json({"write": write.id, "removed": list(write.removed)})
    else:
        typer.echo(f"Forgot {plural(len(write.removed), 'record')}.", nl=False)
        typer.echo("" if for_good else f" Undo: uptake memory undo {write.id}")


@commands.command()
def undo(
    context: typer.Context,
    write: Annotated[str, typer.Argument(help="The change, as it was printed when made.")],
    as_json: AsJson = False,
) -> None:
    """Take a change of memory back; prints the records that it concerned."""
    with door.opened_memory(door.settings_of(context)) as memory:
        records = memory.undo(write)
    _print(records, as_json)


def _type(kind: str) -> RecordType | None:
    from ..memory.records import RecordType

    for known in get_args(RecordType):
        if kind and known == kind.removesuffix("s"):
            return known  # type: ignore[no-any-return]
    if kind:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(get_args(RecordType))}")
    return None


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
