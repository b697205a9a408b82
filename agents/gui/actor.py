"""Act and ask: carry out the plan on the device, with the user's yes where it needs one."""

from __future__ import annotations

from langgraph.types import interrupt

from ...core.errors import DeviceError, RecordMissing
from ...core.events import ApprovalAsked
from ...memory.records import Episode, Procedure, Provenance
from ..approvals import risk_of
from ..services import Services, post, thread_of, user_of
from ..state import Outcome, Plan, State, plan_in, request_of, turn_of
from .execution import carry_out


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
    return _came_to(_carry_out(services, plan, procedure))


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
            request=request_of(state),
            reply="",
            used=plan.used,
            outcome="started",
        )
        services.memory.add([begun], cause=turn)
        return True
    return False


def _carry_out(services: Services, plan: Plan, procedure: Procedure) -> Outcome:
    device = services.device()
    if device is None:
        return Outcome(
            status="failed", reason="no page is open; open one with /browser or --url first"
        )
    try:
        outcome = carry_out(procedure, plan.options[0].values, device, on_step=post)
    except DeviceError as error:
        return Outcome(status="failed", reason=str(error))
    status = "done" if outcome.ok else "failed"
    return Outcome(status=status, reason=outcome.reason, steps=outcome.steps_done)
