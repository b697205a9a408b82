"""Measure whether the planner adapts to people from what they say of its answers.

Simulated people (`adapt_people.py`) ask 40 requests each; the model answers, they react, and
what they say becomes lessons: with `--heard assistant` as the assistant hears, logs and sifts it,
with `--heard told` as if it heard every complaint, also misleading ones, so that what is measured
is the learning alone. Then 20 requests that were held out, of other topics, are answered twice
under each arm, and the person's own checker says which answers are as they want them.

    python benchmarks/adapt.py [--people NAME…] [--seeds N…] [--arms ARM…] [--part develop|report]
                               [--turns N] [--heard assistant|told] [--json OUT]

Arms: `as_is`; `told`: facts and wishes that the assistant has from what was said stand in its
prompt; `memory`: and its answers are kept to the wishes, as the assistant keeps them;
`hindsight` and `preference`: the weights learned, the prompt is as before and nothing is edited;
`together`: memory and hindsight; `swapped`: preference learning from pairs whose better answer was
called the worse. As `uptake learn` does, `hindsight` and `swapped` learn from the older lessons,
and the gate judges them on the newest; `in_use` is what the person then has, where an adapter that
the gate refused counts as none. OUT is written anew after every arm.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapt_people import DEVELOPING, REPORTED
from adapt_trial import ARMS, Bench, Trial

from uptake.core.testing import temporary_home


def main() -> None:
    """Run, and write what was found as it comes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", nargs="*", default=[])
    parser.add_argument("--seeds", nargs="*", type=int, default=[0, 1, 2])
    parser.add_argument("--arms", nargs="*", default=list(ARMS))
    parser.add_argument("--part", choices=("develop", "report"), default="report")
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--heard", choices=("assistant", "told"), default="assistant")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    everybody = REPORTED if options.part == "report" else DEVELOPING
    people = [one for one in everybody if not options.people or one.name in options.people]
    threads = int(os.environ.get("OMP_NUM_THREADS", "2"))
    runs: list[dict[str, Any]] = []
    with temporary_home(threads=threads) as settings:
        bench = Bench(settings)
        for seed in options.seeds:
            for person in people:
                trial = Trial(bench, person, seed, options.turns, options.heard)
                run: dict[str, Any] = {
                    "person": person.name,
                    "kind": person.kind,
                    "explicit": person.explicit,
                    "seed": seed,
                    "lessons": len(trial.lessons),
                    "liked": sum(one.liked for one in trial.exchanges),
                    "arms": {},
                }
                runs.append(run)
                for arm in options.arms:
                    run["arms"][arm] = trial.run(arm)
                    print(person.name, arm, json.dumps(run["arms"][arm]), flush=True)
                    if options.json:
                        found = summary(runs) | {
                            "heard": options.heard,
                            "threads": threads,
                            "runs": runs,
                        }
                        options.json.write_text(json.dumps(found, indent=1))
    print(json.dumps(summary(runs), indent=1))


_WITHOUT = {"hindsight": "as_is", "together": "memory"}
"""What a person has where the gate refused the adapter."""

_MEANS = (
    "seconds", "core_seconds", "share", "passed", "general_change", "on_topic", "words", "variety",
)  # fmt: skip


def summary(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return each arm's mean over people and seeds."""
    found: dict[str, Any] = {}
    for arm in ARMS:
        done = [run for run in runs if arm in run["arms"]]
        if not done:
            continue
        if arm == "swapped":
            refused = statistics.fmean(not run["arms"][arm]["passed"] for run in done)
            found[arm] = {"rejected": refused}
            continue
        stated = [run["arms"][arm]["adherence"] for run in done if run["explicit"]]
        found[arm] = {
            "adherence": statistics.fmean(run["arms"][arm]["adherence"] for run in done),
            "explicit": statistics.fmean(stated) if stated else None,
            "by_kind": {
                kind: statistics.fmean(
                    run["arms"][arm]["adherence"] for run in done if run["kind"] == kind
                )
                for kind in sorted({run["kind"] for run in done})
            },
        }
        if all(_WITHOUT.get(arm) in run["arms"] for run in done):
            found[arm]["in_use"] = statistics.fmean(in_use(run["arms"], arm) for run in done)
        for figure in _MEANS:
            values = [run["arms"][arm][figure] for run in done if figure in run["arms"][arm]]
            if values:
                found[arm][figure] = statistics.fmean(values)
    return found


def in_use(arms: dict[str, Any], arm: str) -> float:
    """Return the adherence of what the person has once the gate has judged."""
    adherence: float = arms[arm if arms[arm]["passed"] else _WITHOUT[arm]]["adherence"]
    return adherence


if __name__ == "__main__":
    main()
