"""Habits: counting what a person chooses, and telling a habit from chance.

A choice alone is no habit: most people press Submit. A habit is asserted when a person makes
the choice more often than people in general do (the base rate) and chance is an unlikely
explanation. Earlier choices count less with every further one of the same context, so that what
a person does no more fades, and what is seldom called for does not. Knows nothing of where
choices are observed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from ..counts import Choice, Count
from ..records import Habit, Procedure, Provenance, new_id
from ..times import time_of
from .chance import binomial_tail, unlikely
from .people import People
from .rhythms import rhythms_of

FALSE_DISCOVERIES = 0.05
"""The share of asserted habits that chance may explain."""

LEAST = 3
"""How often a choice must have been made to be a habit at all."""

LIKELY = 0.8
"""How probable a person's choice is to be made again, at least, to be a habit, 0..1."""


_OF = " of: "
"""Stands between what a context is about and the goal."""

HALF_LIFE = 12.0
"""After how many further choices in a context an earlier one counts half."""


def way_context(way: Procedure) -> str:
    """Return the context of the habit that says which way is taken to a procedure's goal."""
    return f"way{_OF}{way.goal.removeprefix(f'{way.app}: ')}"


def slot_context(procedure: Procedure, slot: str) -> str:
    """Return the context of the habit that fills a slot which requests leave open."""
    return f"{slot}{_OF}{procedure.goal.removeprefix(f'{procedure.app}: ')}"


def carried_over(habit: Habit, goals: Mapping[str, str]) -> Habit:
    """Return the habit in the context of a goal's new title; `goals` is old title -> new title.

    The habit itself where its goal keeps its title.
    """
    what, of, goal = habit.context.partition(_OF)
    prefix = f"{habit.app}: "
    new = goals.get(goal) or goals.get(f"{prefix}{goal}")
    if not of or new is None:
        return habit
    context = f"{what}{of}{new.removeprefix(prefix)}"
    return habit.model_copy(
        update={"context": context, "id": habit_id(habit.user, habit.app, context)}
    )


def habit_id(user: str, app: str, context: str) -> str:
    """Return the id of the user's habit in a context of an app, the same whenever it is learned."""
    key = "\0".join((user, app, context)).encode(errors="surrogatepass")
    return f"habit-{hashlib.blake2b(key, digest_size=8).hexdigest()}"


def count_choice(
    habit: Habit | None,
    value: str,
    label: str,
    *,
    user: str,
    app: str,
    context: str,
    when: datetime,
    provenance: Provenance,
    weight: float = 1.0,
) -> Habit:
    """Count one more choice, with which earlier ones fade; without a habit, begin one.

    What counts most stands first. The new habit draws on the provenance of both; it keeps its id
    and whether it is asserted.
    """
    left = 0.5 ** (weight / HALF_LIFE)
    time = time_of(when)
    made = {one.value: _fading(one, left, time) for one in habit.choices} if habit else {}
    known = made.get(value, Choice(value=value, label=label, count=0.0, last=when))
    made[value] = Choice(
        value=value,
        label=label,
        count=known.count + weight,
        faded=known.weight + weight,
        last=max(known.last, when),
        times=known.times | {time: _more(known.times.get(time), weight)} if time else known.times,
    )
    choices = tuple(sorted(made.values(), key=lambda c: (-c.weight, -c.last.timestamp())))
    if habit is None:
        return Habit(
            id=new_id(),
            user=user,
            app=app,
            context=context,
            choices=choices,
            provenance=provenance,
            confidence=0.5,
            created=when,
            valid_from=when,
        )
    source = _both(habit.provenance, provenance)
    still = habit.stated and choices[0].value == habit.choices[0].value
    return habit.model_copy(update={"choices": choices, "provenance": source, "stated": still})


def assert_habits(habits: Sequence[Habit], base: Mapping[str, Mapping[str, float]]) -> list[Habit]:
    """Assert the habits whose first choice is significant against the base rate.

    `base` gives for each context how often people in general choose each value, 0..1; a
    context that it does not know counts as an even choice among the values seen. Each habit is
    tested by the one-sided exact binomial test on what its choices count now, all of them
    together with a bound on false discoveries ("Controlling the False Discovery Rate",
    Benjamini and Hochberg 1995). What the user stated stays asserted.
    """
    rates = [_base_rate(habit, base) for habit in habits]
    chances = [_chance(habit, rate) for habit, rate in zip(habits, rates, strict=True)]
    surely = unlikely(chances, FALSE_DISCOVERIES)
    return [
        _with_rhythms(habit)
        if habit.stated
        else _with_rhythms(
            habit.model_copy(
                update={
                    "asserted": sure,
                    "base_rate": rate,
                    "confidence": 1.0 - min(1.0, chance),
                }
            )
        )
        for habit, rate, chance, sure in zip(habits, rates, chances, surely, strict=True)
    ]


def retested(habit: Habit, *, options: int) -> Habit:
    """Assert the habit, or take that back, by its own choices, against an even choice.

    `options` is how many values there are to choose from. What the user stated stays asserted
    as long as it is what they choose most.
    """
    base = 1.0 / max(2, options, len(habit.choices))
    chance = _chance(habit, base)
    sure = habit.stated or chance <= FALSE_DISCOVERIES
    confidence = 1.0 if habit.stated else 1.0 - min(1.0, chance)
    tested = {"asserted": sure, "base_rate": base, "confidence": confidence}
    return _with_rhythms(habit.model_copy(update=tested), options)


def stated(habit: Habit, value: str) -> Habit:
    """Put a value that the user said to be the usual one ahead of all others, at any time."""
    ahead = max((choice.weight for choice in habit.choices), default=0.0) + 1.0
    choices = tuple(
        choice.model_copy(
            update={"faded": ahead if choice.value == value else choice.weight, "times": {}}
        )
        for choice in habit.choices
    )
    ranked = tuple(sorted(choices, key=lambda choice: -choice.weight))
    sure = {"stated": True, "asserted": True, "confidence": 1.0, "rhythms": ()}
    return habit.model_copy(update={"choices": ranked, **sure})


def doubted(habit: Habit, value: str, source: Provenance, *, options: int, when: datetime) -> Habit:
    """Let a value count half, at that time too: it was chosen for the user, who minded it."""
    choices = sorted(
        (_fading(one, 0.5, time_of(when)) if one.value == value else one for one in habit.choices),
        key=lambda choice: -choice.weight,
    )
    update = {
        "choices": tuple(choices),
        "stated": False,
        "provenance": _both(habit.provenance, source),
    }
    return retested(habit.model_copy(update=update), options=options)


def assert_among(habit: Habit, person: str, people: People, *, personal: bool) -> Habit:
    """Assert a person's habit by what all the people of its context choose.

    `personal` tells whether it matters there who chooses. If it does, a habit is what the
    person chose `LEAST` times, is `LIKELY` to choose again, and people in general are not.
    """
    chances = people.expected(person)
    choices = sorted(habit.choices, key=lambda choice: -chances[choice.value])
    first, likely = choices[0], chances[choices[0].value]
    rate = people.rates(without=person).get(first.value, 0.0)
    asserted = personal and first.count >= LEAST and likely >= LIKELY > rate
    return _with_rhythms(
        habit.model_copy(
            update={
                "choices": tuple(choices),
                "asserted": asserted,
                "base_rate": rate,
                "confidence": min(1.0, likely),
            }
        )
    )


def _base_rate(habit: Habit, base: Mapping[str, Mapping[str, float]]) -> float:
    rates = base.get(habit.context)
    if rates is None or not habit.choices:
        return 1.0 / max(2, len(habit.choices))
    return min(1.0, max(0.0, rates.get(habit.choices[0].value, 0.0)))


def _chance(habit: Habit, rate: float) -> float:
    if not habit.choices or habit.choices[0].count < LEAST:
        return 1.0
    total = sum(choice.weight for choice in habit.choices)
    return binomial_tail(habit.choices[0].weight, total, rate)


def _with_rhythms(habit: Habit, options: int = 0) -> Habit:
    """Tell at which times the habit is another; `options` is how many values there are."""
    usual = habit.choices[0].value if habit.choices and habit.asserted else ""
    most = max(options, len(habit.choices))
    found = () if habit.stated else rhythms_of(habit.choices, options=most, usual=usual)
    return habit.model_copy(update={"rhythms": found})


def _fading(choice: Choice, left: float, time: str) -> Choice:
    """Let the choice count less, of the times only at that one."""
    times = choice.times
    if time in times:
        then = times[time]
        times = times | {time: then.model_copy(update={"weight": then.weight * left})}
    return choice.model_copy(update={"faded": choice.weight * left, "times": times})


def _more(known: Count | None, weight: float) -> Count:
    before = known or Count(count=0.0, weight=0.0)
    return Count(count=before.count + weight, weight=before.weight + weight)


def _both(old: Provenance, new: Provenance) -> Provenance:
    """Merge two origins. What the user said stands before what was observed."""
    words = new if new.kind in ("turn", "user") or old.kind not in ("turn", "user") else old
    ids = tuple(dict.fromkeys((*old.ids, *new.ids)))
    return words.model_copy(update={"ids": ids})
