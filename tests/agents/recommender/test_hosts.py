"""A host's catalogue, learned from who took what, is where a person's taste is learned."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from uptake import Assistant, Item, recommend
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder, temporary_home
from uptake.policy.taste.catalogue import Catalogue, CatalogueParameters, fit_catalogue
from uptake.policy.taste.catalogue_file import load_catalogue, save_catalogue
from uptake.policy.taste.factors import FactorParameters
from uptake.policy.taste.interactions import interactions
from uptake.policy.taste.neighbours import NeighbourParameters
from uptake.policy.taste.space import ContentSpace, ItemSpace, as_seen

# Numbers in a random order: neither a name nor its place tells who likes it.
NUMBERS = random.Random(3).sample(range(100, 999), 24)
RECORDS = [Item(id=f"r{number}", title=f"Record {number}") for number in NUMBERS]
OURS, THEIRS = RECORDS[::2], RECORDS[1::2]
HEARD, NEW = OURS[:3] + THEIRS[:3], RECORDS[6:]
TAKEN_BY_OURS = {item.id for item in OURS}
PARAMETERS = CatalogueParameters(
    neighbours=NeighbourParameters(penalty=5.0), factors=FactorParameters(dimension=4), kinds=2
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    dice = random.Random(4)
    events = [
        (f"p{person}", item.id, 1.0, 1000.0 * person)
        for person in range(40)
        for item in dice.sample((OURS, THEIRS)[person % 2], 7)
    ]
    embedder = WordEmbedder()
    words = embedder.embed([as_seen(item).text for item in RECORDS]).astype(np.float64)
    log = interactions(events, [item.id for item in RECORDS])
    return fit_catalogue(log, PARAMETERS, words=words, embedder=embedder).catalogue


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as made:
        yield made


def opened(settings: Settings, space: ItemSpace | None = None) -> Assistant:
    model = ScriptedModel("Hello!")
    return Assistant(settings, planner_model=model, embedder=WordEmbedder(), space=space)


def like_our_group(assistant: Assistant) -> None:
    for ours, theirs in zip(HEARD[:3], HEARD[3:], strict=True):
        assistant.services.tastes.of("ada").learn([theirs, ours], ours.id)


def best(assistant: Assistant, user: str = "ada") -> list[str]:
    """Return the ids of what is recommended for sure among records that nobody was shown."""
    found = assistant.recommend("a record", NEW, user=user).items
    return [item.id for item in found if not item.is_trial]


def test_who_reacts_like_a_group_is_recommended_what_it_takes(
    settings: Settings, catalogue: Catalogue
) -> None:
    with opened(settings, catalogue) as assistant:
        like_our_group(assistant)
        assert TAKEN_BY_OURS.issuperset(best(assistant))
        first = assistant.recommend("a record", NEW, user="ada").items[0]
    assert "suits your taste so far" in first.why


def test_what_the_items_say_alone_would_not_tell_it(settings: Settings) -> None:
    with opened(settings) as assistant:
        like_our_group(assistant)
        assert not TAKEN_BY_OURS.issuperset(best(assistant))


def test_in_a_conversation_taste_is_that_of_the_catalogue_too(
    settings: Settings, catalogue: Catalogue
) -> None:
    with opened(settings, catalogue) as assistant:
        for ours, theirs in zip(HEARD[:3], HEARD[3:], strict=True):
            list(assistant.ask("recommend a record", items=[theirs, ours], thread=ours.id))
            list(assistant.ask(f"I'll take {ours.title}", thread=ours.id))
        assert assistant.memory.reactions.count() == 3
        assert TAKEN_BY_OURS.issuperset(best(assistant, settings.user))


def test_after_a_restart_and_in_one_call_it_is_the_same(
    settings: Settings, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "records.safetensors"
    save_catalogue(catalogue, path)
    with opened(settings, catalogue) as assistant:
        like_our_group(assistant)
        before = best(assistant)
    again = load_catalogue(path, WordEmbedder())
    with opened(settings, again) as assistant:
        assert best(assistant) == before
    found = recommend(
        "a record", NEW, "ada", settings=settings, embedder=WordEmbedder(), space=again
    )
    assert [item.id for item in found.items if not item.is_trial] == before


def test_reactions_are_placed_anew_in_the_space_that_is_used(
    settings: Settings, catalogue: Catalogue
) -> None:
    with opened(settings) as assistant:
        like_our_group(assistant)
    with opened(settings, catalogue) as assistant:
        assert TAKEN_BY_OURS.issuperset(best(assistant))
        kept = list(assistant.memory.reactions.kept(user="ada"))
        assert {(one.space, one.vectors.shape) for one in kept} == {(catalogue.name, (2, 4))}
    with opened(settings) as assistant:
        assert not TAKEN_BY_OURS.issuperset(best(assistant))
        (name,) = {one.space for one in assistant.memory.reactions.kept(user="ada")}
        assert name == ContentSpace(WordEmbedder()).name


def test_what_others_like_is_not_told_as_the_taste_of_somebody_new(
    settings: Settings, catalogue: Catalogue
) -> None:
    with opened(settings, catalogue) as assistant:
        found = assistant.recommend("a record", NEW, user="nobody yet")
    assert "taste" not in {criterion.origin for criterion in found.criteria}
    assert not any("your taste" in item.why for item in found.items)
