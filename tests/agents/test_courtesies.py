"""Thanks and the like are answered at once; whatever says more goes on to the planner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from uptake.agents.assistant import Assistant
from uptake.agents.courtesies import courtesy
from uptake.core.events import Planned, Replied

One = Callable[[list[Any], type], Any]


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Great, thanks", "You're welcome."),
        ("thank you so much for your help!", "You're welcome."),
        ("ok thx bye", "You're welcome."),
        ("Good night!", "Goodbye."),
        ("That's perfect", "Glad to hear it."),
        ("okay", "All right."),
    ],
)
def test_a_courtesy_has_its_reply(said: str, reply: str) -> None:
    assert courtesy(said, "Boil it for six minutes.") == reply


@pytest.mark.parametrize(
    "said",
    [
        "thanks, and how long for lentils",
        "Thanks, shorter please",
        "not good",
        "That isn't right",
        "no thanks",
        "right?",
        "call Good Night Records",
        "",
        "so",
    ],
)
def test_what_says_more_is_no_courtesy(said: str) -> None:
    assert courtesy(said, "Boil it for six minutes.") == ""


def test_okay_to_a_question_is_an_answer_and_thanks_are_thanks() -> None:
    assert courtesy("okay", "Shall I book it?") == ""
    assert courtesy("thanks!", "Anything else?") == "You're welcome."


def test_thanks_are_not_put_to_a_model(assistant: Assistant, one: One) -> None:
    list(assistant.ask("hello, how are you today?"))
    events = list(assistant.ask("Great, thanks!"))
    assert one(events, Planned).decided_by == "rule"
    assert one(events, Replied).text == "You're welcome."


def test_a_wish_after_thanks_is_about_the_answer_before_them(
    assistant: Assistant, one: One
) -> None:
    list(assistant.ask("hello, how are you today?"))
    list(assistant.ask("Great, thanks!"))
    events = list(assistant.ask("As a list with bullet points, please."))
    assert one(events, Replied).text == "- Hello!\n- What can I do?"
