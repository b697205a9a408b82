from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from uptake.core.protocols import Vectors
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.embedding import load_embedder
from uptake.policy.grounding.likeness import Likeness, Shown, learn


class PlacedEmbedder:
    """An embedder that knows where each text lies in a plane."""

    name = "placed"
    dimension = 2

    def __init__(self, **degrees: float) -> None:
        self._degrees = degrees

    def embed(self, texts: Sequence[str]) -> Vectors:
        angles = np.radians([self._degrees[text] for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


WORDS = WordEmbedder()


def test_the_same_words_are_alike_however_they_are_written():
    assert Likeness(WORDS).assign(["Blue Tea", "ink"], ["Ink", "milk", "blue tea."]) == [2, 0]


def test_what_one_item_means_for_sure_no_other_means():
    embedder = PlacedEmbedder(river=0, creek=20, stream=10, meadow=75)
    likeness = Likeness(embedder)
    assert likeness.assign(["creek"], ["stream", "meadow"]) == [0]
    assert likeness.assign(["creek", "river"], ["stream", "meadow"]) == [1, 0]


def test_items_for_which_no_text_is_left_mean_none():
    assert Likeness(WORDS).assign(["a", "b"], ["b"]) == [None, 0]
    assert Likeness(WORDS).assign(["a"], []) == [None]
    assert Likeness(WORDS).assign([], ["b"]) == []


def test_what_was_shown_to_be_alike_is_known_both_ways():
    known = learn([Shown(("clogs",), ("footwear",), ("hat", "glove"))], WORDS)
    likeness = Likeness(WORDS, known)
    assert likeness.assign(["Clogs"], ["hat", "shovel", "Footwear"]) == [2]
    assert likeness.assign(["footwear"], ["shovel", "clogs"]) == [1]


def test_two_that_are_like_a_third_are_alike():
    shown = [Shown(("clogs",), ("footwear",), ()), Shown(("sandals",), ("footwear",), ())]
    likeness = Likeness(WORDS, learn(shown, WORDS))
    assert likeness.assign(["sandals"], ["hat", "clogs", "glove"]) == [1]


def test_what_was_left_out_is_unlike_and_so_is_what_is_like_it():
    shown = [
        Shown(("clogs",), ("footwear",), ("hat",)),
        Shown(("bonnet",), ("hat",), ()),
    ]
    likeness = Likeness(WORDS, learn(shown, WORDS))
    assert likeness.assign(["clogs"], ["bonnet", "shovel"]) == [1]


def test_who_meant_what_is_told_by_what_other_demonstrations_show():
    shown = [
        Shown(("clogs", "bonnet"), ("hat", "footwear"), ()),
        Shown(("bonnet",), ("hat",), ()),
        Shown(("bonnet",), ("hat",), ("footwear",)),
    ]
    known = learn(shown, WORDS)
    assert known["clogs"]["footwear"] > 0
    assert known["bonnet"]["hat"] > known["clogs"].get("hat", 0)


def test_what_is_near_to_everything_says_little():
    embedder = PlacedEmbedder(said=0, meant=-22, hub=21, one=60, two=55, three=65)
    texts = ["meant", "hub", "one", "two", "three"]
    cosines = embedder.embed(["said"]) @ embedder.embed(texts).T
    assert texts[int(cosines.argmax())] == "hub"
    assert Likeness(embedder).assign(["said"], texts) == [texts.index("meant")]


def test_what_is_learned_is_json():
    known = learn([Shown(("clogs",), ("footwear",), ("hat",))], WORDS)
    assert json.loads(json.dumps(known)) == known


@pytest.mark.real
def test_similar_words_are_found_without_demonstrations():
    likeness = Likeness(load_embedder(Settings()))
    texts = ["freezing", "doctor", "ship", "quick"]
    assert likeness.assign(["boat", "physician", "icy", "rapid"], texts) == [2, 1, 0, 3]
