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
called the worse, and the gate's verdict on it. OUT is written anew after every arm.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapt_memory import BEGAN, Judges, asked, logged, remembered
from adapt_people import DEVELOPING, REPORTED, Exchange, Person, react, words

from uptake.agents.instructions import INSTRUCTIONS
from uptake.core.protocols import Message
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.facts import FactReader
from uptake.policy.feedback.head import FeedbackHead
from uptake.policy.language_model import LocalModel
from uptake.policy.learning import hindsight, preference
from uptake.policy.learning.adapters import AdaptedModel, planner_that_learns
from uptake.policy.learning.answers import variety
from uptake.policy.learning.completions import prompt_tokens, write
from uptake.policy.learning.contest import Contest, HeldOut
from uptake.policy.learning.descent import Learned, Step
from uptake.policy.learning.evaluation import goes_on
from uptake.policy.learning.fixed_sets import general
from uptake.policy.learning.gate import judge
from uptake.policy.learning.harvest import judged
from uptake.policy.learning.lessons import Pair
from uptake.policy.learning.pairs import Drawing, draw_pairs
from uptake.policy.wishes.hearing import Hearing
from uptake.policy.wishes.heeding import heeded

Figures = dict[str, Any]

ARMS = ("as_is", "told", "memory", "hindsight", "together", "preference", "swapped")
TEMPERATURE = 0.7
LONGEST = 72
"""The longest answer, in tokens."""

SAMPLES = 2


class Bench:
    """The model, and what was answered as it is."""

    def __init__(self, settings: Settings) -> None:
        self.model = planner_that_learns(settings)
        embedder = load_embedder(settings)
        self.judges = Judges(
            embedder, FeedbackHead(embedder), FactReader(embedder), Hearing(embedder)
        )
        self._known: dict[object, list[str]] = {}
        self.general = self.ability(self.model)

    def answer(
        self, model: LocalModel, prompts: Sequence[tuple[Message, ...]], seed: int
    ) -> list[str]:
        """Return an answer to each prompt."""
        loaded = model.ready()
        tokens = [prompt_tokens(loaded, prompt) for prompt in prompts]
        drawn = write(loaded, tokens, temperature=TEMPERATURE, seed=seed, limit=LONGEST)
        return [one.text for one in drawn]

    def answer_as_is(self, requests: Sequence[str], seed: int) -> list[str]:
        """Return the base model's answers; people who ask the same get the same."""
        key = (tuple(requests), seed)
        if key not in self._known:
            self._known[key] = self.answer(self.model, [asked(r) for r in requests], seed)
        return self._known[key]

    def ability(self, model: LocalModel) -> float:
        """Return how likely good answers go on as they do, in nats per token, as the gate does."""
        found = [goes_on(model, asked(text.request), text) for text in general()]
        return statistics.fmean(found)


def talk(bench: Bench, person: Person, turns: int, seed: int) -> list[Exchange]:
    """Let the person ask and react."""
    requests = person.asks[0][:turns]
    answers = bench.answer_as_is(requests, seed)
    dice = random.Random(f"{person.name}/{seed}")
    return [react(person, r, a, dice) for r, a in zip(requests, answers, strict=True)]


def measure(
    bench: Bench, person: Person, model: LocalModel, answers: Sequence[str]
) -> dict[str, Any]:
    """Return how good answers to the held-out requests are."""
    requests = person.asks[1] * SAMPLES
    said, asked_ = (bench.judges.embedder.embed(list(texts)) for texts in (answers, requests))
    found = {
        "adherence": statistics.fmean(map(person.likes, answers)),
        "on_topic": float((said * asked_).sum(-1).mean()),
        "words": statistics.fmean(len(words(answer)) for answer in answers),
        "variety": variety(answers, 20),
    }
    if isinstance(model, AdaptedModel):
        found["general_change"] = bench.ability(model) / bench.general - 1
    return found


def trained(
    learn: Callable[..., Learned], model: AdaptedModel, rows: Any, how: Any
) -> dict[str, Any]:
    """Train, and return what it cost."""
    began, busy = time.perf_counter(), time.process_time()

    def tell(step: Step) -> None:
        if step.number % 5 == 0:
            print(f"    {step.number}/{step.of} loss {step.loss:.3f}", flush=True)

    learned = learn(model, rows, how, on_step=tell, stop=lambda: False)
    return {
        "seconds": time.perf_counter() - began,
        "core_seconds": time.process_time() - busy,
        "steps": learned.steps,
        "rows": learned.rows,
        "ended": learned.ended,
    }


class Trial:
    """One person, one seed: what was said, and what is made of it."""

    def __init__(self, bench: Bench, person: Person, seed: int, turns: int, heard_by: str) -> None:
        self.bench, self.person, self.seed = bench, person, seed
        self.exchanges = talk(bench, person, turns, seed)
        log = logged(self.exchanges, bench.judges, heard_by)
        after = BEGAN + timedelta(days=30)
        self.lessons = list(judged(log, bench.judges.embedder, at=after).lessons)
        self.held = person.asks[1] * SAMPLES
        self.known = remembered(log, self.held, bench.judges)
        self._learned: AdaptedModel | None = None
        self._drawn: list[Pair] | None = None

    def run(self, arm: str) -> Figures:
        """Return the figures of an arm."""
        bare = [asked(request) for request in self.held]
        match arm:
            case "as_is":
                answers = self.bench.answer_as_is(self.held, self.seed + 1)
                return measure(self.bench, self.person, self.bench.model, answers)
            case "told":
                return self._answered(self.bench.model, [one.prompt for one in self.known])
            case "memory":
                return self._heeded(self.bench.model)
            case "hindsight":
                how = hindsight.Hindsight(seed=self.seed)
                self._learned = AdaptedModel.fresh(self.bench.model, seed=self.seed)
                cost = trained(hindsight.learn, self._learned, self.lessons, how)
                return self._answered(self._learned, bare) | cost
            case "together":
                if self._learned is None:
                    self.run("hindsight")
                assert self._learned is not None
                return self._heeded(self._learned)
            case "preference":
                began = time.perf_counter()
                pairs = self._pairs()
                made = {"pair_seconds": time.perf_counter() - began, "pairs": len(pairs)}
                model = AdaptedModel.fresh(self.bench.model, seed=self.seed)
                how = preference.Preference(seed=self.seed)
                cost = trained(preference.learn, model, pairs, how)
                return self._answered(model, bare) | made | cost
            case "swapped":
                return self._swapped()
            case _:
                raise SystemExit(f"There is no arm {arm}: {', '.join(ARMS)}.")

    def _answered(
        self, model: LocalModel, prompts: Sequence[tuple[Message, ...]]
    ) -> dict[str, Any]:
        answers = self.bench.answer(model, prompts, self.seed + 1)
        shown = {"examples": answers[:3]}
        return measure(self.bench, self.person, model, answers) | shown

    def _heeded(self, model: LocalModel) -> Figures:
        def draw(places: Sequence[int], attempt: int) -> list[str]:
            prompts = [self.known[place].prompt for place in places]
            return self.bench.answer(model, prompts, self.seed + 1 + 1000 * attempt)

        found = heeded([one.wishes for one in self.known], draw)
        answers = [one.text for one in found]
        return measure(self.bench, self.person, model, answers) | {
            "examples": answers[:3],
            "edited": sum(one.edited for one in found) / len(found),
            "wishes": sorted({wish.told for one in self.known for wish in one.wishes}),
        }

    def _pairs(self) -> list[Pair]:
        if self._drawn is None:
            how = Drawing(samples=4, longest=LONGEST, seed=self.seed)
            embedder = self.bench.judges.embedder
            self._drawn = [*draw_pairs(self.bench.model, self.lessons, embedder, how).pairs]
        return self._drawn

    def _swapped(self) -> Figures:
        pairs = self._pairs()
        split = len(pairs) * 2 // 3
        model = AdaptedModel.fresh(self.bench.model, seed=self.seed)
        swapped = [replace(p, chosen=p.rejected, rejected=p.chosen) for p in pairs[:split]]
        cost = trained(preference.learn, model, swapped, preference.Preference(seed=self.seed))
        turns = {pair.turns[0] for pair in pairs[split:]}
        held = HeldOut([one for one in self.lessons if one.turn in turns], pairs[split:])
        verdict = judge(Contest(self.bench.model, self.bench.model, model, INSTRUCTIONS), held)
        return cost | {"passed": verdict.passed, "says": verdict.says}


def main() -> None:
    """Run, and write what was found as it comes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", nargs="*", default=[])
    parser.add_argument("--seeds", nargs="*", type=int, default=[0])
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


def summary(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return each arm's mean over people and seeds."""
    found: dict[str, Any] = {}
    for arm in ARMS:
        done = [run for run in runs if arm in run["arms"]]
        if not done:
            continue
        if arm == "swapped":
            found[arm] = {
                "rejected": sum(not run["arms"][arm]["passed"] for run in done) / len(done)
            }
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
        for figure in ("seconds", "core_seconds", "general_change", "on_topic", "words", "variety"):
            values = [run["arms"][arm][figure] for run in done if figure in run["arms"][arm]]
            if values:
                found[arm][figure] = statistics.fmean(values)
    return found


if __name__ == "__main__":
    main()
