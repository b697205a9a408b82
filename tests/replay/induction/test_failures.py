"""What failed demonstrations teach: which way not to take, and nothing where they went another."""

from typing import Any

import pytest

from uptake.core.actions import Op
from uptake.memory.records import Procedure
from uptake.replay.flows import compact
from uptake.replay.induction.failures import is_worse
from uptake.replay.induction.following import values_for
from uptake.replay.induction.induction import induce
from uptake.replay.schema import Demonstration

Show = Any  # the fixture's function
NAMES = ("Grace", "Alan", "Tony")


def learn(*shown: Demonstration) -> tuple[Procedure, ...]:
    found = [compact(one, user="me", source="log") for one in shown]
    return induce(found, user="me").procedures


def by_length(procedures: tuple[Procedure, ...]) -> list[Procedure]:
    return sorted(procedures, key=lambda procedure: len(procedure.steps))


def thrown_away(show: Show, name: str, outcome: str = "success") -> Demonstration:
    return show(f"Throw away what {name} wrote", (Op.CLICK, f"bin-{name}", None), outcome=outcome)


def opened_first(show: Show, name: str) -> Demonstration:
    return show(
        f"Throw away what {name} wrote",
        (Op.CLICK, f"name-{name}", None),
        (Op.CLICK, f"bin-{name}", None),
    )


def sent(show: Show, name: str, typed: str, outcome: str = "success") -> Demonstration:
    return show(
        f'Write "{name} is right" to {name}',
        (Op.TYPE, "to", name),
        (Op.TYPE, "say", typed),
        (Op.CLICK, "send", None),
        outcome=outcome,
    )


def test_a_way_that_fails_is_less_sure_than_another_to_the_same_goal(show: Show):
    straight, opened = by_length(
        learn(
            *(thrown_away(show, name) for name in NAMES),
            *(thrown_away(show, name, "failure") for name in NAMES * 2),
            *(opened_first(show, name) for name in NAMES * 2),
        )
    )

    assert (straight.support, straight.contradicted) == (3, 6)
    assert (opened.support, opened.contradicted) == (6, 0)
    assert straight.confidence == pytest.approx(4 / 10)
    assert opened.confidence == 1.0


def test_a_failure_or_two_do_not_tell_the_ways_apart(show: Show):
    straight, opened = by_length(
        learn(
            *(thrown_away(show, name) for name in NAMES),
            thrown_away(show, "Alan", "failure"),
            *(opened_first(show, name) for name in NAMES),
        )
    )

    assert (straight.contradicted, opened.contradicted) == (1, 0)
    assert straight.confidence == opened.confidence == pytest.approx(7 / 8)


def test_who_fails_by_mistyping_says_nothing_of_the_way(show: Show):
    (procedure,) = learn(
        *(sent(show, name, f"{name} is right") for name in NAMES),
        *(sent(show, name, f"{name} si right", "failure") for name in NAMES * 3),
    )

    assert (procedure.contradicted, procedure.confidence) == (0, 1.0)


def test_who_types_what_was_asked_for_and_fails_does(show: Show):
    (procedure,) = learn(
        *(sent(show, name, f"{name} is right") for name in NAMES),
        *(sent(show, name, f"{name} is right", "failure") for name in NAMES),
    )

    assert procedure.contradicted == 3
    assert procedure.confidence == pytest.approx(4 / 7)


def test_who_stops_halfway_says_nothing_of_the_way(show: Show):
    halfway = show('Write "Alan is right" to Alan', (Op.TYPE, "to", "Alan"), outcome="failure")

    (procedure,) = learn(*(sent(show, name, f"{name} is right") for name in NAMES), halfway)

    assert procedure.contradicted == 0


def test_what_fails_at_something_else_says_nothing_of_the_way(show: Show):
    wrong = [
        show(
            f"Mark the letter of {name} as important",
            (Op.CLICK, f"bin-{name}", None),
            outcome="failure",
        )
        for name in NAMES
    ]
    known = [thrown_away(show, name) for name in NAMES]
    starred = [
        show(f"Mark the letter of {name} as important", (Op.CLICK, f"star-{name}", None))
        for name in NAMES
    ]

    for shown in ((*known, *wrong), (*known, *starred, *wrong)):
        assert [one.contradicted for one in learn(*shown)] == [0] * (len(shown) // 3 - 1)


def test_what_was_always_asked_for_and_done_is_done_whatever_is_asked_for(show: Show):
    (procedure,) = learn(*(thrown_away(show, "Alan") for _ in range(3)))

    assert procedure.slots == ()


def test_who_did_it_for_another_request_and_failed_shows_that_it_depends_on_the_request(show: Show):
    wrong = show("Throw away what Tony wrote", (Op.CLICK, "bin-Alan", None), outcome="failure")

    (procedure,) = learn(*(thrown_away(show, "Alan") for _ in range(3)), wrong)

    (step,) = procedure.steps
    assert step.label == "click the bin span beside {item}"
    assert values_for("Throw away what Grace wrote", procedure) == {"item": "Grace"}
    assert (procedure.contradicted, procedure.confidence) == (0, 1.0)


def test_the_same_of_what_is_typed(show: Show):
    def said(text: str, typed: str, outcome: str = "success") -> Demonstration:
        return show(f'Say "{text}" to all', (Op.TYPE, "say", typed), outcome=outcome)

    well = [said("well done", "well done") for _ in range(3)]
    (always,) = learn(*well, said("see you", "see yuo", "failure"))
    (asked,) = learn(*well, said("see you", "well done", "failure"))

    assert always.steps[0].text == "well done"
    assert asked.steps[0].text == "{message}"
    assert values_for('Say "no thanks" to all', asked) == {"message": "no thanks"}


def test_failures_alone_teach_no_procedure(show: Show):
    assert learn(*(thrown_away(show, name, "failure") for name in NAMES)) == ()


@pytest.mark.parametrize(
    ("one", "other", "worse"),
    [
        ((1, 9), (9, 1), True),
        ((9, 1), (1, 9), False),
        ((5, 5), (5, 5), False),
        ((0, 2), (2, 0), False),  # as likely as one in six by chance
        ((0, 0), (3, 3), False),
    ],
)
def test_a_way_is_worse_only_where_chance_hardly_makes_it_so(
    one: tuple[int, int], other: tuple[int, int], worse: bool
):
    assert is_worse(one, other) is worse
