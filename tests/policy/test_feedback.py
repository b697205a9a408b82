"""Real weights: the head is trained on embeddings, and word counts know too little."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files

import pytest

from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback import KINDS, FeedbackHead

DONE = "Done: Delete the message from Ada."


@pytest.fixture(scope="module")
def head() -> FeedbackHead:
    with temporary_home() as settings:
        return FeedbackHead(load_embedder(settings))


def test_every_kind_has_examples() -> None:
    lines = (
        files("uptake.policy.feedback").joinpath("examples.jsonl").read_text("utf-8").splitlines()
    )
    counts = Counter(json.loads(line)["kind"] for line in lines)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 10


def test_the_head_works_with_any_embedder() -> None:
    heard = FeedbackHead(WordEmbedder()).judge("write to Tom", "Done: Write to Tim.", "No, wrong!")
    assert heard.judgement == "dissatisfied"
    assert 0 <= heard.probability <= 1


@pytest.mark.real
@pytest.mark.parametrize(
    ("said", "judgement"),
    [
        ("No, you should have opened it before you deleted it", "dissatisfied"),
        ("That's wrong, I meant the one from Eve", "dissatisfied"),
        ("I'm not happy with that at all", "dissatisfied"),
        ("Thank you, that was quick", "satisfied"),
        ("Perfect, just what I needed", "satisfied"),
        ("Delete the message from Bert", "neutral"),
        ("What's the tallest mountain in Africa?", "neutral"),
        ('Click on the "no" button', "neutral"),
    ],
)
def test_a_follow_up_is_judged(head: FeedbackHead, said: str, judgement: str) -> None:
    assert head.judge("delete the message from Ada", DONE, said).judgement == judgement
