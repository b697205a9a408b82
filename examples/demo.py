"""Watch the assistant learn from Mara's demonstrations and then do her tasks itself.

It replays the recordings in `examples/demonstrations`, opens fresh pages in a real browser,
is given the request as text only, and is told when something was not as wanted.

    python examples/demo.py [--window] [--seed 100]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from uptake import Assistant
from uptake.agents.gui.browser import BrowserDevice
from uptake.core.events import (
    ApprovalAsked,
    Event,
    Heard,
    Planned,
    Remembered,
    Replied,
    StepFinished,
)
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.memory.records import Habit, Procedure
from uptake.replay.learning import ReplayProgress, replay

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "benchmarks"))
from pages import Episode, Pages  # noqa: E402 - the benchmarks are no package

PERSONA = "mara"
TASKS = ("enter-text", "login-user", "email-inbox")
COMPLAINT = "No, that's not how I want it: press the trash icon in the list, don't open the message"
console = Console(highlight=False)


def main() -> int:
    """Run the demo; 0 when every request was done, 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--window", action="store_true", help="show the browser's window")
    parser.add_argument("--seed", type=int, default=100, help="of the first page's episode")
    arguments = parser.parse_args()
    started = time.perf_counter()
    with temporary_home(user=PERSONA, headless=not arguments.window) as settings:
        rewards = _show(settings, arguments.seed)
    done = sum(reward >= 0.99 for reward in rewards)
    took = time.perf_counter() - started
    console.print(f"\n[b]{done} of {len(rewards)} requests done[/b], in {took:.0f} s altogether.")
    console.print("Next: [b]make chat[/b] opens the terminal app, and README.md tells the rest.")
    return 0 if done == len(rewards) else 1


def _show(settings: Settings, seed: int) -> list[float]:
    with (
        Pages() as pages,
        BrowserDevice.launch(settings, temporary=True) as browser,
        Assistant(settings, device=browser) as assistant,
    ):
        _learn(assistant)
        console.rule("[b]Now the assistant does it itself, from the request alone")
        rewards = [
            _do(assistant, pages.begin(browser, task, seed + number))
            for number, task in enumerate(TASKS)
        ]
        console.rule("[b]Mara would rather have it another way")
        first, second = _deletions(pages, browser, seed + len(TASKS))
        rewards.append(_do(assistant, pages.begin(browser, "email-inbox", first)))
        _say(assistant, COMPLAINT)
        rewards.append(_do(assistant, pages.begin(browser, "email-inbox", second)))
        return rewards


def _learn(assistant: Assistant) -> None:
    console.rule("[b]Learning from recorded demonstrations")
    paths = sorted((ROOT / "examples" / "demonstrations").glob("*.jsonl"))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        replaying = progress.add_task("replaying", total=1.0)

        def show(now: ReplayProgress) -> None:
            progress.update(replaying, completed=now.fraction)

        report = replay(paths, assistant.memory, user=PERSONA, on_progress=show)
        preparing = progress.add_task("preparing to choose", total=None)
        assistant.prepare()
        progress.update(preparing, total=1.0, completed=1.0)
    console.print(f"{report.demonstrations} demonstrations, {report.seconds:.1f} s.\n")
    console.print(_procedures(assistant))
    for habit in assistant.memory.list("habit", user=PERSONA):
        assert isinstance(habit, Habit)
        sure = "" if habit.asserted else " [dim](not sure yet)[/dim]"
        console.print(f"[b]habit[/b] {habit.text()}{sure}")


def _procedures(assistant: Assistant) -> Table:
    table = Table("procedure", "steps", "shown", box=None, header_style="bold")
    for procedure in assistant.memory.list("procedure", user=PERSONA):
        assert isinstance(procedure, Procedure)
        steps = "; ".join(step.label for step in procedure.steps)
        table.add_row(procedure.title, steps, f"{procedure.support}x")
    return table


def _deletions(pages: Pages, browser: BrowserDevice, seed: int) -> tuple[int, int]:
    """Return two seeds whose episodes ask to delete a message."""
    found: list[int] = []
    while len(found) < 2:
        request = pages.begin(browser, "email-inbox", seed).request
        if "trash" in request or "delete" in request.lower():
            found.append(seed)
        seed += 1
    return found[0], found[1]


def _do(assistant: Assistant, episode: Episode) -> float:
    _say(assistant, episode.request)
    reward = episode.reward()
    colour = "green" if reward >= 0.99 else "red"
    console.print(f"  [{colour}]the page's own reward: {reward:g}[/{colour}]")
    return reward


def _say(assistant: Assistant, text: str) -> None:
    console.print(f"\n[b cyan]mara[/b cyan] {text}", markup=True)
    asks = _tell(assistant.ask(text))
    if asks:
        console.print("[b cyan]mara[/b cyan] yes")
        _tell(assistant.resume(True))


def _tell(events: Iterator[Event]) -> bool:
    """Print what happens; True where the turn waits for approval."""
    asks = False
    for event in events:
        match event:
            case Planned(route="act"):
                console.print(f"  [dim]plan: {event.thoughts.explicit}[/dim]")
            case ApprovalAsked():
                console.print(f"[b magenta]uptake[/b magenta] May I? ({event.reason})")
                asks = True
            case StepFinished():
                mark = "[green]✓[/green]" if event.ok else f"[red]✗ {event.error}[/red]"
                console.print(f"  {mark} {event.text} [dim]{event.ms:.0f} ms[/dim]")
            case Heard(judgement="dissatisfied"):
                console.print(f"  [dim]heard: {event.feedback}[/dim]")
            case Remembered():
                console.print(f"  [yellow]remembered:[/yellow] {event.text}")
            case Replied():
                console.print(f"[b magenta]uptake[/b magenta] {event.text}")
    return asks


if __name__ == "__main__":
    raise SystemExit(main())
