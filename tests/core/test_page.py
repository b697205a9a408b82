"""Looking up descriptions on one page again and again."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

import pytest

from uptake.core.actions import Descriptor
from uptake.core.observations import Element, Observation
from uptake.core.page import Page, level

SHELF = Observation(
    elements=(
        Element(ref="box", role="div"),
        Element(ref="a", role="button", text="Two apples", classes=("fruit",), parent="box"),
        Element(
            ref="b", role="button", text="One pear", classes=("fruit", "is-open"), parent="box"
        ),
        Element(ref="c", role="checkbox", name="Pears, tinned", traits=("small",), parent="box"),
        Element(ref="d", role="div", visible=False, parent="box"),
        Element(ref="e", role="button", text="Figs", visible=False, parent="d"),
        Element(ref="f", role="textbox", value="12", parent="box"),
    )
)


def best(**wanted: object) -> str:
    return Page(SHELF).rank(Descriptor.model_validate(wanted))[0][0].ref


@pytest.mark.parametrize(
    ("wanted", "ref"),
    [
        ({"starts": "two"}, "a"),
        ({"ends": "pear"}, "b"),
        ({"value": "12"}, "f"),
        ({"traits": ("small",)}, "c"),
        ({"role": "button", "ordinal": 1}, "b"),
        ({"role": "button", "text": "Figs"}, "e"),
        ({"role": "switch|checkbox"}, "c"),
    ],
)
def test_each_field_finds_its_element(wanted: dict[str, object], ref: str) -> None:
    assert best(**wanted) == ref


def test_the_element_itself_comes_before_what_is_around_it() -> None:
    one = Observation(
        elements=(
            Element(ref="outer", role="div"),
            Element(ref="inner", role="div", text="Open today", parent="outer"),
        )
    )
    assert Page(one).rank(Descriptor(starts="Open"))[0][0].ref == "inner"


def test_being_in_front_makes_an_element_no_worse() -> None:
    ranked = level(Page(SHELF).rank(Descriptor(role="button", classes=("fruit",))))
    assert [element.ref for element, _ in ranked] == ["a", "b"]


def test_hidden_text_belongs_to_what_is_hidden_and_to_nothing_that_is_shown() -> None:
    page = Page(SHELF)
    texts = {element.ref: page.text(element) for element in SHELF.elements}
    assert texts["d"] == "Figs"
    assert "Figs" not in texts["box"]


def test_what_is_near_in_meaning_is_found_among_what_fits_the_rest() -> None:
    asked: list[str] = []

    def meant(words: str, texts: Sequence[str]) -> list[float]:
        asked.extend(texts)
        return [0.8 if "apples" in text else 0.1 for text in texts]

    wanted = Descriptor(role="button", classes=("fruit",), meaning="red fruit")
    assert Page(SHELF).rank(wanted, meant=meant)[0][0].ref == "a"
    assert asked == ["Two apples", "One pear"]


def test_without_anybody_to_judge_it_the_meaning_says_nothing() -> None:
    wanted = Descriptor(role="button", classes=("fruit",), meaning="pear")
    assert [score for _, score in Page(SHELF).rank(wanted)[:2]] == [1.0, 1.0]


def test_many_descriptions_are_looked_up_on_one_page_in_little_time() -> None:
    rows = [
        element
        for n in range(100)
        for element in (
            Element(ref=f"row{n}", role="listitem"),
            Element(ref=f"name{n}", role="link", text=f"Tree number {n}", parent=f"row{n}"),
        )
    ]
    page = Page(Observation(elements=tuple(rows)))
    spent = []
    for n in range(100):
        started = time.thread_time()
        found = page.rank(Descriptor(role="link", text=f"Tree number {n}"), limit=1)
        spent.append(time.thread_time() - started)
        assert found[0][0].ref == f"name{n}"
    assert statistics.median(spent) < 0.01  # about 0.3 ms of work, however busy the machine


def test_letters_of_the_other_case_are_another_thing_where_both_are_there() -> None:
    letters = Observation(
        elements=tuple(Element(ref=text, role="button", text=text) for text in ("O", "K", "o", "k"))
    )
    page = Page(letters)
    assert [one.ref for one, _ in level(page.rank(Descriptor(role="button", text="o")))] == ["o"]
    assert page.rank(Descriptor(role="button", text="K", ordinal=0))[0][0].ref == "K"
    only = Page(Observation(elements=(Element(ref="a", role="button", text="Send"),)))
    assert only.rank(Descriptor(role="button", text="send"))[0][1] > 0.95


def test_a_label_before_it_tells_a_value_from_others() -> None:
    cells = ("Height", "12 m", "Age", "40 years")
    table = Observation(elements=tuple(Element(ref=one, role="cell", text=one) for one in cells))
    ranked = Page(table).rank(Descriptor(role="cell", after="age"))
    assert ranked[0][0].ref == "40 years"
    assert ranked[0][1] > 0.9
