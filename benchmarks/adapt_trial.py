"""One simulated person of `adapt.py`: what they said, and what is made of it under each arm."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from adapt_checks import words
from adapt_gate import Gate
from adapt_memory import BEGAN, Judges, asked, logged, remembered
from adapt_reactions import Exchange, Person, react

from uptake.agents.instructions import INSTRUCTIONS
from uptake.core.protocols import Message
from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.memory.facts import FactReader
from uptake.policy.feedback.head import FeedbackHead
from uptake.policy.learning.adapters.adapters import AdaptedModel, planner_that_learns
from uptake.policy.learning.course import split
from uptake.policy.learning.gate import fixed_exam
from uptake.policy.learning.gate.answers import variety
from uptake.policy.learning.gate.contest import HeldOut
from uptake.policy.learning.lessons.harvest import judged
from uptake.policy.learning.lessons.lessons import Pair
from uptake.policy.learning.methods import hindsight, preference
from uptake.policy.learning.methods.completions import prompt_tokens, write
from uptake.policy.learning.methods.descent import Learned, Step
from uptake.policy.learning.methods.interpolation import Interpolation, interpolate
from uptake.policy.learning.methods.pairs import Drawing, draw_pairs
from uptake.policy.model.language_model import LocalModel
from uptake.policy.wishes.hearing import Hearing
from uptake.policy.wishes.heeding import heeded, prompts_with
from uptake.policy.wishes.wish import Wish

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
        self.gate = Gate(settings, self.judges)
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
        return statistics.fmean(fixed_exam.continued(model, INSTRUCTIONS))


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
    teaching = 0.0

    def tell(step: Step) -> None:
        nonlocal teaching
        teaching = teaching or time.process_time() - busy
        if step.number % 5 == 0:
            print(f"    {step.number}/{step.of} loss {step.loss:.3f}", flush=True)

    learned = learn(model, rows, how, on_step=tell, stop=lambda: False)
    return {
        "seconds": time.perf_counter() - began,
        "core_seconds": time.process_time() - busy,
        "until_first_step": teaching,
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
        self._verdict: Figures = {}
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
                return self._hindsight(bare)
            case "together":
                if self._learned is None:
                    self.run("hindsight")
                assert self._learned is not None
                return self._heeded(self._learned) | self._verdict
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

    def _hindsight(self, bare: Sequence[tuple[Message, ...]]) -> Figures:
        older, newest = split(self.lessons)
        self._learned = AdaptedModel.fresh(self.bench.model, seed=self.seed)
        learn = partial(hindsight.learn, embedder=self.bench.judges.embedder)
        cost = trained(learn, self._learned, older, hindsight.Hindsight(seed=self.seed))
        busy = time.process_time()
        cost["share"] = interpolate(self._learned, bare[0][:1], Interpolation())
        cost["core_seconds"] += time.process_time() - busy
        self._verdict = self.bench.gate.verdict(self._learned, newest)
        return self._answered(self._learned, bare) | cost | self._verdict

    def _answered(
        self, model: LocalModel, prompts: Sequence[tuple[Message, ...]]
    ) -> dict[str, Any]:
        answers = self.bench.answer(model, prompts, self.seed + 1)
        shown = {"examples": answers[:3]}
        return measure(self.bench, self.person, model, answers) | shown

    def _heeded(self, model: LocalModel) -> Figures:
        def draw(
            places: Sequence[int], asked: Sequence[Sequence[Wish]], again: bool
        ) -> list[list[str]]:
            every = [
                prompts_with(self.known[place].prompt, wishes)
                for place, wishes in zip(places, asked, strict=True)
            ]
            prompts = [of * 2 if again else of[:1] for of in every]
            flat = [prompt for of in prompts for prompt in of]
            answers = iter(self.bench.answer(model, flat, self.seed + 1 + 1000 * again))
            return [[next(answers) for _ in of] for of in prompts]

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
        return cost | self.bench.gate.verdict_on(model, held)
