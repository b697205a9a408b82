"""The conversation says which wishes about answers a reply keeps to, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uptake.core.events import Heeded, HeededWish, Replied, TurnEnded
from uptake.tui.chat.app import UptakeApp
from uptake.tui.testing import ScriptedConversation


def test_why_a_reply_is_as_it_is_is_told_beside_it(
    conversation: ScriptedConversation, play: Callable[..., UptakeApp]
) -> None:
    wish = HeededWish(key="layout.numbered", text="Answer as a numbered list.", why="you said so")
    heeded = Heeded(wishes=(wish,), edited=True)
    ended = TurnEnded(outcome="done", seconds=0.1)
    conversation.script = {"hello": [heeded, Replied(text="1. Hi.\n2. Ho."), ended]}

    async def story(me: Any) -> None:
        await me.say("hello")
        await me.sees("Answer as a numbered list. (you said so)")

    play(story)
