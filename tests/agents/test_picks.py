"""Who was asked which of two plans they mean is not asked the same again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uptake.agents.assistant import Assistant
from uptake.core.actions import Descriptor, Op
from uptake.core.events import Planned, QuestionAsked
from uptake.memory.records import Procedure
from uptake.memory.steps import Step

UNCLEAR = "show me the newest message"
TITLES = ("Open the newest message", "Read the newest message")

One = Callable[[list[Any], type], Any]


def ways(straight: Procedure) -> list[Procedure]:
    """Return ways to two goals that were shown with one and the same request."""
    targets = (
        Descriptor(role="link", text="Newest message"),
        Descriptor(role="button", text="Find"),
    )
    return [
        straight.model_copy(
            update={
                "id": title,
                "goal": title,
                "title": title,
                "requests": (UNCLEAR,),
                "steps": (Step(op=Op.CLICK, target=target, label="press it"),),
            }
        )
        for title, target in zip(TITLES, targets, strict=True)
    ]


def test_who_said_what_they_mean_is_not_asked_again(
    assistant: Assistant, straight: Procedure, one: One
) -> None:
    assistant.memory.add(ways(straight))
    asked = one(list(assistant.ask(UNCLEAR)), QuestionAsked)
    assert set(TITLES) <= set(asked.options)
    second = asked.options[1]
    list(assistant.resume(second))
    again = one(list(assistant.ask(UNCLEAR, thread="another")), Planned)
    assert again.candidates[0].title == second
    assert again.route == "act"
