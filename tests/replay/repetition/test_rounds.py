"""What is learned from demonstrations that do several steps again and again together."""

from __future__ import annotations

from collections.abc import Sequence

from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.memory.records import Procedure
from uptake.replay.flows import compact
from uptake.replay.induction.induction import induce
from uptake.replay.schema import Demonstration, DemonstrationStep

Deed = tuple[str, str | None]
"""The ref of what was acted on, and what was typed into it; None for a click."""


def page(*said: str) -> Observation:
    """Return a form that shows the texts."""
    buttons = (("new", "New"), ("check", "Check"), ("done", "Done"))
    texts = (Element(ref=f"s{at}", role="p", text=text) for at, text in enumerate(said))
    return Observation(
        elements=(
            Element(ref="field", role="textbox", resource_id="entry", editable=True),
            *(Element(ref=ref, role="button", text=text, clickable=True) for ref, text in buttons),
            *texts,
        )
    )


def demonstration(number: int, request: str, *shown: tuple[Observation, Deed]) -> Demonstration:
    steps = tuple(
        DemonstrationStep(
            time_ms=at * 100,
            observation=seen,
            action=Action(op=Op.CLICK if text is None else Op.TYPE, target=Ref(ref=ref), text=text),
        )
        for at, (seen, (ref, text)) in enumerate(shown)
    )
    return Demonstration(
        id=f"r{number}", app="club", person="ada", request=request, outcome="success", steps=steps
    )


def learned(*shown: Demonstration) -> list[Procedure]:
    records = [compact(one, user="me", source="log") for one in shown]
    return list(induce(records, user="me").procedures)


def entering(number: int, request: str, values: Sequence[str]) -> Demonstration:
    rounds: list[Deed] = [
        deed for value in values for deed in (("new", None), ("field", value), ("check", None))
    ]
    return demonstration(number, request, *((page(), deed) for deed in [*rounds, ("done", None)]))


class TestAListOfTheRequest:
    def test_is_entered_value_by_value(self) -> None:
        (procedure,) = learned(
            entering(1, "Enter Ann, Bob and Cy as members", ["Ann", "Bob", "Cy"]),
            entering(2, "Enter Dot and Eve as members", ["Dot", "Eve"]),
            entering(3, "Enter Flo as members", ["Flo"]),
        )
        assert [(step.label, step.repeat, step.together) for step in procedure.steps] == [
            ("press New, one after the other", "each", 3),
            ("type {entry} into the entry field", "once", 1),
            ("press Check", "once", 1),
            ("press Done", "once", 1),
        ]
        (slot,) = procedure.slots
        assert slot.many
        assert slot.examples == ("Ann, Bob and Cy", "Dot and Eve", "Flo")

    def test_is_learned_from_one_demonstration(self) -> None:
        (procedure,) = learned(entering(1, "Enter Ann, Bob and Cy", ["Ann", "Bob", "Cy"]))
        assert procedure.steps[0].together == 3
        assert procedure.slots[0].examples == ("Ann, Bob and Cy",)

    def test_what_no_list_says_is_done_step_by_step(self) -> None:
        (procedure,) = learned(
            *(entering(at, "Enter the two usual ones", ["Ann", "Bob"]) for at in range(3))
        )
        assert {step.repeat for step in procedure.steps} == {"once"}
        assert [step.text for step in procedure.steps if step.text] == ["Ann", "Bob"]


def guessing(number: int, right: int, *tries: int, answers: Sequence[str] = ()) -> Demonstration:
    """Return how a number is found by trying; `answers` are given whatever was tried."""
    shown: list[tuple[Observation, Deed]] = []
    said = "Guess!"
    for at, tried in enumerate((*tries, right)):
        shown += [(page(said), ("field", str(tried))), (page(said), ("check", None))]
        side = "cold" if tried < right else "warm"
        said = answers[at % len(answers)] if answers else f"{tried} is too {side}."
    return demonstration(number, "Find the right temperature", *shown)


TRIES = [(7, 5, 8, 6), (3, 5, 2), (9, 5, 8), (6, 5, 8, 7), (4, 5, 3), (5,), (2, 5, 1)]
"""What is right, and what was tried before."""


class TestANumber:
    def test_is_looked_for_as_the_page_answers(self) -> None:
        (procedure,) = learned(*(guessing(at, *tries) for at, tries in enumerate(TRIES)))
        look, check = procedure.steps
        assert (look.repeat, look.together, look.text) == ("search", 2, "{tried}")
        assert look.label == (
            "type one number after the other into the entry field, as the page answers"
        )
        assert check.label == "press Check"
        assert look.search is not None
        assert (look.search.low, look.search.high) == (1, 9)
        assert look.search.too_low == ("{tried} is too cold",)
        assert look.search.too_high == ("{tried} is too warm",)
        assert procedure.slots == ()

    def test_is_not_looked_for_where_the_answers_say_nothing(self) -> None:
        answers = ("No.", "Wrong.")
        found = learned(*(guessing(at, *tries, answers=answers) for at, tries in enumerate(TRIES)))
        assert all(step.search is None for one in found for step in one.steps)

    def test_is_not_learned_from_tries_in_one_direction(self) -> None:
        found = learned(*(guessing(at, 9, 5, 7, 8) for at in range(4)))
        assert all(step.search is None for one in found for step in one.steps)
