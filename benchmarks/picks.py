"""What is learned from which of two plans a person picks when asked "Which do you mean?".

Simulated people, each with two goals and requests that name neither; which one is meant is a rule
of their own that nothing tells but their picks. Half of the requests are learned from, in an order
drawn by the seed; on the others it is measured how often the goal that is meant is ahead.

    python benchmarks/picks.py [--seeds 3] [--weights] [--json OUT]

Arms, each after 0, 2, 4 and all picks: `router`, which learns from picks in milliseconds, in the
turn (`agents/routes.py`); and with `--weights` the planner model's likelihood of the two titles,
which `preference` moves by a LoRA adapter (`learning/methods/preference.py`), with how much less
likely it then finds the answers of `general.jsonl` (share of the likelihood per token; the gate
allows 0.02). Takes half a minute; with weights about four minutes of one core a seed.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pick_people import PEOPLE, Goal

from uptake.agents.instructions import INSTRUCTIONS
from uptake.agents.planner import WANTED
from uptake.agents.routes import Routes
from uptake.core.actions import Op
from uptake.core.protocols import Embedder, Message
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.logs.turn import Considered, Shown, Turn
from uptake.memory.memory import Memory
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Step
from uptake.policy.learning.adapters.adapters import AdaptedModel, planner_that_learns
from uptake.policy.learning.fixed_sets import general
from uptake.policy.learning.methods.pairs import choice_pairs
from uptake.policy.learning.methods.preference import Preference, learn
from uptake.policy.model.language_model import LocalModel

PICKS = (0, 2, 4, None)
"""After how many picks it is measured; None for all."""

PREFERENCE = Preference(epochs=10)
"""More rounds than by default: the titles are short, and the pairs few."""


@dataclass(frozen=True)
class Case:
    """A request, and which goal of the two it means."""

    request: str
    meant: int


def halves(goals: Sequence[Goal], seed: int) -> tuple[list[Case], list[Case]]:
    """Return what is picked for, in a drawn order, and what is measured on."""
    dice = random.Random(seed)
    first: list[Case] = []
    second: list[Case] = []
    for number, goal in enumerate(goals):
        cases = [Case(request, number) for request in goal.meant]
        dice.shuffle(cases)
        first += cases[: len(cases) // 2]
        second += cases[len(cases) // 2 :]
    dice.shuffle(first)
    return first, second


def picks(goals: Sequence[Goal], cases: Sequence[Case], user: str) -> list[Turn]:
    """Return the turns in which the person was asked which of the two they mean."""
    offered = tuple(Considered(title=goal.title, score=0.5) for goal in goals)
    return [
        Turn(
            id=f"t{number}",
            user=user,
            thread=f"{user}/main",
            instructions=WANTED,
            shown=(Shown(role="user", text=case.request, turn=f"t{number}"),),
            route="act",
            intent=goals[case.meant].title,
            candidates=offered,
            chosen=goals[case.meant].title,
            decided_by="user",
            reply="Done.",
        )
        for number, case in enumerate(cases)
    ]


def by_router(
    goals: Sequence[Goal], learned: Sequence[Case], asked: Sequence[Case], embedder: Embedder
) -> float:
    """Return the share of the requests for which the router has the goal that is meant ahead."""
    with temporary_home() as settings:
        memory = Memory.open(settings, embedder)
        everything = [goal for two in PEOPLE.values() for goal in two]
        named = {goal.title: goal for goal in everything}
        memory.add([_procedure(goal, settings.user) for goal in named.values()])
        memory.turns.add(*picks(goals, learned, settings.user))
        routes = Routes(memory, embedder, settings.paths.heads)

        def ahead(case: Case) -> bool:
            found = {r.label: r.probability for r in routes.rank(case.request, settings.user)}
            one, other = (found.get(goal.title, 0.0) for goal in goals)
            return (one > other) == (case.meant == 0)

        share = statistics.fmean(ahead(case) for case in asked)
        memory.close()
    return share


def _procedure(goal: Goal, user: str) -> Procedure:
    return Procedure(
        user=user,
        provenance=Provenance(kind="demonstration", ids=("shown",)),
        app="apps",
        title=goal.title,
        goal=goal.title,
        requests=goal.shown,
        steps=(Step(op=Op.OPEN_APP, text="apps"),),
    )


class Weights:
    """The planner model, whose likelihoods picks can move."""

    def __init__(self) -> None:
        with temporary_home() as settings:
            self._base = LocalModel(settings)
            self._learner = planner_that_learns(settings)
        self._general = _general(self._base)

    def measured(
        self, goals: Sequence[Goal], learned: Sequence[Case], asked: Sequence[Case]
    ) -> dict[str, float]:
        """Learn from the picks; return what is ahead then, what it cost, and how long it took."""
        if not learned:
            return {"ahead": self._ahead(self._base, goals, asked)}
        began = time.perf_counter()
        adapted = AdaptedModel.fresh(self._learner)
        pairs = list(choice_pairs(picks(goals, learned, "me")))
        learn(adapted, pairs, PREFERENCE, on_step=lambda _: None, stop=lambda: False)
        seconds = time.perf_counter() - began
        with temporary_home() as settings:
            adapted.save(settings.home)
            found = AdaptedModel.read(self._base, settings.home)
            return {
                "ahead": self._ahead(found, goals, asked),
                "general_fall": 1 - math.exp(_general(found) - self._general),
                "seconds": seconds,
            }

    def _ahead(self, model: LocalModel, goals: Sequence[Goal], asked: Sequence[Case]) -> float:
        titles = [goal.title for goal in goals]

        def right(case: Case) -> bool:
            told = [Message("system", WANTED), Message("user", case.request)]
            one, other = (found.per_token for found in model.score(told, titles))
            return (one > other) == (case.meant == 0)

        return statistics.fmean(right(case) for case in asked)


def _general(model: LocalModel) -> float:
    """Return how likely good answers go on as they do, in nats per token."""
    found = []
    for text in general():
        asked = [Message("system", INSTRUCTIONS), Message("user", text.request)]
        whole, begun = model.score(asked, [text.answer, text.beginning])
        found.append((whole.logprob - begun.logprob) / max(1, whole.tokens - begun.tokens))
    return statistics.fmean(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--weights", action="store_true", help="the planner model, too; slow")
    parser.add_argument("--json", type=Path, metavar="OUT")
    options = parser.parse_args()
    with temporary_home() as settings:
        embedder = load_embedder(settings)
    runs: list[dict[str, object]] = []
    arms: dict[str, Callable[..., dict[str, float]]] = {
        "router": lambda goals, learned, asked: {
            "ahead": by_router(goals, learned, asked, embedder)
        }
    }
    if options.weights:
        arms["weights"] = Weights().measured
    for seed in range(options.seeds):
        for person, goals in PEOPLE.items():
            learned, asked = halves(goals, seed)
            for arm, measured in arms.items():
                for count in PICKS if arm == "router" else (0, None):
                    found = measured(goals, learned[:count], asked)
                    told: dict[str, object] = {
                        "person": person,
                        "seed": seed,
                        "arm": arm,
                        "picks": count,
                        **found,
                    }
                    print(json.dumps(told), flush=True)
                    runs.append(told)
    figures = {"summary": summary(runs), "runs": runs}
    print(json.dumps(figures["summary"], indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


def summary(runs: Sequence[dict[str, object]]) -> dict[str, dict[str, float]]:
    """Return the means over people and seeds, by arm and number of picks."""
    found: dict[str, dict[str, float]] = {}
    for arm, count in dict.fromkeys((run["arm"], run["picks"]) for run in runs):
        of_it = [run for run in runs if (run["arm"], run["picks"]) == (arm, count)]
        name = f"{arm}, {'all' if count is None else count} picks"
        figures = [key for key, value in of_it[0].items() if isinstance(value, float)]
        found[name] = {key: statistics.fmean(float(str(r[key])) for r in of_it) for key in figures}
    return found


if __name__ == "__main__":
    main()
