"""What is done between two moves is put in words, and done again from the words."""

from uptake.core.actions import Action, Descriptor, Op
from uptake.memory.habits.detours import (
    STRAIGHT,
    detour,
    is_detour,
    kind_of,
    place_between,
    steps_of,
)
from uptake.memory.steps import Step

CITY, STREET = (Descriptor(role="textbox", name=name) for name in ("City", "Street"))
FIRST, SECOND = (Step(op=Op.TYPE, target=field, text="{x}") for field in (CITY, STREET))
TAB = Action(op=Op.KEY, target=CITY, text="Tab")
INTO = Action(op=Op.CLICK, target=STREET)


def test_a_place_is_named_by_the_kinds_of_moves_around_it():
    assert place_between(FIRST, SECOND) == "from type textbox to type textbox"
    assert place_between(None, TAB) == "from the beginning to key Tab"
    assert place_between(SECOND, None) == "from type textbox to the end"


def test_recorded_actions_and_steps_are_named_alike():
    recorded = Action(op=Op.TYPE, target=CITY, text="Ulm")

    assert kind_of(recorded) == kind_of(FIRST)


def test_what_is_done_on_the_way_is_done_again_from_its_words():
    words = detour([TAB, INTO], FIRST, SECOND)
    steps = steps_of(words, FIRST, SECOND)

    assert words == "key Tab, click it"
    assert steps is not None
    assert [(step.op, step.target, step.text) for step in steps] == [
        (Op.KEY, None, "Tab"),
        (Op.CLICK, STREET, None),
    ]


def test_the_field_before_may_be_clicked_again():
    words = detour([Action(op=Op.CLICK, target=CITY)], FIRST, SECOND)
    steps = steps_of(words, FIRST, SECOND)

    assert steps is not None
    assert [step.target for step in steps] == [CITY]


def test_where_nothing_is_done_nothing_is_done_again():
    assert detour([], FIRST, SECOND) == STRAIGHT
    assert steps_of(STRAIGHT, FIRST, SECOND) == []


def test_what_the_words_do_not_tell_is_not_guessed():
    elsewhere = Action(op=Op.CLICK, target=Descriptor(role="button", name="Help"))
    words = detour([TAB, elsewhere], FIRST, SECOND)

    assert words == "key Tab, click button"
    assert steps_of(words, FIRST, SECOND) is None
    assert steps_of("click it", FIRST, None) is None


def test_words_for_moves_are_told_from_others():
    assert is_detour("key Tab, click it")
    assert not any(map(is_detour, (STRAIGHT, "typed", "arrow keys", "sop-1")))
