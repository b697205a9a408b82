"""Showing the assistant how something is done: `uptake record`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from . import door
from .wording import plural

if TYPE_CHECKING:
    from ..replay.schema import Outcome


def record(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The page to begin on.")],
    request: Annotated[str, typer.Option(help="What you are going to do, in words.")] = "",
    app: Annotated[str, typer.Option(help="The site's name; its host without it.")] = "",
    to: Annotated[Path, typer.Option(help="The log to add the demonstration to.")] = Path(
        "demonstrations.jsonl"
    ),
) -> None:
    """Record what you do in a browser as a demonstration, for `uptake replay` to learn from.

    A browser window opens; do there what the request says, and come back to the terminal.
    What is typed into password fields is kept only where the request says it.
    """
    from ..agents.gui.browser import BrowserDevice
    from ..replay.recorder import Recorder

    settings = door.settings_of(context).model_copy(update={"headless": False})
    wanted = request or str(typer.prompt("What are you going to do?", err=True))
    with BrowserDevice.launch(settings, url=url) as device:
        recorder = Recorder(device)
        recorder.start(wanted, app=app or urlsplit(url).netloc or url, person=settings.user)
        typer.prompt("Do it in the browser, then press Enter here", default="", err=True)
        made = recorder.stop(_outcome())
    with to.open("a", encoding="utf-8") as log:
        log.write(made.to_line() + "\n")
    typer.echo(f"{plural(len(made.steps), 'step')} recorded. Learn it: uptake replay {to}")


def _outcome() -> Outcome:
    return "success" if typer.confirm("Did it work?", default=True, err=True) else "failure"
