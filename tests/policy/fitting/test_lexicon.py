"""What is known of words: which name the same end of a quality, and which opposite ones."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from uptake.policy.fitting.lexicon import NOTICE, Laid, Lexicon

LENGTH, NOISE = 0, 1
WORDS = {
    "short": {LENGTH: 1.0},
    "brief": {LENGTH: 0.8},
    "long": {LENGTH: -1.0, NOISE: 0.1},
    "drawn out": {LENGTH: -0.8},
    "loud": {NOISE: 1.0},
}


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon(WORDS)


def agreed(lexicon: Lexicon, text: str, *options: str) -> list[float]:
    laid = Laid([lexicon.places(option) for option in options])
    return [float(one) for one in laid.agreement(lexicon.places(text))]


def test_words_of_one_end_agree_and_those_of_the_other_disagree(lexicon: Lexicon) -> None:
    near, far, unknown = agreed(lexicon, "short", "a brief talk", "a long talk", "a talk")
    assert near == pytest.approx(0.8**0.5)
    assert far == -1.0
    assert unknown == 0.0


def test_entries_of_several_words_are_known_and_their_parts_are_not_read_again() -> None:
    lexicon = Lexicon({"drawn out": {LENGTH: -1.0}, "drawn": {NOISE: 1.0}})
    assert lexicon.places("a drawn-out talk") == [{LENGTH: -1.0}]
    assert lexicon.places("drawn by hand") == [{NOISE: 1.0}]


@pytest.mark.parametrize("form", ["louder", "loudest", "Loud"])
def test_forms_of_a_word_lie_where_it_does(lexicon: Lexicon, form: str) -> None:
    assert lexicon.places(form) == [WORDS["loud"]]


def test_words_that_only_say_how_much_tell_nothing() -> None:
    assert Lexicon({"very": {NOISE: 1.0}}).places("very much") == []


def test_of_several_words_the_two_that_say_the_most_count(lexicon: Lexicon) -> None:
    (most,) = agreed(lexicon, "loud and short", "long")
    assert most == -1.0


def test_one_word_of_many_says_little_of_an_option(lexicon: Lexicon) -> None:
    alone, of_two = agreed(lexicon, "brief", "short", "short but loud")
    assert alone == pytest.approx(2 * of_two)


def test_what_is_saved_is_read_again(lexicon: Lexicon, tmp_path: Path) -> None:
    path = tmp_path / "words.npz"
    lexicon.save(path)
    read = Lexicon.load(path)
    assert len(read) == len(WORDS)
    assert read.places("drawn out loud") == [WORDS["drawn out"], WORDS["loud"]]


def test_the_shipped_one_tells_opposites_apart_and_brings_its_licence() -> None:
    lexicon = Lexicon.shipped()
    assert agreed(lexicon, "something hard", "firm")[0] > 0.1
    assert agreed(lexicon, "something hard", "soft")[0] < -0.5
    assert agreed(lexicon, "quieter", "noisy")[0] < -0.5
    assert "Princeton University" in files("uptake.policy.fitting").joinpath(NOTICE).read_text()
