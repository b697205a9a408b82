"""Habits from demonstrations: which way each person takes, and their manners (implicit flow).

What a person chooses is counted against what the other people of the same demonstrations do.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..memory.habits import assert_habits, count_choice, way_context
from ..memory.records import Demonstration, Habit, Procedure, Provenance
from .flows import styles
from .induction import Induced


@dataclass(frozen=True)
class _Observed:
    """One choice of one person."""

    person: str
    context: str
    value: str
    label: str
    demonstration: Demonstration


def habits(demonstrations: Sequence[Demonstration], induced: Induced, *, user: str) -> list[Habit]:
    """Return the habits of everybody who demonstrated in one app.

    Where one person alone demonstrated, the habits are the user's own.
    """
    observed = [*_ways(demonstrations, induced), *_manners(demonstrations)]
    people = {demonstration.person for demonstration in demonstrations}
    counted: dict[tuple[str, str], Habit] = {}
    for one in observed:
        key = (one.person, one.context)
        counted[key] = _counted(counted.get(key), one, one.person if len(people) > 1 else user)
    mine = [_named(habit) for habit in counted.values()]
    return [
        habit
        for (person, _), unsure in zip(counted, mine, strict=True)
        for habit in assert_habits([unsure], _base_rates(observed, person))
    ]


def _ways(demonstrations: Iterable[Demonstration], induced: Induced) -> Iterator[_Observed]:
    procedures = {procedure.id: procedure for procedure in induced.procedures}
    choices = Counter(procedure.goal for procedure in procedures.values())
    for demonstration in demonstrations:
        way = procedures.get(induced.taken.get(demonstration.id, ""))
        if way is not None and choices[way.goal] > 1:
            yield _Observed(
                demonstration.person, way_context(way), way.id, _in_words(way), demonstration
            )


def _manners(demonstrations: Iterable[Demonstration]) -> Iterator[_Observed]:
    for one in demonstrations:
        for context, manner in styles(one.actions):
            yield _Observed(one.person, context, manner, manner, one)


def _in_words(way: Procedure) -> str:
    return ", then ".join(step.label for step in way.steps)


def _counted(habit: Habit | None, one: _Observed, owner: str) -> Habit:
    return count_choice(
        habit,
        one.value,
        one.label,
        user=owner,
        app=one.demonstration.app,
        context=one.context,
        when=one.demonstration.created,
        provenance=Provenance(kind="demonstration", ids=(one.demonstration.id,)),
    )


def _named(habit: Habit) -> Habit:
    """Give the habit an id that is the same whenever it is learned."""
    key = "\0".join((habit.user, habit.app, habit.context)).encode(errors="surrogatepass")
    digest = hashlib.blake2b(key, digest_size=8).hexdigest()
    return habit.model_copy(update={"id": f"habit-{digest}"})


def _base_rates(observed: Iterable[_Observed], person: str) -> dict[str, dict[str, float]]:
    """Return how often the other people chose each value; nothing where there are none."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in observed:
        if one.person != person:
            counts[one.context][one.value] += 1
    return {
        context: {value: count / values.total() for value, count in values.items()}
        for context, values in counts.items()
    }
