"""Carries out a procedure on a device, step by step, without any language model.

Every step finds its targets anew by their description. Where a step cannot be done, another
way to the same goal is taken up at the same place, as long as nothing was done that it does
not do, or it repeats something else until the same is shown; then the run ends with a reason. A
run that something broke has failed; where the pages just offer no way, what was asked for is
infeasible.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ...core.actions import Descriptor
from ...core.errors import DeviceError
from ...core.events import StepFinished, StepStarted
from ...core.grounding import fill
from ...core.protocols import Device, Embedder
from ...memory.steps import Step
from .doing import Doing
from .hands import PATIENCE_S, Hands, Infeasible, StepFailed
from .ways import Way

OnStep = Callable[[StepStarted | StepFinished], None]
Status = Literal["done", "failed", "infeasible"]


@dataclass(frozen=True)
class Performance:
    """What came of carrying out a procedure."""

    status: Status
    """"infeasible" where no way that was tried broke: the pages offer none."""

    reason: str = ""
    """Why it was not finished, for the user; empty when it was."""

    steps_done: int = 0
    procedure: str = ""
    """The id of the procedure that was carried out, or tried last; empty where the device
    went away, for which no procedure can be blamed."""

    given_up: tuple[str, ...] = ()
    """The ids of the procedures that were tried before, and failed."""

    @property
    def ok(self) -> bool:
        """True where all steps were done."""
        return self.status == "done"


def carry_out(
    ways: Sequence[Way],
    device: Device,
    *,
    embedder: Embedder,
    on_step: OnStep,
    request: str = "",
    patience_s: float = PATIENCE_S,
) -> Performance:
    """Do the steps of the first way; where one cannot be done, go on with another way.

    `on_step` hears of each step. A page gets `patience_s` seconds to show a target. Stops
    where no way leads on, or the device is gone, and says why.
    """
    chosen = ways[0]
    if chosen.missing:
        reason = f"it is not said what {' and '.join(chosen.missing)} should be"
        return Performance("failed", reason, procedure=chosen.procedure.id)
    run = _Run(Hands(device, request, embedder, patience_s=patience_s), on_step)
    performed = run.follow(chosen, 0)
    for way in ways[1:]:
        if performed.ok or run.lost_device or not run.is_clean:
            break
        start = None if way.missing else way.place_after(run.done)
        if start is not None and run.may_go_on(way, start):
            given_up = (*performed.given_up, performed.procedure)
            performed = run.follow(way, start, given_up)
    return performed


class _Run:
    """One run; knows what was done so far, by whatever way."""

    def __init__(self, hands: Hands, on_step: OnStep) -> None:
        self._hands, self._on_step = hands, on_step
        self.done: list[Step] = []
        """The steps that were done, with their slots filled."""

        self.is_clean = True
        """False where a step was begun and not finished, and nothing can take it up."""

        self._short_of: Descriptor | None = None
        """What a step that was repeated did not reach; None where no such step was begun."""

        self.lost_device = False
        self._broke = False
        """True where something failed that was there to be done."""

    def follow(self, way: Way, start: int, given_up: tuple[str, ...] = ()) -> Performance:
        """Do the way's steps from that place on."""
        total, name, at = len(way.procedure.steps), way.procedure.id, start
        while at < total:
            together = way.procedure.steps[at].together
            round_ = way.procedure.steps[at : at + together]
            text = ", ".join(_in_words(step, way.values) for step in round_)
            if error := self._do(way, at, text):
                status: Status = "failed" if self._broke else "infeasible"
                what = "failed" if self._broke else "cannot be done"
                reason = f'step {at + 1} of {total} ("{text}") {what}: {error}'
                blamed = "" if self.lost_device else name
                return Performance(status, reason, at, blamed, given_up)
            at += together
        return Performance("done", "", total, name, given_up)

    def may_go_on(self, way: Way, start: int) -> bool:
        """Tell whether the way can be taken up there: a loop that was begun by one with its goal.

        What was repeated on the way to a goal is undone or gone on with by what else leads there.
        """
        if self._short_of is None:
            return True
        if start == len(way.procedure.steps) or way.procedure.steps[start].repeat != "until":
            return False
        goal = Doing(self._hands, way, start).goal()
        return goal is not None and goal.wanted == self._short_of

    def _do(self, way: Way, at: int, text: str) -> str:
        """Do one step; returns why it failed, empty where it did not."""
        index, total = at + 1, len(way.procedure.steps)
        started, actions, error = time.perf_counter(), self._hands.actions, ""
        self._on_step(StepStarted(index=index, total=total, text=text))
        doing = Doing(self._hands, way, at)
        try:
            doing.do()
        except Infeasible as failure:
            error = str(failure)
        except StepFailed as failure:
            error, self._broke = str(failure), True
        except DeviceError as failure:
            error, self._broke, self.lost_device = str(failure), True, True
        acted = self._hands.actions > actions
        if acted and not error:
            self.done += [way.filled(at + place) for place in range(len(doing.round))]
        if acted:
            goal = doing.goal() if error and way.procedure.steps[at].repeat == "until" else None
            self._short_of = goal.wanted if goal else None
            self.is_clean = self.is_clean and (not error or goal is not None)
        ms = (time.perf_counter() - started) * 1000
        self._on_step(
            StepFinished(index=index, total=total, text=text, ok=not error, error=error, ms=ms)
        )
        return error


def _in_words(step: Step, values: Mapping[str, str]) -> str:
    return fill(step.label, values) if step.label else step.op.value.lower()
