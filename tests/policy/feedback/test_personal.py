"""One person's words of displeasure are learned from turns where other signals agree."""

from __future__ import annotations

import pytest

from uptake.core.testing import WordEmbedder
from uptake.policy.feedback import Exchange, FeedbackHead, FollowUp
from uptake.policy.feedback.personal import (
    LIMIT,
    PersonalWords,
    Witnessed,
    learn_words,
)

AREAS = ("lamp in the hall", "heating upstairs", "garden gate", "coffee machine", "radio alarm")
DID = "Okay, that is done."
DID_NOT = "Sorry, I was unable to do that."


@pytest.fixture(scope="module")
def head() -> FeedbackHead:
    return FeedbackHead(WordEmbedder())


def follow_up(said: str, request: str, reply: str = DID) -> FollowUp:
    return FollowUp(said, (Exchange(request, reply),))


def witnessed(head: FeedbackHead, *follow_ups: FollowUp) -> list[Witnessed]:
    return head.witnesses(follow_ups, [False] * len(follow_ups))


def log(head: FeedbackHead) -> list[Witnessed]:
    """Return turns of somebody who says "crikey" where a request has to be made again."""
    bad = [follow_up(f"crikey switch on the {a}", f"switch on the {a}", DID_NOT) for a in AREAS]
    good = [follow_up("and the news of today", f"switch on the {a}") for a in AREAS]
    return witnessed(head, *bad, *good)


def test_own_words_are_learned_where_signals_agree(head: FeedbackHead) -> None:
    words = learn_words(log(head))
    told = follow_up("crikey", "close the blinds")
    assert words.shift(told) > 0.3
    assert abs(words.shift(follow_up("and the news of today", "close the blinds"))) < 0.15
    before, after = head.judge_follow_up(told), head.judge_follow_up(told, words)
    assert after.dissatisfied > before.dissatisfied + 0.05


def test_nothing_is_learned_where_nothing_agrees(head: FeedbackHead) -> None:
    alone = witnessed(head, *(follow_up("crikey", f"switch on the {a}") for a in AREAS))
    assert len(learn_words(alone)) == 0
    assert len(learn_words([])) == 0


def test_what_is_forgotten_is_no_longer_known(head: FeedbackHead) -> None:
    kept = [one for one in log(head) if "crikey" not in one.follow_up.said]
    assert learn_words(kept).shift(follow_up("crikey", "close the blinds")) == 0


def test_a_flood_of_one_phrase_moves_a_judgement_within_bounds(head: FeedbackHead) -> None:
    flood = [w for w in log(head) if "crikey" in w.follow_up.said] * 200
    shift = learn_words(flood).shift(follow_up("crikey switch on the garden gate", "hello"))
    assert 0 < shift <= LIMIT
    assert PersonalWords({"fine": 50.0}).shift(follow_up("fine", "a")) == LIMIT
    thanks = follow_up("thank you so much, perfect", "close the blinds")
    assert head.judge_follow_up(thanks, learn_words(flood)).judgement == "satisfied"
