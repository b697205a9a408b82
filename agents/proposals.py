"""Proposals: one goal each, the user's way to it, its slots filled, and how well that fits.

A way is chosen by the user's habits, never by the request: requests do not tell ways apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from ..core.actions import Descriptor
from ..core.grounding import fill, fill_descriptor
from ..core.page import Page
from ..memory.records import Habit, Procedure
from ..memory.steps import Step
from ..policy.routing.router import Route
from ..policy.routing.wording import Naming
from ..policy.slots.slots import read_slots
from ..policy.slots.spans import items
from .rewriter import fillers, insertions, said
from .routes import Repertoire
from .state import Option

USUAL = 0.25
"""How much the share of the demonstrations that show a way counts, as a power."""

PRIOR = 2.0
"""How many examples what values of all ways look like counts for."""

SHOWN = 0.95
"""A mark that fits so well, 0..1, is on the page."""

POSSIBLE = 0.8
"""A step whose target fits so well, 0..1, can be done now."""

TO_BE_OPENED = 1.7
"""What is hidden keeps half of its fit; for a step that can open it, most of that is given back."""

IMPOSSIBLE = 0.3
"""What is left of the fit of a page on which the first step cannot be done."""

NAMED_BY_CHANCE = 0.02
FIT_BY_CHANCE = 0.2
"""How often a page that is about something else lets a way begin, with and without a thing
that the request names; rough, and not fitted to anything."""

UNSAID = 0.3
"""What is left of a score for each thing that the request should name and does not."""

DOUBT = 0.05
"""What is left of a score where the request names other things than a way was shown for."""


@dataclass(frozen=True)
class Proposal:
    """A goal, the way to it with its slots filled, and how well all that fits."""

    goal: str
    procedure: Procedure
    option: Option
    fit: float
    """How well the page that is open and what the request names fit, 0..1."""

    chance: float
    """How likely the page fits so by chance, 0..1; 1 where none is open."""

    habits: tuple[Habit, ...]
    """The habits that chose the way and filled slots."""


def propose(
    repertoire: Repertoire, route: Route, request: str, page: Page | None, user: str
) -> Proposal:
    """Return the best that can be done towards a goal of the repertoire."""
    ways = _for_page(repertoire.ways(route.label), page)
    habit = _habit_of_way(repertoire, ways, user)
    if habit:
        ways = [way for way in ways if way.id == habit.choices[0].value]
    found = [_by_way(repertoire, way, habit, route, request, page, user) for way in ways]
    return max(found, key=lambda one: one.fit * _likely(one, ways))


def _likely(proposal: Proposal, ways: Sequence[Procedure]) -> float:
    """Weigh how usual and how sure a way is, and whether it was shown for values like these.

    People count up to reach what is above, and down to reach what is below: a way may be
    meant for some values alone.
    """
    way, values = proposal.procedure, proposal.option.values
    usual = (way.support + 1) / (sum(one.support for one in ways) + 1)
    anywhere = Counter(_look(e) for one in ways for slot in one.slots for e in slot.examples)
    likely: float = way.confidence * usual**USUAL
    for slot in way.slots:
        look = _look(values.get(slot.name, ""))
        share = anywhere[look] / max(1, anywhere.total())
        if share:
            own = Counter(map(_look, slot.examples))
            likely *= (own[look] + PRIOR * share) / (own.total() + PRIOR) / share
    return likely


def _look(value: str) -> str:
    """Return what kinds of signs a value has: "-9" for "-12", "a 9" for "May 4"."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", value))


def _by_way(
    repertoire: Repertoire,
    way: Procedure,
    habit: Habit | None,
    route: Route,
    request: str,
    page: Page | None,
    user: str,
) -> Proposal:
    readings = read_slots(request, way)
    values = said(readings, request, way)
    usual = fillers(request, way, values, repertoire.habits, user)
    values |= {slot: filler.choices[0].value for slot, filler in usual.items()}
    values |= {slot.name: "" for slot in way.slots if slot.optional and slot.name not in values}
    missing = tuple(slot.name for slot in way.slots if slot.name not in values)
    unsaid = sum(not slot.left_open for slot in way.slots if slot.name in missing)
    fits = step_fits(way, values, page) if page else []
    fit = page_fit(fits)
    familiarity = min((r.familiarity for n, r in readings.items() if n in values), default=1.0)
    naming, taken = _naming(way), values.values()
    quoted = bool(missing) or naming.quotes_enough(request)
    all_named = quoted and naming.names_as_much(request, taken)
    doubts = max(familiarity, DOUBT) * (1.0 if all_named else DOUBT) * UNSAID**unsaid
    option = Option(
        procedure=way.id,
        title=fill(way.title, with_gaps(values, missing)),
        values=values,
        missing=missing,
        inserted=insertions(usual),
        score=route.probability * fit * doubts,
    )
    chance = chance_of_page(way, values, fits) if naming.quotes_as_much(request, taken) else 1.0
    habits = (*([habit] if habit else []), *usual.values())
    return Proposal(route.label, way, option, fit * doubts, chance, habits)


def _naming(way: Procedure) -> Naming:
    return Naming(way.requests, [example for slot in way.slots for example in slot.examples])


def _for_page(ways: Sequence[Procedure], page: Page | None) -> list[Procedure]:
    """Return the ways whose mark the page shows; where it shows none, those without a mark."""
    if page is None or not any(way.where for way in ways):
        return list(ways)
    marked = [way for way in ways if way.where and all(_is_shown(m, page) for m in way.where)]
    return marked or [way for way in ways if not way.where] or list(ways)


def _is_shown(mark: Descriptor, page: Page) -> bool:
    return _best_fit(mark, page) >= SHOWN


def _habit_of_way(repertoire: Repertoire, ways: Sequence[Procedure], user: str) -> Habit | None:
    """Return the habit that says which of the ways to a goal the user takes."""
    ids = {way.id for way in ways}
    return next(
        (
            habit
            for habit in repertoire.habits
            if habit.asserted and habit.user == user and habit.choices[0].value in ids
        ),
        None,
    )


def step_fits(procedure: Procedure, values: dict[str, str], page: Page) -> list[float]:
    """Say how well the target of each step that has one fits what the device shows, 0..1."""
    return [
        fmean(
            _best_fit(fill_descriptor(step.target, one), page)
            for one in rounds(step, procedure, values)
        )
        for step in procedure.steps
        if step.target is not None and not step.appears
    ]


def rounds(step: Step, procedure: Procedure, values: dict[str, str]) -> list[dict[str, str]]:
    """Return the values with which a step is done, one after the other: once, or for each item."""
    many = [slot.name for slot in procedure.slots if slot.many and values.get(slot.name)]
    if step.repeat != "each" or not many:
        return [values]
    return [values | {name: item} for name in many for item in items(values[name])] or [values]


def page_fit(fits: Sequence[float]) -> float:
    """Say how well a page fits a procedure whose steps fit it so, 0..1.

    The first step has to be possible now; later ones may need what earlier ones open, so
    they count less.
    """
    if not fits:
        return 1.0
    possible = 1.0 if fits[0] >= POSSIBLE else IMPOSSIBLE
    return possible * fits[0] * (0.6 + 0.4 * sum(fits) / len(fits))


def chance_of_page(way: Procedure, values: dict[str, str], fits: Sequence[float]) -> float:
    """Return how likely a page fits the way so although nothing is to be done on it.

    Small where what the request names stands where the way begins.
    """
    first = next((step.target for step in way.steps if step.target is not None), None)
    if first is None or not fits or fits[0] < POSSIBLE:
        return 1.0
    return NAMED_BY_CHANCE if fill_descriptor(first, values) != first else FIT_BY_CHANCE


def _best_fit(descriptor: Descriptor, page: Page) -> float:
    """Return how well the best fits, 0..1; what is hidden may yet be opened (a menu's items)."""
    ranked = page.rank(descriptor, limit=1)
    if not ranked:
        return 0.0
    element, score = ranked[0]
    return score if element.visible else min(1.0, score * TO_BE_OPENED)


def with_gaps(values: dict[str, str], missing: tuple[str, ...]) -> dict[str, str]:
    """Return the values, and `<slot>` for the slots that have none yet."""
    return values | {name: f"<{name}>" for name in missing}


def step_in_words(step: Step, values: dict[str, str]) -> str:
    """Say a step with its slots filled, for people."""
    if step.label:
        return fill(step.label, values)
    what = step.target.text or step.target.name or step.target.role if step.target else ""
    return fill(f"{step.op.lower()} {what or step.text or ''}".strip(), values)
