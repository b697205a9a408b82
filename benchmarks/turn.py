"""Measure what a turn costs outside models and browser.

The models and the device are doubles that answer at once, so what is left is the graph, the
checkpoints, memory (SQLite and Chroma, both on disk) and routing. Every second turn acts.

Before they begin, memory holds facts and the log earlier turns, in conversations of ten, some
of which say how answers should be.

    python benchmarks/turn.py [--turns 200] [--facts 500] [--logged 0] [--json OUT]
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from uptake import Assistant, __version__
from uptake.core.actions import Descriptor, Op
from uptake.core.observations import Element, Observation
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder, temporary_home
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.records import Fact, Procedure, Provenance, now
from uptake.memory.steps import Step

SAID = Provenance(kind="user")
ANSWER = "There is a market on Saturdays. The old port is nice to walk. Trains leave each hour."
MOST_DRAWS = 3
SAID_OF_ANSWERS = (
    *(f"great, and what of town {{}}{end}" for end in ("?", ", then?", " in spring?", " now?")),
    "that was too long",
    *(f"thanks, and town {{}}{end}" for end in ("?", ", then?", " in spring?", " now?")),
    "numbered steps please",
)
"""In turn; `{}` stands for a number."""


def main() -> None:
    """Run the turns and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--facts", type=int, default=500, help="records in memory beforehand")
    parser.add_argument("--logged", type=int, default=0, help="turns in the log beforehand")
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    figures = measure(arguments.turns, arguments.facts, arguments.logged)
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(turns: int, facts: int, logged: int) -> dict[str, object]:
    """Return the median and the 95th percentile of a turn's wall time, and its CPU time, in ms."""
    with temporary_home(approve="never") as settings:
        page = Observation(
            elements=(
                Element(ref="e1", role="textbox", name="note", editable=True),
                Element(ref="e2", role="button", text="Save", clickable=True),
            )
        )
        with Assistant(
            settings,
            planner_model=ScriptedModel(*[ANSWER] * turns * MOST_DRAWS),
            embedder=WordEmbedder(),
            device=FakeDevice(page),
        ) as assistant:
            _fill(assistant, facts)
            _log(assistant, logged)
            assistant.prepare()
            measured = [_turn(assistant, number, turns) for number in range(turns)][2:]
    spent, busy = zip(*measured, strict=True)
    return {
        "turns": len(spent),
        "median_ms": round(statistics.median(spent), 2),
        "p95_ms": round(statistics.quantiles(spent, n=20)[-1], 2),
        "median_ms_acting": round(statistics.median(spent[1::2]), 2),
        "median_ms_talking": round(statistics.median(spent[::2]), 2),
        "median_ms_cpu": round(statistics.median(busy), 2),
        "records": facts,
        "logged": logged,
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


def _log(assistant: Assistant, logged: int) -> None:
    """Log earlier turns of the user, with what they said after each."""
    user, began = assistant.settings.user, now() - timedelta(minutes=logged)
    turns = list[Turn]()
    for number in range(logged):
        begun = number - number % 10
        earlier = [
            Shown(role=role, text=text, turn=f"before{one}")
            for one in range(begun, number)
            for role, text in (("user", f"what is it like in town {one}?"), ("assistant", ANSWER))
        ]
        at = began + timedelta(minutes=number)
        said = SAID_OF_ANSWERS[number % len(SAID_OF_ANSWERS)]
        turns.append(
            Turn(
                id=f"before{number}",
                user=user,
                thread=f"{user}/before-{begun}",
                at=at,
                shown=(*earlier, Shown(role="user", text=f"what is it like in town {number}?")),
                route="reply",
                intent="chat",
                reply=ANSWER,
                followup=Followup(
                    turn=f"before{number + 1}",
                    said=said.format(number),
                    at=at,
                    judgement="dissatisfied" if "{}" not in said else "satisfied",
                ),
            )
        )
    assistant.memory.turns.add(*turns)


def _turn(assistant: Assistant, number: int, total: int) -> tuple[float, float]:
    """Return the wall time and the CPU time that a turn took, in ms."""
    text = "please save the note as it is" if number % 2 else f"hello there, how are you {number}?"
    started, busy = time.perf_counter(), time.process_time()
    # Ten threads in turn, so that conversations have a usual length.
    for _ in assistant.ask(text, thread=f"thread-{number % 10}"):
        pass
    spent = (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
    if sys.stderr.isatty():
        print(f"\rturn {number + 1}/{total}", end="", file=sys.stderr, flush=True)
    return spent


if __name__ == "__main__":
    main()
