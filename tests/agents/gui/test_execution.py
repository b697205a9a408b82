"""How a procedure is carried out on a device, told with a device that is none."""

from __future__ import annotations

from collections.abc import Callable

from uptake.agents.gui.execution import Performance, carry_out
from uptake.agents.gui.ways import Way
from uptake.core.actions import Action, Descriptor, Op, Ref
from uptake.core.events import StepFinished, StepStarted
from uptake.core.observations import Element, Observation
from uptake.core.testing import FakeDevice, WordEmbedder
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Slot, Step

FIELD = Element(ref="e1", role="textbox", name="Name", editable=True, clickable=True)
SEND = Element(ref="e2", role="button", text="Send", clickable=True)
CANCEL = Element(ref="e3", role="button", text="Cancel", clickable=True)
FORM = Observation(elements=(FIELD, SEND, CANCEL))

TYPE_NAME = Step(
    op=Op.TYPE,
    target=Descriptor(role="textbox", name="Name"),
    text="{name}",
    label="type {name} into the name field",
)
PRESS_SEND = Step(op=Op.CLICK, target=Descriptor(role="button", text="Send"), label="press Send")

Heard = list[StepStarted | StepFinished]


def procedure(*steps: Step, slots: tuple[str, ...] = ()) -> Procedure:
    return Procedure(
        user="me",
        provenance=Provenance(kind="user"),
        app="form",
        title="Send {name}",
        goal="send",
        requests=("send Ada",),
        slots=tuple(Slot(name=name) for name in slots),
        steps=steps,
    )


def run(
    device: FakeDevice, made: Procedure, *, patience_s: float = 0.3, **values: str
) -> tuple[Performance, Heard]:
    heard: Heard = []
    performed = carry_out(
        [Way(made, values)],
        device,
        embedder=WordEmbedder(),
        on_step=heard.append,
        request=made.requests[0],
        patience_s=patience_s,
    )
    return performed, heard


def test_steps_are_done_in_order_with_the_slots_filled() -> None:
    device = FakeDevice(FORM)
    outcome, _ = run(device, procedure(TYPE_NAME, PRESS_SEND, slots=("name",)), name="Ada")
    assert (outcome.ok, outcome.steps_done) == (True, 2)
    assert device.actions == [
        Action(op=Op.TYPE, target=Ref(ref="e1"), text="Ada"),
        Action(op=Op.CLICK, target=Ref(ref="e2")),
    ]


def test_each_step_is_announced_and_its_end_told() -> None:
    _, heard = run(FakeDevice(FORM), procedure(TYPE_NAME, PRESS_SEND, slots=("name",)), name="Ada")
    assert [(type(event).__name__, event.index, event.text) for event in heard] == [
        ("StepStarted", 1, "type Ada into the name field"),
        ("StepFinished", 1, "type Ada into the name field"),
        ("StepStarted", 2, "press Send"),
        ("StepFinished", 2, "press Send"),
    ]
    assert all(event.total == 2 for event in heard)


def test_nothing_is_done_while_a_slot_is_empty() -> None:
    device = FakeDevice(FORM)
    outcome, _ = run(device, procedure(TYPE_NAME, slots=("name",)))
    assert not outcome.ok
    assert "name" in outcome.reason
    assert device.actions == []


def test_a_missing_target_ends_the_run_and_says_which() -> None:
    step = Step(op=Op.CLICK, target=Descriptor(role="link", text="Archive"), label="press Archive")
    device = FakeDevice(FORM)
    outcome, heard = run(device, procedure(TYPE_NAME, step, slots=("name",)), name="Ada")
    assert (outcome.status, outcome.steps_done) == ("infeasible", 1)
    assert 'no link "Archive" on the page' in outcome.reason
    assert "step 2 of 2" in outcome.reason
    last = heard[-1]
    assert isinstance(last, StepFinished)
    assert not last.ok


def test_a_target_that_shows_late_is_waited_for() -> None:
    late = FakeDevice(Observation(elements=(FIELD,)))
    looks = iter(range(100))
    observe = late.observe

    def observe_late() -> Observation:
        if next(looks) == 2:
            late.observation = FORM
        return observe()

    late.observe = observe_late  # type: ignore[method-assign]
    outcome, _ = run(late, procedure(PRESS_SEND), patience_s=60)
    assert outcome.ok


def test_a_failed_action_is_tried_on_the_next_best_target() -> None:
    twins = Observation(
        elements=(
            Element(ref="e1", role="button", text="Send", clickable=True),
            Element(ref="e2", role="button", text="Send", resource_id="x", clickable=True),
        )
    )
    device = FakeDevice(twins, _fails_on("e1", "it is covered"))
    outcome, _ = run(device, procedure(PRESS_SEND))
    assert outcome.ok
    assert [_ref(action) for action in device.actions] == ["e1", "e2"]


def test_another_target_is_not_tried_when_it_fits_much_less() -> None:
    device = FakeDevice(FORM, _fails_on("e2", "it is covered"))
    outcome, _ = run(device, procedure(PRESS_SEND))
    assert outcome.status == "failed"
    assert "it is covered" in outcome.reason
    assert [_ref(action) for action in device.actions] == ["e2"]


def test_tries_end() -> None:
    many = tuple(
        Element(ref=f"e{n}", role="button", text="Send", resource_id=f"x{n}", clickable=True)
        for n in range(20)
    )
    device = FakeDevice(Observation(elements=many), lambda *_: "it is covered")
    outcome, _ = run(device, procedure(PRESS_SEND))
    assert not outcome.ok
    assert len(device.actions) == 3


def test_typing_without_effect_is_a_failure() -> None:
    device = FakeDevice(FORM, lambda _action, shown: shown)
    outcome, _ = run(device, procedure(TYPE_NAME, slots=("name",)), name="Ada")
    assert not outcome.ok
    assert "no effect" in outcome.reason


def test_what_a_password_field_holds_cannot_be_checked() -> None:
    secret = Element(ref="e1", role="textbox", name="Name", password=True, editable=True)
    device = FakeDevice(Observation(elements=(secret,)), lambda _action, shown: shown)
    outcome, _ = run(device, procedure(TYPE_NAME, slots=("name",)), name="hunter2")
    assert outcome.ok


def test_a_key_needs_no_target() -> None:
    device = FakeDevice(FORM)
    outcome, _ = run(device, procedure(Step(op=Op.KEY, text="Tab"), Step(op=Op.ENTER)))
    assert outcome.ok
    assert [action.op for action in device.actions] == [Op.KEY, Op.ENTER]


def test_braces_in_a_value_are_typed_as_they_are() -> None:
    device = FakeDevice(FORM)
    run(device, procedure(TYPE_NAME, slots=("name",)), name="{name} {x}")
    assert device.actions[0].text == "{name} {x}"


def _ref(action: Action) -> str:
    assert isinstance(action.target, Ref)
    return action.target.ref


def _fails_on(ref: str, error: str) -> Callable[[Action, Observation], Observation | str]:
    return lambda action, shown: error if _ref(action) == ref else shown


ARCHIVE = Step(op=Op.CLICK, target=Descriptor(role="link", text="Archive"))


def _tried(device: FakeDevice, *ways: Procedure) -> Performance:
    return carry_out(
        [Way(way, {}) for way in ways],
        device,
        embedder=WordEmbedder(),
        on_step=lambda _: None,
        patience_s=0,
    )


def test_what_no_way_leads_to_is_infeasible() -> None:
    store = Step(op=Op.CLICK, target=Descriptor(role="link", text="Store"))
    ways = [
        procedure(step).model_copy(update={"id": step.op + str(step.target)})
        for step in (ARCHIVE, store)
    ]
    outcome = _tried(FakeDevice(FORM), *ways)
    assert (outcome.status, outcome.given_up) == ("infeasible", (ways[0].id,))


def test_where_one_of_the_ways_broke_it_has_failed() -> None:
    device = FakeDevice(FORM, _fails_on("e2", "it is covered"))
    assert _tried(device, procedure(PRESS_SEND), procedure(ARCHIVE)).status == "failed"


def test_what_was_looked_for_everywhere_and_is_not_there_is_infeasible() -> None:
    more = Step(
        op=Op.CLICK,
        target=Descriptor(role="button", text="Send"),
        repeat="until",
        until=Descriptor(role="heading", text="The end"),
    )
    outcome = _tried(FakeDevice(FORM), procedure(more))
    assert outcome.status == "infeasible"
    assert "was not shown" in outcome.reason


def test_what_the_page_shows_is_read_and_typed() -> None:
    page = Observation(
        elements=(
            Element(ref="a", role="dt", text="Room"),
            Element(ref="b", role="dd", text="12 b"),
            Element(ref="c", role="dt", text="Floor"),
            Element(ref="d", role="dd", text="3"),
            Element(ref="f", role="textbox", resource_id="note", editable=True),
        )
    )
    device = FakeDevice(page)
    copy = Step(
        op=Op.TYPE,
        target=Descriptor(role="textbox", resource_id="note"),
        text="{shown|upper}",
        source=Descriptor(role="dd", after="{what}"),
    )
    assert run(device, procedure(copy, slots=("what",)), what="room")[0].ok
    assert device.actions[0].text == "12 B"
