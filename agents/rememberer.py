"""Remember: write what this turn taught, with the turn as provenance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from ..core.errors import RecordMissing
from ..core.events import NotKept, Remembered
from ..memory.choices import FIRST, Choice
from ..memory.records import Episode, Fact, Pick, Procedure, Provenance, Record
from ..memory.revision import Revised
from ..memory.secrets import redact
from .credit import verified_by, with_dislike, with_failure, with_infeasible, with_success
from .discretion import without_secrets
from .habits import lived, settled
from .logbook import log_turn
from .services import Services, post, thread_of, user_of
from .state import (
    State,
    heard_in,
    messages_of,
    noted_in,
    outcome_in,
    plan_in,
    previous_outcome,
    previous_plan,
    previous_request,
    request_of,
    turn_of,
)

Change = Callable[[Procedure], Procedure]


def remember(services: Services, state: State) -> State:
    """Keep the turn as an episode, what the user stated as facts, and outcomes as credit.

    Secrets end with the turn: what is left of the state has none.
    """
    noted = [] if plan_in(state).route == "act" else _note_facts(services, state)
    facts = [one.text for one in noted if one.type == "fact"]
    taught: list[Record] = [
        *_credit(services, state),
        *lived(services, state),
        *settled(services, facts, turn_of(state)),
    ]
    clean = without_secrets(state)
    state = cast(State, {**state, **clean})
    with services.memory.database.transaction():
        services.memory.add([_episode(services, state), *taught], cause=turn_of(state))
        log_turn(services, state)
    kept = [*noted_in(state), *noted]
    return {**clean, "noted": [remembered.model_dump(mode="json") for remembered in kept]}


def _note_facts(services: Services, state: State) -> list[Remembered]:
    """Keep what the user's words state, and tell what was kept and what was not."""
    read = services.facts.read(state.get("resolved") or request_of(state))
    for refusal in read.refusals:
        post(NotKept(why=refusal.why, reason=refusal.reason, text=refusal.text))
    facts = [_stated(services, state, statement) for statement in read.statements]
    revised = [services.revision.add(fact, cause=turn_of(state)) for fact in facts]
    if choice := _choice(services, state):
        chosen = _stated(services, state, choice.statement()).model_copy(
            update={"stated": False, "confidence": FIRST, "pick": choice.pick}
        )
        revised.append(services.revision.choose(chosen, cause=turn_of(state)))
    return [noted for one in revised if (noted := _told(one))]


def _choice(services: Services, state: State) -> Choice | None:
    """Return what the user took of what was recommended, or of what the reply before offered."""
    if chosen := state.get("chosen"):
        over = tuple(redact(title) for title in chosen["over"])
        pick = Pick(chosen=redact(chosen["title"]), over=over, asked=redact(chosen["asked"]))
        return Choice(pick, "") if over else None
    before = previous_plan(state)
    if "recommend" in (plan_in(state).route, before.route if before else ""):
        return None  # what was recommended is not offered by the words of the reply
    # The last two messages are this turn's request and reply.
    asked, offered, said = map(
        redact, ["", "", *(str(m.text) for m in messages_of(state)[:-1])][-3:]
    )
    return services.choices.read(asked, offered, said)


def _stated(services: Services, state: State, statement: str) -> Fact:
    source = Provenance(kind="turn", ids=(turn_of(state),), text=redact(request_of(state)))
    return Fact(user=user_of(services), provenance=source, statement=statement)


def _told(revised: Revised) -> Remembered | None:
    """Post what became of a fact; return the event where something new is remembered."""
    statement = revised.fact.statement
    if revised.write is None or (revised.known and revised.fact.stated):
        post(NotKept(why="known", reason="is remembered already", text=statement))
        return None
    before = "; ".join(fact.statement for fact in revised.replaced)
    text = f"{statement} (no longer: {before})" if before else statement
    noted = Remembered(write=revised.write.id, type="fact", text=text)
    post(noted)
    return noted


def _episode(services: Services, state: State) -> Episode:
    turn, outcome = turn_of(state), outcome_in(state)
    return Episode(
        id=turn,
        user=user_of(services),
        provenance=Provenance(kind="turn", ids=(turn,)),
        thread=thread_of(),
        request=redact(request_of(state)),
        reply=redact(str(messages_of(state)[-1].text)),
        used=plan_in(state).used,
        outcome=outcome.status if outcome else "done",
    )


def _credit(services: Services, state: State) -> list[Procedure]:
    """Return the procedures whose record changes: carried out now, or judged by these words.

    What the user says next judges a run: the credit for one that they disliked is taken back,
    and one that they did not is known to be right.
    """
    changes = [*_judged(state), *_carried_out(state)]
    records = {procedure: _procedure(services, procedure) for procedure, _ in changes}
    for procedure, change in changes:
        if record := records[procedure]:
            records[procedure] = change(record)
    return [record for record in records.values() if record]


def _judged(state: State) -> Iterator[tuple[str, Change]]:
    """Yield what this turn's words change about the procedure of the turn before."""
    heard, before = heard_in(state), previous_outcome(state)
    if heard and before and before.status == "done":
        right = partial(verified_by, request=previous_request(state))
        yield before.procedure, with_dislike if heard.judgement == "dissatisfied" else right


def _carried_out(state: State) -> Iterator[tuple[str, Change]]:
    """Yield what this turn's outcome changes about the procedures that were carried out."""
    outcome = outcome_in(state)
    if outcome is None or not outcome.procedure:
        return
    failed = with_infeasible if outcome.status == "infeasible" else with_failure
    for given_up in outcome.given_up:
        yield given_up, failed
    yield outcome.procedure, with_success if outcome.status == "done" else failed
    if outcome.checked:
        yield outcome.procedure, partial(verified_by, request=request_of(state))


def _procedure(services: Services, id: str) -> Procedure | None:
    """Return the procedure; None where it was forgotten since."""
    try:
        record = services.memory.get(id)
    except RecordMissing:
        return None
    return record if isinstance(record, Procedure) else None
