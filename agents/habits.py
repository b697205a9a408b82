"""Habits from turns: what the user chose where requests may leave it open, and what they minded.

What the user said or answered is a choice; what a habit put in is none, or habits would feed on
themselves. Words for once ("no milk this time") teach nothing of the usual, "as always" settles
it, and a complaint makes the habits that filled the request count half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..core.errors import RecordMissing
from ..core.events import Insertion, Remembered
from ..core.texts import mentions, plain
from ..memory.habits.habits import count_choice, doubted, habit_id, retested, slot_context, stated
from ..memory.records import Habit, Procedure, Provenance, now
from ..memory.secrets import is_secret, redact
from ..memory.steps import Slot
from ..policy.slots.otherwise import Otherwise
from ..policy.slots.slots import occurs
from .services import Services, post, user_of
from .state import Option, Plan, State, outcome_in, plan_in, request_of, turn_of

SAID = 0.5
"""What a choice that the request says counts, against 1 for one that it left open: people say
what is not as usual."""

_FOR_ONCE = re.compile(
    r"\b(?:this time|for once|just (?:today|now|this)|today only|only today|for a change"
    r"|exceptionally|except today)\b",
    re.IGNORECASE,
)
_AS_ALWAYS = re.compile(
    r"\b(?:as|like) (?:always|usual|ever|every time)\b|\bmy usual\b|\bfrom now on\b|\balways\b",
    re.IGNORECASE,
)


def lived(services: Services, state: State) -> list[Habit]:
    """Return the habits that this turn's choices change, where it was carried out."""
    outcome, plan = outcome_in(state), plan_in(state)
    request = request_of(state)
    if outcome is None or outcome.status != "done" or not plan.options:
        return []
    option = plan.options[0]
    procedure = _procedure(services, option.procedure)
    if procedure is None or _FOR_ONCE.search(request):
        return []
    source = Provenance(kind="turn", ids=(turn_of(state),), text=redact(request))
    changed = []
    for slot, value in _chosen(option, procedure):
        weight = SAID if occurs(request, value) else 1.0
        habit = _counted(services, procedure, slot, value, source, weight)
        settled = weight == SAID and _AS_ALWAYS.search(request)
        changed.append(stated(habit, value) if settled else habit)
    return changed


def settled(services: Services, statements: Iterable[str], turn: str) -> list[Habit]:
    """Return the habits that statements of the user's settle: "I take oat milk in my coffee".

    A statement is about a slot if it names the slot and one value of it that requests were shown
    to have.
    """
    changed: dict[str, Habit] = {}
    procedures = services.routes.repertoire(user_of(services)).procedures
    for statement in statements:
        source = Provenance(kind="turn", ids=(turn,), text=redact(statement))
        for procedure in (way for ways in procedures.values() for way in ways):
            for slot in procedure.slots:
                value = _other_value(slot, "", statement) if slot.may_be_open else ""
                if value and mentions(statement, slot.name):
                    habit = _counted(services, procedure, slot, value, source, 1.0)
                    changed[habit.id] = stated(habit, value)
    return list(changed.values())


def minded(services: Services, plan: Plan, text: str, turn: str) -> list[Remembered]:
    """Lower the habits that filled the request which these words complain of.

    Where the words name another value, that is what was chosen. Returns what was posted of it.
    """
    option = plan.options[0] if plan.options else None
    procedure = _procedure(services, option.procedure) if option else None
    if option is None or procedure is None or not option.inserted or _FOR_ONCE.search(text):
        return []
    source = Provenance(kind="turn", ids=(turn,), text=redact(text))
    slots = {slot.name: slot for slot in procedure.slots}
    noted = []
    for insertion in _meant(option.inserted, slots, text):
        habit = _habit(services, procedure, insertion.slot)
        if habit is None:
            continue
        value = _other_value(slots[insertion.slot], insertion.value, text)
        options = len(slots[insertion.slot].examples)
        habit = doubted(habit, insertion.value, source, options=options, when=now())
        said = f"{insertion.slot}: {insertion.value} is not what you wanted"
        if value:
            slot = slots[insertion.slot]
            habit = _counted(services, procedure, slot, value, source, 1.0, habit)
            habit = stated(habit, value) if _AS_ALWAYS.search(text) else habit
            said = f"{insertion.slot}: {value}, not {insertion.value}"
        write = services.memory.add([habit], cause=turn)
        noted.append(Remembered(write=write.id, type="habit", text=said))
        post(noted[-1])
    return noted


def _chosen(option: Option, procedure: Procedure) -> Iterator[tuple[Slot, str]]:
    """Yield what the user themselves chose for the slots that requests may leave open."""
    inserted = {insertion.slot for insertion in option.inserted}
    for slot in procedure.slots:
        value = option.values.get(slot.name, "")
        secret = is_secret(value) or is_secret(f"{slot.name}: {value}")
        if slot.may_be_open and value and slot.name not in inserted and not secret:
            yield slot, value


def _meant(inserted: tuple[Insertion, ...], slots: dict[str, Slot], text: str) -> list[Insertion]:
    """Return the insertions that a complaint names; all of them where it names none."""
    named = [
        one
        for one in inserted
        if mentions(text, one.slot)
        or any(mentions(text, value) for value in (one.value, *slots[one.slot].examples))
    ]
    return named or list(inserted)


def _other_value(slot: Slot, value: str, text: str) -> str:
    """Return the one value of the slot, beside this one, that the words ask for; "" if none."""
    against = Otherwise(text)
    known = {plain(one): one for one in slot.examples if plain(one) != plain(value)}
    named = [one for one in known.values() if mentions(text, one) and not against.denies(one)]
    return named[0] if len(named) == 1 else ""


def _counted(
    services: Services,
    procedure: Procedure,
    slot: Slot,
    value: str,
    source: Provenance,
    weight: float,
    known: Habit | None = None,
) -> Habit:
    """Count a choice and test the habit anew."""
    user, context = user_of(services), slot_context(procedure, slot.name)
    habit = count_choice(
        known or _habit(services, procedure, slot.name),
        value,
        value,
        user=user,
        app=procedure.app,
        context=context,
        when=now(),
        provenance=source,
        weight=weight,
    )
    named = habit.model_copy(update={"id": habit_id(user, procedure.app, context)})
    return retested(named, options=len(slot.examples))


def _habit(services: Services, procedure: Procedure, slot: str) -> Habit | None:
    user = user_of(services)
    id = habit_id(user, procedure.app, slot_context(procedure, slot))
    try:
        record = services.memory.get(id)
    except RecordMissing:
        return None
    return record if isinstance(record, Habit) else None


def _procedure(services: Services, id: str) -> Procedure | None:
    try:
        record = services.memory.get(id)
    except RecordMissing:
        return None
    return record if isinstance(record, Procedure) else None
