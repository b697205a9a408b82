"""The benchmark of a person's own words: what is witnessed teaches, and what is not does not."""

from __future__ import annotations

import random
from types import ModuleType

import pytest
from scripts import load_script

from uptake.core.testing import WordEmbedder
from uptake.policy.feedback import FeedbackHead


@pytest.fixture(scope="module")
def own_words() -> ModuleType:
    return load_script("benchmarks/own_words.py")


@pytest.fixture(scope="module")
def head() -> FeedbackHead:
    return FeedbackHead(WordEmbedder())


def test_people_speak_in_their_own_words_alone(own_words: ModuleType) -> None:
    requests = [f"how do I mend a chair of kind {n}?" for n in range(41)]
    for person in own_words.PEOPLE:
        said = own_words.talk(person, requests, 0.5, random.Random(1))
        assert len(said) == 40
        assert 4 <= sum(one.displeased for one in said) <= 20
        for one in said:
            words = person.displeased if one.displeased else person.otherwise
            assert one.follow_up.said.startswith(words)
            assert not one.failed or one.follow_up.said.endswith(one.follow_up.request)


def test_what_is_witnessed_teaches(own_words: ModuleType, head: FeedbackHead) -> None:
    person = own_words.PEOPLE[3]
    found = own_words.measure(head, person, 1.0, seed=1)
    assert found["40"]["own"] > found["before"]["own"]
    assert found["40"]["imagined"] <= found["before"]["imagined"]


def test_nothing_is_learned_where_nothing_is_witnessed(
    own_words: ModuleType, head: FeedbackHead
) -> None:
    person = own_words.PEOPLE[4]
    found = own_words.measure(head, person, 0.0, seed=1)
    assert found["40"] == found["before"]
