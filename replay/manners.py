"""Habits from demonstrations: ways, what is left unsaid, and manners (implicit flow).

Wherever people did the same thing in several ways, what each of them chose is counted beside
what the others chose. No way is known beforehand: it is what demonstrations differ in, though
their requests give no reason for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..memory.habits.chance import unlikely
from ..memory.habits.detours import is_detour
from ..memory.habits.habits import (
    LEAST,
    assert_among,
    assert_habits,
    count_choice,
    habit_id,
    slot_context,
    way_context,
)
from ..memory.habits.people import People
from ..memory.records import Demonstration, Habit, Procedure, Provenance
from . import open_slots
from .flows import styles
from .induction.induction import Induced
from .steps.goals import APART, told_apart

CHANCE = 0.01
"""The share of contexts that are taken for personal by chance, at most."""


@dataclass(frozen=True)
class Observed:
    """One choice of one person in one demonstration."""

    person: str
    context: str
    value: str
    label: str
    demonstration: Demonstration


def habits(demonstrations: Sequence[Demonstration], induced: Induced, *, user: str) -> list[Habit]:
    """Return the habits of everybody who demonstrated in one app, in the order of time.

    Where one person alone demonstrated, the habits are the user's own, and are told from an
    even choice. Else a habit is asserted only where it matters who chooses.
    """
    alone = len({one.person for one in demonstrations}) == 1
    contexts = choices(demonstrations, induced)
    people = {
        context: People((one.person, one.value) for one in observed)
        for context, observed in contexts.items()
    }
    personal = dict(zip(people, _personal(people.values()), strict=True))
    learned = []
    for context, observed in contexts.items():
        for person, habit in _counted(observed, user if alone else "").items():
            if alone:
                learned += assert_habits([habit], {})
            else:
                among = people[context]
                learned.append(assert_among(habit, person, among, personal=personal[context]))
    return learned


def choices(demonstrations: Sequence[Demonstration], induced: Induced) -> dict[str, list[Observed]]:
    """Return what was chosen in each context in which there was a choice.

    A demonstration counts once in a context, for what was chosen there most.
    """
    found: dict[str, list[Observed]] = defaultdict(list)
    procedures = {procedure.id: procedure for procedure in induced.procedures}
    goals = Counter(procedure.goal for procedure in procedures.values())
    for demonstration in demonstrations:
        way = procedures.get(induced.taken.get(demonstration.id, ""))
        if way is not None and goals[way.goal] > 1:
            observed = _observed(demonstration, way_context(way), way.id, _in_words(way))
            found[observed.context].append(observed)
        if way is not None:
            for slot, value in open_slots.chosen(demonstration, way):
                context = slot_context(way, slot)
                found[context].append(_observed(demonstration, context, value, value))
        for context, manner in _manners(demonstration):
            found[context].append(_observed(demonstration, context, manner, manner))
    return {context: seen for context, seen in found.items() if _is_choice(seen)}


def is_open(people: People) -> bool:
    """Tell whether at least two things were chosen often enough to be compared."""
    return len(people.names) > 1 and sum(n >= LEAST for n in people.totals.values()) > 1


def _personal(contexts: Iterable[People]) -> list[bool]:
    """Tell for each context whether it matters who chooses."""
    chances = [people.chance() if is_open(people) else 1.0 for people in contexts]
    return unlikely(chances, CHANCE)


def _manners(demonstration: Demonstration) -> Iterator[tuple[str, str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for context, manner in styles(demonstration):
        counts[context][manner] += 1
    for context, manners in counts.items():
        yield context, manners.most_common(1)[0][0]


def _is_choice(observed: Sequence[Observed]) -> bool:
    """Tell whether there was a choice, and the requests did not make it.

    What everybody did is none, unless it could have been left out.
    """
    requests: dict[str, list[str]] = defaultdict(list)
    for one in observed:
        requests[one.value].append(one.demonstration.request)
    if len(requests) == 1:
        return is_detour(observed[0].value)
    usual = max(requests, key=lambda value: len(requests[value]))
    others = [text for value, texts in requests.items() if value != usual for text in texts]
    return len(others) < LEAST or told_apart(requests[usual], others) < APART


def _observed(demonstration: Demonstration, context: str, value: str, label: str) -> Observed:
    return Observed(demonstration.person, context, value, label, demonstration)


def _in_words(way: Procedure) -> str:
    return ", then ".join(step.label for step in way.steps)


def _counted(observed: Iterable[Observed], owner: str) -> dict[str, Habit]:
    """Count each person's choices in one context; `owner` stands in for the person's name."""
    counted: dict[str, Habit] = {}
    for one in observed:
        counted[one.person] = count_choice(
            counted.get(one.person),
            one.value,
            one.label,
            user=owner or one.person,
            app=one.demonstration.app,
            context=one.context,
            when=one.demonstration.created,
            provenance=Provenance(kind="demonstration", ids=(one.demonstration.id,)),
        )
    return {person: _named(habit) for person, habit in counted.items()}


def _named(habit: Habit) -> Habit:
    """Give the habit an id that is the same whenever it is learned."""
    return habit.model_copy(update={"id": habit_id(habit.user, habit.app, habit.context)})
