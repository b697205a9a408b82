"""What is typed and no request says, but the page shows somewhere else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from uptake.core.actions import Action, Descriptor, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.memory.records import Procedure
from uptake.replay.flows import compact
from uptake.replay.induction.induction import induce
from uptake.replay.schema import Demonstration, DemonstrationStep

FIELD = Element(ref="f", role="textbox", resource_id="answer", editable=True)


def typed(request: str, text: str, *shown: Element) -> Demonstration:
    action = Action(op=Op.TYPE, target=Ref(ref="f"), text=text)
    page = Observation(elements=(*shown, FIELD))
    step = DemonstrationStep(time_ms=0, observation=page, action=action)
    return Demonstration(app="desk", request=request, steps=(step,), outcome="success")


def learned(demonstrations: Sequence[Demonstration]) -> Procedure:
    found = induce([compact(one, user="me", source="x") for one in demonstrations], user="me")
    assert len(found.procedures) == 1
    return found.procedures[0]


def bill(**rows: str) -> tuple[Element, ...]:
    cells: list[Element] = []
    for at, pair in enumerate(rows.items()):
        cells.append(Element(ref=f"r{at}", role="row"))
        cells += [
            Element(ref=f"r{at}c{n}", role="cell", text=text, parent=f"r{at}")
            for n, text in enumerate(pair)
        ]
    return tuple(cells)


BILLS = (
    ("tip", "4.10", bill(total="31.00", tip="4.10", guests="2")),
    ("total", "17.20", bill(tip="1.20", total="17.20", guests="1")),
    ("guests", "5", bill(guests="5", tip="9.00", total="88.40")),
    ("tip", "2.75", bill(guests="3", total="41.15", tip="2.75")),
)


def test_a_value_is_found_behind_the_label_that_the_request_names() -> None:
    step = learned([typed(f"Note the {what}", text, *rows) for what, text, rows in BILLS]).steps[0]
    assert step.text == "{shown}"
    assert step.source is not None
    assert step.source.after == "{item}"
    assert step.label == "type what the cell beside {item} shows into the answer field"


def test_a_code_that_is_set_apart_is_typed_without_its_spaces() -> None:
    codes = ("K7Q", "9ZP", "M2X", "BBT")
    demonstrations = [
        typed("Type the code", code, Element(ref="c", role="p", text=" ".join(code)))
        for code in codes
    ]
    step = learned(demonstrations).steps[0]
    assert (step.text, step.source) == ("{shown|closed up}", Descriptor(role="p"))


def test_what_a_request_says_is_not_copied() -> None:
    demonstrations = [
        typed(f'Type "{word}" please', word, Element(ref="c", role="p", text=word))
        for word in ("fig", "kale", "leek", "plum")
    ]
    assert learned(demonstrations).steps[0].source is None


@pytest.mark.parametrize("texts", [("1", "2", "3"), ("8", "9", "10")])
def test_what_no_page_shows_is_not_copied(texts: Sequence[str]) -> None:
    demonstrations = [
        typed("Count them", text, Element(ref="c", role="p", text="so many")) for text in texts
    ]
    assert learned(demonstrations).steps[0].source is None
