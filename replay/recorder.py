"""Records what a person does on a live page, as a demonstration.

Hears only what a person did (trusted events), takes an observation before each action, and
makes what the schema says of it. Knows no browser: it is handed something that can be recorded.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from ..core.actions import Action, Op, Ref
from ..core.errors import DeviceError
from ..core.looks import with_traits
from ..core.observations import Element, Observation
from ..memory.records import new_id
from .concealing import conceal
from .schema import Demonstration, DemonstrationStep, Outcome


class Recordable(Protocol):
    """A live page that can be listened to; `uptake.agents.gui.browser.BrowserDevice` is one."""

    @property
    def observer(self) -> str:
        """The JavaScript function that reads a page into elements and nodes."""
        ...

    def listen(self, script: str, name: str, hear: Callable[[str], None]) -> None:
        """Run the script in this page and the following; `window.<name>(text)` calls `hear`."""
        ...

    def evaluate(self, script: str) -> Any:
        """Return what a JavaScript expression gives in the page."""
        ...


class Recorder:
    """Listens to one browser, and makes a demonstration of what is done between two moments."""

    def __init__(self, page: Recordable, *, secret_fields: Sequence[str] = ()) -> None:
        """Begin to listen; nothing is kept before `start`.

        What is typed into password fields, and into those that are called like one of
        `secret_fields`, is in no demonstration, unless the request says it.
        """
        self._page, self._secret_fields = page, tuple(secret_fields)
        self._name = f"uptake{new_id()}"
        self._lock = threading.Lock()
        self._steps: dict[str, DemonstrationStep] | None = None
        self._numbers = itertools.count()
        self._began = 0.0
        self._app = self._person = ""
        page.listen(_script(page.observer, self._name), self._name, self._hear)

    def start(self, *, app: str, person: str = "") -> None:
        """Begin a demonstration. Raises `DeviceError` when one has begun.

        `app` names the site or page; habits are told apart by `person`.
        """
        with self._lock:
            if self._steps is not None:
                raise DeviceError("A demonstration is being recorded already: stop it first.")
            self._steps, self._began = {}, time.time() * 1000
            self._app, self._person = app, person

    def stop(self, request: str, outcome: Outcome = "unknown", *, note: str = "") -> Demonstration:
        """End the demonstration of that request and return it.

        What was done is there also when the browser is gone. Raises `DeviceError` when no
        demonstration has begun.
        """
        self._wait_for_reports()
        with self._lock:
            steps, self._steps = self._steps, None
        if steps is None:
            raise DeviceError("No demonstration is being recorded: start one first.")
        made = Demonstration(
            app=self._app,
            person=self._person,
            request=request,
            outcome=outcome,
            steps=tuple(sorted(steps.values(), key=lambda step: step.time_ms)),
            note=note,
        )
        return conceal(made, self._secret_fields)

    @property
    def count(self) -> int:
        """How many steps the demonstration has so far."""
        with self._lock:
            return len(self._steps or ())

    def _wait_for_reports(self) -> None:
        """Return when what the page reported before now has been heard.

        The page calls one more time and waits for the answer; calls are heard in their order.
        """
        with suppress(DeviceError):  # the browser was closed, and what it said was heard
            self._page.evaluate(f"window.{self._name}('')")

    def _hear(self, report: str) -> None:
        if not report:
            return
        said = json.loads(report.encode("utf-8", "replace"))
        with self._lock:
            if self._steps is None:
                return
            name = said.get("edit") or str(next(self._numbers))
            if "op" in said:
                self._steps[name] = _step(said, self._began)
            elif said["text"] is None:
                self._steps.pop(name, None)
            elif before := self._steps.get(name):
                self._steps[name] = _with_text(before, said["text"])


@cache
def _listener() -> str:
    return files("uptake.replay").joinpath("recorder.js").read_text(encoding="utf-8")


def _script(observer: str, name: str) -> str:
    return _listener().replace("__NAME__", name).replace("__OBSERVE__", f"({observer.strip()})")


def _step(said: dict[str, Any], began: float) -> DemonstrationStep:
    action = Action(
        op=Op(said["op"]),
        target=_ref(said["ref"]),
        text=said["text"],
        end=_ref(said.get("end_ref")),
    )
    width, height = said["viewport"]
    # Addresses of links can carry keys to a session, and no step is learned from them.
    elements = [{**element, "url": ""} for element in with_traits(said["elements"])]
    observation = Observation(
        backend="browser",
        app=said["url"],
        viewport=(int(width), int(height)),
        elements=tuple(map(Element.model_validate, elements)),
    )
    observation = _pruned(observation, action)
    return DemonstrationStep(
        time_ms=max(0.0, said["at"] - began), observation=observation, action=action
    )


def _with_text(step: DemonstrationStep, text: str) -> DemonstrationStep:
    return step.model_copy(update={"action": step.action.model_copy(update={"text": text})})


def _ref(ref: str | None) -> Ref | None:
    return None if ref is None else Ref(ref=ref)


def _pruned(observation: Observation, action: Action) -> Observation:
    """Leave out what the person could not see, unless it holds something that they could."""
    kept = {target.ref for target in (action.target, action.end) if isinstance(target, Ref)}
    kept.update(element.ref for element in observation.elements if element.visible)
    for element in observation.elements:
        if element.ref in kept:
            kept.update(container.ref for container in observation.ancestors(element))
    elements = tuple(element for element in observation.elements if element.ref in kept)
    return observation.model_copy(update={"elements": elements})
