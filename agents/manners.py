"""A person's manners: the steps of a procedure, done as the person does them.

A procedure keeps what any way of doing it needs. What the person does on the way from one of
its steps to the next is a habit, and is put in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ..memory.habits.detours import place_between, steps_of
from ..memory.records import Habit
from ..memory.steps import Step


def in_manner(steps: Sequence[Step], habits: Iterable[Habit]) -> tuple[Step, ...]:
    """Return the steps with the detours that the person's asserted habits put between them.

    What is to be done the habit's way only is left as it is where the habit does not say how.
    """
    usual = {habit.context: habit.choices[0].value for habit in habits if habit.asserted}
    return tuple(_with_detours(steps, usual))


def _with_detours(steps: Sequence[Step], usual: dict[str, str]) -> Iterator[Step]:
    inside = 0  # how many steps of a round are still to come: it stays whole
    for before, after in pairwise((None, *steps, None)):
        value = usual.get(place_between(before, after))
        if value and not inside:
            yield from steps_of(value, before, after) or ()
        if after is not None:
            yield after
            inside = max(inside, after.together) - 1
