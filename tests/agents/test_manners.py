"""Steps are done as the person does them, where a habit says how."""

import pytest

from uptake.agents.manners import in_manner
from uptake.core.actions import Descriptor, Op
from uptake.memory.counts import Choice
from uptake.memory.records import Habit, Provenance, now
from uptake.memory.steps import Step

NEXT_FIELD = "from type textbox to type textbox"
USER, SECRET = (Descriptor(role="textbox", name=name) for name in ("User", "Password"))
STEPS = (
    Step(op=Op.TYPE, target=USER, text="{user}"),
    Step(op=Op.TYPE, target=SECRET, text="{password}"),
    Step(op=Op.CLICK, target=Descriptor(role="button", name="Enter")),
)


def habit(context: str, value: str, *, asserted: bool = True) -> Habit:
    return Habit(
        user="ada",
        provenance=Provenance(kind="demonstration"),
        app="door",
        context=context,
        choices=(Choice(value=value, label=value, count=4, last=now()),),
        asserted=asserted,
    )


def done(*habits: Habit) -> list[str]:
    return [f"{step.op} {step.text or ''}".strip() for step in in_manner(STEPS, habits)]


def test_who_goes_on_by_tab_goes_on_by_tab():
    assert done(habit(NEXT_FIELD, "key Tab")) == [
        "TYPE {user}",
        "KEY Tab",
        "TYPE {password}",
        "CLICK",
    ]


def test_who_clicks_into_the_field_clicks_into_that_field():
    (_, clicked, *_) = in_manner(STEPS, [habit(NEXT_FIELD, "click it")])

    assert (clicked.op, clicked.target) == (Op.CLICK, SECRET)


def test_a_habit_may_hold_at_the_beginning_and_at_the_end():
    first = habit("from the beginning to type textbox", "click it")
    last = habit("from click button to the end", "key Escape")

    assert done(first, last) == ["CLICK", "TYPE {user}", "TYPE {password}", "CLICK", "KEY Escape"]


def test_steps_that_are_repeated_together_stay_together():
    rounds = (STEPS[0].model_copy(update={"repeat": "each", "together": 2}), *STEPS[1:])
    found = in_manner(rounds, [habit(NEXT_FIELD, "key Tab")])

    assert found == rounds


@pytest.mark.parametrize(
    "other",
    [
        habit(NEXT_FIELD, "key Tab", asserted=False),
        habit(NEXT_FIELD, "straight on"),
        habit(NEXT_FIELD, "click button"),
        habit("from type textbox to key Enter", "key Tab"),
        habit("way of: Enter", "sop-1"),
    ],
)
def test_steps_stay_as_they_are_where_no_habit_says_otherwise(other: Habit):
    assert in_manner(STEPS, [other]) == STEPS
