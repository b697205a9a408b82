"""When a procedure counts as verified, and when it is retired."""

from __future__ import annotations

from uptake.agents.credit import (
    verified_by,
    with_dislike,
    with_failure,
    with_infeasible,
    with_success,
)
from uptake.core.actions import Op
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Step

NEW = Procedure(
    user="me",
    provenance=Provenance(kind="demonstration"),
    app="bakery",
    title="Order bread",
    goal="order bread",
    requests=("Order two loaves, please.",),
    steps=(Step(op=Op.ENTER),),
)


def test_a_success_alone_verifies_nothing():
    done = with_success(NEW)
    assert (done.successes, done.status) == (1, "candidate")


def test_a_success_that_is_known_to_be_right_verifies():
    assert verified_by(with_success(NEW), "Order a baguette").status == "verified"


def test_what_it_was_learned_from_does_not_verify_it():
    assert verified_by(with_success(NEW), "order two loaves, please").status == "candidate"


def test_a_dislike_turns_the_success_into_a_failure_and_takes_the_verification_back():
    disliked = with_dislike(verified_by(with_success(NEW), "Order a baguette"))
    assert (disliked.successes, disliked.failures, disliked.status) == (0, 1, "candidate")


def test_what_keeps_failing_is_retired():
    failing = NEW
    for _ in range(4):
        failing = with_failure(failing)
    assert failing.status == "candidate"
    assert with_failure(failing).status == "retired"


def test_what_fails_now_and_then_is_not_retired():
    mixed = NEW
    for _ in range(20):
        mixed = with_failure(with_success(mixed))
    assert mixed.status == "candidate"


def test_what_is_not_there_is_no_fault_of_what_has_worked():
    worked = with_success(NEW)
    for _ in range(20):
        worked = with_infeasible(worked)
    assert (worked.failures, worked.status) == (0, "candidate")


def test_what_never_worked_and_never_can_be_done_is_retired():
    never = NEW
    for _ in range(5):
        never = with_infeasible(never)
    assert (never.failures, never.status) == (5, "retired")


def test_what_is_retired_is_not_verified_by_a_late_word():
    retired = NEW.model_copy(update={"status": "retired"})
    assert verified_by(retired, "Order a baguette").status == "retired"
