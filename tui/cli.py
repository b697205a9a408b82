"""The command line: the commands, and what is common to them.

Everything heavy is imported by the command that needs it, so that `uptake --help` is quick.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from .commands import door, memory_table, policy_table, skill_table
from .commands.ask import ask
from .commands.doctor import doctor
from .commands.learning import learn
from .commands.preparing import prepare
from .commands.recording import record
from .commands.replaying import replay

app = typer.Typer(
    name="uptake",
    cls=door.Door,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Exit codes: 0 done, 1 nothing came of it, 2 wrong usage, "
        "3 something has to be mended first, 130 stopped by Ctrl-C."
    ),
)
app.command()(ask)
app.command()(replay)
app.command()(record)
app.command()(learn)
app.add_typer(memory_table.commands, name="memory")
app.add_typer(skill_table.commands, name="skills")
app.add_typer(policy_table.commands, name="policy")
app.command()(doctor)
app.command()(prepare)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(help="The folder that holds all that the assistant knows."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Talk to an assistant that learns how you do things, on your own machine.

    Without a command it opens the terminal app.
    """
    context.obj = home
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"uptake {installed('uptake')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        _open_app(context)


@app.command()
def chat(
    context: typer.Context,
    thread: Annotated[str, typer.Option(help="The thread to open; the last one without it.")] = "",
    url: Annotated[str, typer.Option(help="A page to open in the browser first.")] = "",
    items: Annotated[
        str, typer.Option(help="A file of items to choose from: CSV, JSON lines or Parquet.")
    ] = "",
) -> None:
    """Open the terminal app."""
    _open_app(context, thread=thread, url=url, items=items)


def _open_app(context: typer.Context, *, thread: str = "", url: str = "", items: str = "") -> None:
    from .chat.app import UptakeApp

    settings = door.settings_of(context)
    shown = UptakeApp(
        lambda progress: door.open_assistant(settings, progress),
        thread=thread,
        url=url,
        items=items,
    )
    shown.run()
    if not shown.close_assistant():
        # The thread pools of libraries would keep the process until the turn is over. What it
        # has acknowledged is on the disk, and it goes on when its thread is opened again.
        os._exit(0)


def main() -> None:
    """Run the command line."""
    app()
