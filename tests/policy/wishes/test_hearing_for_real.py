"""What is heard with the real embedding model, of sentences that nothing was fitted on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.wishes.hearing import Hearing

pytestmark = pytest.mark.real

EXPRESSED = {
    "Could you make that a bit more compact?": "length",
    "good grief, who reads that much": "length",
    "Half the words would have done nicely.": "length",
    "I'd love to hear a lot more about that.": "length",
    "Please lay it out as numbered instructions": "layout",
    "bullet list pls": "layout",
    "Can we do without the lists?": "layout",
    "You may address me as Countess": "address",
    "Stop putting smileys everywhere": "emoji",
    "Sound a bit happier, will you!": "tone",
    "Less shouting, please": "tone",
    "Speak normal English, I never studied this": "words",
    "I only understand Celsius": "units",
    "Could I have this in Norwegian?": "language",
    "Nobody asked what you would do yourself": "self",
}
NOTHING = (
    "Great, I'll do that on Sunday.",
    "No, my brother lives in Oslo.",
    "How do I get wine out of a carpet?",
    "Book me a room with a short bed.",
    "Is there a list of vets near me?",
    "You have the wrong address.",
    "My phone rings, one second.",
    "What does a beekeeper earn?",
)


@pytest.fixture(scope="module")
def hearing() -> Iterator[Hearing]:
    with temporary_home() as settings:
        yield Hearing(load_embedder(settings))


def test_most_wishes_are_heard_in_new_words(hearing: Hearing) -> None:
    heard = hearing.heard_each([*EXPRESSED])
    meant = EXPRESSED.values()
    right = [
        any(one.wish.dimension == dimension for one in found)
        for found, dimension in zip(heard, meant, strict=True)
    ]
    assert sum(right) >= 0.7 * len(right), dict(zip(EXPRESSED, right, strict=True))


def test_hardly_any_wish_is_heard_where_there_is_none(hearing: Hearing) -> None:
    alarms = {
        said: found
        for said, found in zip(NOTHING, hearing.heard_each(NOTHING), strict=True)
        if any(one.explicit for one in found)
    }
    assert len(alarms) <= 1, alarms
