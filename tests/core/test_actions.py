from __future__ import annotations

import pytest
from pydantic import ValidationError

from uptake.core.actions import Action, Descriptor, Op, Point, Ref


@pytest.mark.parametrize(
    ("target", "kind"),
    [({"ref": "e1"}, Ref), ({"x": 10, "y": 999}, Point), ({"text": "Send"}, Descriptor)],
)
def test_each_kind_of_target_is_told_by_its_fields(target: dict[str, object], kind: type) -> None:
    action = Action.model_validate({"op": "CLICK", "target": target})
    assert isinstance(action.target, kind)


@pytest.mark.parametrize(
    "incomplete",
    [
        {"op": "CLICK"},
        {"op": "TYPE", "target": {"ref": "e1"}},
        {"op": "DRAG", "target": {"ref": "e1"}},
        {"op": "KEY"},
    ],
)
def test_an_incomplete_action_is_refused(incomplete: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="needs a"):
        Action.model_validate(incomplete)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        Action.model_validate({"op": "WAIT", "script": "alert(1)"})


def test_an_action_survives_json() -> None:
    action = Action(op=Op.TYPE, target=Descriptor(role="textbox", name="User"), text="mara")
    assert Action.model_validate_json(action.model_dump_json()) == action


def test_a_point_lies_in_the_viewport() -> None:
    with pytest.raises(ValidationError):
        Point(x=1001, y=0)
