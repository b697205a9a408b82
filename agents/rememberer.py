"""Remember: write what this turn taught, with the turn as provenance."""

from __future__ import annotations

from ..core.events import Remembered
from ..memory.facts import facts_in
from ..memory.records import Episode, Fact, Procedure, Provenance
from .services import Services, post, thread_of, user_of
from .state import (
    Outcome,
    State,
    heard_in,
    messages_of,
    noted_in,
    outcome_in,
    plan_in,
    previous_plan,
    request_of,
    turn_of,
)


def remember(services: Services, state: State) -> State:
    """Keep the turn as an episode, what the user stated as facts, and outcomes as credit."""
    facts = _facts(services, state)
    noted = []
    for fact in facts:
        write = services.memory.add([fact], cause=turn_of(state))
        noted.append(Remembered(write=write.id, type="fact", text=fact.statement))
        post(noted[-1])
    services.memory.add(
        [_episode(services, state), *_credit(services, state)], cause=turn_of(state)
    )
    kept = [*noted_in(state), *noted]
    return {"noted": [remembered.model_dump(mode="json") for remembered in kept]}


def _facts(services: Services, state: State) -> list[Fact]:
    if plan_in(state).route == "act":
        return []
    request = request_of(state)
    source = Provenance(kind="turn", ids=(turn_of(state),), text=request)
    user = user_of(services)
    return [Fact(user=user, provenance=source, statement=said) for said in facts_in(request)]


def _episode(services: Services, state: State) -> Episode:
    turn, outcome = turn_of(state), outcome_in(state)
    return Episode(
        id=turn,
        user=user_of(services),
        provenance=Provenance(kind="turn", ids=(turn,)),
        thread=thread_of(),
        request=request_of(state),
        reply=str(messages_of(state)[-1].text),
        used=plan_in(state).used,
        outcome=outcome.status if outcome else "done",
    )


def _credit(services: Services, state: State) -> list[Procedure]:
    """Return the procedures whose record changes: carried out now, or disliked just now.

    The credit for a run that the user then disliked is taken back.
    """
    plan, outcome = plan_in(state), outcome_in(state)
    changed = []
    if outcome and outcome.status != "declined":
        changed.append(_with_outcome(services, plan.options[0].procedure, outcome))
    heard, previous = heard_in(state), previous_plan(state)
    if heard and heard.judgement == "dissatisfied" and previous and previous.route == "act":
        procedure = _procedure(services, previous.options[0].procedure)
        successes = max(0, procedure.successes - 1)
        disliked = {"successes": successes, "failures": procedure.failures + 1}
        changed.append(procedure.model_copy(update=disliked))
    return changed


def _with_outcome(services: Services, id: str, outcome: Outcome) -> Procedure:
    procedure = _procedure(services, id)
    if outcome.status == "done":
        verified = {"successes": procedure.successes + 1, "status": "verified"}
        return procedure.model_copy(update=verified)
    return procedure.model_copy(update={"failures": procedure.failures + 1})


def _procedure(services: Services, id: str) -> Procedure:
    record = services.memory.get(id)
    assert isinstance(record, Procedure)
    return record
