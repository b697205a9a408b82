"""Listen: read this turn's words as feedback on the turn before.

A stated correction of the way something was done changes the user's habit at once; so the
next request of that kind is carried out the corrected way.
"""

from __future__ import annotations

import numpy as np

from ..core.events import Heard, Remembered
from ..memory.habits.habits import count_choice, way_context
from ..memory.records import Habit, Procedure, Provenance, new_id, now
from ..policy.feedback import Exchange, FollowUp
from .habits import minded
from .logbook import log_followup
from .proposals import step_in_words
from .services import Services, post, user_of
from .state import Plan, State, earlier_exchanges, previous_exchange, request_of, turn_of

MEANT = 0.35
"""How similar a correction must be to another way, as a cosine, to be about that way."""


def listen(services: Services, state: State) -> State:
    """Judge the user's words about the turn before, and start this turn's state."""
    previous = state.get("plan")
    cleared: State = {
        "turn": new_id(),
        "heard": None,
        "recalled": [],
        "plan": None,
        "outcome": None,
        "recommended": [],
        "remarks": [],
        "chosen": None,
        "resolved": "",
        "told": [],
        "noted": [],
        "previous": previous,
        "previous_outcome": state.get("outcome"),
    }
    before, reply = previous_exchange(state)
    if not reply:
        return cleared
    text = request_of(state)
    if previous and previous["intent"] == "correction":
        return cleared  # what follows an acknowledged correction is what it was made for
    follow_up = FollowUp(text, (*earlier_exchanges(state), Exchange(before, reply)))
    own = services.own_words.of(user_of(services))
    judgement = services.feedback.judge_follow_up(follow_up, own)
    heard = Heard(
        judgement=judgement.judgement,
        feedback=judgement.feedback,
        probability=judgement.probability,
    )
    post(heard)
    log_followup(services, turn_of(state), turn=turn_of(cleared), said=text, judgement=judgement)
    noted: list[Remembered] = []
    if previous and heard.judgement == "dissatisfied":
        before_it, turn = Plan.model_validate(previous), turn_of(cleared)
        noted = correct_way(services, before_it, text, turn)
        noted = noted or minded(services, before_it, text, turn)
    return cleared | {
        "heard": heard.model_dump(mode="json"),
        "noted": [remembered.model_dump(mode="json") for remembered in noted],
    }


def correct_way(services: Services, plan: Plan, text: str, turn: str) -> list[Remembered]:
    """Make another way to the same goal the user's, if the words are about one."""
    user = user_of(services)
    repertoire = services.routes.repertoire(user)
    taken = plan.options[0].procedure if plan.options else ""
    others = [way for way in repertoire.ways(plan.intent) if way.id != taken]
    used = next((way for way in repertoire.ways(plan.intent) if way.id == taken), None)
    wanted = _meant_way(services, text, others, used)
    if wanted is None:
        return []
    known = [h for h in repertoire.habits if h.user == user and _is_about(h, wanted, used)]
    habit = _stated(known[0] if known else None, wanted, user, text, turn)
    write = services.memory.add([habit], cause=turn)
    remembered = Remembered(
        write=write.id, type="habit", text=f"from now on: {habit.choices[0].label}"
    )
    post(remembered)
    return [remembered]


def _is_about(habit: Habit, wanted: Procedure, used: Procedure | None) -> bool:
    ids = {wanted.id} | ({used.id} if used else set())
    return any(choice.value in ids for choice in habit.choices)


def _meant_way(
    services: Services, text: str, others: list[Procedure], used: Procedure | None
) -> Procedure | None:
    """Return the way that the words describe better than the way that was taken."""
    if not others:
        return None
    ways = [*others, *([used] if used else [])]
    said, *described = services.embedder.embed([text, *(in_words(way) for way in ways)])
    similarity = np.asarray(described) @ said
    best = int(np.argmax(similarity[: len(others)]))
    beats_used = used is None or similarity[best] >= similarity[-1] or len(others) == 1
    return others[best] if similarity[best] >= MEANT and beats_used else None


def _stated(habit: Habit | None, wanted: Procedure, user: str, text: str, turn: str) -> Habit:
    """Return the habit with the stated way ahead of all others."""
    counts = {choice.value: choice.count for choice in habit.choices} if habit else {}
    lead = max(counts.values(), default=0.0) - counts.get(wanted.id, 0.0)
    stated = count_choice(
        habit,
        wanted.id,
        ", then ".join(step.label for step in wanted.steps),
        user=user,
        app=wanted.app,
        context=habit.context if habit else way_context(wanted),
        when=now(),
        provenance=Provenance(kind="turn", ids=(turn,), text=text),
        weight=max(1.0, lead + 1.0),
    )
    return stated.model_copy(update={"asserted": True, "stated": True, "confidence": 1.0})


def in_words(way: Procedure) -> str:
    """Say a way's steps in one line, slots by their names."""
    names = {slot.name: slot.name for slot in way.slots}
    return ", then ".join(step_in_words(step, names) for step in way.steps)
