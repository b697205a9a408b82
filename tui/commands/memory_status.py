"""How full memory is: `uptake memory status`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from ..wording import plural, size
from . import door


def status(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as one JSON object.")
    ] = False,
) -> None:
    """Say how much is remembered, how large it is, and which limits are reached."""
    with door.opened_memory(door.settings_of(context)) as memory:
        usage = memory.usage()
    if as_json:
        door.print_json(asdict(usage) | {"size": usage.size, "reached": usage.reached})
        return
    for kind, count in usage.records.items():
        typer.echo(plural(count, kind))
    if usage.turns:
        typer.echo(f"{plural(usage.turns, 'turn')} in the log that the planner learns from")
    typer.echo(f"{usage.changes} of at most {usage.changes_kept} changes can be undone")
    if usage.unindexed:
        typer.echo(f"{plural(usage.unindexed, 'record')} not indexed yet")
    for part, bytes_ in usage.sizes.items():
        typer.echo(f"{part:<16} {size(bytes_):>10}")
    typer.echo(f"{'home':<16} {size(usage.size):>10}  of {size(usage.home_limit)}")
    for limit in usage.reached:
        typer.echo(f"Limit reached: {limit}")
