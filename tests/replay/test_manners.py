"""What people do in several ways is found, and is a habit only where it matters who does it."""

from typing import Any

from uptake.core.actions import Op
from uptake.memory.records import Demonstration, Habit
from uptake.replay.flows import compact
from uptake.replay.induction.induction import induce
from uptake.replay.manners import choices, habits

Show = Any  # the fixture's function
NAMES = ("Grace", "Alan", "Tony", "Barbara")
TAB, CLICK = (Op.KEY, "to", "Tab"), (Op.CLICK, "say", None)
NEXT_FIELD = "from type textbox to type textbox"


def recorded(show: Show, *deeds: object, request: str, **more: object) -> Demonstration:
    shown = show(request, *deeds, senders=NAMES, **more)
    return compact(shown, user="me", source="log")


def written(show: Show, person: str, between: object, times: int) -> list[Demonstration]:
    return [
        recorded(
            show,
            (Op.TYPE, "to", NAMES[n % 4]),
            between,
            (Op.TYPE, "say", "Hello"),
            (Op.CLICK, "send", None),
            request=f'Write "Hello" to {NAMES[n % 4]}',
            person=person,
        )
        for n in range(times)
    ]


def thrown_away(show: Show, person: str, *, opened: bool) -> list[Demonstration]:
    return [
        recorded(
            show,
            *([(Op.CLICK, f"name-{name}", None)] if opened else []),
            (Op.CLICK, f"bin-{name}", None),
            request=f"Throw away what {name} wrote",
            person=person,
        )
        for name in NAMES
    ]


def learned(records: list[Demonstration]) -> list[Habit]:
    return habits(records, induce(records, user="me"), user="me")


def asserted(records: list[Demonstration]) -> dict[str, str]:
    found = [habit for habit in learned(records) if habit.asserted]
    return {habit.user: habit.choices[0].label for habit in found}


def test_people_who_stick_to_their_own_way_have_habits(show: Show):
    tabbing = [written(show, name, TAB, 4) for name in ("ada", "bob", "cleo")]
    clicking = [written(show, name, CLICK, 4) for name in ("dan", "eve", "fay")]

    found = asserted([one for each in (*tabbing, *clicking) for one in each])

    assert found == dict.fromkeys(("ada", "bob", "cleo"), "key Tab") | dict.fromkeys(
        ("dan", "eve", "fay"), "click it"
    )


def test_people_who_waver_have_none(show: Show):
    shown = []
    for n, person in enumerate(("ada", "bob", "cleo", "dan", "eve", "fay")):
        shown += written(show, person, (TAB, CLICK)[n % 2], 2)
        shown += written(show, person, (CLICK, TAB)[n % 2], 2)

    assert asserted(shown) == {}


def test_what_everybody_does_is_nobodys_habit(show: Show):
    people = ("ada", "bob", "cleo", "dan")

    assert asserted([one for name in people for one in written(show, name, TAB, 5)]) == {}


def test_a_person_who_takes_another_way_to_the_goal_has_a_habit(show: Show):
    usual = [thrown_away(show, name, opened=False) for name in ("ada", "bob", "cleo", "dan")]
    records = [*(one for each in usual for one in each), *thrown_away(show, "eve", opened=True)]

    (habit,) = [habit for habit in learned(records) if habit.asserted and habit.user == "eve"]

    assert "click {item}" in habit.choices[0].label
    assert habit.base_rate == 0.0


def test_who_demonstrates_alone_has_the_users_habits(show: Show):
    assert asserted(written(show, "ada", TAB, 8)) == {"me": "key Tab"}
    assert asserted(written(show, "ada", TAB, 2)) == {}


def test_a_demonstration_counts_once_in_each_context(show: Show):
    (found,) = (one for one in learned(written(show, "ada", TAB, 3)) if one.context == NEXT_FIELD)

    assert [(choice.label, choice.count) for choice in found.choices] == [("key Tab", 3)]


def test_how_an_action_was_done_is_a_choice_too(show: Show):
    typed, pasted = (written(show, name, TAB, 3) for name in ("ada", "bob"))
    records = [
        one.model_copy(update={"manners": (manner, "", manner, "")})
        for manner, some in (("typed", typed), ("pasted", pasted))
        for one in some
    ]

    found = choices(records, induce(records, user="me"))

    assert {one.value for one in found["how to type textbox"]} == {"typed", "pasted"}
    assert NEXT_FIELD in found


def test_what_the_request_asks_for_is_no_choice(show: Show):
    shown = [
        recorded(
            show,
            (Op.TYPE, "to", name),
            between,
            (Op.TYPE, "say", "Hello"),
            request=f'{asked} "Hello" to {name}',
        )
        for asked, between in (("With the keys write", TAB), ("Point and send", CLICK))
        for name in NAMES
    ]

    assert NEXT_FIELD not in choices(shown, induce(shown, user="me"))


def test_what_nobody_did_otherwise_and_could_not_leave_out_is_no_choice(show: Show):
    shown = written(show, "ada", TAB, 3)

    found = choices(shown, induce(shown, user="me"))

    assert set(found) == {NEXT_FIELD}


def test_what_requests_leave_open_is_a_habit_of_its_own(show: Show):
    shown = [
        recorded(
            show,
            (Op.TYPE, "to", NAMES[n % 4]),
            (Op.TYPE, "say", words),
            (Op.CLICK, "send", None),
            request=f"Say goodbye to {NAMES[n % 4]}" + (f' with "{words}"' if n == 3 else ""),
            person=person,
        )
        for person, words in {"ada": "so long", "bob": "take care", "cleo": "see you"}.items()
        for n in range(6)
    ]
    found = [habit for habit in learned(shown) if habit.context.startswith("message of: ")]
    assert {habit.user: habit.choices[0].value for habit in found if habit.asserted} == {
        "ada": "so long",
        "bob": "take care",
        "cleo": "see you",
    }
    assert all(sum(choice.count for choice in habit.choices) == 5 for habit in found)
