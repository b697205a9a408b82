import pytest

from uptake.core.testing import WordEmbedder
from uptake.policy.wishes.hearing import Hearing, parts_of
from uptake.policy.wishes.values import value_of
from uptake.policy.wishes.wish import KINDS, Wish

HEARING = Hearing(WordEmbedder())


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("Please be concise", Wish("length.shorter")),
        ("no, shorter please", Wish("length.shorter")),
        ("In at most 30 words, please", Wish("length.shorter", "30 words")),
        ("Hi again. More detail, please. Thank you!", Wish("length.longer")),
        ("I'd like numbered steps", Wish("layout.numbered")),
        ("use bullets please", Wish("layout.bulleted")),
        ("no bullet points please", Wish("layout.prose")),
        ("please call me Zoe", Wish("address.name", "Zoe")),
        ("no more emojis please", Wish("emoji.none")),
        ("please answer in German", Wish("language.named", "German")),
    ],
)
def test_wishes_are_heard_even_by_words_alone(said: str, wish: Wish) -> None:
    first, *_ = HEARING.heard(said)
    assert first.wish == wish
    assert first.explicit


@pytest.mark.parametrize(
    "said",
    ["", "Thanks!", "ok", "Call me a taxi.", "Book a table for two.", "That's the wrong year."],
)
def test_what_is_no_wish_about_answers_is_not_heard_as_one(said: str) -> None:
    assert HEARING.heard(said) == ()


def test_what_is_only_implied_is_known_as_such() -> None:
    (heard,) = HEARING.heard("I stopped reading after the first bit.")
    assert heard.wish == Wish("length.shorter")
    assert not heard.explicit


def test_what_is_said_to_hold_from_now_on_lasts() -> None:
    now, always = HEARING.heard_each(["shorter please", "From now on be concise, please"])
    assert [one.lasting for one in (*now, *always)] == [False, True]


def test_a_long_text_is_no_word_about_an_answer() -> None:
    assert parts_of("Be brief. " * 40) == []
    assert HEARING.heard("Be brief. " * 40) == ()


def test_what_opens_a_sentence_is_not_part_of_it() -> None:
    assert parts_of("No, shorter.") == ["shorter."]


def test_a_title_before_a_name_ends_no_sentence() -> None:
    assert parts_of("It's Dr. Moss. Thank you.")[:2] == ["It's Dr. Moss.", "Thank you."]
    assert parts_of("No. Shorter.")[:2] == ["No.", "Shorter."]


def test_what_is_named_as_not_meant_is_not_part_of_it() -> None:
    assert parts_of("Write prose instead of a list, please.") == ["Write prose, please."]
    assert parts_of("grams, not ounces") == ["grams"]
    assert parts_of("not so long") == ["not so long"]


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("length.shorter", "in two sentences at most", "2 sentences"),
        ("length.shorter", "a single word, please", "1 word"),
        ("length.shorter", "yes or no?", "3 words"),
        ("length.shorter", "shorter", ""),
        ("avoid.term", "please stop mentioning the weather", "weather"),
        ("include.term", "you forgot the opening hours again", "opening hours"),
        ("first.term", "start with the cheapest one, please", "cheapest one"),
        ("address.name", "it's Mrs Dalloway to you", "Mrs Dalloway"),
        ("address.name", "It's Mrs. Dalloway", "Mrs. Dalloway"),
        ("address.name", "My name is J. R. Hartley.", "J. R. Hartley"),
        ("first.term", "Recommend taking the ferry first", "ferry"),
        ("first.term", "always tell me to check the tide before anything", "tide"),
        ("first.term", "put swimming first", "swimming"),
        ("include.term", "you should mention using the phone", "phone"),
        ("include.term", "I only use the phone for appointments", "phone"),
        ("include.term", "no preamble please", None),
        ("avoid.term", "stop suggesting going to the gym", "gym"),
        ("avoid.term", "never suggest food for cats", "food for cats"),
        ("language.named", "en español, por favor", "Spanish"),
        ("language.named", "in your own words", None),
        ("avoid.term", "never", None),
        ("tone.sober", "calm down", ""),
    ],
)
def test_what_a_wish_is_about_is_read_off_the_words(
    kind: str, said: str, value: str | None
) -> None:
    assert value_of(kind, said) == value


def test_what_a_minded_answer_has_already_is_not_what_was_missed() -> None:
    said = "Those emojis again!"
    plain, with_emoji = "Boil it for ten minutes.", "Boil it for ten minutes 🥚."
    (first, *_) = HEARING.heard(said, plain)
    (second, *_) = HEARING.heard(said, with_emoji)
    assert first.wish == Wish("emoji.some")
    assert second.wish == Wish("emoji.none")


def test_every_kind_can_be_heard() -> None:
    (chances,) = HEARING.chances(["anything"])
    assert set(KINDS) <= set(chances)
    assert sum(chances.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("that's way too long", "that's too brief"),
        ("be less formal", "more formal, please"),
        ("no emojis please", "use emojis please"),
        ("write prose instead of a list", "as a list, please"),
        ("in miles please", "metric units, please"),
    ],
)
def test_wishes_for_opposites_are_told_apart(one: str, other: str) -> None:
    first, second = HEARING.heard_each([one, other])
    assert first[0].wish.excludes(second[0].wish)


def test_what_is_nothing_but_a_wish_is_told_from_a_new_request() -> None:
    assert HEARING.is_all("Hm. Shorter please. Thank you!")
    assert not HEARING.is_all("Shorter please. And what do I need for the oven at home?")
    assert not HEARING.is_all("Thank you!")
    assert not HEARING.is_all("")
