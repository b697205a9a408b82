"""A reply that only says again what was said is written anew, and all others stream as before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from uptake.agents.repeating import repeats, replies_to_others, unless_repeated

BEFORE = "In short: you can bake it in the oven for an hour, with a lid on it. Enjoy it."


def pieces(text: str) -> Iterator[str]:
    return (text[at : at + 3] for at in range(0, len(text), 3))


def anew() -> Iterator[str]:
    yield "Something else."


@pytest.mark.parametrize(
    "reply",
    [
        BEFORE,
        "You can bake it in the oven.",
        "you can bake it in the oven for an hour, with a lid!",
    ],
)
def test_what_was_said_before_is_not_said_again(reply: str) -> None:
    assert "".join(unless_repeated(pieces(reply), [BEFORE], anew)) == "Something else."
    assert repeats(reply, [BEFORE])


@pytest.mark.parametrize(
    "reply", ["You can bake it later.", "Enjoy it.", "You can", "", "Bees can see the colour blue."]
)
def test_what_goes_on_otherwise_and_what_is_short_stays(reply: str) -> None:
    assert "".join(unless_repeated(pieces(reply), [BEFORE], anew)) == reply


def test_a_reply_streams_from_the_first_word_that_is_new() -> None:
    written: list[str] = []

    def write() -> Iterator[str]:
        for piece in ("Bees ", "can ", "see ", "blue."):
            written.append(piece)
            yield piece

    stream = unless_repeated(write(), [BEFORE], anew)
    assert next(stream) == "Bees can "
    assert written == ["Bees ", "can "]
    assert "".join(stream) == "see blue."


def test_the_same_question_may_have_the_same_answer() -> None:
    talk: list[AnyMessage] = [
        HumanMessage("How do I bake it?"),
        AIMessage("In the oven."),
        HumanMessage("And then?"),
        AIMessage("Eat it."),
        HumanMessage("how do I bake it"),
    ]
    assert replies_to_others(talk) == ["Eat it."]
