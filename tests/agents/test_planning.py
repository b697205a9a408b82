"""What is proposed for a request on an open page: act, ask, or talk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from uptake.agents.assistant import Assistant
from uptake.core.actions import Descriptor, Op
from uptake.core.events import Planned
from uptake.core.observations import Element, Observation
from uptake.core.testing import FakeDevice
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Slot, Step
from uptake.policy.slots.slots import learn_reader

One = Callable[[list[Any], type], Any]

PEOPLE = ("Ida", "Otto", "Nils", "Greta", "Hanne", "Birk")
NOTES = ("see you", "well done", "no thanks", "on my way", "call me", "all good")
SHOWN = Provenance(kind="demonstration", ids=("d1",))


def _people(*names: str) -> Observation:
    return Observation(
        app="contacts",
        elements=tuple(
            Element(ref=f"e{at}", role="link", text=name, clickable=True)
            for at, name in enumerate(names)
        ),
    )


def _slot(name: str, requests: list[str], values: tuple[str, ...]) -> Slot:
    return Slot(name=name, examples=values, reader=learn_reader(requests, values))


def _procedure(goal: str, requests: list[str], slots: list[Slot], *steps: Step) -> Procedure:
    return Procedure(
        id=goal,
        user="me",
        provenance=SHOWN,
        app="contacts",
        title=goal,
        goal=goal,
        requests=tuple(requests),
        slots=tuple(slots),
        steps=steps,
        support=len(requests),
    )


OPEN = Step(op=Op.CLICK, target=Descriptor(role="link", text="{person}"), label="open {person}")
TRASH = Step(op=Op.CLICK, target=Descriptor(text="Trash"), appears=True, label="press Trash")
WRITE = Step(
    op=Op.TYPE,
    target=Descriptor(role="textbox"),
    text="{note}",
    appears=True,
    label="write {note} as a reply",
)


def _remove(goal: str = "remove") -> Procedure:
    said = [f"remove the card of {person}" for person in PEOPLE]
    return _procedure(goal, said, [_slot("person", said, PEOPLE)], OPEN, TRASH)


def _write() -> Procedure:
    said = [f'write {p} a card that says "{n}"' for p, n in zip(PEOPLE, NOTES, strict=True)]
    slots = [_slot("person", said, PEOPLE), _slot("note", said, NOTES)]
    return _procedure("write", said, slots, OPEN, WRITE)


@pytest.fixture
def device() -> FakeDevice:
    return FakeDevice(_people("Ruth", "Jon"))


def _planned(assistant: Assistant, request: str, one: One) -> Planned:
    planned = one(list(assistant.ask(request, thread=request)), Planned)
    assert isinstance(planned, Planned)
    return planned


def _first(planned: Planned) -> str:
    return planned.candidates[0].procedure


def test_a_quotation_that_a_way_has_no_use_for_is_for_another(
    assistant: Assistant, one: One
) -> None:
    assistant.memory.add([_remove(), _write()])
    assert _first(_planned(assistant, 'the card of Ruth, "so long"', one)) == "write"
    assert _first(_planned(assistant, "the card of Ruth", one)) == "remove"


@pytest.mark.parametrize(
    "said",
    ["thanks", "what can you do?", "remember that I like tea", "how are you?", "who is Ruth?"],
)
def test_talk_stays_talk_on_an_open_page(assistant: Assistant, one: One, said: str) -> None:
    assistant.memory.add([_remove(), _write()])
    assert _planned(assistant, said, one).route == "reply"


def test_the_same_learned_twice_is_one_thing_to_do(assistant: Assistant, one: One) -> None:
    assistant.memory.add([_remove(), _remove("discard")])
    planned = _planned(assistant, "remove the card of Jon", one)
    assert planned.route == "act"
    assert len(planned.candidates) == 1


def test_what_ends_otherwise_is_another_thing_to_do(assistant: Assistant, one: One) -> None:
    other = _remove("discard")
    steps = (OPEN, TRASH.model_copy(update={"target": Descriptor(text="Discard")}))
    assistant.memory.add([_remove(), other.model_copy(update={"steps": steps})])
    assert len(_planned(assistant, "remove the card of Jon", one).candidates) == 2


def test_a_value_that_was_never_shown_is_taken_where_the_page_shows_it(
    assistant: Assistant, one: One
) -> None:
    said = [f"light up the {name} lamp" for name in ("left", "right") * 5]
    slot = Slot(
        name="which",
        examples=("left", "right"),
        reader=learn_reader(said, ["left", "right"] * 5),
        optional=True,
    )
    step = Step(op=Op.CLICK, target=Descriptor(role="link", text="{which}"), label="press it")
    assistant.memory.add([_procedure("light", said, [slot], step)])
    device = assistant.device
    assert isinstance(device, FakeDevice)
    device.observation = _people("upper", "left")
    assert _planned(assistant, "light up the upper lamp", one).route == "act"
