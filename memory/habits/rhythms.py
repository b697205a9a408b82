"""Rhythms: what a person chooses at some times of the day or of the week, and not at others.

A rhythm is told only where the person's choices at a time differ from their own at all other
times and chance is an unlikely explanation; then it stands before the habit that holds otherwise
(back-off: part of such a day, part of any day or kind of day, any time).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..counts import Choice, Count, Rhythm
from ..records import Habit
from ..times import TIMES, holds, time_of
from .chance import binomial_tail, chance_of_difference, unlikely

CHANCE = 0.05
"""The share of a habit's times that are told apart by chance, at most; and how likely the choices
made at one of them are even, at most, where it is asserted."""

_LEAST = 3
"""How often something must have been chosen at a time to be looked at."""


def rhythms_of(choices: Sequence[Choice], *, options: int, usual: str) -> tuple[Rhythm, ...]:
    """Return at which times a person chooses otherwise, those first that go before others.

    Each time's most frequent choice is tested by `chance_of_difference`, all of them together
    with a bound on false discoveries (Benjamini and Hochberg 1995). A time that differs is
    asserted where the choices made then are unlikely to be even among `options`. `usual` is the
    choice that holds at any time, "" where there is none; to make it needs no rhythm.
    """
    found = [one for time in TIMES if (one := _told_apart(choices, time, options))]
    differ = unlikely([one.chance for one in found], CHANCE)
    kept: list[Rhythm] = []
    for one in (one for one, differs in zip(found, differ, strict=True) if differs):
        # A part of a time that is told already needs telling only where it is otherwise.
        told = [known.value for known in kept if holds(known.time, one.time) and known.asserted]
        if not one.asserted or one.value not in (told or [usual]):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: (" " not in one.time, one.chance)))


def holding(habit: Habit, moment: datetime) -> Habit:
    """Return the habit as it holds at a moment, by the choices of that time where they differ.

    A view to plan with; it is not for keeping.
    """
    at = time_of(moment)
    rhythm = next((one for one in habit.rhythms if holds(one.time, at)), None)
    if rhythm is None:
        return habit.model_copy(update={"rhythms": ()})
    counts = [(choice, _at(choice, rhythm.time)) for choice in habit.choices]
    made = [
        choice.model_copy(update={"count": then.count, "faded": then.weight, "times": {}})
        for choice, then in sorted(counts, key=lambda pair: -pair[1].weight)
        if then.count
    ]
    return habit.model_copy(
        update={
            "choices": tuple(made),
            "asserted": rhythm.asserted,
            "stated": False,
            "rhythms": (),
            "time": rhythm.time,
            "confidence": 1.0 - min(1.0, rhythm.chance),
        }
    )


def _told_apart(choices: Sequence[Choice], time: str, options: int) -> Rhythm | None:
    """Compare what is chosen most at a time with how often it is at other times."""
    then = [(choice, _at(choice, time)) for choice in choices]
    timed = sum(count.weight for choice in choices for count in choice.times.values())
    most, here = max(then, key=lambda pair: pair[1].weight)
    weights = sum(count.weight for _, count in then)
    elsewhere = sum(count.weight for count in most.times.values()) - here.weight
    if here.count < _LEAST or timed - weights <= 0:
        return None
    return Rhythm(
        time=time,
        value=most.value,
        label=most.label,
        count=here.count,
        total=sum(count.count for _, count in then),
        chance=chance_of_difference(here.weight, weights, elsewhere, timed - weights),
        asserted=binomial_tail(here.weight, weights, 1 / max(2, options)) <= CHANCE,
    )


def _at(choice: Choice, time: str) -> Count:
    """Return how often the choice was made at a time, which may have several parts."""
    counts = [count for part, count in choice.times.items() if holds(time, part)]
    return Count(count=sum(one.count for one in counts), weight=sum(one.weight for one in counts))
