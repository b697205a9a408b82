"""Recommend from a host's own items, by a request and by what is remembered of a person.

The embedding model is a double, so that the example runs anywhere at once; without `embedder=`,
the one that is installed is used.

    python examples/recommend.py
"""

from __future__ import annotations

from uptake import Item, Recommendation, Settings, recommend
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.memory.records import Fact, Provenance

PLACES = [
    Item(
        id="amber",
        title="Amber",
        price="€30",
        attributes={"cuisine": "Thai", "mood": "lively", "seats": "2-8"},
    ),
    Item(
        id="birch",
        title="Birch",
        price="€18",
        attributes={"cuisine": "Greek", "mood": "quiet", "seats": "2-4"},
    ),
    Item(
        id="cedar",
        title="Cedar",
        price="€14",
        attributes={"cuisine": "Thai", "mood": "quiet", "seats": "2-6"},
    ),
]


def teach(settings: Settings) -> None:
    """Let memory know one thing; in a conversation it is heard."""
    memory = Memory.open(settings, WordEmbedder())
    told = Provenance(kind="turn", ids=("main/1",), text="I love Thai food")
    memory.add([Fact(user=settings.user, provenance=told, statement="I love Thai food")])
    memory.close()


def show(found: Recommendation) -> None:
    """Print what is recommended and why, or what stands in the way."""
    for item in found.items:
        print(f"{item.title} ({item.price}): {item.why}")
    for note in found.notes:
        print(note)
    if found.question:
        print(found.question, "/".join(found.options))


def main() -> None:
    """Ask for three things: one that is there, one that is not, and one that cannot be."""
    with temporary_home() as settings:
        teach(settings)
        for request in (
            "a quiet place for four, under 20 euros",
            "a lively Greek place",
            "something under 15 and over 25 euros",
        ):
            print(f"> {request}")
            show(recommend(request, PLACES, settings=settings, embedder=WordEmbedder()))


if __name__ == "__main__":
    main()
