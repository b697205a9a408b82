"""Planning a request as a person's assistant, from what the earlier demonstrations teach.

A plan sees the request and the page that was open, and nothing of what was then done.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matching import deeds

from uptake.agents.deeds import merged
from uptake.agents.proposals import Proposal, propose
from uptake.agents.routes import Repertoire
from uptake.core.page import Page
from uptake.core.protocols import Embedder
from uptake.memory.counts import Choice
from uptake.memory.records import Demonstration, Habit, Procedure, Provenance, now
from uptake.policy.routing.router import Route, Router
from uptake.replay.induction.induction import induce
from uptake.replay.manners import choices, habits

USER = "nobody"
"""Whose assistant it is where it is no particular person's."""

CONSIDERED = 8
"""Goals that a plan is chosen from."""


@dataclass(frozen=True)
class Plan:
    """What the assistant would do; nothing where it knows no way."""

    proposal: Proposal | None
    habits: list[Habit]
    """Those that decide on the manner in which it would be done."""

    @property
    def missing(self) -> int:
        """How many slots have to be asked for."""
        return len(self.proposal.option.missing) if self.proposal else 0


@dataclass(frozen=True)
class App:
    """What the earlier demonstrations of one app teach."""

    ways: Sequence[Procedure]
    routes: Router | None
    usual: list[Habit]
    """What most people choose in each context, as habits of nobody in particular."""

    later: list[Demonstration]
    """What was set aside."""

    def plan(
        self,
        one: Demonstration,
        habits: Sequence[Habit],
        user: str,
        ways: Sequence[Procedure] | None = None,
    ) -> Plan:
        """Plan a request as this user's assistant that has these habits, and knows these ways."""
        goals: dict[str, list[Procedure]] = defaultdict(list)
        for way in self.ways if ways is None else ways:
            goals[way.goal].append(way)
        repertoire = Repertoire(dict(goals), list(habits))
        ranked = self.routes.rank(one.request) if self.routes else [Route(g, 1.0) for g in goals]
        routes = [route for route in ranked if repertoire.ways(route.label)][:CONSIDERED]
        observation = deeds(one)[0].observation if one.actions else None
        page = Page(observation) if observation else None
        found = merged([propose(repertoire, r, one.request, page, user) for r in routes], page)
        theirs = [habit for habit in habits if habit.user == user and habit.app == one.app]
        return Plan(found[0] if found else None, theirs)


def learn(
    shown: Sequence[Demonstration], later: float, embedder: Embedder
) -> tuple[App, list[Habit]]:
    """Learn from the earlier demonstrations; return that, and everybody's habits."""
    known, aside = _split(shown, later)
    induced = induce(known, user=USER)
    induced = replace(induced, procedures=tuple(induced.procedures_with(embedder)))
    goals = {procedure.goal for procedure in induced.procedures}
    examples = [(r, procedure.goal) for procedure in induced.procedures for r in procedure.requests]
    router = Router.fit(examples, embedder) if len(goals) > 1 else None
    usual = [
        as_habit(USER, one[0].demonstration.app, context, Counter(o.value for o in one))
        for context, one in choices(known, induced).items()
    ]
    return App(induced.procedures, router, usual, aside), habits(known, induced, user=USER)


def _split(
    shown: Sequence[Demonstration], later: float
) -> tuple[list[Demonstration], list[Demonstration]]:
    """Set aside the latest successes of each person who shows at least two demonstrations."""
    by_person: dict[str, list[Demonstration]] = defaultdict(list)
    for one in shown:
        by_person[one.person].append(one)
    known: list[Demonstration] = []
    aside: list[Demonstration] = []
    for theirs in by_person.values():
        cut = len(theirs) - math.ceil(later * len(theirs)) if len(theirs) > 1 else len(theirs)
        known += theirs[:cut]
        aside += [one for one in theirs[cut:] if one.success]
    return known, aside


def as_habit(user: str, app: str, context: str, made: Counter[str]) -> Habit:
    """Return choices that were made in a context as an asserted habit, the most frequent first."""
    ranked = made.most_common()
    return Habit(
        user=user,
        app=app,
        context=context,
        choices=tuple(Choice(value=v, label=v, count=n, last=now()) for v, n in ranked),
        provenance=Provenance(kind="demonstration"),
        asserted=True,
    )
