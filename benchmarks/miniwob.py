"""Measure how well the assistant does MiniWoB++ tasks that it learned from demonstrations.

Learns from at most N demonstrations of each task into one fresh home, then opens each task's
page in a real browser with fresh seeds and gives the assistant the utterance alone: no task
name, no fields, nothing of the page's scripts. An episode succeeds when the page's own raw
reward is at least 0.99. Approvals are answered with yes; a question that offers options is
answered with the first, the assistant's own best guess; any other is left unanswered.

    python benchmarks/miniwob.py --demos DIR [--tasks a,b] [--max-demos N] [--episodes N]
                                 [--seed S] [--mode train|test] --json OUT

DIR holds one file a task, named for it: `.jsonl`, or `.jsonl.gz`. Interrupted with Ctrl-C,
it writes what was measured so far.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pages import Pages

from uptake import Assistant, __version__
from uptake.agents.gui.browser import BrowserDevice
from uptake.core.errors import UptakeError
from uptake.core.events import (
    ApprovalAsked,
    Event,
    Planned,
    QuestionAsked,
    Replied,
    StepFinished,
    TurnEnded,
)
from uptake.core.settings import Settings
from uptake.replay.learning import ReplayProgress, replay
from uptake.replay.lines import Limits

SUCCESS = 0.99
MOST_ANSWERS = 3
"""A turn that asks more often is left."""


@dataclass
class TaskFigures:
    """What was measured of one task."""

    demos: int = 0
    """Demonstrations that were learned from."""

    episodes: int = 0
    success: float = 0.0
    """Share of the episodes with a raw reward of at least 0.99."""

    seconds_per_episode: float = 0.0
    """Mean wall time of a turn, from the request to the last event."""

    seconds_per_action: float = 0.0
    """Median wall time of a step on the page that was done, waiting for its effect included."""

    questions: int = 0
    """How often the assistant asked back."""

    failures: list[dict[str, Any]] = field(default_factory=list)
    """Seed, request, reward and what the assistant said, of every episode that failed."""


class Screen:
    """The assistant's browser as the harness uses it: to begin episodes, and for the reward."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def open(self, url: str) -> None:
        """Show the address in the assistant's browser."""
        self._assistant.open_browser(url)

    def evaluate(self, script: str) -> Any:
        """Return what a JavaScript expression gives in the page."""
        return self._browser().evaluate(script)

    def settle(self) -> None:
        """Wait until the page is quiet."""
        self._browser().settle()

    def _browser(self) -> BrowserDevice:
        device = self._assistant.device
        assert isinstance(device, BrowserDevice)
        return device


class Progress:
    """Says on stderr how far it is and how long it will take."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, what: str, fraction: float) -> None:
        """Write over the line."""
        spent = time.monotonic() - self._began
        left = f", about {spent / fraction - spent:,.0f} s left" if fraction > 0.01 else ""
        line = f"{what}: {fraction:4.0%}, {spent:,.0f} s{left}"
        end = "\r" if sys.stderr.isatty() else "\n"
        print(f"{line:<78}", end=end, file=sys.stderr, flush=True)


def main() -> int:
    """Measure, and write the figures."""
    arguments = _arguments()
    files = find_files(arguments.demos, arguments.tasks)
    figures: dict[str, TaskFigures] = {path.name.split(".")[0]: TaskFigures() for path in files}
    complete = False
    with tempfile.TemporaryDirectory(prefix="uptake-") as home:
        try:
            measure(arguments, files, figures, Settings(home=Path(home)))
            complete = True
        except KeyboardInterrupt:
            print("\nInterrupted: writing what was measured so far.", file=sys.stderr)
        finally:
            result = summary(arguments, figures, complete=complete)
            arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    for task, its in figures.items():
        if its.episodes:
            line = f"{task:32} {its.success:5.2f}  {its.seconds_per_episode:5.2f} s"
            print(line, file=sys.stderr)
    print(f"{'mean':32} {result['mean_success']:5.2f}", file=sys.stderr)
    return 0 if complete else 130


def find_files(folder: Path, tasks: Sequence[str]) -> list[Path]:
    """Return the demonstration files of the tasks, one each; of all where none are named."""
    found = {path.name.split(".")[0]: path for path in sorted(folder.glob("*.jsonl*"))}
    missing = [task for task in tasks if task not in found]
    if missing or not found:
        sys.exit(f"{folder} has no demonstrations of {', '.join(missing) or 'anything'}")
    return [found[task] for task in (tasks or found)]


def measure(
    arguments: argparse.Namespace,
    files: Sequence[Path],
    figures: dict[str, TaskFigures],
    settings: Settings,
) -> None:
    """Learn from the files, then run the episodes; fills in the figures as it goes."""
    with Assistant(settings) as assistant, Pages() as pages:
        learn(assistant, files, arguments.max_demos)
        for task, its in figures.items():
            its.demos = len(assistant.memory.list("demonstration", app=task))
        assistant.prepare()
        run = Episodes(assistant, pages, arguments.mode)
        progress, tasks = Progress(), [task for task in figures if task in pages.tasks()]
        total = len(tasks) * arguments.episodes
        for at, task in enumerate(tasks):
            for number in range(arguments.episodes):
                run.one(task, arguments.seed + number, figures[task])
                done = at * arguments.episodes + number + 1
                if sys.stderr.isatty() or number + 1 == arguments.episodes:
                    progress.say(f"{task} {figures[task].success:.2f}", done / total)


def learn(assistant: Assistant, files: Sequence[Path], at_most: int | None) -> None:
    """Replay the demonstrations, and say on stderr what came of it."""
    progress, last = Progress(), 0.0

    def heard(state: ReplayProgress) -> None:
        nonlocal last
        if time.monotonic() - last > (0.2 if sys.stderr.isatty() else 10):
            last = time.monotonic()
            progress.say(f"learning, {state.demonstrations} demonstrations", state.fraction)

    limits = Limits(demonstrations=at_most)
    user = assistant.settings.user
    report = replay(files, assistant.memory, user=user, limits=limits, on_progress=heard)
    learned = sum(row.procedures for row in report.learned)
    print(
        f"learned {learned} procedures from {report.demonstrations} demonstrations "
        f"in {report.seconds:.0f} s, skipped {len(report.skipped)}",
        file=sys.stderr,
    )


class Episodes:
    """Runs episodes with one assistant."""

    def __init__(self, assistant: Assistant, pages: Pages, mode: str) -> None:
        self._assistant, self._pages, self._mode = assistant, pages, mode
        self._screen = Screen(assistant)
        self._spent: dict[str, list[float]] = {}
        self._steps: dict[str, list[float]] = {}

    def one(self, task: str, seed: int, figures: TaskFigures) -> None:
        """Run one episode and enter what came of it."""
        episode = self._pages.begin(self._screen, task, seed, self._mode)
        started = time.perf_counter()
        try:
            events = list(self._turn(episode.request, uuid.uuid4().hex))
            reward, said = episode.reward(), _said(events)
        except UptakeError as error:
            events, reward, said = [], 0.0, str(error)
        spent = self._spent.setdefault(task, [])
        spent.append(time.perf_counter() - started)
        steps = self._steps.setdefault(task, [])
        steps += (e.ms / 1000 for e in events if isinstance(e, StepFinished) and e.ok)
        figures.questions += sum(isinstance(event, QuestionAsked) for event in events)
        if reward < SUCCESS:
            failure = {"seed": seed, "request": episode.request, "reward": reward, "said": said}
            figures.failures.append({**failure, "plan": _plan(events)})
        figures.episodes = len(spent)
        figures.success = round(1 - len(figures.failures) / len(spent), 4)
        figures.seconds_per_episode = round(statistics.fmean(spent), 3)
        figures.seconds_per_action = round(statistics.median(steps or [0.0]), 3)

    def _turn(self, request: str, thread: str) -> Iterator[Event]:
        events = self._assistant.ask(request, thread=thread)
        for _ in range(MOST_ANSWERS):
            answer: bool | str | None = None
            for event in events:
                yield event
                if isinstance(event, ApprovalAsked):
                    answer = True
                elif isinstance(event, QuestionAsked):
                    answer = event.options[0] if event.options else None
                elif isinstance(event, TurnEnded) and event.outcome != "waiting":
                    return
            if answer is None:
                return
            events = self._assistant.resume(answer, thread=thread)


def summary(
    arguments: argparse.Namespace, figures: dict[str, TaskFigures], *, complete: bool
) -> dict[str, Any]:
    """Return what is written: the figures of each task, their mean, versions and machine."""
    measured = {task: asdict(its) for task, its in figures.items() if its.episodes}
    successes = [its["success"] for its in measured.values()]
    paces = [its["seconds_per_action"] for its in measured.values() if its["seconds_per_action"]]
    packages = ("playwright", "langgraph", "torch", "transformers", "chromadb", "miniwob")
    return {
        "tasks": measured,
        "mean_success": round(statistics.fmean(successes), 4) if successes else 0.0,
        "median_seconds_per_action": round(statistics.median(paces or [0.0]), 4),
        "complete": complete,
        "without_page_or_time": sorted(set(figures) - set(measured)),
        "arguments": {
            "demos": arguments.demos.name,
            "max_demos": arguments.max_demos,
            "episodes": arguments.episodes,
            "seed": arguments.seed,
            "mode": arguments.mode,
        },
        "versions": {
            "uptake": __version__,
            "python": platform.python_version(),
            **{package: version(package) for package in packages},
        },
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }


def _said(events: Sequence[Event]) -> str:
    return next((event.text for event in reversed(events) if isinstance(event, Replied)), "")


def _plan(events: Sequence[Event]) -> list[str]:
    planned = next((event for event in events if isinstance(event, Planned)), None)
    return [f"{one.score:.2f} {one.title}" for one in planned.candidates[:3]] if planned else []


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demos", type=Path, required=True, metavar="DIR")
    parser.add_argument("--tasks", type=lambda text: text.split(","), default=[], metavar="a,b")
    parser.add_argument("--max-demos", type=int, metavar="N", help="for each task; default: all")
    parser.add_argument("--episodes", type=int, default=20, metavar="N", help="for each task")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first episode")
    parser.add_argument("--mode", choices=("train", "test"), default="train", help="wording")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
