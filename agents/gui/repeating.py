"""Steps that are done more than once: for each value, on all that fits, until something shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ...core.actions import Action, Op
from ...core.grounding import fill
from ...core.observations import Element
from ...core.page import LEVEL
from ...core.surroundings import says_selected
from ...core.texts import plain
from ...memory.steps import TRIED, Search
from .aims import Aim, Sight
from .hands import Hands, Infeasible, NothingFits, StepFailed

_MOST = 200
"""How often one step is repeated, at most."""

_MISSES = 3
"""Without a goal, so many times without anything new in a row are the end."""

_AWAY = 3
"""A number that is to be reached and so many times in a row gets farther off is not reached."""

Key = tuple[object, ...]


def on_all(
    hands: Hands, aim: Aim, op: Op, text: str | None, *, most: int | None, patient: bool
) -> None:
    """Act on all that fits, or the first `most` of it, each once, in page order.

    Raises `NothingFits` where less fits than is asked for, or `StepFailed`.
    """
    fitting = hands.fitting(aim, patient=patient)
    if most is not None and len(fitting) < most:
        raise NothingFits(f"there are only {len(fitting)} of {aim} on the page, not {most}")
    # What fits less than these is not meant, even when these are gone.
    floor = hands.see().fit(aim) - LEVEL
    done = 0
    for times in range(_MOST):
        if done == len(fitting) or times == most:
            return
        if error := hands.act_on(fitting[done], op, text):
            raise StepFailed(error)
        left = hands.see().fitting(aim, floor)
        done += len(left) >= len(fitting)  # where it went away, the next is in its place
        fitting = left
    raise StepFailed(f"{aim} does not come to an end")


def press_until(hands: Hands, action: Action, goal: Aim | None) -> None:
    """Press a key again and again until the goal is shown; without a goal, until nothing changes.

    Raises `StepFailed`.
    """
    seen: set[object] = set()
    course = _Course(goal)
    while not _is_shown(hands, goal):
        course.check(hands.see())
        state = hands.see().state
        if state in seen or len(seen) == _MOST:
            _end(hands, goal, len(seen))
            return
        seen.add(state)
        hands.press(action)


def act_until(hands: Hands, aim: Aim, op: Op, text: str | None, goal: Aim | None) -> None:
    """Act on what fits until the goal is shown; without a goal, as long as that does anything.

    Where several fit (tabs, sections), on one after the other, what was not selected first; then
    on the last one again, as long as each time shows something new (Next, Previous, plus).
    Raises `StepFailed`.
    """
    seen: set[object] = set()
    tried: list[Key] = []
    selected: set[Key] = set()
    misses, course = 0, _Course(goal)
    while not _is_shown(hands, goal):
        course.check(hands.see())
        elements = hands.fitting(aim, may_be_none=bool(tried))
        sight = hands.see()
        fitting = _keyed(sight.likeliest_first(aim, elements))
        selected |= {key for key, element in fitting.items() if _is_selected(sight, element)}
        fresh = sorted((key for key in fitting if key not in tried), key=selected.__contains__)
        is_new = sight.state not in seen
        misses = 0 if is_new else misses + 1
        seen.add(sight.state)
        again = [key for key in tried[-1:] if is_new and (goal or fitting.keys() == {key})]
        key = next((key for key in (*fresh, *again) if key in fitting), None)
        if key is None or len(tried) == _MOST or (goal is None and misses == _MISSES):
            _end(hands, goal, len(tried))
            return
        tried.append(key)
        error = hands.act_on(fitting[key], op, text)
        if error and len(fitting) == 1 and (goal or len(tried) == 1):
            raise StepFailed(error)


def search(hands: Hands, known: Search, try_: Callable[[int], None]) -> None:
    """Try one number after the other until the page no longer says too low or too high.

    Halves what is left; where answers lead beyond where people looked, goes twice as far each
    time (Bentley and Yao, "An almost optimal algorithm for unbounded searching", 1976). Raises
    `StepFailed`.
    """
    below: int | None = None
    above: int | None = None
    for _ in range(_MOST):
        number = _between(below, above, known)
        try_(number)
        said = hands.see().said
        if said & _answers(known.too_low, number):
            below = number
        elif said & _answers(known.too_high, number):
            above = number
        else:
            return
    raise Infeasible(f"no number was right in {_MOST} tries")


def _answers(templates: Sequence[str], number: int) -> set[str]:
    return {plain(fill(one, {TRIED: str(number)})) for one in templates}


def _between(below: int | None, above: int | None, known: Search) -> int:
    """Return what to try next. Raises `Infeasible` where no number is left."""
    low = known.low if below is None else below + 1
    high = known.high if above is None else above - 1
    if low <= high:
        return (low + high) // 2
    if above is None:
        return low + (low - known.low)
    if below is None:
        return high - (known.high - high)
    raise Infeasible(f"there is no number between {below} and {above}")


class _Course:
    """Watches whether a number that is to be reached gets nearer."""

    def __init__(self, goal: Aim | None) -> None:
        self._goal = goal
        self._last: float | None = None
        self._away = 0

    def check(self, sight: Sight) -> None:
        """Look once a round. Raises `Infeasible` where the number moves away for good."""
        distance = sight.distance(self._goal) if self._goal else None
        if distance is not None and self._last is not None and distance != self._last:
            self._away = self._away + 1 if distance > self._last else 0
        self._last = distance
        if self._away == _AWAY:
            raise Infeasible(f"it leads away from {self._goal}")


def _is_shown(hands: Hands, goal: Aim | None) -> bool:
    return goal is not None and hands.see().shows(goal)


def _end(hands: Hands, goal: Aim | None, times: int) -> None:
    """Raise `Infeasible` where there is a goal that does not show, now that all was tried."""
    if goal is not None and not hands.awaits(goal):
        raise Infeasible(f"{goal} was not shown after {times} times")


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
