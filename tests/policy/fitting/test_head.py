"""Whether options honour preferences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from uptake.core.protocols import Layers, Vectors
from uptake.policy.fitting import FitHead
from uptake.policy.fitting.matching import Weights

SUBJECTS = (("pub", "beer", "bar"), ("library", "book", "reading"), ("train", "rail"))


class Subjects:
    """An embedder that knows a few subjects, and that all texts have a little in common."""

    name, dimension = "subjects", len(SUBJECTS) + 1

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [
            [0.3, *(float(any(word in text.lower() for word in words)) for words in SUBJECTS)]
            for text in texts
        ]
        return np.array([np.array(row) / np.linalg.norm(row) for row in rows], np.float32)


@pytest.fixture
def head() -> FitHead:
    return FitHead(Subjects())


PUB, LIBRARY = "The Anchor, a pub with forty kinds of beer", "The old library with its tea corner"


def test_what_is_liked_speaks_for_an_option(head: FitHead) -> None:
    pub, library = head.fits(["I love reading"], [PUB, LIBRARY])[:, 0]
    assert library > 0 > pub


def test_what_is_disliked_speaks_against_the_option_that_is_like_it(head: FitHead) -> None:
    pub, library = head.fits(["I can't stand bars"], [PUB, LIBRARY])[:, 0]
    assert library > 0 > pub


def test_opposites_are_told_apart_that_lie_in_the_same_place(head: FitHead) -> None:
    values = ["firm", "soft", "of wool"]
    wanted, minded = head.fits(["I like it hard", "Nothing hard for me"], values).T
    assert wanted.argmax() == minded.argmin() == values.index("firm")
    assert wanted.argmin() == minded.argmax() == values.index("soft")


def test_both_sides_of_a_comparison_count(head: FitHead) -> None:
    one, other = head.fits(
        ["I prefer a book over a beer", "I prefer a beer over a book"], [PUB, LIBRARY]
    ).T
    assert one[1] > 0 > one[0]
    assert other[0] > 0 > other[1]


def test_what_has_no_bearing_counts_nearly_nothing(head: FitHead) -> None:
    fits = head.fits(["I can't stand bars", "I never go by rail"], [PUB, LIBRARY])
    assert np.abs(fits[:, 1]).max() < 0.1 * np.abs(fits[:, 0]).max()


@pytest.mark.parametrize("lacking", ["no beer", "beer-free", "without beer"])
def test_a_value_that_tells_of_a_lack_suits_those_who_mind_the_thing(
    head: FitHead, lacking: str
) -> None:
    minded, liked = head.fits(["I avoid beer", "I love beer"], ["beer", lacking]).T
    assert minded[1] > 0 > minded[0]
    assert liked[0] > 0 > liked[1]


def test_what_is_free_of_something_suits_those_who_ask_for_it_so(head: FitHead) -> None:
    told = head.fits(["I want a beer-free place", "I sit at the bar"], ["beer-free", "a book"]).T
    assert (told[:, 0] > 0).all()
    assert (told[:, 1] < 0).all()


def test_one_option_is_compared_with_what_was_asked(head: FitHead) -> None:
    asked = "Where shall we go tonight?"
    assert head.fits(["I hate pubs"], [PUB], asked)[0, 0] < 0
    assert head.fits(["I love pubs"], [PUB], asked)[0, 0] > 0


@pytest.mark.parametrize(("preferences", "options"), [([], [PUB]), (["I hate pubs"], []), ([], [])])
def test_nothing_to_judge_is_an_empty_answer(
    head: FitHead, preferences: list[str], options: list[str]
) -> None:
    assert head.fits(preferences, options).shape == (len(options), len(preferences))


def test_judgements_stay_within_one(head: FitHead) -> None:
    fits = head.fits(["I love pubs", "no bars", "books, not trains"], [PUB, LIBRARY, "Rail tour"])
    assert np.abs(fits).max() <= 1.0


def test_an_empty_preference_speaks_for_nothing(head: FitHead) -> None:
    assert not head.fits([""], [PUB, LIBRARY]).any()


def test_the_column_that_a_preference_is_about_tells(head: FitHead) -> None:
    evenings, journeys = ["a pub", "a library"], ["by rail", "on foot"]
    told, silent = head.by_column(["I can't stand bars"], [evenings, journeys])
    assert told[1, 0] > 0 > told[0, 0]
    assert abs(silent).max() < 0.1 * abs(told).max()


class Watched(Subjects):
    """An embedder that keeps what it was asked to read."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen |= set(texts)
        return super().embed(texts)


def test_a_column_that_nothing_bears_on_is_not_read_but_for_what_is_ruled_out() -> None:
    embedder = Watched()
    evenings, meals = ["a pub", "a library"], ["lamb on the train", "beans on the train"]
    told, silent = FitHead(embedder).by_column(
        ["I can't stand bars", "I don't eat meat"], [evenings, meals], ["evening", "meal"]
    )
    assert told[1, 0] > 0 > told[0, 0]
    assert silent.tolist() == [[0.0, -1.0], [0.0, 0.0]]
    assert embedder.seen.issuperset(evenings)
    assert embedder.seen.isdisjoint(meals)


def test_a_value_that_tells_what_is_not_there_counts_the_other_way(head: FitHead) -> None:
    (fits,) = head.by_column(["I want a pub nearby"], [["pub round the corner", "no pub"]])
    assert fits[0, 0] > 0 > fits[1, 0]


def test_what_a_way_of_living_rules_out_runs_against_it(head: FitHead) -> None:
    (fits,) = head.by_column(["I don't eat meat."], [["grilled lamb", "beans", "vegan burger"]])
    assert fits[0, 0] == -1.0
    assert fits[1:].min() > -1.0


def test_a_column_without_values_is_an_empty_answer(head: FitHead) -> None:
    none, some = head.by_column(["I love reading"], [[], [PUB, LIBRARY]])
    assert none.shape == (0, 1)
    assert some.shape == (2, 1)


def test_weights_are_for_the_embedding_model_that_they_were_fitted_with() -> None:
    assert Weights.fitted(Subjects()) == Weights()
    assert Weights.fitted(Tokens()).from_text > 0


class Tokens(Subjects):
    """The default embedding model by name, of which each word is a token."""

    name = "all-MiniLM-L6-v2"

    def embed_tokens(
        self, texts: Sequence[str], layers: Sequence[int], *, most: int
    ) -> list[Layers]:
        marked = [["", *text.split(), ""][:most] for text in texts]
        return [self.embed(words)[:, None].repeat(len(layers), axis=1) for words in marked]


def test_a_word_in_a_long_text_is_found() -> None:
    """The whole texts hardly differ, their tokens do."""
    talk = "where the six of us can sit together and have a long talk about this and that"
    pub, hall = FitHead(Tokens()).fits(["I hate pubs"], [f"A pub {talk}", f"A hall {talk}"])[:, 0]
    assert hall > 0 > pub


def test_what_things_are_like_counts_more_than_what_they_are_called(head: FitHead) -> None:
    places = [PUB, LIBRARY]
    called, like = head.by_column(["I love reading"], [places, places], ["", "room"])
    assert np.abs(like).max() > 3 * np.abs(called).max()


def test_a_preference_bears_on_things_rather_than_a_mere_fact(head: FitHead) -> None:
    (fits,) = head.by_column(["I love reading", "I am reading"], [[PUB, LIBRARY]], ["room"])
    assert np.abs(fits[:, 0]).max() > 3 * np.abs(fits[:, 1]).max()
