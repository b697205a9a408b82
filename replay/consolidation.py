"""Consolidation: what demonstrations teach now takes the place of what they taught before.

How procedures fared when the assistant carried them out is kept, and so is what users said or did
since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..memory.habits.habits import carried_over
from ..memory.memory import Memory
from ..memory.records import Habit, Procedure

_TAUGHT = ("turn", "user")
"""Where habits come from that no demonstration takes back."""


def consolidate(
    memory: Memory,
    app: str,
    *,
    user: str,
    procedures: Sequence[Procedure],
    habits: Sequence[Habit],
    outcomes: Mapping[str, Procedure],
    cause: str,
) -> None:
    """Put an app's procedures and habits in the place of those that were learned before.

    `outcomes` are procedures that memory does not hold any more and whose outcomes still count,
    by id.
    """
    before = _learned_before(memory, app, user)
    fared = {**outcomes, **before}
    proved = [_with_outcomes(one, fared.get(one.id)) for one in procedures]
    retitled = {before[p.id].goal: p.goal for p in proved if p.id in before}
    moved = _carried_over(memory, app, retitled)
    kept = [*moved.values(), *_not_overruled(memory, app, habits, moved.values())]
    memory.add([*proved, *kept], cause=cause)
    outdated = {*moved, *before, *_habits_before(memory, app, user)}
    outdated -= {record.id for record in (*proved, *kept)}
    if outdated:
        memory.remove(sorted(outdated), cause=cause)


def _with_outcomes(procedure: Procedure, before: Procedure | None) -> Procedure:
    """Keep how the procedure fared when the assistant carried it out, while it does the same.

    One that finds its targets or reads its slots in another way now has proved nothing yet, and
    what went wrong before does not count against it.
    """
    if before is None or _deeds(before) != _deeds(procedure):
        return procedure
    kept = {name: getattr(before, name) for name in ("successes", "failures", "status")}
    return procedure.model_copy(update=kept)


def _deeds(procedure: Procedure) -> object:
    """Return all that decides what carrying out the procedure does."""
    steps = [step.model_copy(update={"label": ""}) for step in procedure.steps]
    slots = [slot.model_copy(update={"examples": ()}) for slot in procedure.slots]
    return steps, slots


def _learned_before(memory: Memory, app: str, user: str) -> dict[str, Procedure]:
    found = memory.list("procedure", user=user, app=app)
    return {
        one.id: one
        for one in found
        if isinstance(one, Procedure) and one.app == app and one.provenance.kind == "demonstration"
    }


def _habits_before(memory: Memory, app: str, user: str) -> Iterator[str]:
    """Yield the ids of the habits that the user's demonstrations of the app taught before."""
    shown = memory.apps_by_id("demonstration", user=user)
    for one in memory.list("habit", app=app):
        taught = one.provenance.kind == "demonstration"
        if taught and not shown.keys().isdisjoint(one.provenance.ids):
            yield one.id


def _carried_over(memory: Memory, app: str, retitled: Mapping[str, str]) -> dict[str, Habit]:
    """Return what turns taught of goals that have another title now, by the id it had."""
    titles = {old: new for old, new in retitled.items() if old != new}
    taught = (one for one in memory.list("habit", app=app) if one.provenance.kind in _TAUGHT)
    pairs = ((one.id, carried_over(one, titles)) for one in taught if isinstance(one, Habit))
    return {id: habit for id, habit in pairs if habit.id != id}


def _not_overruled(
    memory: Memory, app: str, learned: Sequence[Habit], moved: Iterable[Habit]
) -> list[Habit]:
    """Leave out habits that what the user said or did since has taken over."""
    taken_over = {
        *(one.id for one in memory.list("habit", app=app) if one.provenance.kind in _TAUGHT),
        *(one.id for one in moved),
    }
    return [habit for habit in learned if habit.id not in taken_over]
