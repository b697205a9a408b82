"""Importer of recordings of Chrome DevTools' Recorder (the user flows of `@puppeteer/replay`).

A recording holds no page, only selectors: each step shows the one element that its selectors
describe. What only moves the view or waits is left out, because whoever repeats the steps looks
for each target, and waits for it, by itself; the demonstration's note names what was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from ...core.actions import Action, Op, Ref
from ...core.errors import LogError
from ...core.observations import Element, Observation
from ..schema import Demonstration, DemonstrationStep, broken
from .formats import Found, fingerprint
from .selectors import element_of

Step = Mapping[str, Any]

_CHECKABLE = frozenset({"checkbox", "radio", "switch"})
_MODIFIERS = frozenset({"Alt", "Control", "Meta", "Shift"})
_LEFT_OUT = frozenset(
    {"close", "customStep", "emulateNetworkConditions", "hover", "scroll"}
    | {"waitForElement", "waitForExpression"}
)
_LONG_MS = 500
"""A press that lasts longer is a long press."""

_OTHER_BUTTONS = frozenset({"secondary", "auxiliary", "back", "forward"})


def read_recording(document: Any, _: Path) -> Sequence[Found] | None:
    """Import a recording: its title is the request, its first address the app."""
    if not _is_recording(document):
        return None
    id = fingerprint(document)
    return [Found(_app(document["steps"]), id, partial(_demonstration, document, id))]


def _is_recording(document: Any) -> bool:
    if not isinstance(document, dict) or not isinstance(document.get("title"), str):
        return False
    steps = document.get("steps")
    return isinstance(steps, list) and all(
        isinstance(step, dict) and isinstance(step.get("type"), str) for step in steps
    )


def _demonstration(document: Mapping[str, Any], id: str) -> Demonstration:
    steps = document["steps"]
    reading = _Reading()
    for place, step in enumerate(steps):
        try:
            reading.add(step)
        except ValidationError as error:
            raise LogError(broken(error).problem, field=f"steps.{place}") from error
        except LogError as error:
            raise LogError(error.problem, field=f"steps.{place}.{error.field}") from error
    left_out = ", ".join(dict.fromkeys(reading.left_out))
    try:
        return Demonstration(
            id=id,
            app=_app(steps),
            request=" ".join(document["title"].split()),
            recorded_at=datetime.fromtimestamp(0, UTC),
            steps=tuple(reading.steps),
            note=f"left out: {left_out}" if left_out else "",
        )
    except ValidationError as error:
        raise broken(error) from error


class _Reading:
    """A recording as far as it was read."""

    def __init__(self) -> None:
        self.steps: list[DemonstrationStep] = []
        self.left_out: list[str] = []
        self._url = ""
        self._viewport = (0, 0)
        self._held: list[str] = []

    def add(self, step: Step) -> None:
        """Read one more step. Raises `LogError` with the field, or `ValidationError`."""
        kind = step["type"]
        match kind:
            case "setViewport":
                self._viewport = (round(_number(step, "width")), round(_number(step, "height")))
            case "navigate":
                self._navigate(_text(step, "url"))
            case "click" | "doubleClick":
                self._click(step, twice=kind == "doubleClick")
            case "change":
                self._change(step, _text(step, "value"))
            case "keyDown":
                self._press(_text(step, "key"))
            case "keyUp":
                self._held = [key for key in self._held if key != step.get("key")]
            case _ if kind in _LEFT_OUT:
                self.left_out.append(kind)
            case _:
                raise LogError(f"{kind!r:.40} is no kind of step of a recording", field="type")
        *_, self._url = self._url, *_addresses([step])

    def _navigate(self, url: str) -> None:
        # Where it begins is where it is performed, and where a step has led already is no step.
        if self._url and url != self._url:
            self._do(Op.OPEN_APP, text=url)

    def _click(self, step: Step, *, twice: bool) -> None:
        if step.get("button") in _OTHER_BUTTONS:
            raise LogError("only the primary button can be pressed again", field="button")
        is_long = "duration" in step and _number(step, "duration") > _LONG_MS
        for _ in range(2 if twice else 1):
            self._do(Op.LONG_PRESS if is_long else Op.CLICK, _element(step))

    def _change(self, step: Step, value: str) -> None:
        element = _element(step, typed=True)
        if element.role in _CHECKABLE:
            return  # the click that changed it is a step of its own
        if self.steps and self._is_typed(self.steps[-1], element):
            self.steps.pop()
        self._do(Op.SELECT if element.role == "combobox" else Op.TYPE, element, value)

    def _is_typed(self, step: DemonstrationStep, element: Element) -> bool:
        """Tell whether the step put a text into the same field."""
        return step.action.op in (Op.TYPE, Op.SELECT) and step.observation.elements == (element,)

    def _press(self, key: str) -> None:
        if key in _MODIFIERS:
            self._held.append(key)
            return
        held = [one for one in dict.fromkeys(self._held) if one != "Shift" or len(key) > 1]
        self._do(Op.KEY, text="+".join((*held, key)))

    def _do(self, op: Op, element: Element | None = None, text: str | None = None) -> None:
        shown = Observation(
            obs_id=str(len(self.steps)),
            backend="log",
            app=self._url,
            viewport=self._viewport,
            elements=(element,) if element else (),
        )
        target = Ref(ref=element.ref) if element else None
        action = Action(op=op, target=target, text=text)
        # A recording says nothing of time; the steps keep their order.
        number = len(self.steps)
        self.steps.append(DemonstrationStep(time_ms=number, observation=shown, action=action))


def _element(step: Step, *, typed: bool = False) -> Element:
    selectors = step.get("selectors")
    if not isinstance(selectors, list) or not selectors:
        raise LogError("missing or not a list", field="selectors")
    element = element_of(selectors, typed=typed)
    if not (element.name or element.text or element.resource_id or element.classes or element.role):
        raise LogError("they say nothing about the element", field="selectors")
    return element


def _app(steps: Sequence[Step]) -> str:
    """Return the site that the recording begins on: its host, or the address of a local file."""
    url = next(_addresses(steps), "")
    try:
        return urlsplit(url).netloc or url
    except ValueError:  # it has brackets that hold no IPv6 address
        return url


def _addresses(steps: Sequence[Step]) -> Iterator[str]:
    """Yield the addresses that are shown after the steps, as far as they say them."""
    for step in steps:
        url = step.get("url") if step["type"] == "navigate" else None
        events = step.get("assertedEvents")
        told = events if isinstance(events, list) else []
        navigated = [one.get("url") for one in told if isinstance(one, dict)]
        for address in (url, *navigated):
            if isinstance(address, str) and address and not address.startswith("chrome://"):
                yield address


def _text(step: Step, field: str) -> str:
    if not isinstance(step.get(field), str):
        raise LogError("missing or not a text", field=field)
    return str(step[field])


def _number(step: Step, field: str) -> float:
    value = step.get(field)
    if not isinstance(value, int | float) or abs(value) > 1e6:
        raise LogError("missing or not a number of pixels or milliseconds", field=field)
    return float(value)
