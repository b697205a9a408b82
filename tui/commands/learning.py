"""Learning from follow-ups on the command line: `uptake learn`."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import duration, plural
from . import door

if TYPE_CHECKING:
    from ...agents.learning_news import Advanced, Report
    from ...core.settings import Settings
    from ..learning_process import LearningProcess

STAGES = {
    "heads": "small heads",
    "lessons": "reading your follow-ups",
    "drawing": "drawing what you asked for",
    "reference": "measuring what answers now",
    "training": "training the planner",
    "measuring": "measuring it",
}
"""What a learner does, in words."""

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


def learn(
    context: typer.Context,
    budget: Annotated[
        str, typer.Option(help="The time that it may take: 90s, 5m, 1h.", metavar="TIME")
    ] = "5m",
    png: Annotated[
        Path | None,
        typer.Option(
            help="Draw the learning curve into this file, too; takes `uptake[plots]`.",
            dir_okay=False,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as one JSON object.")
    ] = False,
) -> None:
    """Let the planner learn from your follow-ups.

    It learns in a process of its own at low priority, and what comes of it is put into use only
    if it is better on follow-ups that it did not learn from, and harms nothing. Ctrl-C pauses
    it; the next `learn` goes on. `uptake policy` shows what was learned and chooses what answers.
    """
    seconds = _seconds(budget)
    settings = door.settings_of(context)
    if png is not None:
        from .learning_curve import must_draw

        must_draw()
    report, interrupted = _watch(settings, seconds)
    if as_json:
        door.print_json(report.model_dump(mode="json"))
    else:
        _print(report, settings)
    if png is not None:
        from .learning_curve import as_png, points

        as_png(points(settings), png)
    if interrupted:
        raise typer.Exit(door.INTERRUPTED)
    if report.planner.status == "nothing":
        raise typer.Exit(door.NOTHING_DONE)


def _watch(settings: Settings, budget: float) -> tuple[Report, bool]:
    """Return what came of it, and whether the user stopped it. Raises `UptakeError`."""
    from rich.progress import BarColumn, Progress, TextColumn

    from ...agents.learning_news import Advanced, Report
    from ...core.errors import UptakeError
    from ..learning_process import LearningProcess

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[more]}"))
    screen = door.console(stderr=True)
    process = LearningProcess(settings, budget)
    with (
        Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bars,
        _stopped_by_ctrl_c(process) as stops,
    ):
        task = bars.add_task("starting", total=1.0, more="")
        for news in process.news():
            if isinstance(news, Advanced):
                doing = "saving" if stops else STAGES[news.stage]
                bars.update(task, completed=news.done, description=doing, more=_more(news))
            elif isinstance(news, Report):
                return news, bool(stops)
            else:
                raise UptakeError(news.problem)
    raise AssertionError("a learner always reports")


@contextmanager
def _stopped_by_ctrl_c(process: LearningProcess) -> Iterator[list[int]]:
    """Let Ctrl-C pause the learner, and a second one end it; yield the signals that came."""
    came: list[int] = []

    def stop(number: int, _: object) -> None:
        came.append(number)
        if len(came) > 1:
            process.kill()
        else:
            process.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)


def _more(news: Advanced) -> str:
    left = f"{duration(1000 * news.left)} left" if news.left is not None else ""
    loss = f"loss {news.loss:.3f}" if news.loss is not None else ""
    return ", ".join(filter(None, (loss, left)))


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", text.strip().lower())
    if not found or not float(found[1]):
        raise typer.BadParameter(f"{text!r} is no time; write 90s, 5m or 1h")
    return float(found[1]) * _UNITS[found[2]]


def _print(report: Report, settings: Settings) -> None:
    from .learning_curve import in_blocks, points
    from .policy_table import measures

    screen, planner = door.console(), report.planner
    for line in in_words(report):
        screen.print(line, soft_wrap=True)
    if planner.verdict and planner.verdict.measures:
        screen.print(measures(planner.verdict.measures))
    curve = points(settings)
    if planner.verdict and curve:
        screen.print("\nAdherence to what you ask for, by version:")
        for line in in_blocks(curve):
            screen.print(line)
    memory = f", {report.peak_mb:.0f} MB" if report.peak_mb else ""
    screen.print(f"took {duration(1000 * report.seconds)}{memory}")


def in_words(report: Report) -> Iterator[str]:
    """Say what came of it, a sentence a line."""
    planner = report.planner
    if planner.deleted:
        gone = ", ".join(planner.deleted)
        yield f"Deleted {gone}: learned from turns that you have forgotten since."
    if planner.learned_from:
        used = plural(planner.learned_from, "follow-up")
        yield f"Learned from {used}; {planner.held_out} were kept to measure it."
    for one in report.left_out:
        yield f"Left out {plural(one.count, 'follow-up')}: {one.why}."
    yield planner.says
