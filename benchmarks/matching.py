"""How much of a planned flow of steps is what a person then did, judged on the recorded screens.

Steps and actions are aligned in order (longest common subsequence). A step agrees with an action
if it does the same (op) to the same element (target) with the same text (value).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uptake.agents.gui.aims import Aim, Sight
from uptake.agents.proposals import rounds
from uptake.core.actions import Action, Descriptor
from uptake.core.grounding import fill, fill_descriptor
from uptake.core.observations import Element, Observation
from uptake.core.page import Meant, Page
from uptake.core.texts import plain
from uptake.memory.records import Demonstration, Procedure
from uptake.memory.steps import SHOWN, Step
from uptake.replay.screens import unpack
from uptake.replay.steps.evidence import is_same

LIKELY = 0.5
"""A target must fit so well, 0..1, to be taken for the one that is meant."""


@dataclass(frozen=True)
class Deed:
    """One recorded action, and the page that it was done on."""

    action: Action
    observation: Observation | None
    ref: str | None


@dataclass(frozen=True)
class Planned:
    """One planned step with what fills its slots."""

    step: Step
    values: Mapping[str, str]

    @property
    def stretches(self) -> bool:
        """True where it is done as often as the page gives cause to."""
        return self.step.repeat in ("all", "until", "search")


@dataclass(frozen=True)
class Agreement:
    """How much of a plan and of what was done is the same."""

    planned: int
    done: int
    agreeing: int

    @property
    def share(self) -> float:
        """The steps that agree among those of the longer of both, 0..1."""
        return self.agreeing / max(1, self.planned, self.done)

    @property
    def whole(self) -> bool:
        """True where plan and deeds are the same from start to end."""
        return self.agreeing == self.planned == self.done


def deeds(demonstration: Demonstration) -> list[Deed]:
    """Return all that was done, detours included."""
    if not demonstration.screens:
        return [Deed(action, None, None) for action in demonstration.actions]
    seen = unpack(demonstration.screens)
    pages = seen.observations
    return [
        Deed(action, pages[screen], ref)
        for action, (screen, ref) in zip(demonstration.actions, seen.steps, strict=True)
    ]


def flow(procedure: Procedure, values: dict[str, str]) -> list[Planned]:
    """Return the steps of a procedure, those for each item of a list written out."""
    planned: list[Planned] = []
    steps = list(procedure.steps)
    while steps:
        together, steps = steps[: steps[0].together], steps[steps[0].together :]
        items = rounds(together[0], procedure, values)
        planned += [Planned(step, one) for one in items for step in together]
    return planned


def agreement(planned: Sequence[Planned], shown: Demonstration, meant: Meant) -> Agreement:
    """Align plan and deeds; optional steps that were not done count for nothing."""
    done = deeds(shown)
    agrees = _Agreeing(done, shown.request, meant)
    size = len(done) + 1
    # For each prefix of the deeds: how many agree, less how many steps were planned in vain.
    best = [(0, 0)] * size
    for one in planned:
        lost = 0 if one.step.optional else 1
        row = [(best[0][0], best[0][1] + lost)]
        inside: list[bool] = [False]
        for at in range(1, size):
            choices = [((best[at][0], best[at][1] + lost), False), (row[at - 1], inside[at - 1])]
            if agrees(one, at - 1):
                choices.append(((best[at - 1][0] + 1, best[at - 1][1]), True))
                if one.stretches and inside[at - 1]:
                    choices.append(((row[at - 1][0] + 1, row[at - 1][1]), True))
            chosen, here = max(choices, key=lambda pair: (pair[0][0], -pair[0][1], pair[1]))
            row.append(chosen)
            inside.append(here)
        best = row
    agreeing, vain = best[-1]
    return Agreement(planned=agreeing + vain, done=len(done), agreeing=agreeing)


class _Agreeing:
    """Tells whether a planned step is a recorded deed."""

    def __init__(self, done: Sequence[Deed], request: str, meant: Meant) -> None:
        self._done, self._request, self._meant = done, request, meant
        self._sights: dict[int, Sight] = {}

    def __call__(self, planned: Planned, at: int) -> bool:
        deed, step = self._done[at], planned.step
        if deed.action.op is not step.op or not self._says(planned, at):
            return False
        return step.target is None or self._aims(planned, at)

    def _says(self, planned: Planned, at: int) -> bool:
        step, text = planned.step, self._done[at].action.text
        if step.text is None or step.search is not None:
            return True
        values = dict(planned.values)
        if step.source is not None:
            shown = self._found(fill_descriptor(step.source, values), at)
            if shown is None:
                return False
            values[SHOWN] = shown.value or shown.text
        return plain(fill(step.text, values)) == plain(text or "")

    def _aims(self, planned: Planned, at: int) -> bool:
        step, deed = planned.step, self._done[at]
        assert step.target is not None
        target = deed.action.target
        if deed.observation is None or deed.ref is None:
            wanted = fill_descriptor(step.target, planned.values)
            return isinstance(target, Descriptor) and _fits(wanted, target)
        element = deed.observation.get(deed.ref)
        if element is None:
            return False
        aim = Aim.of(step.target, planned.values, step.scorer)
        found = self._sight(at).candidates(aim)
        if planned.stretches:
            good = [one for one, fit in found if fit >= LIKELY]
        else:
            good = [one for one, fit in found[:1] if fit >= LIKELY]
        page = Page(deed.observation)
        return any(is_same(one, element, page) for one in good)

    def _found(self, target: Descriptor, at: int) -> Element | None:
        found = self._sight(at).candidates(Aim(target, Descriptor()))
        return found[0][0] if found else None

    def _sight(self, at: int) -> Sight:
        if at not in self._sights:
            observation = self._done[at].observation or Observation()
            before = [
                element
                for deed in self._done[:at]
                if deed.observation and deed.ref and (element := deed.observation.get(deed.ref))
            ]
            self._sights[at] = Sight(observation, self._request, before, self._meant)
        return self._sights[at]


def _fits(wanted: Descriptor, target: Descriptor) -> bool:
    """Compare two descriptions where no screen was recorded."""
    fields = ("role", "resource_id", "name", "text", "anchor")
    pairs = ((getattr(wanted, field), getattr(target, field)) for field in fields)
    return all(plain(one) == plain(other) for one, other in pairs if one)
