"""Measure a recommendation among very many items, from the words to the reasons.

    python benchmarks/large_catalogue.py [--items 100000] [--facts 500] [--json OUT]

A made-up catalogue with prices as text, missing cells and a description that no other item has is
written to a file and opened as a user would. Memory holds that many facts, some of which bear on
the items, and taste some reactions. Then requests are asked for the first time, one after the
other, each of them in other words, so that nothing is cached for it; `first` is the first of all.
Times are seconds: of wall clock, and of all cores together (`cpu`).
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from uptake.agents.recommender.hosts import recommended
from uptake.agents.recommender.items.likeness import LikenessFit
from uptake.agents.recommender.items.offer import Offer
from uptake.agents.recommender.recommend import Recommender
from uptake.agents.recommender.search import Search
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance
from uptake.policy.taste.space import ContentSpace
from uptake.policy.taste.taste import Taste

KINDS = (
    "lamp",
    "chair",
    "kettle",
    "backpack",
    "jacket",
    "speaker",
    "notebook",
    "tent",
    "mug",
    "rug",
)
COLOURS = ("black", "white", "red", "green", "blue", "grey", "yellow", "brown")
MATERIALS = ("steel", "oak", "cotton", "wool", "plastic", "leather", "glass", "bamboo", "paper")
USES = (
    "for the kitchen",
    "for the garden",
    "for long journeys",
    "for a small desk",
    "for children",
)
LIKINGS = (
    "I love wool",
    "I can't stand plastic",
    "I never pay more than 180 euros",
    "My favourite colour is green",
    "I have two small children",
)
REQUESTS = (
    "a green lamp under 80 euros",
    "something warm for cold evenings under 150",
    "a jacket, not black, at least 4 stars",
    "the cheapest backpack that is in stock",
    "something of wood between 20 and 60 euros",
    "a present for children, no glass",
    "a tent for long journeys, lightweight if possible",
    "a white or grey rug under 120 euros",
    "a kettle",
    "something for a small desk, rated at least 3.5",
)


COLUMNS = ("id", "name", "kind", "colour", "material", "price", "rating", "weight", "stock", "text")


def write_catalogue(path: Path, count: int, seed: int = 0) -> None:
    """Write a catalogue file of made-up items."""
    rng = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(_row(number, rng) for number in range(count))


def _row(number: int, rng: random.Random) -> tuple[str, ...]:
    kind, colour, material = rng.choice(KINDS), rng.choice(COLOURS), rng.choice(MATERIALS)
    euros = f"{rng.randint(400, 30_000) / 100:.2f}"
    price = rng.choice((f"€{euros}", f"{euros} EUR", f"{euros.replace('.', ',')} €"))
    return (
        f"i{number}",
        f"{colour.title()} {kind} {number}",
        kind,
        colour,
        material,
        price if rng.random() > 0.02 else "",
        f"{rng.uniform(1, 5):.1f}" if rng.random() > 0.1 else "",
        f"{rng.randint(50, 9000)} g",
        rng.choice(("yes", "no")),
        f"A {colour} {kind} of {material}, {rng.choice(USES)}, made in series {number}",
    )


def measure(folder: Path, items: int, facts: int) -> dict[str, Any]:
    """Return the times."""
    path = folder / "items.csv"
    write_catalogue(path, items)
    with temporary_home() as settings:
        embedder = load_embedder(settings)
        embedder.embed(["ready"])
        memory = Memory.open(settings, embedder)
        memory.add([_fact(one) for one in (*LIKINGS, *map(_other, range(facts - len(LIKINGS))))])
        memory.catch_up()
        offer, taste = Offer(), Taste(memory.reactions, ContentSpace(embedder), user="me")
        start = time.perf_counter()
        shelf = offer.open(path).items
        opened = time.perf_counter() - start
        for place in range(0, 60, 6):
            taste.learn(shelf[place : place + 5], shelf[place + 2].id)
        recommender = Recommender(embedder, LikenessFit(embedder))
        took = [_asked(one, offer, memory, recommender, taste) for one in REQUESTS]
        memory.close()
    wall, cpu = zip(*took, strict=True)
    return {
        "items": items,
        "facts": facts,
        "open": round(opened, 2),
        "first": {"wall": round(wall[0], 2), "cpu": round(cpu[0], 2)},
        "request": {"wall": _spread(wall[1:]), "cpu": _spread(cpu[1:])},
    }


def _asked(
    request: str, offer: Offer, memory: Memory, recommender: Recommender, taste: Taste
) -> tuple[float, float]:
    """Return the seconds of wall clock and of all cores that a recommendation takes."""
    search = Search(said=(request,))
    start, busy = time.perf_counter(), time.process_time()
    pool = offer.pool(search.day)
    found = recommended(search, memory, recommender, "me", taste, pool=pool)
    took = time.perf_counter() - start, time.process_time() - busy
    print(f"{took[0]:.2f} s  {request}: {found.fitting} fit, {len(found.items)} shown", flush=True)
    return took


def _spread(took: Sequence[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(took), 2), "max": round(max(took), 2)}


def _fact(text: str) -> Fact:
    source = Provenance(kind="turn", ids=("made-up",), text=text)
    return Fact(user="me", provenance=source, statement=text, stated=True)


def _other(number: int) -> str:
    subjects = ("sister", "neighbour", "boss", "dentist", "landlord", "teacher", "cousin")
    return f"My {subjects[number % len(subjects)]} called on day {number} about letter {number * 7}"


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--facts", type=int, default=500)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        figures = measure(Path(folder), given.items, given.facts)
    print(json.dumps(figures, indent=1))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
