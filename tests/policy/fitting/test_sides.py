"""What of a preference is wanted, and what is not."""

from __future__ import annotations

import pytest

from uptake.policy.fitting.sides import sides_of, tells_liking


@pytest.mark.parametrize(
    ("preference", "wanted", "unwanted"),
    [
        ("I love street food", ["I love street food"], []),
        ("I can't stand crowds.", [], ["I can't stand crowds"]),
        ("I avoid pubs, but I love tea rooms.", ["I love tea rooms"], ["I avoid pubs"]),
        ("I prefer trains over planes", ["I prefer trains"], ["planes"]),
        ("Paper rather than screens for me", ["Paper"], ["screens for me"]),
        (
            "I hate loud bars and prefer quiet gardens",
            ["prefer quiet gardens"],
            ["I hate loud bars"],
        ),
        ("I can't get enough of ramen", ["I can't get enough of ramen"], []),
        ("I don\u2019t eat meat", [], ["I don't eat meat"]),
        ("Open-plan offices exhaust me", [], ["Open-plan offices exhaust me"]),
        ("I never go where dogs aren't let in", ["I never go where dogs aren't let in"], []),
        ("I hate noise, crowds and heat", [], ["I hate noise", "crowds and heat"]),
        ("I love tofu, beans and rice", ["I love tofu", "beans and rice"], []),
        ("Sweet, fruity drinks aren't for me", [], ["Sweet fruity drinks aren't for me"]),
        ("Dark chocolate, never milk", ["Dark chocolate"], ["never milk"]),
        ("I can't stand soup, sofas as beds", [], ["I can't stand soup", "sofas", "beds"]),
        ("I keep off sugar", [], ["I keep off sugar"]),
        ("I'd rather walk than ride", ["I'd rather walk"], ["ride"]),
        ("", [], []),
    ],
)
def test_a_preference_is_taken_apart(
    preference: str, wanted: list[str], unwanted: list[str]
) -> None:
    sides = sides_of(preference)
    assert list(sides.wanted) == wanted
    assert list(sides.unwanted) == unwanted


@pytest.mark.parametrize(
    ("text", "is_liking"),
    [
        ("I hated it.", True),
        ("We adore gardens.", True),
        ("My hatbox is blue.", False),
        ("It will likely rain.", False),
        ("I pay about 30 euros.", True),
        ("I pay the rent on Fridays.", False),
    ],
)
def test_a_liking_is_told_by_its_words_and_not_by_what_begins_like_them(
    text: str, is_liking: bool
) -> None:
    assert tells_liking(text) is is_liking
