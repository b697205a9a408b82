"""Leaks of habits: what habits put into a plan, held against what the person then did.

An insertion is right or wrong; it leaks where the request itself says otherwise, or where the
habit is one of another person's or of another app. A manner (a Tab on the way to the next field)
is right or otherwise at its place, or out of place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

from planning import Plan

from uptake.agents.manners import in_manner
from uptake.core.texts import plain
from uptake.memory.records import Demonstration, Habit
from uptake.policy.slots.slots import occurs
from uptake.replay.flows import styles
from uptake.replay.open_slots import filled

OTHERWISE = "otherwise: "
"""How a log's note says which slots a request wants other than usual, without saying how."""


@dataclass
class _Counts:
    def add(self, other: Self) -> None:
        """Count the other ones, too."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Insertions(_Counts):
    """What habits put into requests."""

    right: int = 0
    wrong: int = 0
    leaks: int = 0
    otherwise: int = 0
    """Slots of which a request says that they are not to be as usual."""

    foreign: int = 0
    """Insertions that come from a habit of another person or app."""

    def figures(self) -> dict[str, float]:
        """Return the counts, and the shares that follow from them, 0..1."""
        made = self.right + self.wrong
        return {
            **asdict(self),
            "precision": round(self.right / made, 4) if made else 0.0,
            "leak_rate": round((self.leaks + self.foreign) / max(1, self.otherwise + made), 4),
        }


@dataclass
class Manners(_Counts):
    """What habits put between the steps of plans."""

    right: int = 0
    otherwise: int = 0
    """The person came to that place and did something else this time."""

    out_of_place: int = 0
    """The person came to no such place."""

    def figures(self) -> dict[str, float]:
        """Return the counts, and the share that was out of place, 0..1."""
        made = self.right + self.otherwise + self.out_of_place
        return {**asdict(self), "leak_rate": round(self.out_of_place / max(1, made), 4)}


def judged_insertions(
    plan: Plan, one: Demonstration, own: Sequence[Habit], note: str
) -> Insertions:
    """Judge what habits put into a request by what was then done."""
    if plan.proposal is None:
        return Insertions()
    did = dict(filled(one, plan.proposal.procedure))
    noted = {part.strip() for part in note.removeprefix(OTHERWISE).split(",")}
    noted = noted if note.startswith(OTHERWISE) else set()
    otherwise = {slot for slot, value in did.items() if occurs(one.request, value)} | noted
    foreign = {habit.id for habit in own if habit.app != one.app or habit.user != one.person}
    counted = Insertions(otherwise=len(otherwise))
    for insertion in plan.proposal.option.inserted:
        right = plain(insertion.value) == plain(did.get(insertion.slot, ""))
        counted.right += right
        counted.wrong += not right
        counted.leaks += insertion.slot in otherwise and not right
        counted.foreign += insertion.habit in foreign
    return counted


def judged_manners(plan: Plan, one: Demonstration) -> Manners:
    """Judge what habits put between the steps of a plan by what was done there."""
    counted = Manners()
    if plan.proposal is None:
        return counted
    did: dict[str, set[str]] = defaultdict(set)
    for context, manner in styles(one):
        did[context].add(manner)
    for habit in plan.habits:
        steps = plan.proposal.procedure.steps
        if not habit.asserted or in_manner(steps, [habit]) == steps:
            continue
        right = habit.choices[0].value in did[habit.context]
        counted.right += right
        counted.otherwise += not right and bool(did[habit.context])
        counted.out_of_place += not did[habit.context]
    return counted
