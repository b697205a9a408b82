"""What the planner learns from: `uptake policy lessons`, the log in files, preference pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ..wording import plural
from . import door

if TYPE_CHECKING:
    from ...core.protocols import Sampler
    from ...memory.logs.turn_files import ImportedTurns
    from ...policy.learning.lessons.lessons import LeftOut

_NAMED = 20
"""How many lines are named; `--json` names more."""

File = Annotated[Path, typer.Argument(help="Where to write; JSONL.", dir_okay=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]


def lessons(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the follow-ups that `uptake learn` learns from, and those that it leaves out."""
    from ...policy.learning.lessons.harvest import find_lessons

    settings = door.settings_of(context)
    with door.opened_memory(settings) as memory:
        found = find_lessons(memory.turns, memory.embedder, user=settings.user)
    if as_json:
        door.print_json(asdict(found))
        return
    for lesson in found.lessons:
        typer.echo(f"{lesson.at:%d %b %Y}  {lesson.turn}  {lesson.followup}")
    for one in found.left_out:
        typer.echo(f"left out: {one.turn}, {one.why}")
    if not found.lessons:
        typer.echo("There is nothing to learn from yet.", err=True)


def export_log(context: typer.Context, file: File, force: Force = False) -> None:
    """Write the log of your turns, with what you said after them, to one JSONL file."""
    from ...memory.logs.turn_files import export_turns

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
    Turns that are in the log already stay as they are. `uptake memory forget --source FILE` takes
    an import back.
    """
    from ...memory.logs.turn_files import import_turns

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
    the planner, as it is now, which has read what you then said. Follow-ups for which it has no
    better answer give no pair. A plan that you picked is chosen over the others beside it.
    What is too old, asks for harm or teaches nothing is left out; it is said how much, and why.
    """
    from ...policy.learning.adapters.adapters import reader_for
    from ...policy.learning.adapters.planners import Planners
    from ...policy.learning.lessons.harvest import find_lessons
    from ...policy.learning.lessons.pair_files import export_pairs as write
    from ...policy.learning.methods.pairs import draw_pairs, free_pairs
    from ...policy.model.language_model import load_planner_model

    _may_write(file, force)
    settings = door.settings_of(context)
    base = load_planner_model(settings)
    planners = Planners(base, settings.paths.adapters, reader_for(base))
    planner = cast("Sampler", planners.of(settings.user).model)
    with door.opened_memory(settings) as memory, _bar("drawing better answers") as advance:
        turns = list(memory.turns.turns(user=settings.user))
        free = free_pairs(planner, turns, memory.embedder)
        found = find_lessons(memory.turns, memory.embedder, user=settings.user)
        drawn = draw_pairs(
            planner,
            found.lessons,
            memory.embedder,
            on_share=advance,
        )
    pairs = [*free.pairs, *drawn.pairs]
    _print_left_out([*free.left_out, *found.left_out, *drawn.left_out])
    if not pairs:
        typer.echo(
            "There are no pairs yet: nothing was minded that could be said better.", err=True
        )
        raise typer.Exit(door.NOTHING_DONE)
    typer.echo(f"Wrote {plural(write(pairs, file), 'pair')} to {file}")


def _print_left_out(left_out: Iterable[LeftOut]) -> None:
    reasons = Counter(one.why for one in dict.fromkeys(left_out))
    for why, count in reasons.most_common():
        typer.echo(f"left out: {plural(count, 'turn')}, {why}", err=True)


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
        typer.echo(f"Imported: {report.added} new, {report.known} known before")
