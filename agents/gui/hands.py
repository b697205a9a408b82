"""Hands and eyes on a device: finds what a step is aimed at, acts on it, and sees what came of it.

A page is read once an action. Nothing is tried without end.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from ...core.actions import Action, Op, Ref
from ...core.observations import Element
from ...core.protocols import Device, Embedder
from ...policy.grounding.likeness import Known, Likeness
from .aims import GOOD, HIDDEN, POOR, Aim, Sight, look_of
from .effects import has_effect

PATIENCE_S = 2.0
"""A page gets so long to show what a step is aimed at."""

_LOOK_AGAIN_S = 0.1

_NEARLY = 0.85
"""The next target is tried only when it fits nearly as well as the best, as a share of it."""

_TARGETS = 3


class StepFailed(Exception):
    """The step cannot be done; the message says why, for the user."""


class Infeasible(StepFailed):
    """The pages offer no way to do the step: nothing broke, and nothing is left to try."""


class NothingFits(Infeasible):
    """The page does not show what the step is aimed at."""


class Hands:
    """Acts on a device for one request."""

    def __init__(
        self, device: Device, request: str, embedder: Embedder, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._device, self._request, self._embedder = device, request, embedder
        self._patience_s = patience_s
        self._sight: Sight | None = None
        self._touched: list[Element] = []
        self.actions = 0
        """How many actions succeeded."""

    def see(self) -> Sight:
        """Return what the device shows now."""
        if self._sight is None:
            seen = self._device.observe()
            self._sight = Sight(seen, self._request, self._touched, self._near)
        return self._sight

    def press(self, action: Action) -> None:
        """Do what needs no target. Raises `StepFailed`."""
        self.see()
        result = self._device.act(action)
        self._sight = None
        if not result.ok:
            raise StepFailed(result.error)
        self.actions += 1

    def hit(self, aim: Aim, op: Op, text: str | None, *, patient: bool = True) -> None:
        """Act on what is meant, or on the next best where that fails and leaves no trace.

        Raises `NothingFits` or `StepFailed`.
        """
        failure = ""
        tried: list[Element] = []
        for _ in range(_TARGETS):
            target = self._find(aim, tried, patient)
            if target is None:
                break
            tried.append(target)
            before = self.see().state
            failure = self.act_on(target, op, text)
            if not failure:
                return
            if self.see().state != before:
                break
        if not failure:
            raise NothingFits(f"there is no {aim} on the page")
        raise StepFailed(failure)

    def act_on(self, target: Element, op: Op, text: str | None) -> str:
        """Act on an element that is seen now; returns why it failed, empty where it did not."""
        before = self.see().observation
        result = self._device.act(Action(op=op, target=Ref(ref=target.ref), text=text))
        self._sight = None
        if not result.ok:
            return result.error
        if not has_effect(op, target, text, before, self.see().observation):
            return "it had no effect"
        self._touched.append(target)
        self.actions += 1
        return ""

    def fitting(
        self, aim: Aim, *, patient: bool = True, may_be_none: bool = False
    ) -> list[Element]:
        """Return all that fits, in page order, waiting for the page to show some.

        Raises `NothingFits`, unless there may be none.
        """
        deadline = self._deadline(patient)
        while not (found := self.see().fitting(aim)) and not may_be_none:
            if not self._may_look_again(deadline):
                raise NothingFits(f"there is no {aim} on the page")
        return found

    def read(self, aim: Aim) -> str:
        """Return what the thing that is meant holds, or says. Raises `NothingFits`."""
        found = self._find(aim, (), patient=True)
        if found is None:
            raise NothingFits(f"there is no {aim} on the page")
        return found.value or self.see().text(found)

    def awaits(self, aim: Aim) -> bool:
        """Tell whether it is shown, now or before long."""
        deadline = self._deadline(True)
        while not self.see().shows(aim):
            if not self._may_look_again(deadline):
                return False
        return True

    def assign(self, items: Sequence[str], texts: Sequence[str], alike: Known) -> list[int | None]:
        """Return for each item the place of the text that is meant, no text twice."""
        return Likeness(self._embedder, alike).assign(items, texts)

    def _near(self, words: str, texts: Sequence[str]) -> list[float]:
        """Say how near each of the texts is to the words in meaning, 0..1."""
        cosines = self._embedder.embed(texts) @ self._embedder.embed([words])[0]
        return [max(0.0, float(cosine)) for cosine in cosines]

    def _find(self, aim: Aim, tried: Sequence[Element], patient: bool) -> Element | None:
        """Return the best target that was not tried, waiting for the page to show one."""
        deadline = self._deadline(patient)
        while True:
            ranked = self.see().candidates(aim)
            best = ranked[0][1] if ranked else 0.0
            surely_hidden = [one for one, score in ranked if not one.visible and score >= HIDDEN]
            if best >= GOOD or tried or surely_hidden or not self._may_look_again(deadline):
                break
        floor, looks = max(POOR, best * _NEARLY), [look_of(one) for one in tried]
        fits = [element for element, score in ranked if score >= floor] or surely_hidden
        return next((one for one in fits if look_of(one) not in looks), None)

    def _deadline(self, patient: bool) -> float:
        return time.monotonic() + (self._patience_s if patient else 0.0)

    def _may_look_again(self, deadline: float) -> bool:
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK_AGAIN_S)
        self._sight = None
        return True
