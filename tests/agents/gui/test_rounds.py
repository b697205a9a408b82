"""Several steps that are repeated together: for each value of a list, or in search of a number."""

from __future__ import annotations

import pytest

from uptake.agents.gui.execution import Performance, carry_out
from uptake.agents.gui.ways import Way
from uptake.core.actions import Action, Descriptor, Op, Ref
from uptake.core.events import StepFinished, StepStarted
from uptake.core.observations import Element, Observation
from uptake.core.testing import FakeDevice, WordEmbedder
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Search, Slot, Step

Heard = list[StepStarted | StepFinished]
FIELD = Descriptor(role="textbox", resource_id="entry")
CHECK = Step(op=Op.CLICK, target=Descriptor(role="button", text="Check"), label="press Check")
DONE = Step(op=Op.CLICK, target=Descriptor(role="button", text="Done"), label="press Done")


def page(value: str = "", said: str = "") -> Observation:
    return Observation(
        elements=(
            Element(ref="field", role="textbox", resource_id="entry", value=value, editable=True),
            Element(ref="check", role="button", text="Check", clickable=True),
            Element(ref="done", role="button", text="Done", clickable=True),
            Element(ref="answer", role="p", text=said),
        )
    )


class Desk(FakeDevice):
    """A form that takes values, and may answer to each."""

    def __init__(self, right: float | None = None, *, always: str = "") -> None:
        super().__init__(page(), self._take)
        self._right, self._always = right, always
        self.checked: list[str] = []

    def _take(self, action: Action, shown: Observation) -> Observation:
        if action.op is Op.TYPE:
            return page(action.text or "", shown.elements[-1].text)
        if action.target == Ref(ref="check"):
            value = shown.elements[0].value
            self.checked.append(value)
            return page("" if self._right is None else value, self._answer(value))
        return shown

    def _answer(self, value: str) -> str:
        if self._right is None or int(value) == self._right:
            return self._always
        return f"{value} is too {'cold' if int(value) < self._right else 'warm'}."


def perform(
    device: FakeDevice, *steps: Step, heard: Heard | None = None, **values: str
) -> Performance:
    made = Procedure(
        user="me",
        provenance=Provenance(kind="user"),
        app="club",
        title="fill in the form",
        goal="fill in",
        requests=("fill in the form",),
        slots=tuple(Slot(name=name, many=True) for name in values),
        steps=steps,
    )
    hears = heard if heard is not None else []
    return carry_out(
        [Way(made, values)],
        device,
        embedder=WordEmbedder(),
        on_step=hears.append,
        patience_s=0.1,
    )


class TestForEachValue:
    ENTER = Step(
        op=Op.TYPE, target=FIELD, text="{names}", repeat="each", together=2, label="type {names}"
    )

    def test_all_steps_of_a_round_are_done(self) -> None:
        desk = Desk()
        assert perform(desk, self.ENTER, CHECK, DONE, names="Ann, Bob and Cy").ok
        assert desk.checked == ["Ann", "Bob", "Cy"]
        assert desk.actions[-1].target == Ref(ref="done")

    def test_the_value_may_be_put_in_by_any_step_of_a_round(self) -> None:
        desk = Desk()
        first = CHECK.model_copy(update={"repeat": "each", "together": 2})
        enter = self.ENTER.model_copy(update={"repeat": "once", "together": 1})
        assert perform(desk, first, enter, names="Ann and Bob").ok
        assert desk.checked == ["", "Ann"]

    def test_a_round_is_announced_as_one_step(self) -> None:
        heard: Heard = []
        perform(Desk(), self.ENTER, CHECK, DONE, heard=heard, names="Ann and Bob")
        said = [event.text for event in heard if isinstance(event, StepStarted)]
        assert said == ["type Ann and Bob, press Check", "press Done"]

    def test_a_step_of_a_round_that_cannot_be_done_ends_it(self) -> None:
        desk = Desk()
        missing = CHECK.model_copy(update={"target": Descriptor(role="button", text="Approve")})
        done = perform(desk, self.ENTER, missing, DONE, names="Ann and Bob")
        assert 'no button "Approve"' in done.reason
        assert [action.text for action in desk.actions] == ["Ann"]


class TestInSearchOfANumber:
    KNOWN = Search(
        low=1, high=9, too_low=("{tried} is too cold",), too_high=("{tried} is too warm",)
    )
    LOOK = Step(op=Op.TYPE, target=FIELD, text="{tried}", repeat="search", together=2, search=KNOWN)

    @pytest.mark.parametrize("right", range(1, 10))
    def test_what_is_left_is_halved_until_the_page_has_no_more_to_say(self, right: int) -> None:
        desk = Desk(right)
        assert perform(desk, self.LOOK, CHECK).ok
        assert desk.checked[-1] == str(right)
        assert len(desk.checked) <= 4

    @pytest.mark.parametrize("right", [-300, 0, 10, 5000])
    def test_it_may_lie_far_beyond_where_people_looked(self, right: int) -> None:
        desk = Desk(right)
        assert perform(desk, self.LOOK, CHECK).ok
        assert desk.checked[-1] == str(right)
        assert len(desk.checked) <= 30

    def test_what_the_page_answered_to_an_earlier_try_does_not_count(self) -> None:
        desk = Desk(5, always="1 is too cold.")
        assert perform(desk, self.LOOK, CHECK).ok
        assert desk.checked == ["5"]

    def test_answers_that_leave_no_number_end_it(self) -> None:
        done = perform(Desk(4.5), self.LOOK, CHECK)
        assert "no number between 4 and 5" in done.reason
