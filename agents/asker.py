"""Ask: one short question that offers what could be meant, or asks for what is missing."""

from __future__ import annotations

import difflib

from langgraph.types import interrupt

from ..core.events import QuestionAsked
from ..memory.records import Procedure
from .proposals import step_in_words, with_gaps
from .services import Services
from .state import Option, Plan, State, plan_in

NEITHER = "neither of these"


def ask(services: Services, state: State) -> State:
    """Interrupt with a question, and turn the answer into a plan that can go on."""
    plan = plan_in(state)
    answer = str(interrupt(question_for(plan).model_dump(mode="json"))).strip()
    chosen = _filled(plan.options[0], answer) if plan.options[0].missing else _picked(plan, answer)
    if chosen is None:
        return {"plan": _given_up(plan).model_dump(mode="json")}
    procedure = services.memory.get(chosen.procedure)
    assert isinstance(procedure, Procedure)
    shown = with_gaps(chosen.values, chosen.missing)
    steps = tuple(step_in_words(step, shown) for step in procedure.steps)
    thoughts = plan.thoughts.model_copy(
        update={"screen": "; ".join(steps), "explicit": chosen.title}
    )
    return {
        "plan": plan.model_copy(
            update={
                "route": "ask" if chosen.missing else "act",
                "intent": procedure.goal,
                "options": (chosen,),
                "thoughts": thoughts,
                "steps": steps,
                "decided_by": "user",
                "used": (procedure.id, *plan.used[1:]),
            }
        ).model_dump(mode="json")
    }


def question_for(plan: Plan) -> QuestionAsked:
    """Return the question that a plan of route `ask` needs answered."""
    first = plan.options[0]
    if first.missing:
        return QuestionAsked(question=f"{first.title}: what should <{first.missing[0]}> be?")
    titles = tuple(option.title for option in plan.options)
    return QuestionAsked(question="Which do you mean?", options=(*titles, NEITHER))


def _filled(option: Option, answer: str) -> Option | None:
    if not answer:
        return None
    slot, *rest = option.missing
    return option.model_copy(
        update={
            "values": option.values | {slot: answer},
            "missing": tuple(rest),
            "title": option.title.replace(f"<{slot}>", answer),
        }
    )


def _picked(plan: Plan, answer: str) -> Option | None:
    """Return the option that the answer names by number or by words; None for neither."""
    titles = [option.title.lower() for option in plan.options]
    if answer.isdigit() and 0 < int(answer) <= len(titles):
        return plan.options[int(answer) - 1]
    close = difflib.get_close_matches(answer.lower(), [*titles, NEITHER], n=1, cutoff=0.5)
    return plan.options[titles.index(close[0])] if close and close[0] in titles else None


def _given_up(plan: Plan) -> Plan:
    return plan.model_copy(update={"route": "reply", "intent": "declined", "decided_by": "user"})
