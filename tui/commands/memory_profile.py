"""The description of the user in words: `uptake memory profile`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import click
import typer

from ..wording import plural
from . import door

if TYPE_CHECKING:
    from ...memory.profile import Edited


def profile(
    context: typer.Context,
    edit: Annotated[
        bool, typer.Option("--edit", help="Open it in your editor ($EDITOR), and keep the changes.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print it as one JSON object, each line with its id.")
    ] = False,
) -> None:
    """Print what is known of you in words, by area of life; change it with --edit.

    Each line is a fact or a habit. A line that you add is kept as a fact, one that you change
    takes the place of the fact before, and one that you delete is forgotten.
    """
    from ...memory.profile import describe
    from ...memory.profile import edit as keep_edited

    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        known = describe(memory, settings.user)
        if edit:
            text = click.edit(known.text(), extension=".md")
            if text is None:
                typer.echo("Nothing was changed.", err=True)
                return
            for line in edited_lines(keep_edited(memory, settings.user, known, text)):
                typer.echo(line)
            return
    if as_json:
        lines = [{"id": n.record, "area": n.area, "text": n.text} for n in known.lines]
        door.print_json({"lines": lines, "left_out": known.left_out})
        return
    typer.echo(known.text() or "Nothing is known of you yet.", nl=not known.lines)
    if known.left_out:
        left = plural(known.left_out, "more line")
        typer.echo(f"No room for {left}; see `uptake memory list`.", err=True)


def edited_lines(edited: Edited) -> list[str]:
    """Say for people what an edit did, a line for each change."""
    return [
        *(f"kept: {fact.statement}" for fact in edited.added),
        *(f"forgot: {line.text}" for line in edited.forgotten),
        *(f"not kept: {refusal.text} ({refusal.reason})" for refusal in edited.refused),
        *(
            f"still there: {line.text} (a habit; forget what it was learned from)"
            for line in edited.kept
        ),
        *(f"undo with `uptake memory undo {write.id}`" for write in edited.writes),
    ]
