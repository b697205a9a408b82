from __future__ import annotations

import pytest

from uptake.agents.recommender.items.likeness import LikenessFit
from uptake.core.testing import WordEmbedder

FIT = LikenessFit(WordEmbedder())


def _fits(preference: str, *values: str) -> list[float]:
    return [float(fit) for fit in FIT.fits([preference], values)[:, 0]]


def test_what_is_wanted_fits_and_what_is_not_wanted_does_not() -> None:
    quiet, crowded = _fits("quiet places", "quiet garden", "crowded cellar")
    assert quiet > 0 > crowded
    quiet, crowded = _fits("nothing crowded", "quiet garden", "crowded cellar")
    assert quiet > 0 > crowded


def test_a_preference_about_other_things_has_no_bearing() -> None:
    assert _fits("my bicycle is green", "quiet garden", "crowded cellar") == [0.0, 0.0]


def test_a_value_that_tells_what_is_not_there_counts_the_other_way() -> None:
    roof, none = _fits("a balcony", "sunny balcony", "no balcony")
    assert roof > 0 > none


@pytest.mark.parametrize("preference", ["I have been a vegetarian for years.", "I don't eat meat."])
def test_what_a_way_of_living_rules_out_runs_against_it(preference: str) -> None:
    lamb, burger, beans = _fits(preference, "grilled lamb", "vegan burger", "beans")
    assert lamb == -1.0
    assert burger >= 0.0
    assert beans >= 0.0
