"""Carries out a procedure on a device, step by step, without any model.

Every step finds its target anew by its description. A step that fails, or that has no effect
where it must have one, is tried on the next best target; nothing is tried without end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...core.actions import Action, Descriptor, Op, Ref
from ...core.events import StepFinished, StepStarted
from ...core.grounding import fill, fill_descriptor, rank
from ...core.observations import Element, Observation
from ...core.protocols import Device
from ...memory.records import Procedure, Step
from .effects import has_effect

OnStep = Callable[[StepStarted | StepFinished], None]

_GOOD = 0.6
"""A target that fits so well is taken at once; else the page gets time to show a better one."""

_POOR = 0.48
"""A target that fits less is not the one that is meant: its kind may agree, or its place."""

_SAID = 0.4
"""A target must agree so much with what the request says of it, whatever else agrees."""

_NEARLY = 0.85
"""The next target is tried only when it fits nearly as well as the best, as a share of it."""

_TARGETS = 3
_CONSIDERED = 12
_PATIENCE_S = 2.0
_LOOK_AGAIN_S = 0.1


@dataclass(frozen=True)
class Outcome:
    """What came of carrying out a procedure."""

    ok: bool
    reason: str = ""
    """Why it was not finished, for the user; empty when it was."""

    steps_done: int = 0


class _StepFailed(Exception):
    """The step cannot be done; the message says why."""


def carry_out(
    procedure: Procedure, values: Mapping[str, str], device: Device, *, on_step: OnStep
) -> Outcome:
    """Do the procedure's steps with the slots filled by `values`; `on_step` hears of each.

    Stops at the first step that cannot be done and says why. Raises `DeviceError` when the
    device is gone.
    """
    unfilled = [slot.name for slot in procedure.slots if not values.get(slot.name)]
    if unfilled:
        return Outcome(ok=False, reason=f"it is not said what {' and '.join(unfilled)} should be")
    run = _Run(device, values, on_step, total=len(procedure.steps))
    for index, step in enumerate(procedure.steps, start=1):
        error = run.do(index, step)
        if error:
            reason = f'step {index} of {run.total} ("{run.words(step)}") failed: {error}'
            return Outcome(ok=False, reason=reason, steps_done=index - 1)
    return Outcome(ok=True, steps_done=run.total)


class _Run:
    """One run of a procedure; keeps what was last seen, so that a page is read once a step."""

    def __init__(
        self, device: Device, values: Mapping[str, str], on_step: OnStep, *, total: int
    ) -> None:
        self._device, self._values, self._on_step, self.total = device, values, on_step, total
        self._seen: Observation | None = None

    def words(self, step: Step) -> str:
        """Say the step for people."""
        return fill(step.label, self._values) if step.label else step.op.value.lower()

    def do(self, index: int, step: Step) -> str:
        """Do one step; returns why it failed, empty where it did not."""
        text, started, error = self.words(step), time.perf_counter(), ""
        self._on_step(StepStarted(index=index, total=self.total, text=text))
        try:
            self._attempt(step)
        except _StepFailed as failure:
            error = str(failure)
        ms = (time.perf_counter() - started) * 1000
        self._on_step(
            StepFinished(index=index, total=self.total, text=text, ok=not error, error=error, ms=ms)
        )
        return error

    def _attempt(self, step: Step) -> None:
        text = None if step.text is None else fill(step.text, self._values)
        if step.target is None or step.target.is_empty():
            self._act(Action(op=step.op, text=text))
            return
        wanted = fill_descriptor(step.target, self._values)
        said = _parts_with_slots(step.target, wanted)
        failure = ""
        tried: list[Element] = []
        for _ in range(_TARGETS):
            target = self._find(wanted, said, tried)
            if target is None:
                break
            tried.append(target)
            failure = self._act_on(target, step.op, text)
            if not failure:
                return
        raise _StepFailed(failure or f"there is no {in_words(wanted)} on the page")

    def _find(self, wanted: Descriptor, said: Descriptor, tried: list[Element]) -> Element | None:
        """Return the best target that was not tried, waiting for the page to show one."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            ranked = self._ranked(wanted, said)
            best = ranked[0][1] if ranked else 0.0
            if best >= _GOOD or tried or time.monotonic() > deadline:
                break
            time.sleep(_LOOK_AGAIN_S)
            self._seen = None
        floor = max(_POOR, best * _NEARLY)
        fits = (element for element, score in ranked if score >= floor)
        return next((one for one in fits if not any(_same(one, old) for old in tried)), None)

    def _ranked(self, wanted: Descriptor, said: Descriptor) -> list[tuple[Element, float]]:
        ranked = rank(wanted, self._look(), limit=_CONSIDERED)
        if said.is_empty():
            return ranked
        agreeing = {
            element.ref
            for element, score in rank(said, self._look(), limit=_CONSIDERED)
            if score >= _SAID
        }
        return [(element, score) for element, score in ranked if element.ref in agreeing]

    def _act_on(self, target: Element, op: Op, text: str | None) -> str:
        before = self._look()
        result = self._device.act(Action(op=op, target=Ref(ref=target.ref), text=text))
        self._seen = None
        if not result.ok:
            return result.error
        if not has_effect(op, target, text, before, self._look()):
            return "it had no effect"
        return ""

    def _act(self, action: Action) -> None:
        self._look()
        result = self._device.act(action)
        self._seen = None
        if not result.ok:
            raise _StepFailed(result.error)

    def _look(self) -> Observation:
        if self._seen is None:
            self._seen = self._device.observe()
        return self._seen


def in_words(wanted: Descriptor) -> str:
    """Say for people what a description means: 'button "Send" near "Ada"'."""
    what = wanted.role or "element"
    called = wanted.name or wanted.text or wanted.resource_id or " ".join(wanted.classes)
    near = f' near "{wanted.anchor}"' if wanted.anchor else ""
    return f'{what} "{called}"{near}' if called else f"{what}{near}"


def _parts_with_slots(template: Descriptor, filled: Descriptor) -> Descriptor:
    """Return what of the filled description the request itself says, its place left out."""
    texts = {
        field: getattr(filled, field)
        for field in ("role", "name", "text", "resource_id")
        if getattr(template, field) != getattr(filled, field)
    }
    pairs = zip(template.classes, filled.classes, strict=True)
    return Descriptor(**texts, classes=tuple(new for old, new in pairs if new != old))


def _same(one: Element, other: Element) -> bool:
    """Tell whether both are the same thing in two observations, as far as can be told."""
    return _look_of(one) == _look_of(other)


def _look_of(element: Element) -> tuple[object, ...]:
    return (element.role, element.name, element.text, element.resource_id, element.bounds)
