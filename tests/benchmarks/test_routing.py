"""The benchmark of routing reads CLINC150's format, and tells figures of one shape."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scripts import load_script

from uptake.core.protocols import Layers
from uptake.core.testing import WordEmbedder
from uptake.policy.routing.wording import masked

SAID = {
    "turn_on": ["light on", "lamp on", "on with it", "switch on", "lights on please", "on now"],
    "get_cash": ["cash please", "some cash", "my cash", "more cash", "cash out", "cash now"],
    "play_song": ["a song", "play a song", "song please", "another song", "my song", "song now"],
    "set_alarm": ["first alarm", "an alarm", "alarm please", "set alarm", "my alarm", "alarm now"],
}
NONE = ["who wrote this", "why is it so"]


class LayeredWords(WordEmbedder):
    """Words in each of three layers; counts what it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def embed_layers(self, texts: Sequence[str]) -> Layers:
        self.read += texts
        return np.stack([self.embed(texts)] * 3, axis=1)


@pytest.fixture
def routing() -> ModuleType:
    return load_script("benchmarks/routing.py")


def clinc(labels: Sequence[str], none: Sequence[str]) -> dict[str, list[list[str]]]:
    """Return a file of CLINC150: the last request of each label is for the test."""
    return {
        "train": [[text, label] for label in labels for text in SAID[label][:-1]],
        "val": [["unread", labels[0]]],
        "test": [[SAID[label][-1], label] for label in labels],
        "oos_test": [[text, "oos"] for text in none],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plain file and a packed one, which have a request of no label in common."""
    one, *others = SAID
    (tmp_path / "a.json").write_text(json.dumps(clinc([one], NONE[:1])))
    packed = gzip.compress(json.dumps(clinc(others, NONE)).encode())
    (tmp_path / "b.json.gz").write_bytes(packed)
    (tmp_path / "README").write_text("no data")
    return tmp_path


def test_all_files_of_a_folder_are_joined_and_nothing_counts_twice(
    routing: ModuleType, folder: Path
) -> None:
    data = routing.Data.read(folder)
    assert data.labels == sorted(SAID)
    assert len(data.train) == sum(len(texts) - 1 for texts in SAID.values())
    assert dict(data.test) == {texts[-1]: label for label, texts in SAID.items()}
    assert data.none == tuple(NONE)


def test_a_folder_without_data_is_named(routing: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=rf"{tmp_path.name} holds no \*\.json"):
        routing.Data.read(tmp_path)


def test_examples_are_drawn_anew_for_each_seed_and_the_same_for_one(
    routing: ModuleType, folder: Path
) -> None:
    data = routing.Data.read(folder)
    drawn = data.draw(2, seed=1)
    assert drawn == data.draw(2, seed=1) != data.draw(2, seed=2)
    assert sorted(label for _, label in drawn) == sorted([*SAID] * 2)
    assert set(drawn) <= set(data.train)
    assert len(data.draw(99, seed=1)) == len(data.train), "where there are fewer, all are taken"


def test_some_labels_keep_their_requests_and_those_of_none(
    routing: ModuleType, folder: Path
) -> None:
    data = routing.Data.read(folder).of({"turn_on"})
    assert (data.labels, data.none) == (["turn_on"], tuple(NONE))
    assert data.test == (("on now", "turn_on"),)


def test_halves_go_by_the_names_of_labels(routing: ModuleType) -> None:
    halves = {label: routing._half(label) for label in SAID}
    assert set(halves.values()) == {"first", "second"}
    assert halves == {label: routing._half(label) for label in reversed(SAID)}


def test_each_text_is_read_once_however_many_routers_there_are(routing: ModuleType) -> None:
    words = LayeredWords()
    kept = routing.Kept(words)
    both = kept.embed_layers(["b", "a", "b"])
    assert (kept.embed_layers(["a", "b"])[::-1] == both[:2]).all()
    assert words.read == ["b", "a"]


def test_the_figures_are_of_all_labels_of_both_halves_and_without_names(
    routing: ModuleType, folder: Path
) -> None:
    words = LayeredWords()
    figures = json.loads(json.dumps(routing.measure(routing.Data.read(folder), words, seeds=2)))
    assert list(figures) == [
        "labels", "test", "seeds", "shots", "oos", "ms", "halves", "unnamed",
    ]  # fmt: skip
    assert (figures["labels"], figures["test"]) == (4, {"known": 4, "none": 2})
    assert set(figures["halves"]) == {"first", "second"}
    for part in (figures, *figures["halves"].values(), figures["unnamed"]):
        assert list(part["shots"]) == ["5", "10"]
        assert part["oos"] == {"roc_auc": part["shots"]["10"]["oos_roc_auc"]}
        for shots in part["shots"].values():
            assert all(0 <= shots[name] <= 1 for name in ("accuracy", "oos_roc_auc"))
    assert figures["shots"]["5"]["accuracy"] == 1.0, "one word tells each label"
    assert all(masked(text) in words.read for text in NONE)
