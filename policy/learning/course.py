"""A course: from a person's lessons to a new version of their adapter, and whether it is used.

Every version begins at the base model and learns from all lessons that remain, so that what was
forgotten is in no weight, and mistakes do not add up over versions. Versions that saw a turn which
was forgotten are deleted first. A course that was stopped, or killed, goes on where it last saved.

Knows the registry and the gate; how weights move is the trainer's affair.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import AdapterError
from ...core.files import make_folder
from .adapters import unfinished
from .adapters.registry import Registry
from .adapters.unfinished import Saved
from .adapters.versions import About, Verdict, weights_hash
from .gate import measuring
from .gate.contest import Bounds
from .gate.fixed_exam import FixedResultsFile
from .gate.measuring import Reference
from .gate.plan import Measured, Plan
from .lessons.lessons import Lesson
from .methods.trainer import Save, Trainer
from .outcome import Advance, Outcome
from .watch import OutOfTime, Stopped, Watch

if TYPE_CHECKING:
    from .methods.descent import Step

FEWEST = 4
"""Lessons to learn from; from fewer nothing is learned."""

HELD_OUT = 1 / 3
"""The share of the lessons, the newest, that a version is measured on and does not learn from."""

MOST_HELD_OUT = 16
"""Lessons that it is measured on at most; measuring takes longer the more there are."""

MOST = 64
"""Lessons that are learned from at most, the newest ones; training takes longer the more."""

KEPT = 5
"""Versions that are kept besides those that were in use."""

_SAVE_EVERY_S = 10.0
"""How much training a kill can cost, in seconds."""

Sift = Callable[[Sequence[Lesson]], Sequence[Lesson]]
"""Returns the lessons that are fit to be learned from."""


class Course:
    """One person's way to their next version."""

    def __init__(
        self, registry: Registry, trainer: Callable[[], Trainer], *, system: str = ""
    ) -> None:
        """Learn into `registry`; `trainer` is called where there is something to train.

        `system` is how the assistant is instructed when it answers.
        """
        self._registry, self._trainer, self._system = registry, trainer, system

    def run(
        self,
        lessons: Sequence[Lesson],
        present: Callable[[], Collection[str]],
        *,
        sift: Sift = list,
        budget: float = 300.0,
        bounds: Bounds | None = None,
        on_advance: Callable[[Advance], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """Learn from the lessons and put the result into use where the gate lets it through.

        `present` returns the turns that are in the log, whether or not there is a lesson in them;
        it is asked again at the end, because the user may forget some meanwhile. `sift` is called
        where there is something new: it may ask models.
        `budget` is in seconds. Where `stop` returns True, all is saved, and the next run goes on.
        Raises `AdapterError` and `HomeError`; what is in use then stays.
        """
        watch = Watch(budget, time.monotonic(), on_advance, stop)
        _ = self._registry.in_use  # where that cannot be told, it is told before all the work
        so_far = Outcome("paused", _PAUSED, deleted=self._forget(present()))
        if len(lessons) < least_lessons():
            return self._too_few(so_far, len(lessons))
        trainer = self._trainer()
        digest = data_hash(lessons, trainer)
        if known := self._same(digest):
            says = f"Nothing new was said since {known} was learned."
            return replace(so_far, status="nothing", says=says, version=known)
        kept = FixedResultsFile(self._registry.root, self._system)
        bounds = bounds or Bounds()
        try:
            base = Measured(trainer.base, trainer.base_hash)
            plan = Plan.of(base, self._current(trainer), kept)
            plan.require(len(split(lessons)[1]), bounds, watch)  # before models are asked more
            sifted = sift(lessons)
            if len(sifted) < least_lessons():
                return self._too_few(so_far, len(sifted))
            learned_from, held_out = split(sifted)
            so_far = replace(so_far, learned_from=len(learned_from), held_out=len(held_out))
            reference = measuring.refer(trainer, plan, held_out, bounds, watch)
            if isinstance(reference, Reference):
                held_out = list(reference.exam.held_out.lessons)
                so_far = replace(so_far, held_out=len(held_out))
            ends = measuring.latest_training(reference, watch)
            saved = self._train(trainer, digest, learned_from, ends, watch)
            so_far = replace(so_far, steps=saved.steps, seconds=saved.seconds)
            if stop():
                return so_far
            if not saved.steps:
                self._registry.discard_unfinished()
                return replace(so_far, status="nothing", says=_NO_STEP)
            candidate = self._measured(trainer, self._registry.unfinished)
            verdict = measuring.measure(reference, candidate, kept, bounds, watch)
        except Stopped:
            return so_far
        except OutOfTime as late:
            return replace(so_far, status="nothing", says=str(late))
        if not set(saved.turns) <= set(present()):
            self._registry.discard_unfinished()
            return replace(so_far, status="nothing", says=_FORGOTTEN)
        about = self._about(trainer, saved, held_out, verdict)
        about = self._registry.add(about, into_use=verdict.passed)
        self._registry.prune(KEPT)
        return replace(
            so_far,
            status="promoted" if verdict.passed else "refused",
            says=f"{about.version} is {'' if verdict.passed else 'not '}in use. {verdict.says}",
            version=about.version,
            verdict=verdict,
        )

    # --- before ---

    def _forget(self, present: Collection[str]) -> tuple[str, ...]:
        """Delete what saw a turn that is gone."""
        deleted = tuple(self._registry.stale(present))
        for version in deleted:
            self._registry.delete(version)
        unfinished.forget(self._registry, present)
        return deleted

    def _too_few(self, so_far: Outcome, count: int) -> Outcome:
        self._registry.discard_unfinished()
        says = (
            f"There is too little to learn from yet: {count} of the {least_lessons()} follow-ups "
            "that are needed."
        )
        return replace(so_far, status="nothing", says=says)

    def _same(self, digest: str) -> str:
        """Return the version that was learned from just this; empty where none was."""
        found = [e.about for e in self._registry.entries() if e.about]
        return next((a.version for a in reversed(found) if a.data_hash == digest), "")

    # --- learning ---

    def _train(
        self,
        trainer: Trainer,
        digest: str,
        lessons: Sequence[Lesson],
        ends: float,
        watch: Watch,
    ) -> Saved:
        """Train until `ends`, or go on where an unfinished training of just this was saved."""
        begun = unfinished.load(self._registry)
        if begun is None or begun.data_hash != digest:
            self._registry.discard_unfinished()
            begun = Saved(data_hash=digest, turns=tuple(lesson.turn for lesson in lessons))
        if begun.finished:
            return begun
        folder = self._registry.unfinished
        make_folder(folder)
        started = last = time.monotonic()
        stepped: float | None = None
        pace = 0.0  # seconds that a step takes, once there were two

        def keep(steps: int, *, finished: bool = False) -> Saved:
            seconds = begun.seconds + time.monotonic() - started
            update = {"steps": steps, "seconds": seconds, "finished": finished}
            saved = begun.model_copy(update=update)
            unfinished.keep(self._registry, saved)
            return saved

        def on_step(step: Step, save: Save) -> None:
            nonlocal last, stepped, pace
            now = time.monotonic()
            stepped, pace = now, now - stepped if stepped is not None else 0.0
            left = (step.of - step.number) * (now - started) / (step.number - begun.steps)
            share = step.number / step.of
            watch.on_advance(Advance("training", share, min(left, ends - now), step.loss))
            if now - last >= _SAVE_EVERY_S:
                save()
                keep(step.number)
                last = time.monotonic()

        def enough() -> bool:
            return watch.stop() or time.monotonic() + pace > ends

        watch.on_advance(Advance("training", 0.0))
        learned = trainer.train(lessons, folder, begun.steps, on_step=on_step, stop=enough)
        if watch.stop() or not learned.steps:
            return keep(learned.steps)
        # Where the budget ended the training, that is all there will be of it.
        trainer.interpolate(folder, self._system)
        return keep(learned.steps, finished=True)

    def _current(self, trainer: Trainer) -> Measured:
        """Return what answers now: the base model where the version in use cannot be read."""
        base = Measured(trainer.base, trainer.base_hash)
        try:
            version = self._registry.in_use
            about = self._registry.about(version) if version else None
            if about is None or about.base_hash != trainer.base_hash:
                return base
            return self._measured(trainer, self._registry.intact(version))
        except AdapterError:
            return base

    def _measured(self, trainer: Trainer, folder: Path) -> Measured:
        return Measured(trainer.read(folder), f"{trainer.base_hash}/{weights_hash(folder)}")

    # --- after ---

    def _about(
        self, trainer: Trainer, saved: Saved, held_out: Sequence[Lesson], verdict: Verdict
    ) -> About:
        return About(
            version="",
            user=self._registry.user,
            created=datetime.now(UTC),
            parent=self._registry.in_use,
            base_model=trainer.base.name,
            base_hash=trainer.base_hash,
            data_hash=saved.data_hash,
            turns=saved.turns,
            held_out=tuple(lesson.turn for lesson in held_out),
            method=trainer.method,
            parameters=trainer.parameters,
            steps=saved.steps,
            seconds=round(saved.seconds, 1),
            verdict=verdict,
        )


_NO_STEP = (
    "Nothing was learned: the planner found no better answer than those that it gave, or the "
    "time was over before it could. More time is given with --budget."
)
_FORGOTTEN = (
    "You have forgotten turns meanwhile that it was learning from, so what it had learned was "
    "deleted. The next `uptake learn` learns from what remains."
)
_PAUSED = "Paused. What was learned so far is kept, and the next `uptake learn` goes on from it."


def split(lessons: Sequence[Lesson]) -> tuple[list[Lesson], list[Lesson]]:
    """Return the lessons to learn from, and the newest ones to be measured on."""
    ordered = sorted(lessons, key=lambda lesson: (lesson.at, lesson.turn))
    cut = len(ordered) - min(MOST_HELD_OUT, round(len(ordered) * HELD_OUT))
    return ordered[max(0, cut - MOST) : cut], ordered[cut:]


def least_lessons() -> int:
    """Return how many lessons it takes to learn anything."""
    return next(n for n in range(1, 10 * FEWEST) if n - round(n * HELD_OUT) >= FEWEST)


def data_hash(lessons: Sequence[Lesson], trainer: Trainer) -> str:
    """Return a hash of all that decides what is learned."""
    told = [asdict(lesson) for lesson in sorted(lessons, key=lambda lesson: lesson.turn)]
    how = [trainer.method, trainer.parameters, trainer.base_hash]
    text = json.dumps([told, how], sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
