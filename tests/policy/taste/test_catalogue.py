"""A catalogue is fitted on what many people took, and places those it has never seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from uptake.core.errors import ModelError
from uptake.core.testing import WordEmbedder
from uptake.memory.logs.reaction import Reaction, SeenItem
from uptake.policy.taste.catalogue import Catalogue, CatalogueParameters, Fitted, fit_catalogue
from uptake.policy.taste.catalogue_file import load_catalogue, save_catalogue
from uptake.policy.taste.factors import FactorParameters
from uptake.policy.taste.interactions import Interactions, interactions
from uptake.policy.taste.neighbours import NeighbourParameters, fit_neighbours
from uptake.policy.taste.person import Person

GENRES = ("jazz", "folk")
ITEMS = [f"{genre}{n}" for genre in GENRES for n in range(10)]
PARAMETERS = CatalogueParameters(
    neighbours=NeighbourParameters(penalty=5.0), factors=FactorParameters(dimension=6), kinds=2
)


def log(people: int = 60, seed: int = 1) -> Interactions:
    """Return a log of people who keep to one genre, with one slip each."""
    rng, events = np.random.default_rng(seed), []
    for person in range(people):
        own = rng.permutation(10)[:6] + 10 * (person % 2)
        slip = rng.integers(10) + 10 * (1 - person % 2)
        for order, item in enumerate([*own, slip]):
            events.append((f"p{person}", ITEMS[item], 1.0, 1000.0 * person + order))
    return interactions(events, ITEMS)


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    embedder = WordEmbedder()
    words = embedder.embed([text(id) for id in ITEMS]).astype(np.float64)
    return fit_catalogue(log(), PARAMETERS, words=words, embedder=embedder)


def text(id: str) -> str:
    return f"{id}, {id.rstrip('0123456789')} music"


def seen(id: str) -> SeenItem:
    return SeenItem(id=id, title=id, text=text(id))


def after(catalogue: Catalogue, *taken: str, kind: str = "chosen") -> Person:
    person = Person(catalogue)
    for id in taken:
        reaction = Reaction(user="me", shown=(seen(id),), taken=id, kind=kind)
        person.learn(reaction, catalogue.vectors(reaction.shown))
    return person


def leaning(person: Person, *others: str) -> float:
    """Return how much more the person's untouched jazz scores than their folk."""
    jazz, folk = (person.scores([seen(f"{genre}{n}") for n in (7, 8, 9)]) for genre in GENRES)
    return float(jazz.mean() - folk.mean())


def test_people_of_the_log_are_offered_what_their_like_took(fitted: Fitted) -> None:
    scores = np.where(fitted.log.matrix.toarray() > 0, np.nan, fitted.scores())
    jazz = np.nanmean(scores[:, :10], axis=1) - np.nanmean(scores[:, 10:], axis=1)
    assert (jazz[::2] > 0).mean() > 0.9
    assert (jazz[1::2] < 0).mean() > 0.9


def test_a_new_person_is_placed_after_two_events(fitted: Fitted) -> None:
    assert leaning(after(fitted.catalogue, "jazz0", "jazz1")) > 0
    assert leaning(after(fitted.catalogue, "folk0", "folk1")) < 0


def test_what_disappointed_counts_against_its_like(fitted: Fitted) -> None:
    nothing, disappointed = (
        after(fitted.catalogue),
        after(fitted.catalogue, "jazz0", "jazz1", kind="dissatisfied"),
    )
    assert leaning(disappointed) < leaning(nothing)


def test_an_item_that_nobody_took_is_placed_by_its_words(fitted: Fitted) -> None:
    new = [SeenItem(id=f"new {g}", title="new", text=f"new, {g} music") for g in GENRES]
    jazz, folk = after(fitted.catalogue, "jazz0", "jazz1", "jazz2").scores(new)
    assert jazz > folk


def test_an_item_of_the_catalogue_that_nobody_took_yet_is_placed_by_its_words() -> None:
    listed = [*ITEMS, "jazz10", "folk10"]
    before = log()
    events = [
        (before.people[person], before.items[item], 1.0, at)
        for person, item, at in zip(before.person, before.item, before.at, strict=True)
    ]
    words = WordEmbedder().embed([text(id) for id in listed]).astype(np.float64)
    made = fit_catalogue(
        interactions(events, listed), PARAMETERS, words=words, embedder=WordEmbedder()
    ).catalogue
    new = [seen("jazz10"), seen("folk10")]
    jazz, folk = after(made, "jazz0", "jazz1", "jazz2").scores(new)
    assert jazz > folk


def test_where_no_words_are_read_it_is_another_space(fitted: Fitted, tmp_path: Path) -> None:
    # Items that nobody took lie in the middle of it, and their vectors are kept by its name.
    path = tmp_path / "music.safetensors"
    save_catalogue(fitted.catalogue, path)
    assert load_catalogue(path).name != fitted.catalogue.name
    (new,) = load_catalogue(path).vectors([SeenItem(id="new", title="new", text="new folk music")])
    np.testing.assert_allclose(new, fitted.catalogue.places.mean(axis=0))


def test_what_is_taken_in_one_sitting_belongs_together() -> None:
    events = []
    for person in range(20):
        for sitting, items in enumerate((("a", "b"), ("c", "d"))):
            events += [(f"p{person}", item, 1.0, 1e6 * sitting) for item in items]
    together = interactions(events)
    weights = fit_neighbours(together, NeighbourParameters(penalty=1.0))
    place = together.items.index
    assert weights[place("a"), place("b")] > weights[place("a"), place("c")]
    without = fit_neighbours(together, NeighbourParameters(penalty=1.0, sitting_weight=0.0))
    assert without[place("a"), place("b")] == pytest.approx(without[place("a"), place("c")])


def test_a_large_catalogue_is_scored_by_ideal_points_alone() -> None:
    limits = CatalogueParameters(factors=FactorParameters(dimension=6), kinds=2, most_related=5)
    made = fit_catalogue(log(), limits)
    assert made.catalogue.related.size == 0
    assert made.scores().shape == (60, 20)
    assert leaning(after(made.catalogue, "jazz0", "jazz1", "jazz2")) > 0


def test_a_catalogue_returns_from_its_file(fitted: Fitted, tmp_path: Path) -> None:
    path = tmp_path / "music.safetensors"
    save_catalogue(fitted.catalogue, path)
    again = load_catalogue(path, WordEmbedder())
    everything = [*map(seen, ITEMS), SeenItem(id="new", title="new", text="new folk music")]
    before, now = (
        after(one, "folk3", "jazz2").scores(everything) for one in (fitted.catalogue, again)
    )
    np.testing.assert_allclose(before, now, rtol=1e-5)
    assert again.name == fitted.catalogue.name


def test_what_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    other, broken = tmp_path / "other.safetensors", tmp_path / "broken.safetensors"
    save_file({"x": np.zeros(2)}, other)
    broken.write_bytes(b"not a file of tensors")
    for path, why in (
        (other, "no catalogue"),
        (broken, "cannot be read"),
        (tmp_path / "none", "cannot"),
    ):
        with pytest.raises(ModelError, match=why):
            load_catalogue(path)


def test_the_last_event_of_a_pair_counts() -> None:
    twice = interactions([("p", "a", 1.0, 5.0), ("p", "a", -1.0, 9.0), ("p", "a", 0.5, 1.0)])
    assert twice.matrix.toarray().tolist() == [[-1.0]]
