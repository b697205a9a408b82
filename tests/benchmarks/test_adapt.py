"""The simulated people of the benchmark of adapting are fair."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from scripts import load_script

PEOPLE = load_script("benchmarks/adapt_people.py")
REACTIONS = load_script("benchmarks/adapt_reactions.py")
EVERYBODY = [*PEOPLE.DEVELOPING, *PEOPLE.REPORTED]


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.name)
@pytest.mark.parametrize("answer", ["", " ", "!!!", "- \n- ", "Ok.", "1.\n2.\n"])
def test_saying_nothing_pleases_nobody(person: object, answer: str) -> None:
    assert not person.likes(answer)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "liked", "minded"),
    [
        ("bullets", "Do this:\n- wash the rice\n- let it rest", "Wash the rice - let it rest."),
        ("one sentence", "Wash the rice before you cook it.", "Wash the rice. " * 20),
        ("captain", "Aye, Captain, wash the rice first.", "Wash the rice before you cook it."),
        ("cheerful", "Oh what fun! Wash the rice! Then cook it.", "Wash the rice, then cook it."),
        ("walks first", "You can walk, or take the bus.", "Take the bus, or walk there."),
        ("signal", "Write it on Signal, or send an e-mail.", "Send an e-mail, or use Signal."),
        ("no self", "Wash the rice before you cook it.", "I would wash the rice, I think."),
        ("lost in text", "Wash the rice before you cook it.", "Wash the rice. " * 20),
    ],
)
def test_people_know_what_they_like(name: str, liked: str, minded: str) -> None:
    (person,) = [one for one in PEOPLE.REPORTED if one.name == name]
    assert person.likes(liked)
    assert not person.likes(minded)


def test_there_are_enough_people_of_enough_kinds_to_report() -> None:
    assert len(PEOPLE.REPORTED) >= 8
    assert len({person.kind for person in PEOPLE.REPORTED}) >= 6
    assert sum(not person.explicit for person in PEOPLE.REPORTED) == 2


def test_what_is_held_out_was_never_asked_before() -> None:
    for person in PEOPLE.REPORTED:
        learned, held = map(set, person.asks)
        assert (len(learned), len(held)) == (40, 20)
        assert not learned & held


def test_who_is_reported_asks_and_says_what_nobody_did_while_developing() -> None:
    for what in ("says", "asks"):
        sets = []
        for people in (PEOPLE.DEVELOPING, PEOPLE.REPORTED):
            texts = [text for person in people for text in getattr(person, what)]
            sets.append({t for text in texts for t in ((text,) if what == "says" else text)})
        assert not sets[0] & sets[1]


def test_one_reaction_in_five_is_noise() -> None:
    dice = random.Random(0)
    person = PEOPLE.REPORTED[2]
    said = [REACTIONS.react(person, "How?", "Wash the rice first.", dice) for _ in range(2000)]
    complaints = Counter(one.complains for one in said)
    assert not any(one.liked for one in said)
    # half of the noise says nothing, the other half complains of something else
    assert complaints[False] / 2000 == pytest.approx(REACTIONS.NOISE / 2, abs=0.03)
    named = sum("captain" in one.said.lower() for one in said)
    assert named / 2000 == pytest.approx(1 - REACTIONS.NOISE, abs=0.03)
