from __future__ import annotations

import pytest

from uptake.agents.approvals import risk_of
from uptake.core.actions import Descriptor, Op
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Step


def _pressing(**target: object) -> Procedure:
    step = Step(op=Op.CLICK, target=Descriptor.model_validate(target))
    return Procedure(
        user="me",
        provenance=Provenance(kind="user"),
        app="a",
        title="t",
        goal="g",
        requests=(),
        steps=(step,),
    )


@pytest.mark.parametrize(
    ("target", "risk"),
    [
        ({"text": "Delete"}, "it deletes"),
        ({"classes": ("icon", "trash")}, "it deletes"),
        ({"resource_id": "send-reply"}, "it sends"),
        ({"name": "Buy now"}, "it spends"),
        ({"text": "Send and delete"}, "it deletes and sends"),
    ],
)
def test_what_cannot_be_taken_back_needs_a_yes(target: dict[str, object], risk: str) -> None:
    assert risk_of(_pressing(**target)) == risk


@pytest.mark.parametrize("text", ["Submit", "Next", "Senders", "Undeleted", "Reorder list", "OK"])
def test_what_is_harmless_does_not(text: str) -> None:
    assert risk_of(_pressing(text=text)) == ""


def test_typing_a_dangerous_word_is_harmless() -> None:
    procedure = _pressing(text="note")
    step = Step(op=Op.TYPE, target=Descriptor(name="delete reason"), text="delete")
    assert risk_of(procedure.model_copy(update={"steps": (step,)})) == ""
