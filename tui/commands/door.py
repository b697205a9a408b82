"""The door of the command line: where errors become messages and exit codes.

Light on purpose: `uptake --help` imports this and nothing heavier.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from ...core.errors import UptakeError

if TYPE_CHECKING:
    from rich.console import Console

    from ...agents.assistant import Assistant
    from ...core.settings import Settings
    from ...core.weights import Progress
    from ...memory.memory import Memory

NOTHING_DONE = 1
"""The command ran, and nothing came of it: nothing learned, found or done."""

NEEDS_MENDING = 3
"""Something has to be mended first; the message says what and how."""

INTERRUPTED = 130
"""Ctrl-C. What was done until then is kept."""


_PIPED_WIDTH = 200
"""Columns of a table that no terminal reads, so that programs get whole lines."""


class Door(TyperGroup):
    """Runs the commands, and says on stderr what the user has to mend."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except UptakeError as error:
            typer.echo(f"uptake: {error}", err=True)
            raise typer.Exit(NEEDS_MENDING) from error
        except KeyboardInterrupt as error:
            typer.echo("uptake: stopped", err=True)
            raise typer.Exit(INTERRUPTED) from error


def settings_of(context: typer.Context) -> Settings:
    """Return the settings, of the home that `--home` names. Raises `SettingsError`."""
    from ...core.settings import load_settings

    home = context.find_root().obj
    return load_settings(home if isinstance(home, Path) else None)


def open_assistant(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Open the assistant; `progress` hears of models that are fetched on first use."""
    from ...agents.assistant import Assistant
    from ...memory.embedding import load_embedder
    from ...policy.model.language_model import load_planner_model

    return Assistant(
        settings,
        planner_model=load_planner_model(settings, progress),
        embedder=load_embedder(settings, progress),
    )


@contextmanager
def opened_memory(settings: Settings) -> Iterator[Memory]:
    """Open the memory of the home for a block."""
    from ...memory.embedding import load_embedder
    from ...memory.memory import Memory

    with loading() as progress:
        memory = Memory.open(settings, load_embedder(settings, progress))
        try:
            yield memory
        finally:
            memory.close()


@contextmanager
def loading() -> Iterator[Progress]:
    """Show on a terminal's stderr what is fetched or converted, while it is."""
    from rich.progress import Progress as Bars

    screen = console(stderr=True)
    if not screen.is_terminal:
        yield _unseen
        return
    bars = Bars(console=screen, transient=True, redirect_stdout=False, redirect_stderr=False)
    tasks: dict[str, Any] = {}

    def report(what: str, fraction: float) -> None:
        if what not in tasks:
            bars.start()
            tasks[what] = bars.add_task(what, total=1.0)
        bars.update(tasks[what], completed=fraction)
        if bars.finished:
            bars.stop()

    try:
        yield report
    finally:
        bars.stop()


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show on a terminal's stderr that something takes a while."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield
        return
    with screen.status(what):
        yield


def _unseen(_what: str, _fraction: float) -> None:
    """Take a report that nobody reads."""


def console(*, stderr: bool = False) -> Console:
    """Return a console for tables and progress, plain where no terminal reads it."""
    from rich.console import Console

    shown = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not shown.is_terminal:
        shown.width = _PIPED_WIDTH
    return shown


def print_json(value: Any) -> None:
    """Print one JSON object on one line, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
