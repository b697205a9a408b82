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

from ...core.actions import Action, Descriptor
from ...core.errors import DeviceError
from ...core.events import StepFinished, StepStarted
from ...core.grounding import fill, fill_descriptor, slots_in, strings_of
from ...core.protocols import Device, Embedder
from ...memory.records import SHOWN, TRIED, Procedure, Step
from ...policy.spans import items
from . import repeating
from .aims import Aim
from .hands import PATIENCE_S, Hands, Infeasible, NothingFits, StepFailed

OnStep = Callable[[StepStarted | StepFinished], None]
Status = Literal["done", "failed", "infeasible"]


@dataclass(frozen=True)
class Way:
    """A procedure with what its slots are filled with."""

    procedure: Procedure
    values: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """The slots that are not filled."""
        return [
            slot.name
            for slot in self.procedure.slots
            if not slot.optional and not self.values.get(slot.name)
        ]


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
        start = None if way.missing else _place_after(run.done, way)
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
        goal = _Doing(self._hands, way, start).goal()
        return goal is not None and goal.wanted == self._short_of

    def _do(self, way: Way, at: int, text: str) -> str:
        """Do one step; returns why it failed, empty where it did not."""
        index, total = at + 1, len(way.procedure.steps)
        started, actions, error = time.perf_counter(), self._hands.actions, ""
        self._on_step(StepStarted(index=index, total=total, text=text))
        doing = _Doing(self._hands, way, at)
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
            self.done += [_filled(step, way.values) for step in doing.round]
        if acted:
            goal = doing.goal() if error and way.procedure.steps[at].repeat == "until" else None
            self._short_of = goal.wanted if goal else None
            self.is_clean = self.is_clean and (not error or goal is not None)
        ms = (time.perf_counter() - started) * 1000
        self._on_step(
            StepFinished(index=index, total=total, text=text, ok=not error, error=error, ms=ms)
        )
        return error


class _Doing:
    """How one step is done."""

    def __init__(self, hands: Hands, way: Way, at: int) -> None:
        self._hands, self._way, self._at = hands, way, at
        self._step = way.procedure.steps[at]
        self._patient = not self._step.optional
        self.round = way.procedure.steps[at : at + self._step.together]
        """The steps that are repeated as one: this one, and those after it."""

    def do(self) -> None:
        """Do the step as often as it says. Raises `StepFailed` and `DeviceError`."""
        try:
            self._repeat()
        except NothingFits:
            if not self._step.optional:
                raise

    def _repeat(self) -> None:
        match self._step.repeat:
            case "each":
                self._once_for_each()
            case "all":
                aim = self._aim(self._way.values)
                text = self._text(self._way.values)
                repeating.on_all(self._hands, aim, self._step.op, text, patient=self._patient)
            case "until":
                self._until(self.goal())
            case "search":
                assert self._step.search is not None
                repeating.search(self._hands, self._step.search, self._try)
            case _:
                self._once(self._way.values)

    def _once(self, values: Mapping[str, str]) -> None:
        target, text = self._step.target, self._text(values)
        if target is None:
            self._hands.press(Action(op=self._step.op, text=text))
        elif target.meaning:
            self._by_meaning(values, [fill(target.meaning, values)])
        else:
            self._hit(self._aim(values), text)

    def _hit(self, aim: Aim, text: str | None) -> None:
        self._hands.hit(aim, self._step.op, text, patient=self._patient)

    def _once_for_each(self) -> None:
        slot = _listing_slot(self.round, self._way)
        listed = items(self._way.values[slot])
        if self._step.target is not None and self._step.target.meaning:
            self._by_meaning(self._way.values, listed, slot)
            return
        for item in listed:
            self._do_round({**self._way.values, slot: item})

    def _try(self, number: int) -> None:
        self._do_round({**self._way.values, TRIED: str(number)})

    def _do_round(self, values: Mapping[str, str]) -> None:
        self._once(values)
        for at in range(self._at + 1, self._at + len(self.round)):
            _Doing(self._hands, self._way, at)._once(values)

    def _by_meaning(self, values: Mapping[str, str], meant: Sequence[str], slot: str = "") -> None:
        """Act on what is nearest in meaning to each, all weighed together."""
        assert self._step.target is not None
        aim = Aim.of(self._step.target.model_copy(update={"meaning": ""}), values)
        fitting = self._hands.fitting(aim, patient=self._patient)
        texts = list(dict.fromkeys(map(self._hands.see().text, fitting)))
        places = self._hands.assign(meant, texts, self._step.alike)
        for item, place in zip(meant, places, strict=True):
            if place is None:
                raise NothingFits(f'nothing on the page means "{item}"')
            said = Descriptor(text=texts[place])
            wanted = aim.wanted.model_copy(update={"text": texts[place]})
            self._hit(Aim(wanted, said), self._text({**values, slot: item}))

    def _until(self, goal: Aim | None) -> None:
        op, text = self._step.op, self._text(self._way.values)
        if self._step.target is None:
            repeating.press_until(self._hands, Action(op=op, text=text), goal)
        else:
            repeating.act_until(self._hands, self._aim(self._way.values), op, text, goal)

    def goal(self) -> Aim | None:
        """Return what is shown when a step that repeats is done; None where nothing says so."""
        if self._step.until is not None:
            return Aim.of(self._step.until, self._way.values)
        values = self._way.values
        for following in self._way.procedure.steps[self._at + 1 :]:
            if following.target is None:
                continue
            if following.repeat == "each":
                slot = _listing_slot([following], self._way)
                values = {**values, slot: items(values[slot])[0]}
            return Aim.of(following.target, values)
        return None

    def _aim(self, values: Mapping[str, str]) -> Aim:
        return Aim.of(self._step.target or Descriptor(), values, self._step.scorer)

    def _text(self, values: Mapping[str, str]) -> str | None:
        if self._step.text is None:
            return None
        if self._step.source is not None:
            shown = self._hands.read(Aim.of(self._step.source, values))
            values = {**values, SHOWN: shown}
        return fill(self._step.text, values)


def _listing_slot(steps: Sequence[Step], way: Way) -> str:
    """Return the slot over whose values the steps go: one with many values, if they name one."""
    texts = [step.text or "" for step in steps]
    targets = [step.target for step in steps if step.target]
    named = slots_in([*texts, *(text for target in targets for text in strings_of(target))])
    listing = [slot for slot in way.procedure.slots if slot.name in named]
    if not listing:
        raise StepFailed("it is not said for what it is to be done")
    return max(listing, key=lambda slot: slot.many).name


def _in_words(step: Step, values: Mapping[str, str]) -> str:
    return fill(step.label, values) if step.label else step.op.value.lower()


def _filled(step: Step, values: Mapping[str, str]) -> Step:
    """Return what the step does, apart from how it is put into words and how it is found."""
    target = None if step.target is None else fill_descriptor(step.target, values)
    text = None if step.text is None else fill(step.text, values)
    source = None if step.source is None else fill_descriptor(step.source, values)
    return Step(op=step.op, target=target, text=text, source=source, repeat=step.repeat)


def _place_after(done: Sequence[Step], way: Way) -> int | None:
    """Return the place in the way after all that was done; None where it does something else."""
    at = 0
    for step in done:
        while at < len(way.procedure.steps) and step != _filled(
            way.procedure.steps[at], way.values
        ):
            if not way.procedure.steps[at].optional:
                return None
            at += 1
        at += 1
    return at if at <= len(way.procedure.steps) else None
