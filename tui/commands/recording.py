"""Showing the assistant how something is done: `uptake record`."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from ..wording import plural
from . import door

if TYPE_CHECKING:
    from ...replay.schema import Demonstration, Outcome


def record(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The page to begin on.")],
    request: Annotated[
        str, typer.Option(help="What you do, as you would ask for it; else you are asked.")
    ] = "",
    app: Annotated[str, typer.Option(help="The site's name; its host without it.")] = "",
    to: Annotated[Path, typer.Option(help="The log to add the demonstration to.")] = Path(
        "demonstrations.jsonl"
    ),
) -> None:
    """Record what you do in a browser as a demonstration, for `uptake replay` to learn from.

    A browser window opens; do there what you want to show, and come back to the terminal.
    Enter or Ctrl-C ends the recording, also after the window was closed; a second Ctrl-C throws
    it away. What is typed into password fields, and into the fields that the setting
    secret_fields names, is kept only where the request says it.
    """
    from ...agents.gui.browser import BrowserDevice
    from ...replay.recorder import Recorder

    settings = door.settings_of(context).model_copy(update={"headless": False})
    with BrowserDevice.launch(settings, url=url) as device:
        recorder = Recorder(device, secret_fields=settings.secret_fields)
        recorder.start(app=app or urlsplit(url).netloc or url, person=settings.user)
        _wait("Do it in the browser, then press Enter here")
        asked = request or str(typer.prompt("What did you do, as you would ask for it?", err=True))
        made = recorder.stop(asked, _outcome())
    if not made.steps:
        typer.echo("Nothing was done in the browser, so nothing was recorded.", err=True)
        raise typer.Exit(door.NOTHING_DONE)
    _append(made, to)
    typer.echo(f"{plural(len(made.steps), 'step')} recorded. Learn it: uptake replay {to}")


def _wait(until: str) -> None:
    """Return when Enter or Ctrl-C is pressed; both mean that it is done."""
    with suppress(KeyboardInterrupt, typer.Abort):
        typer.prompt(until, default="", show_default=False, err=True)


def _outcome() -> Outcome:
    return "success" if typer.confirm("Did it work?", default=True, err=True) else "failure"


def _append(made: Demonstration, log: Path) -> None:
    """Add a line to the log, whole or not at all; a line that was cut off before stays alone."""
    with log.open("ab+") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        broken = end > 0 and file.read(1) != b"\n"
        file.write(("\n" if broken else "").encode() + made.to_line().encode() + b"\n")
