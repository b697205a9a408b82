"""What preferences bear on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from uptake.core.protocols import Vectors
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.embedding import load_embedder
from uptake.policy.fitting import bearing
from uptake.policy.fitting.bearing import Bearing
from uptake.policy.fitting.matching import Reader


@dataclass(frozen=True)
class Column:
    """What a column is called, and what it is about."""

    name: str
    about: Sequence[str]


COLOUR = Column("colour", ["colour: red, green"])
NOISE = Column("noise", ["noise: quiet, loud"])
CALLED = Column("", ["Red Giant", "Quiet Mouse"])


def finds(sharpness: float = 40.0) -> Bearing:
    embedder = WordEmbedder()
    return Bearing(embedder, Reader(embedder), sharpness)


def test_what_it_speaks_of_is_what_it_bears_on() -> None:
    found = finds().of(["I like red", "I like it quiet"], [COLOUR, NOISE])
    assert found.argmax(axis=0).tolist() == [0, 1]
    assert found.max() == 1.0
    assert found.min() >= 0.0


def test_a_mere_fact_bears_less_than_a_liking() -> None:
    fact, liking = finds().of(["my car is red", "i love red"], [COLOUR])[0]
    assert fact < liking == 1.0


def test_what_things_are_called_counts_less_than_what_they_are_like() -> None:
    called, colour = finds().of(["I like red"], [CALLED, COLOUR])[:, 0]
    assert called < colour


def test_the_sharper_the_less_counts_what_is_farther() -> None:
    (_, mild), (_, sharp) = (
        finds(sharpness).of(["I like red"], [COLOUR, NOISE])[:, 0] for sharpness in (10.0, 40.0)
    )
    assert sharp == pytest.approx(mild**4)


def test_an_encoder_leads_elsewhere_than_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class ToTheSecond:
        def likeness(self, preferences: Sequence[str], told: Vectors) -> Vectors:
            return np.array([[0.0] * len(preferences), [1.0] * len(preferences)], np.float32)

    class Fitted:
        @staticmethod
        def fitted(*_: object) -> ToTheSecond:
            return ToTheSecond()

    monkeypatch.setattr(bearing, "PreferenceEncoder", Fitted)
    assert finds().of(["I like red"], [COLOUR, NOISE])[:, 0].argmax() == 1


@pytest.mark.real
def test_what_only_follows_from_a_life_finds_what_it_bears_on() -> None:
    embedder = load_embedder(Settings())
    found = Bearing(embedder, Reader(embedder), 40.0)
    columns = [
        Column("Lock", ["lock: key, code, fingerprint"]),
        Column("Weight", ["weight: featherlight, heavy steel"]),
        Column("Colour", ["colour: yellow, navy, cream"]),
    ]
    lives = ["I lose every key ring I get.", "My back gave out last winter.", "I work as a clerk."]
    of_keys, of_a_back, of_work = found.of(lives, columns).T
    assert of_keys.argmax() == 0
    assert of_a_back.argmax() == 1
    assert of_work.max() < of_keys.max()


@pytest.mark.real
def test_what_is_far_from_everything_hardly_counts_though_it_is_all_that_is_known() -> None:
    embedder = load_embedder(Settings())
    found = Bearing(embedder, Reader(embedder), 40.0)
    columns = [
        Column("Cuisine", ["cuisine: Italian, Thai, Greek"]),
        Column("Seating", ["seating: terrace, indoors"]),
    ]
    assert found.of(["I love jazz"], columns).max() < 0.1
    assert found.of(["I love jazz", "I burn easily in the sun."], columns)[1, 1] == 1.0
