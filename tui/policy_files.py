"""What the planner learns from, in files: `uptake policy export-log`, `import-log`, `export-pairs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import door
from .wording import plural

if TYPE_CHECKING:
    from ..memory.turn_files import ImportedTurns

_NAMED = 20
"""How many lines are named; `--json` names more."""

File = Annotated[Path, typer.Argument(help="Where to write; JSONL.", dir_okay=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]


def export_log(context: typer.Context, file: File, force: Force = False) -> None:
    """Write the log of your turns, with what you said after them, to one JSONL file."""
    from ..memory.turn_files import export_turns

    _may_write(file, force)
    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory, _bar("writing") as advance:
        count = export_turns(memory.turns, file, user=settings.user, on_progress=advance)
    typer.echo(f"Wrote {plural(count, 'turn')} to {file}")


def import_log(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="What export-log wrote.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what came of it as one JSON object.")
    ] = False,
) -> None:
    """Bring a log of turns in, so that `learn` learns from it, too.

    Of a file that has a line which cannot be read nothing is imported, and the line is named.
    Turns that are in the log already stay as they are.
    """
    from ..memory.turn_files import import_turns

    with door.opened_memory(door.settings_of(context)) as memory, _bar("reading") as advance:
        report = import_turns(memory.turns, file, on_progress=advance)
    if as_json:
        door.print_json(asdict(report))
    else:
        _print(file, report)
    if report.problems:
        raise typer.Exit(door.NEEDS_MENDING)
    if not (report.added or report.known):
        raise typer.Exit(door.NOTHING_DONE)


def export_pairs(context: typer.Context, file: File, force: Force = False) -> None:
    """Write preference pairs that TRL and others read: prompt, chosen, rejected.

    The rejected answer is the one that you were dissatisfied with; the chosen one is drawn from
    the planner, which has read what you then said. Follow-ups for which it has no better answer
    give no pair.
    """
    from ..memory.embedding import load_embedder
    from ..policy.language_model import LocalModel
    from ..policy.learning.harvest import find_lessons
    from ..policy.learning.pair_files import export_pairs as write
    from ..policy.learning.pairs import choice_pairs, draw_pairs

    _may_write(file, force)
    settings = door.settings_of(context)
    embedder = load_embedder(settings)
    with door.opened_memory(settings) as memory, _bar("drawing better answers") as advance:
        lessons = find_lessons(memory.turns, embedder, user=settings.user).lessons
        drawn = draw_pairs(
            LocalModel(settings),
            lessons,
            embedder,
            on_pair=lambda done: advance(done / len(lessons)),
        )
        chosen = list(choice_pairs(memory.turns.turns(user=settings.user)))
    count = write([*drawn.pairs, *chosen], file)
    typer.echo(f"Wrote {plural(count, 'pair')} to {file}")
    if drawn.left_out:
        typer.echo(f"{plural(len(drawn.left_out), 'follow-up')} gave none.", err=True)
    if not count:
        raise typer.Exit(door.NOTHING_DONE)


def _may_write(file: Path, force: bool) -> None:
    if file.exists() and not force:
        raise typer.BadParameter(f"{file} exists; --force replaces it")


@contextmanager
def _bar(what: str) -> Iterator[Callable[[float], None]]:
    """Show on a terminal's stderr how far it is; yield what takes the share that is done."""
    from rich.progress import Progress

    screen = door.console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as bars:
        task = bars.add_task(what, total=1.0)
        yield lambda done: bars.update(task, completed=done)


def _print(file: Path, report: ImportedTurns) -> None:
    for problem in report.problems[:_NAMED]:
        typer.echo(f"{file}:{problem.line}: {problem.reason}", err=True)
    if (more := len(report.problems) - _NAMED) > 0:
        typer.echo(f"and {plural(more, 'more line')}", err=True)
    if report.problems:
        typer.echo("Nothing was imported: mend these lines first.", err=True)
    else:
        typer.echo(f"Imported {plural(report.added, 'turn')}, {report.known} known before")
