"""How the user wants answers to be: `uptake policy wishes`."""

from __future__ import annotations

from typing import Annotated

import typer

from . import door


def wishes(
    context: typer.Context,
    off: Annotated[
        str, typer.Option(metavar="WISH", help="Switch a wish off until you say it again.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show how you want answers to be, by what you said of them; replies keep to it."""
    from ...agents.own_wishes import OwnWishes
    from ...policy.wishes.hearing import Hearing

    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        own = OwnWishes(memory.turns, Hearing(memory.embedder), settings.paths.wishes)
        found = own.of(settings.user)
        if off:
            known = {one.wish.key: one.wish for one in found}
            if off not in known:
                names = ", ".join(known) or "none"
                raise typer.BadParameter(f"No wish {off} stands. There are: {names}.")
            own.switch_off(settings.user, known[off])
            typer.echo(f"Switched off: {known[off].told}")
            return
    if as_json:
        rows = [{"wish": o.wish.key, "told": o.wish.told, "why": o.why} for o in found]
        door.print_json({"wishes": rows})
        return
    for one in found:
        typer.echo(f"{one.wish.key}  {one.wish.told}  ({one.why})")
    if not found:
        typer.echo("You have said nothing lasting about how answers should be.", err=True)
