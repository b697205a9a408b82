"""Real weights where meaning matters; elsewhere signals and words decide."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from safetensors import safe_open

from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback import KINDS, Exchange, FeedbackHead, FollowUp
from uptake.policy.feedback.features import SIGNALS
from uptake.policy.feedback.head import SURE
from uptake.policy.feedback.kinds import DISSATISFIED
from uptake.policy.feedback.weights import STATED, TEMPERATURE, WEIGHTS, as_chances

DONE = "Done: Delete the message from Ada."
ASKED = ("delete the message from Ada", DONE)


@pytest.fixture(scope="module")
def head() -> FeedbackHead:
    with temporary_home() as settings:
        return FeedbackHead(load_embedder(settings))


@pytest.fixture
def by_words() -> FeedbackHead:
    return FeedbackHead(WordEmbedder())


def test_the_weights_fit_the_features() -> None:
    with safe_open(str(files("uptake.policy.feedback").joinpath(WEIGHTS)), "numpy") as file:
        runs = json.loads(file.metadata()["vocabulary"])
        for fit, more in (("by_words", 0), ("by_all", 1 + 384)):
            shape = (len(KINDS) + 1, len(SIGNALS) + len(runs) + more)
            assert file.get_tensor(f"{fit}.weights").shape == shape


def test_what_is_stated_is_dissatisfaction() -> None:
    scores = np.zeros((2, len(KINDS) + 1), np.float32)
    scores[:, KINDS.index("none")] = 4
    scores[:, -1] = (-2, 4)
    kinds, stated = as_chances(scores)
    assert kinds.sum(axis=1) == pytest.approx(1)
    assert stated[0] < STATED <= stated[1]
    minded = kinds[:, DISSATISFIED].sum(axis=1)
    assert minded[0] < 0.3
    assert minded[1] == pytest.approx(stated[1])


def test_dissatisfaction_is_told_less_surely_than_it_was_fitted() -> None:
    scores = np.full((3, len(KINDS) + 1), -50, np.float32)
    scores[:, KINDS.index("none")] = 0
    scores[:, KINDS.index("complaint")] = (-3, 0, 3)
    kinds, _ = as_chances(scores)
    minded = kinds[:, DISSATISFIED].sum(axis=1)
    assert np.log(minded / (1 - minded)) == pytest.approx(np.array([-3, 0, 3]) / TEMPERATURE)
    assert kinds.sum(axis=1) == pytest.approx(1)


def test_the_head_works_with_any_embedder(by_words: FeedbackHead) -> None:
    heard = by_words.judge("write to Tom", "Done: Write to Tim.", "No, wrong! I said Tom")
    assert heard.judgement == "dissatisfied"
    assert heard.feedback in ("correction", "wrong item", "wrong action")
    assert heard.probability == heard.dissatisfied
    assert SURE <= heard.probability <= 1


def test_what_was_wrong_is_quoted_without_thanks_and_new_requests(by_words: FeedbackHead) -> None:
    said = "Thanks. But that's wrong, I said Tom, not Tim. What's for lunch?"
    heard = by_words.judge("write to Tom", "Done: Write to Tim.", said)
    assert heard.span == "But that's wrong, I said Tom, not Tim."


def test_only_the_stated_and_the_agreed_is_learned_from(by_words: FeedbackHead) -> None:
    stated = by_words.judge(*ASKED, "That's wrong, I said Eve")
    assert stated.stated
    assert {"blames", "puts right"} <= set(stated.signals)
    for said in ("Delete the message from Bert", "Thank you", "What is the time?", ""):
        heard = by_words.judge(*ASKED, said)
        assert not heard.stated
        assert heard.span == ""


def test_asking_a_third_time_is_worse_than_asking_once(by_words: FeedbackHead) -> None:
    reply = "I am not sure what you mean."
    said = "the lamp in the hall"
    once = FollowUp(said)
    again = FollowUp(said, (Exchange("dim the lamp in the hall", reply), Exchange(said, reply)))
    few, many = by_words.dissatisfied([once, again])
    assert few < 0.2 < 0.5 < many


def test_a_long_reply_is_judged_in_no_time(by_words: FeedbackHead) -> None:
    heard = by_words.judge("sum it up", "word " * 200_000, "no " * 100_000)
    assert heard.judgement in ("dissatisfied", "neutral")


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
    assert head.judge(*ASKED, said).judgement == judgement


TOLD = ("how do I descale a kettle", "Boil vinegar and water in it. Let it stand. Rinse it twice.")


@pytest.mark.real
@pytest.mark.parametrize(
    "said",
    [
        "Half as long would do",
        "Give me that as bullets",
        "Could you answer in Danish?",
        "I'd rather be called Auntie",
        "Stop apologising all the time",
        "That's far too long for me",
        "Okay, but use simpler words",
    ],
)
def test_a_wish_about_the_answer_is_stated(head: FeedbackHead, said: str) -> None:
    heard = head.judge(*TOLD, said)
    assert heard.judgement == "dissatisfied"
    assert heard.stated


@pytest.mark.real
@pytest.mark.parametrize(
    "said",
    [
        "Call Auntie at six",
        "Number the photos of May",
        "Nice and short, thanks",
        "How do you say kettle in Danish?",
        "Where can I buy vinegar?",
        "I see",
        "Now plan a shorter way to work",
    ],
)
def test_what_only_looks_like_a_wish_is_not(head: FeedbackHead, said: str) -> None:
    assert not head.judge(*TOLD, said).stated
