"""Forgetting on the command line: `uptake memory forget`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import plural
from . import door
from .memory_kinds import type_of
from .memory_story import line

if TYPE_CHECKING:
    from ...memory.memory import Forgetting, Memory

_DATES = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
_SHOWN = 40
"""How many records a preview names; the rest are counted, and `--json` names all."""


def forget(
    context: typer.Context,
    records: Annotated[list[str] | None, typer.Argument(help="Ids of records.")] = None,
    search: Annotated[str, typer.Option(help="Records that hold all of these words.")] = "",
    thread: Annotated[str, typer.Option(help="A conversation, by its thread.")] = "",
    source: Annotated[
        str, typer.Option(help="What came from this log, imported file or person.")
    ] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=_DATES, metavar="DATE", help="Remembered since then.")
    ] = None,
    before: Annotated[
        datetime | None,
        typer.Option(formats=_DATES, metavar="DATE", help="Remembered before then."),
    ] = None,
    kind: Annotated[
        str, typer.Option(help="Only habit, procedure, fact, episode or demonstration.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go, no more.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    undoable: Annotated[
        bool, typer.Option("--undoable", help="Keep a way back: `undo` restores the records.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what goes as one JSON object.")
    ] = False,
) -> None:
    """Forget for good: what is chosen, and what came from it.

    A turn takes along the facts it taught, a fact its earlier versions and the turns that speak
    of it, a demonstration what was learned from it; the rest is learned again without it.
    Afterwards no file of the home holds the words: not the records, the index, the
    conversations, nor the log. The browser's own profile, and models that were trained before,
    are not touched. With several conditions all must hold. It shows what goes, and asks.

    With --undoable only the records go, and nothing has to be asked: `uptake memory undo`
    restores them, so the words stay in the home. What the planner had to learn from those turns
    does not come back.
    """
    from ...memory.memory import Selection

    settings = door.settings_of(context)
    type_ = type_of(kind)
    selection = Selection(
        types=(type_,) if type_ else (),
        words=search,
        thread=thread,
        source=source,
        since=since.astimezone() if since else None,
        before=before.astimezone() if before else None,
    )
    if bool(records) == (selection != Selection()):
        raise typer.BadParameter("name either ids, or what the records have in common")
    with door.opened_memory(settings) as memory:
        what = memory.preview(records or selection, user=settings.user)
        if what.is_empty:
            typer.echo("Nothing is remembered that fits.", err=True)
            raise typer.Exit(door.NOTHING_DONE)
        if not as_json:
            _print(what)
        if not (dry_run or yes or undoable):
            typer.confirm("Forget this for good? It cannot be undone.", abort=True, err=True)
        write = "" if dry_run else _forget(memory, what, for_good=not undoable)
    if as_json:
        door.print_json(_data(what) | {"write": write, "undoable": undoable and not dry_run})
    elif not dry_run:
        how = f"To undo it: uptake memory undo {write}" if undoable else "It is gone for good."
        typer.echo(f"Forgot {plural(len(what.removed), 'record')}. {how}")


def _forget(memory: Memory, what: Forgetting, *, for_good: bool) -> str:
    from ...replay.forgetting import forget as forget_and_learn_again

    with door.busy("forgetting"):
        return forget_and_learn_again(memory, what, for_good=for_good).id


def _print(what: Forgetting) -> None:
    from rich.table import Table

    table = Table("id", "kind", "memory", "why", box=None, pad_edge=False)
    for record in what.chosen[:_SHOWN]:
        table.add_row(record.id, record.type, line(record), "")
    for along in what.along[: max(0, _SHOWN - len(what.chosen))]:
        table.add_row(along.record.id, along.record.type, line(along.record), along.why)
    if what.removed:
        door.console().print(table)
    if (more := len(what.removed) - _SHOWN) > 0:
        typer.echo(f"and {plural(more, 'more record')}; --json names them all")
    if what.turns:
        typer.echo(f"{plural(len(what.turns), 'turn')} of the log that the planner learns from")
    if what.reactions:
        typer.echo(f"{plural(len(what.reactions), 'reaction')} that your taste is learned from")
    for item in what.items:
        typer.echo(f"the item {item.key!r} of {'/'.join(item.namespace)} in the store")
    for thread in what.threads:
        typer.echo(f"the conversation {thread}")
    for _, app in what.apps:
        typer.echo(f"{app} is learned again from the demonstrations that stay")


def _data(what: Forgetting) -> dict[str, Any]:
    return {
        "removed": [record.id for record in what.removed],
        "chosen": [record.id for record in what.chosen],
        "along": [{"id": along.record.id, "why": along.why} for along in what.along],
        "changed": [record.id for record in what.changed],
        "threads": list(what.threads),
        "items": [[*item.namespace, item.key] for item in what.items],
        "turns": list(what.turns),
        "reactions": list(what.reactions),
        "learned_again": [app for _, app in what.apps],
    }
