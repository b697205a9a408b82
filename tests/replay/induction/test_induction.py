from typing import Any

from uptake.core.actions import Op
from uptake.memory.records import Procedure
from uptake.policy.slots.slots import read_slots
from uptake.replay.flows import compact
from uptake.replay.induction.induction import Induced, induce
from uptake.replay.schema import Demonstration

Show = Any  # the fixture's function
NAMES = ("Grace", "Alan", "Tony")


def learn(*shown: Demonstration) -> Induced:
    return induce([compact(one, user="me", source="log") for one in shown], user="me")


def only(induced: Induced) -> Procedure:
    (procedure,) = induced.procedures
    return procedure


def labels(procedure: Procedure) -> list[str]:
    return [step.label for step in procedure.steps]


def thrown_away(show: Show, name: str, **more: object) -> Demonstration:
    return show(f"Throw away what {name} wrote", (Op.CLICK, f"bin-{name}", None), **more)


def starred(show: Show, name: str) -> Demonstration:
    return show(f"Mark the letter of {name} as important", (Op.CLICK, f"star-{name}", None))


def sent(show: Show, name: str, text: str) -> Demonstration:
    return show(
        f'Write "{text}" to {name}',
        (Op.CLICK, "to", None),
        (Op.TYPE, "to", name),
        (Op.KEY, "to", "Tab"),
        (Op.TYPE, "say", text),
        (Op.CLICK, "send", None),
    )


def test_what_the_request_mentions_becomes_a_slot_and_the_rest_stays(show: Show):
    procedure = only(learn(*(sent(show, name, f"Hello {name}") for name in NAMES)))

    assert [slot.name for slot in procedure.slots] == ["recipient", "message"]
    assert [step.op for step in procedure.steps] == [Op.TYPE, Op.TYPE, Op.CLICK]
    assert procedure.title == 'Write "{message}" to {recipient}'
    assert labels(procedure)[-1] == "press Send"
    assert procedure.support == 3


def test_the_learned_slots_are_read_off_a_new_request(show: Show):
    procedure = only(learn(*(sent(show, name, f"Hello {name}") for name in NAMES)))

    read = read_slots('Write "See you." to Barbara', procedure)

    assert {name: one.value for name, one in read.items()} == {
        "recipient": "Barbara",
        "message": "See you.",
    }


def test_an_icon_is_learned_by_the_text_beside_it(show: Show):
    procedure = only(learn(*(thrown_away(show, name) for name in NAMES)))

    target = procedure.steps[0].target
    assert target is not None
    assert target.classes == ("bin",)
    assert target.anchor == "{item}"


def test_different_icons_asked_for_in_different_words_are_different_goals(show: Show):
    shown = [do(show, name) for name in NAMES for do in (thrown_away, starred)]

    induced = learn(*shown)

    assert len({procedure.goal for procedure in induced.procedures}) == 2


def test_different_ways_asked_for_in_the_same_words_are_one_goal(show: Show):
    opened = [
        show(
            f"Throw away what {name} wrote",
            (Op.CLICK, f"name-{name}", None),
            (Op.CLICK, f"bin-{name}", None),
        )
        for name in NAMES
    ]

    induced = learn(*opened, *(thrown_away(show, name) for name in NAMES))

    assert len(induced.procedures) == 2
    assert len({procedure.goal for procedure in induced.procedures}) == 1


def test_what_was_done_once_beside_what_is_usual_is_an_exception(show: Show):
    odd = show(
        "Throw away what Alan wrote", (Op.CLICK, "star-Alan", None), (Op.CLICK, "send", None)
    )

    induced = learn(odd, *(thrown_away(show, name) for name in NAMES))

    assert len(induced.procedures) == 1
    assert induced.exceptions == 1


def test_one_demonstration_is_enough(show: Show):
    procedure = only(learn(sent(show, "Alan", "Hello")))

    assert [slot.name for slot in procedure.slots] == ["recipient", "message"]


def test_the_order_in_which_fields_are_filled_makes_no_other_procedure(show: Show):
    turned = show(
        'Write "Well" to Grace',
        (Op.TYPE, "say", "Well"),
        (Op.TYPE, "to", "Grace"),
        (Op.CLICK, "send", None),
    )

    assert only(learn(turned, *(sent(show, name, f"Hello {name}") for name in NAMES))).support == 4


def test_learning_again_with_more_gives_the_same_procedure(show: Show):
    few = [thrown_away(show, name) for name in NAMES]

    assert only(learn(*few)).id == only(learn(*few, thrown_away(show, "Alan"))).id


def test_braces_in_a_request_are_kept_apart_from_slots(show: Show):
    shown = [sent(show, name, f"{{x}} {name}") for name in NAMES]

    assert only(learn(*shown)).title == 'Write "{message}" to {recipient}'
