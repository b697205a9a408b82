"""What is seen of a follow-up without any model."""

from __future__ import annotations

import pytest

from uptake.policy.feedback import Exchange, FollowUp
from uptake.policy.feedback.agreement import agreeing
from uptake.policy.feedback.features import RUN_WEIGHT, SIGNALS, runs, signals, word_features

LAMP = Exchange("Dim the lamp in the hall to 40", "The lamp in the kitchen is at 40 now.")
SORRY = Exchange("Find a boat to Samsø", "Sorry, I could not find any boats.")


def seen(said: str, *before: Exchange) -> dict[str, float]:
    return dict(zip(SIGNALS, signals(FollowUp(said, before)), strict=True))


@pytest.mark.parametrize(
    ("said", "signal"),
    [
        ("No, the hall", "said: no"),
        ("You forgot the hall", "said: blames"),
        ("I meant the hall", "said: puts right"),
        ("Do you have a cheaper one?", "said: wants another"),
        ("Forget it", "said: gives up"),
        ("This is useless", "said: is angry"),
        ("Cheers!", "said: thanks"),
    ],
)
def test_ways_of_speaking_are_seen(said: str, signal: str) -> None:
    assert seen(said, LAMP)[signal] == 1
    assert seen("The one by the door", LAMP)[signal] == 0


def test_what_is_quoted_belongs_to_the_task() -> None:
    assert seen('Click "No thanks, forget it"', LAMP)["said: gives up"] == 0


def test_a_repeated_request_is_seen_by_its_words_and_names() -> None:
    again = seen("The lamp in the hall to 40", LAMP)
    assert again["says again what was said"] == 1
    assert again["names again what was named"] == 1
    assert seen("Who painted Guernica?", LAMP)["says again what was said"] == 0


def test_a_reply_that_comes_again_is_seen() -> None:
    twice = (Exchange("a", "Which lamp do you mean?"), Exchange("the hall", "Which lamp is it?"))
    assert seen("The hall!", *twice)["reply repeats a reply"] > 0.3
    assert seen("The hall!", twice[0])["reply repeats a reply"] == 0


def test_all_signals_lie_between_0_and_1() -> None:
    many = (LAMP, SORRY) * 12
    for said in ("", "?" * 300, "no " * 5_000, "\ud800", "42 " * 200):
        assert all(0 <= value <= 1 for value in signals(FollowUp(said, many)))


def test_numbers_are_alike_and_known_runs_are_counted() -> None:
    assert runs(FollowUp("at 7:30")) == runs(FollowUp("at 8:15"))
    vocabulary = {"no": 0, "^ no": 1, "never said": 2}
    told = word_features([FollowUp("No, at 5", (LAMP,))], vocabulary)
    assert told.shape == (1, len(SIGNALS) + 3)
    assert told[0, len(SIGNALS) :].tolist() == pytest.approx([RUN_WEIGHT, RUN_WEIGHT, 0])


def test_signals_of_different_origin_agree() -> None:
    assert set(agreeing(FollowUp("No, the lamp in the hall to 40!", (LAMP,)))) >= {
        "says no",
        "asks again",
    }
    assert "got no result" in agreeing(FollowUp("And from Aarhus?", (SORRY,)))
    assert agreeing(FollowUp("Thank you, and the heating to 20", (LAMP,))) == ()
    assert agreeing(FollowUp("No, never, wrong!")) == ()


def test_no_is_an_answer_where_it_was_asked_whether() -> None:
    asked = Exchange("Play some jazz", "Playing jazz. Would you like it louder?")
    assert agreeing(FollowUp("No", (asked,))) == ()
