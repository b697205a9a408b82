"""Measure how well people's ways of doing the same thing are foretold.

Nobody says what the ways are: they are what the demonstrations of a task differ in (the route,
what is done on the way from one field to the next, how a field is filled, ...). For every
choice of a person who had chosen before, it is foretold from the person's earlier choices, from
when they were made, and from all of the other people's. Beside it stand the same without the
times of day and week, the base rate (the others alone) and "same as last time". A permutation
test tells how likely the people choose so much alike if it does not matter who chooses; a habit
is asserted only where that is unlikely among all ways of the task.

    python benchmarks/habits.py --demos DIR [--tasks a,b] --json OUT

DIR holds demonstration logs (docs/DEMONSTRATIONS.md); each app that they name is a task, and the
order of a person's demonstrations is that of the lines. Accuracies are 0..1, log losses in nats.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from uptake.core.errors import LogError
from uptake.memory.habits.people import PERMUTATIONS, Floats, Forecast, People
from uptake.memory.records import Demonstration
from uptake.memory.times import time_of
from uptake.replay.induction.induction import induce
from uptake.replay.manners import Observed, choices, habits, is_open
from uptake.replay.reading import How, read_logs
from uptake.replay.workers import Workers

USER = "nobody"


@dataclass(frozen=True)
class Figures:
    """How good the forecasts are."""

    personal: float
    timeless: float
    base: float
    last: float


@dataclass(frozen=True)
class After:
    """The forecasts of choices before which the person had chosen so often."""

    earlier: int
    n: int
    accuracy: Figures


@dataclass(frozen=True)
class Choice:
    """One of the things that are chosen."""

    words: str
    share: float
    """Of all demonstrations, 0..1."""

    accuracy: Figures
    """How often it is rightly foretold whether it is this or anything else."""

    habit_of: int
    """Of how many people it is asserted to be the habit."""


@dataclass(frozen=True)
class Way:
    """What was measured of one way in which people may differ."""

    way: str
    """Where there is a choice: a place between two moves, how a move is made, the way to a goal."""

    choices: list[Choice]
    """The most frequent first."""

    people: int
    demonstrations: int
    n: int
    """Forecasts: choices of people who had chosen before."""

    accuracy: Figures
    log_loss: Figures
    by_experience: list[After]
    p: float
    """How likely people choose so much alike again if it does not matter who chooses."""


@dataclass(frozen=True)
class Task:
    """What was measured of one task."""

    demonstrations: int
    people: int
    ways: list[Way]


def main() -> int:
    """Measure, print a table, and write the figures."""
    arguments = _arguments()
    apps, skipped = read(arguments.demos)
    missing = sorted(set(arguments.tasks) - set(apps))
    if missing or not apps:
        sys.exit(f"{arguments.demos} has no demonstrations of {', '.join(missing) or 'anything'}")
    tasks: dict[str, Task] = {}
    for app in arguments.tasks or sorted(apps):
        print(f"{app}: {len(apps[app])} demonstrations", file=sys.stderr, flush=True)
        tasks[app] = measure(apps[app])
        for way in tasks[app].ways:
            print(f"{app}: {in_words(way)}", flush=True)
    result = {
        "tasks": {app: asdict(task) for app, task in tasks.items()},
        "skipped": skipped,
        "arguments": {"demos": arguments.demos.name, "permutations": PERMUTATIONS},
    }
    arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def read(folder: Path) -> tuple[dict[str, list[Demonstration]], int]:
    """Return the demonstrations in the folder's logs by app, and how many cannot be read."""
    apps: dict[str, list[Demonstration]] = defaultdict(list)
    skipped = 0
    try:
        for seen in read_logs([folder], [], How(user=USER), Workers(1)):
            skipped += len(seen.skipped)
            for demonstration in seen.new:
                apps[demonstration.app].append(demonstration)
    except LogError as error:
        sys.exit(str(error))
    return dict(apps), skipped


def measure(demonstrations: Sequence[Demonstration]) -> Task:
    """Find the ways of one task and measure how well each is foretold."""
    induced = induce(demonstrations, user=USER)
    asserted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for habit in habits(demonstrations, induced, user=USER):
        if habit.asserted:
            asserted[habit.context][habit.choices[0].value] += 1
    ways = [
        way
        for context, observed in choices(demonstrations, induced).items()
        if (way := _measured(context, observed, asserted[context]))
    ]
    people = {one.person for one in demonstrations}
    return Task(len(demonstrations), len(people), sorted(ways, key=lambda way: way.p))


def _measured(
    context: str, observed: Sequence[Observed], asserted: Mapping[str, int]
) -> Way | None:
    """Return the figures of a way; None where there is too little to compare."""
    times = [time_of(one.demonstration.created) for one in observed]
    people = People([(one.person, one.value) for one in observed], times)
    forecasts = list(people.forecasts())
    if not is_open(people) or not forecasts:
        return None
    words = {one.value: one.label for one in observed}
    experience = sorted({one.earlier for one in forecasts})
    grouped = {e: [one for one in forecasts if one.earlier == e] for e in experience}
    return Way(
        way=context,
        choices=[
            Choice(
                words=words[value],
                share=round(count / len(observed), 4),
                accuracy=accuracy(forecasts, of=place),
                habit_of=asserted.get(value, 0),
            )
            for place, (value, count) in enumerate(people.totals.items())
        ],
        people=len(people.names),
        demonstrations=len(observed),
        n=len(forecasts),
        accuracy=accuracy(forecasts),
        log_loss=log_loss(forecasts),
        by_experience=[After(e, len(some), accuracy(some)) for e, some in grouped.items()],
        p=round(people.chance(), 4),
    )


def accuracy(forecasts: Iterable[Forecast], of: int | None = None) -> Figures:
    """Return how often what was most probable came true, 0..1; with `of`, for that value alone."""
    right = []
    for one in forecasts:
        told = [int(rates.argmax()) for rates in _rates(one)]
        if of is None:
            right.append([value == one.made for value in told])
        else:
            right.append([(value == of) == (one.made == of) for value in told])
    return Figures(*(round(fmean(column), 4) for column in zip(*right, strict=True)))


def log_loss(forecasts: Iterable[Forecast]) -> Figures:
    """Return the mean surprise about what came true, in nats."""
    losses = [[-math.log(rates[one.made]) for rates in _rates(one)] for one in forecasts]
    return Figures(*(round(fmean(column), 4) for column in zip(*losses, strict=True)))


def _rates(one: Forecast) -> tuple[Floats, ...]:
    return one.personal, one.timeless, one.base, one.last


def in_words(way: Way) -> str:
    """Say the figures of a way in a line."""
    right, loss = way.accuracy, way.log_loss
    return (
        f"{way.way[:60]:60} n={way.n:<4}"
        f" right {right.personal:.2f} timeless {right.timeless:.2f} base {right.base:.2f}"
        f" last {right.last:.2f}  loss {loss.personal:.3f} timeless {loss.timeless:.3f}"
        f" base {loss.base:.3f} last {loss.last:.3f}"
        f"  p={way.p:.4f}  habits {sum(one.habit_of for one in way.choices)}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--demos", type=Path, required=True, metavar="DIR")
    parser.add_argument("--tasks", type=lambda text: text.split(","), default=[], metavar="a,b")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
