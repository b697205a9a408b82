"""The rewriter: from what was asked in a few words to what this person means by it.

"Order a latte" becomes "order a latte (size: large, milk: oat)": the slots that people leave open
are filled by the habits of just that slot, in that app, of that user ("Quick on the Uptake",
personal query rewriting). Nothing is put in that the request says, or says otherwise. Each
insertion names the habit that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..core.events import Insertion
from ..memory.habits.habits import slot_context
from ..memory.records import Habit, Procedure
from ..policy.slots.otherwise import Otherwise
from ..policy.slots.slots import Reading

READ = 0.2
"""A slot whose best reading is less probable is not filled by the request."""

READ_OPTIONAL = 0.5
"""The same of a slot that requests may leave out."""


def said(readings: Mapping[str, Reading], request: str, way: Procedure) -> dict[str, str]:
    """Return the values that the request says surely enough, and does not rule out."""
    values = {
        slot.name: readings[slot.name].value
        for slot in way.slots
        if readings[slot.name].probability > (READ_OPTIONAL if slot.optional else READ)
    }
    against = Otherwise(request)
    return {
        slot.name: values[slot.name]
        for slot in way.slots
        if slot.name in values and not (slot.may_be_open and against.denies(values[slot.name]))
    }


def fillers(
    request: str, way: Procedure, values: Mapping[str, str], habits: Iterable[Habit], user: str
) -> dict[str, Habit]:
    """Return the habits that fill the slots which the request leaves open: slot -> habit."""
    usual = {
        habit.context: habit
        for habit in habits
        if habit.asserted and habit.user == user and habit.app == way.app
    }
    left = [slot for slot in way.slots if slot.may_be_open and slot.name not in values]
    found = {slot.name: usual.get(slot_context(way, slot.name)) for slot in left}
    wanted = {name: habit for name, habit in found.items() if habit is not None}
    against = Otherwise(request)
    if not wanted or against.qualifies(values.values(), way.requests):
        return {}
    otherwise = against.slots(left)
    return {name: habit for name, habit in wanted.items() if name not in otherwise}


def insertions(habits: Mapping[str, Habit]) -> tuple[Insertion, ...]:
    """Say what was put in for each slot, and why."""
    return tuple(
        Insertion(slot=slot, value=habit.choices[0].label, habit=habit.id, because=habit.text())
        for slot, habit in habits.items()
    )


def rewritten(request: str, inserted: Sequence[Insertion]) -> str:
    """Return the request in words with what was put in; the request itself if that is nothing."""
    if not inserted:
        return request
    added = ", ".join(f"{one.slot}: {one.value}" for one in inserted)
    return f"{request.rstrip(' .!')} ({added})"
