"""Keeps secrets out of what is learned.

They are what stands in password fields, and in fields that the settings name, unless the
request gave it away already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..core.actions import Action, Descriptor, Op, Ref, Target
from ..core.observations import Element, Observation
from ..core.texts import mentions, words
from .schema import Demonstration, DemonstrationStep

_PASSWORD = ("password", "passcode", "passphrase")
"""Fields that are called so hold a secret, whatever their type says."""

_NAMED_KEY = re.compile(r"[A-Z][A-Za-z]+\d*")
"""Keys such as "Tab" or "ArrowDown" tell nothing of what is typed; "a" and "Shift+a" would."""

_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|_")
"""Where an identifier such as "cardNumber" or "card_number" begins a new word."""


def conceal(demonstration: Demonstration, secret_fields: Sequence[str] = ()) -> Demonstration:
    """Return the demonstration with empty texts where secrets stood.

    A field is secret when it is a password field, or when its name or id has the words of one
    of `secret_fields`, in their order.
    """
    secret = _Secret(demonstration.request, (*_PASSWORD, *secret_fields))
    steps = tuple(secret.step(step) for step in demonstration.steps)
    if all(new is old for new, old in zip(steps, demonstration.steps, strict=True)):
        return demonstration
    return demonstration.model_copy(update={"steps": steps})


class _Secret:
    """What is a secret in a demonstration of one request."""

    def __init__(self, request: str, fields: Sequence[str]) -> None:
        self._request = request
        self._fields = [f" {' '.join(_words(field))} " for field in fields if _words(field)]

    def step(self, step: DemonstrationStep) -> DemonstrationStep:
        """Return the step itself where it holds no secret."""
        observation = self._observation(step.observation)
        action = self._action(step.action, step.observation)
        if observation is step.observation and action is step.action:
            return step
        return step.model_copy(update={"observation": observation, "action": action})

    def _observation(self, shown: Observation) -> Observation:
        told = [e for e in shown.elements if e.value and self._is_in(e) and self._is_kept(e.value)]
        if not told:
            return shown
        refs = {element.ref for element in told}
        elements = tuple(
            element.model_copy(update={"value": ""}) if element.ref in refs else element
            for element in shown.elements
        )
        return shown.model_copy(update={"elements": elements})

    def _action(self, action: Action, shown: Observation) -> Action:
        if action.op is Op.KEY and _NAMED_KEY.fullmatch(action.text or ""):
            return action
        if action.text and self._is_kept(action.text) and self._is_into(action.target, shown):
            return action.model_copy(update={"text": ""})
        return action

    def _is_into(self, target: Target | None, shown: Observation) -> bool:
        if isinstance(target, Ref):
            element = shown.get(target.ref)
            return element is not None and self._is_in(element)
        if isinstance(target, Descriptor):
            return self._is_called(target.name, target.resource_id)
        return False

    def _is_in(self, element: Element) -> bool:
        called = (element.name, element.resource_id, element.description)
        return element.password or (
            (element.editable or bool(element.value)) and self._is_called(*called)
        )

    def _is_called(self, *names: str) -> bool:
        called = [f" {' '.join(_words(name))} " for name in names if name]
        return any(field in name for field in self._fields for name in called)

    def _is_kept(self, value: str) -> bool:
        """Tell whether it is a secret still: the request does not say it."""
        return not mentions(self._request, value)


def _words(name: str) -> list[str]:
    """Return the words of a name or an id: "cardNumber" has two."""
    return list(words(_JOINT.sub(" ", name)))
