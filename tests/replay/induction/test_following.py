"""Which demonstrations do just what a procedure would have done."""

from typing import Any

import pytest

from uptake.core.actions import Descriptor, Op
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Slot, Step
from uptake.policy.slots.slots import learn_reader
from uptake.replay.flows import compact
from uptake.replay.induction.following import follows
from uptake.replay.schema import Demonstration
from uptake.replay.steps.traces import traces

Show = Any  # the fixture's function

STAR = Descriptor(role="span", classes=("star",))
SEND = Step(op=Op.CLICK, target=Descriptor(role="button", text="Send"))


LISTS = ("Ada and Bob", "Ida, Otto and Nils", "Greta and Hanne")
SEVERAL = Slot(
    name="who",
    many=True,
    reader=learn_reader([f"Mark the letters of {names}" for names in LISTS], LISTS, many=True),
)


def made(*steps: Step, slots: tuple[Slot, ...] = ()) -> Procedure:
    return Procedure(
        user="me",
        provenance=Provenance(kind="user"),
        app="post",
        title="t",
        goal="g",
        requests=(),
        slots=slots,
        steps=steps,
    )


def is_followed(procedure: Procedure, shown: Demonstration) -> bool:
    (trace,) = traces([compact(shown, user="me", source="log")])
    return follows(trace, procedure)


def pressed(*refs: str) -> list[tuple[Op, str, None]]:
    return [(Op.CLICK, ref, None) for ref in refs]


@pytest.mark.parametrize(
    ("refs", "followed"),
    [
        (("star-Grace", "star-Tony"), True),
        (("star-Tony", "star-Grace"), True),
        (("star-Grace",), False),
        (("star-Grace", "star-Alan"), False),
        (("star-Grace", "star-Grace"), False),
    ],
)
def test_what_is_done_for_each_is_done_for_all_that_was_asked_for_in_any_order(
    show: Show, refs: tuple[str, ...], followed: bool
):
    each = Step(op=Op.CLICK, target=STAR.model_copy(update={"anchor": "{who}"}), repeat="each")
    shown = show("Mark the letters of Grace and Tony", *pressed(*refs, "send"))

    assert is_followed(made(each, SEND, slots=(SEVERAL,)), shown) is followed


@pytest.mark.parametrize(
    ("refs", "followed"),
    [
        (("star-Grace", "star-Alan", "star-Tony"), True),
        (("star-Grace", "star-Tony"), False),
        ((), False),
    ],
)
def test_what_is_done_to_all_leaves_none_out(show: Show, refs: tuple[str, ...], followed: bool):
    every = Step(op=Op.CLICK, target=STAR, repeat="all")

    assert is_followed(made(every, SEND), show("Mark all", *pressed(*refs, "send"))) is followed


@pytest.mark.parametrize("refs", [("name-Alan",), ()])
def test_an_optional_step_may_be_left_out(show: Show, refs: tuple[str, ...]):
    opened = Step(op=Op.CLICK, target=Descriptor(role="div", text="Alan"), optional=True)

    assert is_followed(made(opened, SEND), show("Send it", *pressed(*refs, "send")))


def test_what_is_done_besides_is_not_the_procedure(show: Show):
    assert not is_followed(made(SEND), show("Send it", *pressed("send", "star-Alan")))


def test_a_repetition_ends_when_its_goal_is_shown_and_not_later(show: Show):
    step = Step(op=Op.CLICK, target=STAR, repeat="until", until=Descriptor(role="button"))

    assert not is_followed(made(step, SEND), show("Send it", *pressed("star-Grace", "send")))
    assert is_followed(made(step, SEND), show("Send it", *pressed("send")))


def test_what_a_log_does_not_show_cannot_be_followed(show: Show):
    demonstration = compact(show("Send it", *pressed("send")), user="me", source="log")
    (trace,) = traces([demonstration.model_copy(update={"screens": ""})])

    assert not follows(trace, made(SEND))
