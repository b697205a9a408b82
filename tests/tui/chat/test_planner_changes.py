"""The conversation says when another version of what was learned answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from uptake.core.events import PlannerChanged, Replied, TurnEnded
from uptake.tui.chat.app import UptakeApp
from uptake.tui.testing import ScriptedConversation


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (PlannerChanged(version="v3"), "answers with v3 of what it learned from you from now on"),
        (PlannerChanged(version=""), "answers with the base model from now on"),
        (PlannerChanged(version="v2", problem="The weights are damaged."), "weights are damaged."),
    ],
)
def test_a_change_is_told_in_its_turn(
    conversation: ScriptedConversation,
    play: Callable[..., UptakeApp],
    event: PlannerChanged,
    line: str,
) -> None:
    ended = TurnEnded(outcome="done", seconds=0.1)
    conversation.script = {"hello": [event, Replied(text="Hi."), ended]}

    async def story(me: Any) -> None:
        await me.say("hello")
        await me.sees(line)

    play(story)
