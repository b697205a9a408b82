"""Measure what a turn costs outside models and browser.

The models and the device are doubles that answer at once, so what is left is the graph, the
checkpoints, memory (SQLite and Chroma, both on disk) and routing. Every second turn acts.

    python benchmarks/turn.py [--turns 200] [--facts 500] [--json OUT]
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from pathlib import Path

from uptake import Assistant, __version__
from uptake.core.actions import Descriptor, Op
from uptake.core.observations import Element, Observation
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder, temporary_home
from uptake.memory.records import Fact, Procedure, Provenance
from uptake.memory.steps import Step

SAID = Provenance(kind="user")


def main() -> None:
    """Run the turns and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--facts", type=int, default=500, help="records in memory beforehand")
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    figures = measure(arguments.turns, arguments.facts)
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(turns: int, facts: int) -> dict[str, object]:
    """Return the median and the 95th percentile of a turn's wall time, in ms."""
    with temporary_home(approve="never") as settings:
        page = Observation(
            elements=(
                Element(ref="e1", role="textbox", name="note", editable=True),
                Element(ref="e2", role="button", text="Save", clickable=True),
            )
        )
        with Assistant(
            settings,
            planner_model=ScriptedModel(*["All right."] * turns),
            embedder=WordEmbedder(),
            device=FakeDevice(page),
        ) as assistant:
            _fill(assistant, facts)
            assistant.prepare()
            spent = [_turn(assistant, number, turns) for number in range(turns)]
    spent = spent[2:]
    return {
        "turns": len(spent),
        "median_ms": round(statistics.median(spent), 2),
        "p95_ms": round(statistics.quantiles(spent, n=20)[-1], 2),
        "median_ms_acting": round(statistics.median(spent[1::2]), 2),
        "median_ms_talking": round(statistics.median(spent[::2]), 2),
        "records": facts,
        "uptake": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {platform.system()}",
    }


def _fill(assistant: Assistant, facts: int) -> None:
    statements = [f"my {i % 50} favourite thing number {i} is {i * 7}" for i in range(facts)]
    assistant.memory.add(
        Fact(user=assistant.settings.user, provenance=SAID, statement=said) for said in statements
    )
    save = Procedure(
        user=assistant.settings.user,
        provenance=SAID,
        app="notes",
        title="Save the note as it is",
        goal="save-note",
        requests=tuple(f"please save the note {word} it is" for word in ("as", "like", "how")),
        steps=(Step(op=Op.CLICK, target=Descriptor(role="button", text="Save")),),
        support=3,
    )
    assistant.memory.add([save])


def _turn(assistant: Assistant, number: int, total: int) -> float:
    text = "please save the note as it is" if number % 2 else f"hello there, how are you {number}?"
    started = time.perf_counter()
    # Ten threads in turn, so that conversations have a usual length.
    for _ in assistant.ask(text, thread=f"thread-{number % 10}"):
        pass
    spent = (time.perf_counter() - started) * 1000
    if sys.stderr.isatty():
        print(f"\rturn {number + 1}/{total}", end="", file=sys.stderr, flush=True)
    return spent


if __name__ == "__main__":
    main()
