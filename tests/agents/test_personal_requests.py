"""What a request leaves open is done the user's way: by their habits, and by nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from uptake.agents.assistant import Assistant
from uptake.core.actions import Action, Op, Ref
from uptake.core.events import Event, Planned, QuestionAsked, Remembered
from uptake.core.observations import Element, Observation
from uptake.core.settings import Settings
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder
from uptake.memory.habits.habits import count_choice, habit_id, slot_context, stated
from uptake.memory.records import Habit, Procedure, Provenance, now
from uptake.replay.flows import compact
from uptake.replay.induction.induction import induce
from uptake.replay.schema import Demonstration, DemonstrationStep

One = Callable[[list[Any], type], Any]

SOUPS = ("lentil", "tomato", "barley", "leek", "pumpkin", "beetroot")
SIZES = ("bowl", "cup", "pot")
BREADS = ("rye", "wheat", "corn")
KITCHEN = Observation(
    app="kitchen",
    elements=(
        *(
            Element(ref=name, role="combobox", name=name, editable=True, clickable=True)
            for name in ("soup", "size", "bread")
        ),
        Element(ref="go", role="button", text="Serve", clickable=True),
    ),
)
SERVED = Element(ref="served", role="status", text="Served")


def _served(number: int, request: str, *chosen: str) -> Demonstration:
    deeds = [
        Action(op=Op.SELECT, target=Ref(ref=ref), text=text)
        for ref, text in zip(("soup", "size", "bread"), chosen, strict=True)
    ]
    deeds.append(Action(op=Op.CLICK, target=Ref(ref="go")))
    steps = [DemonstrationStep(time_ms=0, observation=KITCHEN, action=deed) for deed in deeds]
    return Demonstration(
        id=f"s{number}", app="kitchen", person=f"p{number % 6}", request=request,
        outcome="success", steps=tuple(steps),
    )  # fmt: skip


def _meals() -> Iterator[Demonstration]:
    """Yield meals of six people; in a third of them the size is said, in another the bread."""
    everything = itertools.product(SOUPS, SIZES, BREADS)
    for number, (soup, size, bread) in enumerate(everything):
        said = (f"with {bread} bread", f"in a {size}", "")[number % 3]
        yield _served(number, f"serve the {soup} soup {said}".strip(), soup, size, bread)


@pytest.fixture(scope="module")
def meal() -> Procedure:
    shown = [compact(one, user="me", source="log") for one in _meals()]
    (procedure,) = induce(shown, user="me").procedures
    return procedure


def _kitchen(action: Action, shown: Observation) -> Observation:
    """Keep what is chosen; a served meal leaves an empty form."""
    if action.op is not Op.SELECT or not isinstance(action.target, Ref):
        return shown.model_copy(update={"elements": (*KITCHEN.elements, SERVED)})
    chosen = {"value": action.text or ""}
    elements = (
        one.model_copy(update=chosen) if one.ref == action.target.ref else one
        for one in shown.elements
    )
    return shown.model_copy(update={"elements": tuple(elements)})


@pytest.fixture
def device() -> FakeDevice:
    return FakeDevice(KITCHEN, _kitchen)


@pytest.fixture
def assistant(
    settings: Settings, model: ScriptedModel, device: FakeDevice, meal: Procedure
) -> Iterator[Assistant]:
    with Assistant(
        settings, planner_model=model, embedder=WordEmbedder(), device=device
    ) as assistant:
        assistant.memory.add([meal])
        yield assistant


def _habit(meal: Procedure, slot: str, value: str, **more: Any) -> Habit:
    context = slot_context(meal, slot)
    habit = count_choice(
        None, value, value, user=more.pop("user", "me"), app=meal.app, context=context, when=now(),
        provenance=Provenance(kind="demonstration", ids=("d1",)), weight=9.0,
    )  # fmt: skip
    whose = habit_id(habit.user, meal.app, context)
    return habit.model_copy(update={"id": whose, "asserted": True, **more})


def _planned(assistant: Assistant, request: str, one: One, thread: str = "main") -> Planned:
    planned = one(list(assistant.ask(request, thread=thread)), Planned)
    assert isinstance(planned, Planned)
    return planned


def _inserted(planned: Planned) -> dict[str, str]:
    return {insertion.slot: insertion.value for insertion in planned.inserted}


def _selected(device: FakeDevice) -> list[str]:
    return [action.text or "" for action in device.actions if action.op is Op.SELECT]


def _usual(assistant: Assistant, meal: Procedure) -> None:
    assistant.memory.add([_habit(meal, "size", "pot"), _habit(meal, "bread", "rye")])


def test_requests_that_leave_things_open_are_known_for_it(meal: Procedure) -> None:
    assert {slot.name: slot.may_be_open for slot in meal.slots} == {
        "soup": False,
        "size": True,
        "bread": True,
    }


def test_what_is_left_open_is_filled_by_habits_each_named(
    assistant: Assistant, device: FakeDevice, meal: Procedure, one: One
) -> None:
    _usual(assistant, meal)
    planned = _planned(assistant, "serve the leek soup", one)
    assert planned.route == "act"
    assert planned.thoughts.explicit == "serve the leek soup (size: pot, bread: rye)"
    assert {i.habit for i in planned.inserted} == {
        habit_id("me", "kitchen", slot_context(meal, slot)) for slot in ("size", "bread")
    }
    assert all("pot" in i.because or "rye" in i.because for i in planned.inserted)
    assert _selected(device) == ["leek", "pot", "rye"]


def test_without_a_habit_it_is_asked_for(assistant: Assistant, one: One) -> None:
    events = list(assistant.ask("serve the leek soup"))
    assert one(events, Planned).route == "ask"
    assert "<size>" in one(events, QuestionAsked).question


def test_what_the_request_says_is_not_overruled(
    assistant: Assistant, device: FakeDevice, meal: Procedure, one: One
) -> None:
    _usual(assistant, meal)
    assert _inserted(_planned(assistant, "serve the leek soup in a cup", one)) == {"bread": "rye"}
    assert _selected(device) == ["leek", "cup", "rye"]


@pytest.mark.parametrize(
    "wish", ["no bread this time", "with another bread", "without bread", "but not with rye bread"]
)
def test_nothing_is_put_in_where_the_user_says_otherwise(
    assistant: Assistant, meal: Procedure, one: One, wish: str
) -> None:
    _usual(assistant, meal)
    planned = _planned(assistant, f"serve the leek soup, {wish}", one)
    assert _inserted(planned) == {"size": "pot"}


def test_words_that_nobody_used_before_may_be_about_anything(
    assistant: Assistant, meal: Procedure, one: One
) -> None:
    _usual(assistant, meal)
    assert _inserted(_planned(assistant, "serve the gigantic leek soup", one)) == {}


def test_habits_of_other_contexts_apps_and_people_stay_there(
    assistant: Assistant, meal: Procedure, one: One
) -> None:
    assistant.memory.add(
        [
            _habit(meal, "size", "pot", app="canteen", id="elsewhere"),
            _habit(meal, "size", "cup", user="somebody"),
            _habit(meal, "size", "bowl", context="size of: send a parcel", id="parcels"),
            _habit(meal, "bread", "rye", asserted=False),
        ]
    )
    assert _inserted(_planned(assistant, "serve the leek soup", one)) == {}


def test_it_can_be_switched_off(
    settings: Settings, model: ScriptedModel, meal: Procedure, one: One
) -> None:
    plain = settings.model_copy(update={"personal_requests": False})
    with Assistant(
        plain, planner_model=model, embedder=WordEmbedder(), device=FakeDevice(KITCHEN)
    ) as assistant:
        assistant.memory.add([meal])
        _usual(assistant, meal)
        assert _planned(assistant, "serve the leek soup", one).inserted == ()


def _of(assistant: Assistant, meal: Procedure, slot: str) -> Habit:
    record = assistant.memory.get(habit_id("me", "kitchen", slot_context(meal, slot)))
    assert isinstance(record, Habit)
    return record


def test_answers_become_a_habit_and_then_nobody_is_asked(
    assistant: Assistant, meal: Procedure, one: One
) -> None:
    for thread, soup in enumerate(SOUPS[:3]):
        list(assistant.ask(f"serve the {soup} soup in a pot", thread=str(thread)))
        list(assistant.resume("corn", thread=str(thread)))
    assert _of(assistant, meal, "bread").asserted
    assert _of(assistant, meal, "bread").choices[0].count == 3
    assert not _of(assistant, meal, "size").asserted
    planned = _planned(assistant, "serve the leek soup in a cup", one, "later")
    assert _inserted(planned) == {"bread": "corn"}


def test_what_a_habit_put_in_does_not_feed_it(
    assistant: Assistant, meal: Procedure, one: One
) -> None:
    _usual(assistant, meal)
    _planned(assistant, "serve the leek soup", one)
    assert _of(assistant, meal, "size").choices[0].count == 9


def test_a_wish_for_once_teaches_nothing_and_as_always_settles_it(
    assistant: Assistant, meal: Procedure, one: One
) -> None:
    _usual(assistant, meal)
    _planned(assistant, "serve the leek soup with corn bread this time", one, "1")
    assert [choice.value for choice in _of(assistant, meal, "bread").choices] == ["rye"]
    _planned(assistant, "serve the leek soup with corn bread, as always", one, "2")
    habit = _of(assistant, meal, "bread")
    assert habit.stated
    assert habit.choices[0].value == "corn"


def test_what_the_user_says_of_themselves_settles_it(
    assistant: Assistant, meal: Procedure, one: One
) -> None:
    list(assistant.ask("remember that I always have rye bread with my soup", thread="1"))
    habit = _of(assistant, meal, "bread")
    assert habit.stated
    assert "rye bread" in habit.provenance.describe()
    assert _inserted(_planned(assistant, "serve the leek soup in a cup", one)) == {"bread": "rye"}


def test_a_complaint_counts_against_the_habit_that_was_used(
    assistant: Assistant, meal: Procedure, one: One
) -> None:
    _usual(assistant, meal)
    _planned(assistant, "serve the leek soup", one)
    events: list[Event] = list(assistant.ask("no, that was wrong, I wanted corn bread"))
    assert one(events, Remembered).text == "bread: corn, not rye"
    bread = _of(assistant, meal, "bread")
    assert {choice.value: choice.count for choice in bread.choices} == {"rye": 9, "corn": 1}
    assert bread.choices[0].weight < 5
    assert _of(assistant, meal, "size").choices[0].weight == 9
    assistant.undo(one(events, Remembered).write)
    assert _of(assistant, meal, "bread").choices[0].weight == 9


def test_a_stated_habit_gives_way_to_what_is_chosen_since(meal: Procedure) -> None:
    habit = stated(_habit(meal, "size", "pot"), "pot")
    for _ in range(12):
        habit = count_choice(
            habit, "cup", "cup", user="me", app="kitchen", context=habit.context, when=now(),
            provenance=Provenance(kind="turn", ids=("t",)),
        )  # fmt: skip
    assert habit.choices[0].value == "cup"
    assert not habit.stated
