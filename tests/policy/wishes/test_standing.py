from datetime import UTC, datetime, timedelta

import pytest

from uptake.policy.wishes.hearing import Heard
from uptake.policy.wishes.limits import limit_of
from uptake.policy.wishes.standing import standing
from uptake.policy.wishes.told import Told
from uptake.policy.wishes.wish import Wish

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
PLAIN = "Mix the flour and the water. Then let it rest for an hour."
LONG = "Mix the flour and the water well. " * 10
NUMBERED, BULLETED = Wish("layout.numbered"), Wish("layout.bulleted")
FRENCH = Wish("language.named", "French")


def said(*wishes: Wish, sure: float = 0.95, explicit: bool = True, lasting: bool = False) -> Told:
    heard = tuple(Heard(wish, sure, explicit, lasting) for wish in wishes)
    return Told("", "t0", NOON, PLAIN, "so", taken=False, minded=bool(wishes), heard=heard)


THANKS = Told("", "t0", NOON, PLAIN, "thanks", taken=True, minded=False, heard=())
NOTHING = Told("", "t0", NOON, PLAIN, "what about tea?", taken=False, minded=False, heard=())


def in_turn(*told: Told) -> list[Told]:
    return [
        Told(f"a{n}", f"t{n}", NOON + timedelta(hours=n), *_rest(one)) for n, one in enumerate(told)
    ]


def _rest(one: Told) -> tuple[str, str, bool, bool, tuple[Heard, ...]]:
    return one.answer, one.said, one.taken, one.minded, one.heard


def wishes(*told: Told, thread: str = "") -> list[Wish]:
    return [one.wish for one in standing(in_turn(*told), thread=thread)]


def test_nothing_stands_where_nothing_was_said() -> None:
    assert wishes() == wishes(THANKS, NOTHING) == []


def test_what_was_said_once_stands_in_its_conversation_alone() -> None:
    assert wishes(said(NUMBERED)) == []
    assert wishes(said(NUMBERED), thread="t0") == [NUMBERED]
    assert wishes(said(NUMBERED), thread="t9") == []


def test_what_was_said_twice_stands() -> None:
    assert wishes(said(NUMBERED), NOTHING, said(NUMBERED)) == [NUMBERED]


def test_what_was_said_to_hold_from_now_on_stands_at_once() -> None:
    assert wishes(said(NUMBERED, lasting=True)) == [NUMBERED]


def test_hints_stand_once_there_are_a_few() -> None:
    hint = said(Wish("layout.paragraphs"), explicit=False)
    hint = Told(hint.turn, hint.thread, hint.at, LONG, *_rest(hint)[1:])
    assert wishes(hint) == []
    assert wishes(hint, hint, hint) == [Wish("layout.paragraphs")]


def test_who_asks_for_lists_of_either_kind_wants_lists() -> None:
    bullets, numbers = said(BULLETED, explicit=False), said(NUMBERED, explicit=False)
    assert wishes(bullets, numbers) == wishes(bullets, bullets) == []
    assert wishes(bullets, numbers, bullets) == [BULLETED]
    assert wishes(bullets, said(FRENCH, explicit=False), bullets) == []


def test_a_word_to_the_contrary_is_a_slip_but_several_are_a_change_of_mind() -> None:
    many = [said(NUMBERED)] * 8
    assert wishes(*many, said(BULLETED)) == [NUMBERED]
    assert wishes(*many, *[said(BULLETED)] * 4) == [BULLETED]
    assert wishes(*many, said(BULLETED, lasting=True), said(BULLETED)) == [BULLETED]


def test_what_is_said_now_and_then_among_other_wishes_does_not_stand() -> None:
    asked = [said(NUMBERED)] * 12
    assert wishes(*asked, said(FRENCH), *asked, said(FRENCH), *asked) == [NUMBERED]


def test_who_is_content_without_it_does_not_want_it() -> None:
    assert wishes(said(NUMBERED), *[THANKS] * 6, said(NUMBERED)) == []


def test_the_latest_word_of_a_conversation_holds_in_it() -> None:
    one, other = said(NUMBERED), said(BULLETED)
    told = [Told("a", "t", NOON, *_rest(one)), Told("b", "t", NOON, *_rest(other))]
    assert [found.wish for found in standing(told, thread="t")] == [BULLETED]


def test_a_wish_says_where_it_comes_from() -> None:
    (one,) = standing(in_turn(said(NUMBERED), said(NUMBERED)))
    assert one.why == "you said “so” on 1 April 2026, and 1 times before"
    assert [told.turn for told in one.because] == ["a0", "a1"]


def test_who_never_says_what_they_want_shows_it_by_what_they_take() -> None:
    listed = "- Mix the flour and the water.\n- Then let it rest for an hour."
    took = Told("", "", NOON, listed, "great", taken=True, minded=False, heard=())
    minded = Told("", "", NOON, PLAIN, "hm", taken=False, minded=True, heard=())
    assert BULLETED in wishes(*[took] * 8, *[minded] * 8)
    assert wishes(*[took, minded] * 2) == []


def test_short_means_what_was_named_or_about_half_of_what_was_too_long() -> None:
    assert limit_of(["10 words"], [LONG], []) == pytest.approx(9, abs=1)
    assert limit_of(["1 sentence"], [LONG], []) == pytest.approx(15, abs=3)
    too_long = ["word " * 60] * 5
    assert 15 < limit_of([], too_long, []) < 30
    assert limit_of([], ["word " * 15], []) >= 12, "a sentence is left"
    assert limit_of([], too_long, ["word " * 40] * 8) > limit_of([], too_long, [])


def test_a_wish_for_brevity_comes_with_its_measure() -> None:
    brief = said(Wish("length.shorter", "10 words"))
    (one,) = wishes(brief, brief)
    assert one.kind == "length.shorter"
    assert one.value in ("8 words", "9 words", "10 words")
