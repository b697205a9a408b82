"""Act and ask: carry out the plan on the device, with the user's yes where it needs one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from langgraph.types import interrupt

from ...core.errors import DeviceError, RecordMissing
from ...core.events import ApprovalAsked
from ...core.protocols import Device
from ...memory.records import Episode, Procedure, Provenance, now
from ...memory.secrets import redact
from ...policy.slots.slots import read_slots
from ..approvals import risk_of
from ..manners import in_manner
from ..rewriter import said
from ..services import Oracle, Services, post, thread_of, user_of
from ..state import Outcome, Plan, State, plan_in, request_of, turn_of
from .execution import carry_out
from .ways import Way


def act(services: Services, state: State) -> State:
    """Carry out the chosen procedure; interrupts first where it needs approval.

    A turn that was cut off while acting is not carried out again when it is resumed: what
    was sent or deleted must not be sent or deleted twice.
    """
    plan = plan_in(state)
    procedure = services.memory.get(plan.options[0].procedure)
    assert isinstance(procedure, Procedure)
    risk = risk_of(procedure)
    if risk and services.settings.approve == "ask" and not _approved(plan, risk):
        return _came_to(Outcome(status="declined", reason="you said no"))
    if not _begin(services, state, plan):
        reason = "it was cut off in the middle; look at the page before you ask again"
        return _came_to(Outcome(status="failed", reason=reason))
    chosen = Way(procedure, plan.options[0].values)
    ways = [chosen, *_other_ways(services, chosen, request_of(state), risk)]
    ways = [_as_the_user_does(services, way) for way in ways]
    return _came_to(_carry_out(services, ways, request_of(state)))


def _as_the_user_does(services: Services, way: Way) -> Way:
    """Return the way with the user's manners in it: the Tab key to the next field, say."""
    if not services.settings.personal_requests:
        return way
    user, procedure = user_of(services), way.procedure
    habits = [
        habit
        for habit in services.routes.repertoire(user).at(now()).habits
        if habit.user == user and habit.app == procedure.app
    ]
    steps = in_manner(procedure.steps, habits)
    return replace(way, procedure=procedure.model_copy(update={"steps": steps}))


def _approved(plan: Plan, risk: str) -> bool:
    asked = ApprovalAsked(reason=risk, steps=plan.steps)
    return interrupt(asked.model_dump(mode="json")) is True


def _came_to(outcome: Outcome) -> State:
    return {"outcome": outcome.model_dump(mode="json")}


def _begin(services: Services, state: State, plan: Plan) -> bool:
    """Note durably that acting begins; False where it had begun before."""
    turn = turn_of(state)
    try:
        services.memory.get(turn)
    except RecordMissing:
        begun = Episode(
            id=turn,
            user=user_of(services),
            provenance=Provenance(kind="turn", ids=(turn,)),
            thread=thread_of(),
            request=redact(request_of(state)),
            reply="",
            used=plan.used,
            outcome="started",
        )
        services.memory.add([begun], cause=turn)
        return True
    return False


def _other_ways(services: Services, chosen: Way, request: str, risk: str) -> list[Way]:
    """Return other ways to the same end, with no risk that the user has not agreed to."""
    goal = chosen.procedure.goal
    others = [
        way
        for way in services.routes.repertoire(user_of(services)).ways(goal)
        if way.id != chosen.procedure.id and risk_of(way) in ("", risk)
    ]
    return [Way(way, _values(request, way) | dict(chosen.values)) for way in others]


def _values(request: str, way: Procedure) -> dict[str, str]:
    values = said(read_slots(request, way), request, way)
    return {slot.name: "" for slot in way.slots if slot.optional} | values


def _carry_out(services: Services, ways: Sequence[Way], request: str) -> Outcome:
    device = services.device()
    if device is None:
        return Outcome(
            status="failed", reason="no page is open; open one with /browser or --url first"
        )
    performed = carry_out(ways, device, embedder=services.embedder, on_step=post, request=request)
    outcome = Outcome(
        status=performed.status,
        reason=performed.reason,
        steps=performed.steps_done,
        procedure=performed.procedure,
        given_up=performed.given_up,
    )
    return _checked(services.oracle, request, device, outcome)


def _checked(oracle: Oracle | None, request: str, device: Device, outcome: Outcome) -> Outcome:
    """Let the host's check, where there is one, judge what was carried out to the end."""
    if oracle is None or outcome.status != "done":
        return outcome
    try:
        result = device.observe()
    except DeviceError:
        return outcome  # everything was done; nobody can say more
    if oracle(request, result):
        return outcome.model_copy(update={"checked": True})
    reason = "all steps were done, but the result is not what was asked for"
    return outcome.model_copy(update={"status": "failed", "reason": reason})
