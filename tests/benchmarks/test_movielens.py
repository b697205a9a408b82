"""The benchmark of taste reads files of RecBole's format, splits and measures as RecBole does."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scripts import load_script

from uptake.core.testing import WordEmbedder
from uptake.policy.taste.catalogue import CatalogueParameters, fit_catalogue
from uptake.policy.taste.factors import FactorParameters
from uptake.policy.taste.space import ContentSpace


@pytest.fixture
def movielens() -> ModuleType:
    return load_script("benchmarks/movielens.py")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data set of 40 people who keep to one of two halves of 30 items."""
    rng = np.random.default_rng(3)
    lines = ["user_id:token\titem_id:token\trating:float\ttimestamp:float"]
    for person in range(40):
        for order, item in enumerate(rng.permutation(15)[:12] + 15 * (person % 2)):
            lines.append(f"u{person}\ti{item}\t{rng.integers(1, 6)}\t{1000 * person + order}")
    (tmp_path / "songs.inter").write_text("\n".join(lines) + "\n")
    items = ["item_id:token\ttitle:token_seq\tgenre:token_seq"]
    items += [f"i{n}\tsong {n}\t{'jazz' if n < 15 else 'folk'}" for n in range(31)]
    (tmp_path / "songs.item").write_text("\n".join(items) + "\n")
    return tmp_path


def test_figures_are_recboles(movielens: ModuleType) -> None:
    # One of two found in third place; the known item is not ranked; who has nothing is left out.
    scores = np.array([[9.0, 8.0, 7.0, 6.0, *[0.0] * 10], [1.0] * 14])
    known, right = np.zeros((2, 14)), np.zeros((2, 14))
    known[0, 0] = 1
    right[0, [3, 13]] = 1
    ideal = 1 + 1 / np.log2(3)
    figures = movielens.measured(scores, known, right)
    assert figures["recall@10"] == 0.5
    assert figures["ndcg@10"] == pytest.approx(0.5 / ideal, abs=1e-4)


def test_each_person_is_split_in_shares_and_always_alike(
    folder: Path, movielens: ModuleType
) -> None:
    data = movielens.read_atomic_files(folder)
    parts = movielens.recbole_split(data.log)
    for person in range(len(data.log.people)):
        counts = np.bincount(parts[data.log.person == person], minlength=3)
        assert counts.tolist() == [10, 1, 1]
    np.testing.assert_array_equal(parts, movielens.recbole_split(data.log))
    assert (parts != movielens.recbole_split(data.log, seed=1)).any()


def test_items_are_read_with_their_tags(folder: Path, movielens: ModuleType) -> None:
    data = movielens.read_atomic_files(folder)
    tags = data.tags()
    assert tags is not None
    assert tags.sum(axis=1).tolist() == [15.0, 15.0] or tags.shape[0] == 2
    assert data.seen()[0].text.endswith(("genre: jazz", "genre: folk"))


def test_what_was_learned_of_others_helps_new_people(folder: Path, movielens: ModuleType) -> None:
    data = movielens.read_atomic_files(folder)
    parts = movielens.recbole_split(data.log)
    parameters = CatalogueParameters(factors=FactorParameters(dimension=4), kinds=2)
    batch = movielens.Batch(data, parts)
    batch.ours(parameters)
    assert batch.figures["ours"]["ndcg@10"] > 0.5
    new = movielens.NewPeople(data, parts)
    fitted = fit_catalogue(data.levelled(new.fitted_on), parameters, tags=data.tags())
    assert new.measure(fitted.catalogue)["rest"]["5"]["ratio"] > 1.2
    assert set(new.people.tolist()).isdisjoint(data.log.person[new.fitted_on].tolist())
    by_words = new.measure(ContentSpace(WordEmbedder()))
    assert by_words["rest"]["5"]["ndcg@10"] > 0.5


def test_a_folder_without_a_data_set_is_told(tmp_path: Path, movielens: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"no \*\.inter"):
        movielens.read_atomic_files(tmp_path)


def test_lists_are_shown_alike_in_every_arm(folder: Path, movielens: ModuleType) -> None:
    lists = load_script("benchmarks/shown_lists.py")
    data = movielens.read_atomic_files(folder)
    new = movielens.NewPeople(data, movielens.recbole_split(data.log))
    viewers = lists.Viewers(new, ContentSpace(WordEmbedder()), 3)
    figures = [viewers.measure(lists.observed, 1.0, seed) for seed in (0, 0, 1)]
    assert figures[0] == figures[1]
    assert figures[0] != figures[2]
    nothing = viewers.measure(
        lambda reaction: (levels := lists._taken(reaction)[0], 0 * levels), 1.0, 0
    )
    assert figures[0] > nothing
