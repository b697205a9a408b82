"""The planner: think in three user thoughts, propose plans, choose one, or ask.

Goals are ranked by a small classifier and by how well their first steps fit what the device
shows; the planner model's likelihood is asked only where that leaves two goals close. Which
way to a goal is taken is a matter of the user's habits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from ..core.actions import Descriptor
from ..core.events import Candidate, Planned, Recollection, Thoughts
from ..core.grounding import fill, fill_descriptor, rank
from ..core.observations import Observation
from ..core.protocols import Message
from ..memory.records import Habit, Procedure, Step
from ..policy.intents import INTENTS
from ..policy.slots import read_slots
from .routes import Repertoire
from .services import Services, post, user_of
from .state import Option, Plan, State, heard_in, previous_plan, recalled_in, request_of

CONSIDERED = 8
"""How many goals are looked at closely."""

WORTH_DOING = 0.15
"""A goal that fits less than this is not carried out."""

CLOSE = 0.15
"""Two goals whose scores differ by less are too close to choose without the model."""

STILL_CLOSE = 0.05
"""Two goals that differ by less after the model was asked are put to the user."""

READ = 0.2
"""A slot whose best reading is less probable is not filled by the request."""

LIKELIHOOD_WEIGHT = 0.3
"""How much a nat per token of the planner model counts against the classifier's log odds."""


@dataclass(frozen=True)
class _Proposal:
    """One goal, one way, its slots, and how well all that fits."""

    goal: str
    option: Option
    insertions: tuple[tuple[str, Habit], ...]
    """Slots that a habit filled, and the habit."""

    way: Habit | None
    """The habit that chose the way."""


def plan(services: Services, state: State) -> State:
    """Decide what this turn does and post it."""
    request, user = request_of(state), user_of(services)
    recalled = recalled_in(state)
    if state.get("noted"):
        return _decided(_acknowledge(request, recalled))
    repertoire = services.routes.repertoire(user)
    routes = services.routes.rank(request, user)
    intent = next((route for route in routes if route.label in INTENTS), None)
    device = services.device()
    screen = device.observe() if device else None
    proposals = [
        _propose(repertoire, route.label, route.probability, request, screen, user)
        for route in [r for r in routes if repertoire.ways(r.label)][:CONSIDERED]
    ]
    proposals.sort(key=lambda proposal: -proposal.option.score)
    best = proposals[0].option.score if proposals else 0.0
    if state.get("items") and (intent is None or intent.label in ("chat", "recommend")):
        return _decided(_reply("recommend", request, recalled))
    if best < WORTH_DOING or (intent and intent.probability > best):
        if _is_about_before(state):
            return _decided(_acknowledge(request, recalled))
        return _decided(_reply(intent.label if intent else "chat", request, recalled))
    return _decided(_choose(services, request, proposals))


def _decided(plan: Plan) -> State:
    steps = plan.thoughts.screen.split("; ") if plan.route == "act" else []
    post(
        Planned(
            route=plan.route,
            thoughts=plan.thoughts,
            candidates=plan.candidates,
            decided_by=plan.decided_by,
            steps=tuple(steps),
        )
    )
    return {"plan": plan.model_dump(mode="json")}


def _is_about_before(state: State) -> bool:
    """Tell whether the words are a complaint about what was carried out in the turn before."""
    heard, before = heard_in(state), previous_plan(state)
    acted = before is not None and before.route == "act"
    return acted and heard is not None and heard.judgement == "dissatisfied"


def _acknowledge(request: str, recalled: Sequence[Recollection]) -> Plan:
    plan = _reply("correction", request, recalled)
    return plan.model_copy(update={"decided_by": "rule"})


def _reply(intent: str, request: str, recalled: Sequence[Recollection]) -> Plan:
    wishes = [memory for memory in recalled if memory.type in ("fact", "habit")]
    return Plan(
        route="recommend" if intent == "recommend" else "reply",
        intent=intent,
        thoughts=Thoughts(
            screen="nothing", explicit=request, implicit="; ".join(w.text for w in wishes)
        ),
        used=tuple(memory.id for memory in wishes),
    )


def _propose(
    repertoire: Repertoire,
    goal: str,
    probability: float,
    request: str,
    screen: Observation | None,
    user: str,
) -> _Proposal:
    procedure, way = _way(repertoire, goal, user)
    readings = read_slots(request, procedure)
    values = {n: reading.value for n, reading in readings.items() if reading.probability > READ}
    insertions = _insertions(repertoire, procedure, values)
    values |= {slot: habit.choices[0].value for slot, habit in insertions}
    names = [slot.name for slot in procedure.slots]
    missing = tuple(name for name in names if name not in values)
    fit = page_fit(procedure, values, screen) if screen else 1.0
    option = Option(
        procedure=procedure.id,
        title=fill(procedure.title, values | {name: f"<{name}>" for name in missing}),
        values=values,
        missing=missing,
        score=probability * fit,
    )
    return _Proposal(goal, option, insertions, way)


def _way(repertoire: Repertoire, goal: str, user: str) -> tuple[Procedure, Habit | None]:
    """Return the way that the user takes to a goal, and the habit that says so."""
    ways = {way.id: way for way in repertoire.ways(goal)}
    for habit in repertoire.habits:
        best = habit.choices[0].value
        if habit.asserted and habit.user == user and habit.valid_to is None and best in ways:
            return ways[best], habit
    return repertoire.ways(goal)[0], None


def _insertions(
    repertoire: Repertoire, procedure: Procedure, values: dict[str, str]
) -> tuple[tuple[str, Habit], ...]:
    """Return habits that fill the slots which the request leaves open."""
    contexts = {habit.context: habit for habit in repertoire.habits if habit.asserted}
    open_slots = [slot.name for slot in procedure.slots if slot.name not in values]
    found = [(slot, contexts.get(f"{procedure.goal}/{slot}")) for slot in open_slots]
    return tuple((slot, habit) for slot, habit in found if habit)


def page_fit(procedure: Procedure, values: dict[str, str], screen: Observation) -> float:
    """Say how well the procedure's steps fit what the device shows, 0..1.

    The first step has to be possible now; later ones may need what earlier ones open, so
    they count less.
    """
    fits = [
        _best_fit(fill_descriptor(step.target, values), screen)
        for step in procedure.steps
        if step.target is not None
    ]
    if not fits:
        return 1.0
    return fits[0] * (0.6 + 0.4 * sum(fits) / len(fits))


def _best_fit(descriptor: Descriptor, screen: Observation) -> float:
    ranked = rank(descriptor, screen, limit=1)
    return ranked[0][1] if ranked else 0.0


def _choose(
    services: Services,
    request: str,
    proposals: list[_Proposal],
) -> Plan:
    decided_by: Literal["classifier", "model"] = "classifier"
    if _are_close(proposals, CLOSE):
        proposals = _weigh_with_model(services, request, proposals)
        decided_by = "model"
    chosen = proposals[0]
    missing = chosen.option.missing
    asks = bool(missing) or _are_close(proposals, STILL_CLOSE)
    insertions = dict(chosen.insertions)
    habits = [*insertions.values(), *([chosen.way] if chosen.way else [])]
    procedure = services.memory.get(chosen.option.procedure)
    assert isinstance(procedure, Procedure)
    shown = chosen.option.values | {name: f"<{name}>" for name in missing}
    steps = [step_in_words(step, shown) for step in procedure.steps]
    close = takewhile(
        lambda p: chosen.option.score - p.option.score < STILL_CLOSE * chosen.option.score,
        proposals,
    )
    options = (chosen.option,) if missing else tuple(p.option for p in list(close)[:3])
    return Plan(
        route="ask" if asks else "act",
        intent=chosen.goal,
        thoughts=Thoughts(
            screen="; ".join(steps),
            explicit=chosen.option.title,
            implicit="; ".join(habit.text() for habit in habits),
        ),
        options=options,
        candidates=tuple(
            Candidate(title=p.option.title, score=p.option.score, procedure=p.option.procedure)
            for p in proposals[:3]
        ),
        decided_by=decided_by,
        used=(procedure.id, *(habit.id for habit in habits)),
    )


def _are_close(proposals: list[_Proposal], margin: float) -> bool:
    """Tell whether the best two differ by less than `margin` of the best one's score."""
    if len(proposals) < 2:
        return False
    first, second = proposals[0].option.score, proposals[1].option.score
    return first - second < margin * first


def _weigh_with_model(
    services: Services, request: str, proposals: list[_Proposal]
) -> list[_Proposal]:
    """Add the planner model's likelihood of each close title, and order anew."""
    best = proposals[0].option.score
    close = [p for p in proposals[:4] if best - p.option.score < CLOSE * best]
    asked = [
        Message("system", "Say in a few words what the user wants done."),
        Message("user", request),
    ]
    found = services.planner_model.score(asked, [p.option.title for p in close])
    mean = sum(likelihood.per_token for likelihood in found) / len(found)
    weighed = [
        _scaled(p, math.exp(LIKELIHOOD_WEIGHT * (likelihood.per_token - mean)))
        for p, likelihood in zip(close, found, strict=True)
    ]
    return sorted([*weighed, *proposals[len(close) :]], key=lambda p: -p.option.score)


def _scaled(proposal: _Proposal, factor: float) -> _Proposal:
    score = min(1.0, proposal.option.score * factor)
    return replace(proposal, option=proposal.option.model_copy(update={"score": score}))


def step_in_words(step: Step, values: dict[str, str]) -> str:
    """Say a step with its slots filled, for people."""
    if step.label:
        return fill(step.label, values)
    what = step.target.text or step.target.name or step.target.role if step.target else ""
    return fill(f"{step.op.lower()} {what or step.text or ''}".strip(), values)
