from __future__ import annotations

import pytest
from pydantic import ValidationError

from uptake.core.events import ApprovalAsked, Remembered, StepFinished, TurnEnded, parse_event


@pytest.mark.parametrize(
    "event",
    [
        ApprovalAsked(reason="it deletes", steps=("press Delete",)),
        StepFinished(index=1, total=2, text="press OK", ok=False, error="gone", ms=3.5),
        Remembered(write="w1", type="fact", text="no onions"),
        TurnEnded(outcome="waiting", seconds=0.1),
    ],
)
def test_an_event_survives_json(event: ApprovalAsked) -> None:
    assert parse_event(event.model_dump(mode="json")) == event


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        parse_event({"kind": "surprise"})
