"""Measure whether the option is chosen that honours what the user prefers.

For each question there are four options, of which one honours the preference that the question
runs into. They are handed to the recommender as items, in an order that is shuffled by seed, and
its first choice counts. What it knows of the user is recalled from a memory that holds the
preferences of all topics, as the assistant recalls it: stated (`explicit`), or kept from the
conversations that imply them by a choice or show them over several turns (`choice`, `persona`).
`given` hands it the one right preference instead.

    python benchmarks/prefeval_choice.py --data DIR [--part develop|report|all] [--json OUT]

DIR holds PrefEval's `mcq/`, `choice/` and `persona/`, one `TOPIC.json(.gz)` each (Zhao et al.,
2025, "Do LLMs Recognize Your Preferences? Evaluating Personalized Preference Following in LLMs");
a row of `mcq/` has `preference`, `question` and `classification_task_options`, the right one first.

Only questions of the part's topics are asked, the memory holds those of all. The topics are split
as in `prefeval_recall.py`: one half may be looked at while developing, the other is reported.
`floors` are what chance and likeness alone reach on the same questions.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent))
from prefeval_recall import Case, kept, load, topics_of, turns_of

from uptake.agents.recommender.items.likeness import LikenessFit
from uptake.agents.recommender.items.pool import Pool
from uptake.agents.recommender.judging.preferences import Preferences
from uptake.agents.recommender.recommend import Recommender
from uptake.agents.recommender.search import Search
from uptake.core.events import Item, Recollection
from uptake.core.protocols import Embedder
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory

FORMS = ("explicit", "choice", "persona", "given")
USER = "me"

Remembered = Callable[[str, Pool], Sequence[Recollection]]


@dataclass(frozen=True)
class Row:
    """A question, its options, and the preference that tells which of them is right."""

    name: str
    topic: str
    preference: str
    question: str
    options: tuple[str, ...]
    """The right one first."""


def main() -> None:
    """Run the forms that DIR holds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    parser.add_argument("--part", choices=("develop", "report", "all"), default="all")
    parser.add_argument("--seeds", type=int, default=3, help="shuffles of each row's options")
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    rows = read(arguments.data / "mcq")
    if not rows:
        parser.error(f"{arguments.data / 'mcq'} holds no TOPIC.json")
    part = set(topics_of({row.topic for row in rows}, arguments.part))
    asked = [row for row in rows if row.topic in part]
    figures: dict[str, Any] = {}
    with temporary_home() as settings:
        embedder = load_embedder(settings)
        recommender = Recommender(embedder, LikenessFit(embedder))
        for form in arguments.forms:
            folder = arguments.data / form
            if form in ("choice", "persona") and not folder.is_dir():
                continue
            with remembering(form, rows, folder, settings, embedder) as remembered:
                figures[form] = measure(asked, recommender, remembered, arguments.seeds)
        figures["floors"] = floors(asked, embedder)
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def read(folder: Path) -> list[Row]:
    """Read the questions of all topics."""
    paths = {path.name.split(".")[0]: path for path in sorted(folder.glob("*.json*"))}
    return [
        Row(
            f"{topic}/{number}",
            topic,
            row["preference"],
            row["question"],
            tuple(row["classification_task_options"]),
        )
        for topic, path in paths.items()
        for number, row in enumerate(load(path))
    ]


@contextmanager
def remembering(
    form: str, rows: Sequence[Row], folder: Path, settings: Settings, embedder: Embedder
) -> Iterator[Callable[[Row], Remembered]]:
    """Yield what tells what is remembered when a row's question is asked."""
    if form == "given":
        yield lambda row: lambda _request, _pool: [_given(row)]
        return
    cases = (
        [Case(row.name, row.question, preference=row.preference) for row in rows]
        if form == "explicit"
        else conversations(folder)
    )
    own = settings.model_copy(update={"home": settings.home / form})
    memory = Memory.open(own, embedder)
    memory.add(record for case in cases for record in kept(case, embedder))
    memory.catch_up()
    preferences = Preferences(memory)
    try:
        yield lambda _row: lambda request, pool: preferences.bearing_on(request, pool, USER)
    finally:
        memory.close()


def conversations(folder: Path) -> list[Case]:
    """Read the conversations that imply the preferences."""
    return [
        Case(f"{path.name}/{number}", row["question"], turns=tuple(turns_of(row["conversation"])))
        for path in sorted(folder.glob("*.json*"))
        for number, row in enumerate(load(path))
    ]


def _given(row: Row) -> Recollection:
    return Recollection(
        id=row.name, type="fact", text=row.preference, relevance=1.0, source="what you told me"
    )


def measure(
    rows: Sequence[Row],
    recommender: Recommender,
    remembered: Callable[[Row], Remembered],
    seeds: int,
) -> dict[str, float]:
    """Return how often the right option is recommended first, and how long that takes."""
    right, spent = list[bool](), list[float]()
    for row in rows:
        for seed in range(seeds):
            items = [Item(id=str(at), title=text) for at, text in enumerate(row.options)]
            random.Random(f"{row.name} {seed}").shuffle(items)
            started = time.perf_counter()
            search = Search(said=(row.question,))
            found = recommender.recommend(search, items, remembered=remembered(row))
            spent.append((time.perf_counter() - started) * 1000)
            right.append(bool(found.items) and found.items[0].id == "0")
    return {
        "accuracy": statistics.fmean(right),
        "questions": len(rows),
        "median_ms": statistics.median(spent),
    }


def floors(rows: Sequence[Row], embedder: Embedder) -> dict[str, float]:
    """Return what chance and the likeness of an option to the preference or question reach."""
    options = np.stack([embedder.embed(row.options) for row in rows])
    reached = {"chance": statistics.fmean(1 / len(row.options) for row in rows)}
    for name in ("preference", "question"):
        asked = embedder.embed([getattr(row, name) for row in rows])
        nearest = np.einsum("rod,rd->ro", options, asked).argmax(axis=1)
        reached[f"likeness_to_{name}"] = float((nearest == 0).mean())
    return reached


if __name__ == "__main__":
    main()
