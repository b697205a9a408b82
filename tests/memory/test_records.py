"""What a record refuses to hold."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from uptake.core.actions import Op
from uptake.memory.steps import Search, Step

KNOWN = Search(low=1, high=9, too_low=("more",), too_high=("less",))


def test_a_step_that_looks_for_a_number_says_how() -> None:
    with pytest.raises(ValidationError, match="search"):
        Step(op=Op.TYPE, text="{tried}", repeat="search")
    with pytest.raises(ValidationError, match="search"):
        Step(op=Op.TYPE, text="{tried}", search=KNOWN)
    assert Step(op=Op.TYPE, text="{tried}", repeat="search", search=KNOWN).search == KNOWN


def test_a_round_has_a_step() -> None:
    with pytest.raises(ValidationError, match="together"):
        Step(op=Op.KEY, text="Enter", together=0)
