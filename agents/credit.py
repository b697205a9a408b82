"""Credit: what an outcome changes in a procedure's record.

A procedure is a candidate until it has done what was asked in a request that it was not
learned from, and nobody minded. One that keeps failing is retired. That the pages offer no way
to do it counts against a procedure only until it has worked once: a thing that is not there is
no fault of a way that is known to lead to such things.
"""

from __future__ import annotations

from ..core.texts import plain
from ..memory.records import Procedure

_FAILURES = 5
"""So many failures retire a procedure, where it hardly ever succeeds."""

_FOR_EACH_SUCCESS = 4
"""A procedure keeps failing if it fails more often than so many times for each success."""


def with_success(procedure: Procedure) -> Procedure:
    """Count a success; whether it is what was asked for is known later."""
    return procedure.model_copy(update={"successes": procedure.successes + 1})


def with_failure(procedure: Procedure) -> Procedure:
    """Count a failure, and retire what keeps failing."""
    failures = procedure.failures + 1
    keeps_failing = failures >= max(_FAILURES, _FOR_EACH_SUCCESS * procedure.successes + 1)
    status = "retired" if keeps_failing else procedure.status
    return procedure.model_copy(update={"failures": failures, "status": status})


def with_infeasible(procedure: Procedure) -> Procedure:
    """Count what the pages offered no way to do against a procedure that never worked."""
    return procedure if procedure.successes else with_failure(procedure)


def with_dislike(procedure: Procedure) -> Procedure:
    """Turn the success that was counted for a run into a failure, because the user minded it."""
    return with_failure(
        procedure.model_copy(
            update={"successes": max(0, procedure.successes - 1), "status": "candidate"}
        )
    )


def verified_by(procedure: Procedure, request: str) -> Procedure:
    """Take a success on that request as known to be right.

    It verifies a candidate, unless the procedure was learned from such a request.
    """
    known = {plain(one) for one in procedure.requests}
    if procedure.status != "candidate" or plain(request) in known:
        return procedure
    return procedure.model_copy(update={"status": "verified"})
