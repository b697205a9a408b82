"""What a choice implies, when it repeats itself and when it turns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.core.testing import WordEmbedder
from uptake.memory.choices import FIRST, ChoiceReader, options_in
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance
from uptake.memory.revision import Revised, Revision

READER = ChoiceReader(WordEmbedder())
ASKED = "Where should we eat?"
OFFERED = "Sure: 1) a loud tapas bar, 2) a quiet tea room, 3) a rooftop with a DJ."


@pytest.mark.parametrize(
    ("reply", "options"),
    [
        (OFFERED, ["a loud tapas bar", "a quiet tea room", "a rooftop with a DJ"]),
        ("1. Tea\n2. Coffee\n\nEnjoy.", ["Tea", "Coffee"]),
        ("- Tea\n- Coffee", ["Tea", "Coffee"]),
        ("You could try tea, coffee, or hot milk. All are warm.", ["tea", "coffee", "hot milk"]),
        ("I would take the first:\n1. Ada: near you\n2. Bo: cheap", ["Ada: near you", "Bo: cheap"]),
        ("It costs 3) nothing", []),
        ("I like tea.", []),
    ],
)
def test_what_a_reply_offers(reply: str, options: list[str]) -> None:
    assert options_in(reply) == options


@pytest.mark.parametrize(
    "said",
    [
        "2",
        "Option 2, please.",
        "I'll take the second one. Noise tires me.",
        "The quiet tea room! My ears will thank you",
        "The tea room rather than the tapas bar",
        "not the first one, option 2",
    ],
)
def test_the_option_that_was_taken_is_found(said: str) -> None:
    choice = READER.read(ASKED, OFFERED, said)
    assert choice is not None
    assert choice.pick.chosen == "a quiet tea room"
    assert choice.pick.over == ("a loud tapas bar", "a rooftop with a DJ")


@pytest.mark.parametrize(
    "said", ["Hm.", "Is the second one far?", "Something else", "none of them", "the ninth", ""]
)
def test_what_takes_none_is_no_choice(said: str) -> None:
    assert READER.read(ASKED, OFFERED, said) is None


def test_a_choice_says_what_was_taken_over_what_and_why() -> None:
    choice = READER.read(ASKED, OFFERED, "The tea room. Noise tires me.")
    assert choice is not None
    assert choice.statement() == (
        "chose a quiet tea room over a loud tapas bar, a rooftop with a DJ "
        '("Noise tires me"), when asking: Where should we eat?'
    )


@pytest.fixture
def choose(memory: Memory) -> Callable[[str, str, str], Revised]:
    revision = Revision(memory, memory.embedder)

    def chosen(turn: str, offered: str, said: str) -> Revised:
        choice = READER.read(ASKED, offered, said)
        assert choice is not None
        source = Provenance(kind="turn", ids=(turn,), text=said)
        fact = Fact(
            user="me",
            provenance=source,
            statement=choice.statement(),
            stated=False,
            confidence=FIRST,
            pick=choice.pick,
        )
        return revision.choose(fact, cause=turn)

    return chosen


def test_a_choice_is_never_as_sure_as_a_statement(choose: Callable[..., Revised]) -> None:
    assert choose("t1", OFFERED, "2").fact.confidence == FIRST
    assert not choose("t2", "1) a bus, 2) a tram", "1").fact.stated


def test_choosing_alike_makes_surer_and_is_kept_once(
    memory: Memory, choose: Callable[..., Revised]
) -> None:
    first = choose("t1", OFFERED, "2").fact
    again = choose("t2", "1) a noisy bar, 2) a quiet tea room", "2")
    assert again.fact.id == first.id
    assert again.fact.confidence > first.confidence
    assert again.fact.provenance.ids == ("t1", "t2")
    assert len(memory.list("fact")) == 1


def test_choosing_the_opposite_makes_less_sure_until_it_holds_no_more(
    memory: Memory, choose: Callable[..., Revised]
) -> None:
    first = choose("t1", "1) a loud tapas bar, 2) a quiet tea room", "2").fact
    choose("t2", "1) a loud tapas bar, 2) a quiet tea room", "1")
    later = memory.get(first.id)
    assert later.confidence < first.confidence
    assert later.valid_to is None
    choose("t3", "1) a loud bar with music, 2) a quiet tea room", "1")
    assert memory.get(first.id).valid_to is not None
