"""Steps that are done more than once: for each value, on all that fits, until something shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...core.actions import Action, Op
from ...core.observations import Element
from ...core.page import LEVEL
from ...core.surroundings import says_selected
from .aims import Aim, Sight
from .hands import Hands, StepFailed

_MOST = 200
"""How often one step is repeated, at most."""

Key = tuple[object, ...]


def on_all(hands: Hands, aim: Aim, op: Op, text: str | None, *, patient: bool) -> None:
    """Act on all that fits, each once, in page order. Raises `StepFailed`."""
    fitting = hands.fitting(aim, patient=patient)
    # What fits less than these is not meant, even when these are gone.
    floor = hands.see().fit(aim) - LEVEL
    done = 0
    for _ in range(_MOST):
        if done == len(fitting):
            return
        if error := hands.act_on(fitting[done], op, text):
            raise StepFailed(error)
        left = hands.see().fitting(aim, floor)
        done += len(left) >= len(fitting)  # where it went away, the next is in its place
        fitting = left
    raise StepFailed(f"{aim} does not come to an end")


def press_until(hands: Hands, action: Action, goal: Aim) -> None:
    """Press a key again and again until the goal is shown. Raises `StepFailed`."""
    seen: set[object] = set()
    while not hands.see().shows(goal):
        state = hands.see().state
        if state in seen or len(seen) == _MOST:
            _end(hands, goal, len(seen))
            return
        seen.add(state)
        hands.press(action)


def act_until(hands: Hands, aim: Aim, op: Op, text: str | None, goal: Aim) -> None:
    """Act on what fits until the goal is shown. Raises `StepFailed`.

    Where several fit (tabs, sections), on one after the other, what was not selected first; then
    on the last one again, as long as each time shows something new (Next, Previous, plus).
    """
    seen: set[object] = set()
    tried: list[Key] = []
    selected: set[Key] = set()
    while not hands.see().shows(goal):
        elements = hands.fitting(aim)
        sight = hands.see()
        fitting = _keyed(sight.likeliest_first(aim, elements))
        selected |= {key for key, element in fitting.items() if _is_selected(sight, element)}
        fresh = sorted((key for key in fitting if key not in tried), key=selected.__contains__)
        state = hands.see().state
        is_new = state not in seen
        seen.add(state)
        again = tried[-1:] if is_new and tried[-1:] and tried[-1] in fitting else []
        key = next(iter((*fresh, *again)), None)
        if key is None or len(tried) == _MOST:
            _end(hands, goal, len(tried))
            return
        tried.append(key)
        error = hands.act_on(fitting[key], op, text)
        if error and len(fitting) == 1:
            raise StepFailed(error)


def _end(hands: Hands, goal: Aim, times: int) -> None:
    if not hands.awaits(goal):
        raise StepFailed(f"{goal} was not shown after {times} times")


def _keyed(elements: Sequence[Element]) -> dict[Key, Element]:
    """Return the elements by what tells them apart on a page that changes."""
    count: Counter[Key] = Counter()
    keyed: dict[Key, Element] = {}
    for element in elements:
        look = (element.role, element.name, element.text, element.resource_id)
        keyed[(*look, count[look])] = element
        count[look] += 1
    return keyed


def _is_selected(sight: Sight, element: Element) -> bool:
    around = (element, *sight.containers(element)[:1])
    return bool(element.checked) or any(
        says_selected(name) for one in around for name in one.classes
    )
