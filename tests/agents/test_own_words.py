"""How one person shows displeasure is learned from the log of turns, and forgotten with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from uptake.agents.own_words import OwnWords
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.memory import Memory
from uptake.policy.feedback import Exchange, FeedbackHead, FollowUp

TOLD = FollowUp("crikey", (Exchange("close the blinds", "Okay, that is done."),))
PLACES = ("hall", "attic", "garden", "kitchen", "cellar", "garage")


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory.open(Settings(home=tmp_path), WordEmbedder())


def log(memory: Memory, said: str, *, user: str = "kim") -> list[str]:
    turns = [
        Turn(
            id=f"{user} {place}",
            user=user,
            thread="main",
            shown=(Shown(role="user", text=f"switch on the lamp in the {place}"),),
            route="reply",
            intent="chat",
            reply="Sorry, I was unable to do that.",
            outcome="failed",
            followup=Followup(turn="", said=f"{said} switch on the lamp in the {place}"),
        )
        for place in PLACES
    ]
    memory.turns.add(*turns)
    return [turn.id for turn in turns]


def test_words_are_learned_and_forgotten_with_the_turns_that_taught_them(memory: Memory) -> None:
    own = OwnWords(memory.turns, FeedbackHead(WordEmbedder()))
    assert own.of("kim").shift(TOLD) == 0
    ids = log(memory, "crikey")
    assert own.of("kim").shift(TOLD) == 0  # a few turns are not worth learning anew
    more = log(memory, "crikey", user="ann")
    fresh = OwnWords(memory.turns, FeedbackHead(WordEmbedder()))
    assert fresh.of("kim").shift(TOLD) > 0.2
    assert fresh.of("bob").shift(TOLD) == 0
    memory.turns.forget(ids)
    assert fresh.of("kim").shift(TOLD) == 0
    assert fresh.of("ann").shift(TOLD) > 0.2
    assert len(more) == len(PLACES)


def test_ten_more_turns_are_learned_from(memory: Memory) -> None:
    own = OwnWords(memory.turns, FeedbackHead(WordEmbedder()))
    assert own.of("kim").shift(TOLD) == 0
    log(memory, "crikey")
    memory.turns.add(
        *(turn.model_copy(update={"id": f"{turn.id} again"}) for turn in memory.turns.turns())
    )
    assert own.of("kim").shift(TOLD) > 0.2
