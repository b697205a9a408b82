"""A key on a card becomes a reaction in memory's log: app, graph and memory in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from uptake.agents.assistant import Assistant
from uptake.core.testing import ScriptedModel, WordEmbedder, temporary_home
from uptake.memory.logs.reaction import Reaction
from uptake.memory.storage.selection import Selection
from uptake.tui.chat.app import UptakeApp
from uptake.tui.chat.cards import Card

PLACES = """title,price,cuisine,mood
Amber,€30,Thai,quiet
Birch,€18,Thai,quiet
Cedar,€24,Greek,quiet
Dune,€12,Greek,lively
"""
QUIET = {"Amber", "Birch", "Cedar"}


class Guest:
    """Somebody who asked for a quiet place, and what memory's log has of what they do then."""

    def __init__(self, player: Any, assistant: Assistant) -> None:
        self.player, self._assistant = player, assistant

    @property
    def cards(self) -> list[str]:
        """The titles on the cards that were shown last."""
        (shown,) = [one for one in self.player.app.query("Cards") if one.can_focus]
        return [card.item.title for card in shown.query(Card)]

    def reactions(self) -> list[Reaction]:
        user = self._assistant.settings.user
        return list(self._assistant.memory.reactions.reactions(user=user))

    def forget(self, thread: str) -> None:
        memory, user = self._assistant.memory, self._assistant.settings.user
        memory.forget(memory.preview(Selection(thread=thread), user=user))

    async def presses(self, *keys: str) -> None:
        await self.player.press("ctrl+r", *keys)
        await self.player.ready()


@pytest.fixture
def dine(
    play_app: Callable[..., None], tmp_path: Path
) -> Iterator[Callable[[Callable[[Guest], Any]], None]]:
    """Play a story in the app over an assistant that has a file of places open."""
    path = tmp_path / "places.csv"
    path.write_text(PLACES, encoding="utf-8")
    with temporary_home() as settings:

        def play(story: Callable[[Guest], Any]) -> None:
            opened: list[Assistant] = []

            def wake(_: object) -> Assistant:
                model = ScriptedModel()
                opened.append(Assistant(settings, planner_model=model, embedder=WordEmbedder()))
                return opened[0]

            async def ask(player: Any) -> None:
                await player.ready()
                guest = Guest(player, opened[0])
                await player.say("recommend a quiet place")
                await player.sees("ctrl+r to pick by keys")
                await player.ready()
                assert guest.reactions() == []
                await story(guest)

            play_app(UptakeApp(wake, items=str(path)), ask)

        yield play


def told(reaction: Reaction) -> tuple[str, str, set[str]]:
    """Return what was done about which item, of those that were shown."""
    titles = {item.id: item.title for item in reaction.shown}
    return reaction.kind, titles[reaction.taken], set(titles.values())


def test_more_like_it_and_not_this_one_are_kept_of_the_card_that_was_marked(
    dine: Callable[..., None],
) -> None:
    async def story(guest: Guest) -> None:
        second = guest.cards[1]
        await guest.presses("down", "m")
        (more,) = guest.reactions()
        assert told(more) == ("opened", second, QUIET)

        first, *others = now_shown = guest.cards
        await guest.presses("n")
        assert told(guest.reactions()[-1]) == ("dissatisfied", first, set(now_shown))
        assert len(guest.reactions()) == 2
        assert first not in guest.cards
        assert set(others) <= set(guest.cards)

    dine(story)


def test_what_a_key_took_is_kept_and_is_forgotten_with_its_conversation(
    dine: Callable[..., None],
) -> None:
    async def story(guest: Guest) -> None:
        first = guest.cards[0]
        await guest.presses("enter")
        (reaction,) = guest.reactions()
        assert told(reaction) == ("chosen", first, QUIET)
        guest.forget(reaction.thread)
        assert guest.reactions() == []

    dine(story)
