"""The planner: think in three user thoughts, propose plans, choose one, or ask.

Goals are ranked by a small classifier and by how well their first steps fit what the device
shows; the planner model's likelihood is asked only where that leaves two goals close. Which
way to a goal is taken is a matter of the user's habits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ..core.events import Candidate, Planned, PlannerChanged, Recollection, Thoughts
from ..core.grounding import fill
from ..core.page import Page
from ..core.protocols import Message
from ..memory.records import Habit, now
from ..policy.routing.intents import INTENTS
from ..policy.routing.router import NONE, Route
from .courtesies import courtesy
from .deeds import merged
from .proposals import Proposal, propose, step_in_words, with_gaps
from .recommender.recommender import critique_in, is_about_offer
from .rewriter import rewritten
from .services import Services, planner_of, post, user_of
from .state import (
    Option,
    Plan,
    State,
    heard_in,
    previous_exchange,
    previous_plan,
    recalled_in,
    request_of,
)
from .writer import is_about_answer

CONSIDERED = 8
"""How many goals are looked at closely."""

WORTH_DOING = 0.15
"""Where all goals together fit less than this and the page says nothing, nothing is done."""

CLOSE = 0.15
"""Two goals whose scores differ by a smaller share are too close to choose without the model."""

STILL_CLOSE = 0.05
"""Two goals that differ by a smaller share after the model was asked are put to the user."""

WANTED = "Say in a few words what the user wants done."
"""What the planner model is told where plans are weighed by their titles."""

_BY_RULE = ("correction", "courtesy")
"""Kinds of talk that no classifier tells."""

LIKELIHOOD_WEIGHT = 0.3
"""How much a nat per token of the planner model counts against the classifier's log odds."""


def plan(services: Services, state: State) -> State:
    """Decide what this turn does and post it."""
    if news := services.planners.news(user_of(services)):
        post(PlannerChanged(version=news.version, problem=news.problem))
    plan = _plan(services, state)
    post(
        Planned(
            route=plan.route,
            thoughts=plan.thoughts,
            candidates=plan.candidates,
            decided_by=plan.decided_by,
            steps=plan.steps if plan.route == "act" else (),
            inserted=plan.options[0].inserted if plan.options else (),
        )
    )
    return {"plan": plan.model_dump(mode="json")}


def _plan(services: Services, state: State) -> Plan:
    request, recalled = request_of(state), recalled_in(state)
    if critique_in(services, state) is not None:
        return _talk("recommend", request, recalled)
    if state.get("noted"):  # the words were a correction, and it has been taken in
        return _talk("correction", request, recalled)
    if courtesy(request, previous_exchange(state)[1]):
        return _talk("courtesy", request, recalled)
    routes = services.routes.rank(request, user_of(services))
    intent = next((route for route in routes if route.label in INTENTS), Route("chat", 0.0))
    if is_about_answer(services, state):
        return _talk("chat", request, recalled)
    if _is_a_choice(services, state, intent.label):
        return _talk("recommend", request, recalled)
    unknown = next((route.probability for route in routes if route.label == NONE), 0.0)
    proposals = _proposals(services, request, routes)
    if _is_worth_doing(proposals, max(intent.probability, unknown)):
        return _choose(services, request, proposals)
    if _is_complaint(state):
        return _talk("correction", request, recalled)
    return _talk(intent.label if intent.probability > unknown else "chat", request, recalled)


def _is_a_choice(services: Services, state: State, intent: str) -> bool:
    """Tell whether the words ask for one of the items at hand, and tell nothing to remember."""
    request = request_of(state)
    if intent == "remember" and services.facts.read(request).statements:
        return False
    if intent == "recall":
        return False
    return bool(state.get("items")) or is_about_offer(services, request)


def _proposals(services: Services, request: str, routes: Sequence[Route]) -> list[Proposal]:
    """Return what could be done, the best first."""
    user = user_of(services)
    repertoire = services.routes.repertoire(user).at(now())
    if not services.settings.personal_requests:
        repertoire = replace(repertoire, habits=[])
    goals = [route for route in routes if repertoire.ways(route.label)][:CONSIDERED]
    device = services.device()
    page = Page(device.observe()) if device and goals else None
    return merged([propose(repertoire, goal, request, page, user) for goal in goals], page)


def _is_worth_doing(proposals: Sequence[Proposal], talking: float) -> bool:
    """Weigh all goals together against the most probable kind of talk, or of the unknown.

    A page on which what the request names can be acted on speaks against talk.
    """
    if not proposals:
        return False
    acting = sum(proposal.option.score for proposal in proposals)
    by_chance = min(proposal.chance for proposal in proposals)
    return acting >= talking * by_chance and acting >= WORTH_DOING * by_chance


def _is_complaint(state: State) -> bool:
    """Tell whether the words are a complaint about what was carried out in the turn before."""
    heard, before = heard_in(state), previous_plan(state)
    acted = before is not None and before.route == "act"
    return acted and heard is not None and heard.judgement == "dissatisfied"


def _talk(intent: str, request: str, recalled: Sequence[Recollection]) -> Plan:
    wishes = [memory for memory in recalled if memory.type in ("fact", "habit")]
    return Plan(
        route="recommend" if intent == "recommend" else "reply",
        intent=intent,
        thoughts=Thoughts(
            screen="nothing", explicit=request, implicit="; ".join(w.text for w in wishes)
        ),
        decided_by="rule" if intent in _BY_RULE else "classifier",
        used=tuple(memory.id for memory in wishes),
    )


def _choose(services: Services, request: str, proposals: list[Proposal]) -> Plan:
    decided_by: Literal["classifier", "model"] = "classifier"
    if len(_close(proposals, CLOSE)) > 1:
        proposals = _weigh_with_model(services, request, proposals)
        decided_by = "model"
    chosen = proposals[0]
    offered = [chosen] if chosen.option.missing else _close(proposals, STILL_CLOSE)[:3]
    shown = with_gaps(chosen.option.values, chosen.option.missing)
    steps = tuple(step_in_words(step, shown) for step in chosen.procedure.steps)
    return Plan(
        route="ask" if chosen.option.missing or len(offered) > 1 else "act",
        intent=chosen.goal,
        thoughts=Thoughts(
            screen="; ".join(steps),
            explicit=_personal(request, chosen.option),
            implicit="; ".join(_in_words(habit, chosen) for habit in chosen.habits),
        ),
        steps=steps,
        options=tuple(proposal.option for proposal in offered),
        candidates=tuple(
            Candidate(title=p.option.title, score=p.option.score, procedure=p.option.procedure)
            for p in proposals[:3]
        ),
        decided_by=decided_by,
        used=(chosen.procedure.id, *(habit.id for habit in chosen.habits)),
    )


def _personal(request: str, option: Option) -> str:
    return rewritten(request, option.inserted) if option.inserted else option.title


def _in_words(habit: Habit, chosen: Proposal) -> str:
    """Say what the habit brings into the plan."""
    inserted = next((one for one in chosen.option.inserted if one.habit == habit.id), None)
    if inserted:
        return f"{inserted.slot}: {inserted.value}"
    return fill(habit.choices[0].label, chosen.option.values)


def _close(proposals: Sequence[Proposal], margin: float) -> list[Proposal]:
    """Return the best one, and those whose score is less than a share `margin` below its."""
    floor = (1 - margin) * proposals[0].option.score
    return [proposals[0], *(p for p in proposals[1:] if p.option.score > floor)]


def _weigh_with_model(
    services: Services, request: str, proposals: list[Proposal]
) -> list[Proposal]:
    """Weigh the close ones by the planner model's likelihood of their titles, and order anew."""
    close = _close(proposals, CLOSE)
    asked = [
        Message("system", WANTED),
        Message("user", request),
    ]
    found = planner_of(services).model.score(asked, [p.option.title for p in close])
    mean = sum(likelihood.per_token for likelihood in found) / len(found)
    weighed = [
        _scaled(p, math.exp(LIKELIHOOD_WEIGHT * (likelihood.per_token - mean)))
        for p, likelihood in zip(close, found, strict=True)
    ]
    return sorted([*weighed, *proposals[len(close) :]], key=lambda p: -p.option.score)


def _scaled(proposal: Proposal, factor: float) -> Proposal:
    score = min(1.0, proposal.option.score * factor)
    return replace(proposal, option=proposal.option.model_copy(update={"score": score}))
