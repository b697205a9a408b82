"""Exclusions: what cannot both be true of a person, though neither statement denies the other.

Who is vegetarian does not eat meat, and who is married is not single. A short table of what ways
of living rule out, and of what a person is only one of. Illness is not in it: one may love what one
must not have, and to forget an allergy does harm. English.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .stemming import stem
from .words import words_of

_KINDS = {
    "meat": "meat beef pork lamb mutton veal chicken turkey duck steak bacon ham sausage salami "
    "burger schnitzel kebab ribs meatball chorizo venison",
    "pork": "pork bacon ham salami chorizo prosciutto",
    "fish": "fish seafood salmon tuna cod trout herring sardine anchovy sushi shrimp prawn crab "
    "lobster oyster mussel squid",
    "dairy": "dairy milk cheese butter cream yoghurt yogurt",
    "egg": "egg omelette",
    "alcohol": "alcohol wine beer whisky whiskey gin vodka rum champagne cocktail cider liquor",
    "tobacco": "tobacco cigarette cigar smoke pipe",
    "caffeine": "caffeine coffee espresso cappuccino latte",
    "sugar": "sugar sweet candy cake dessert",
}
"""What is eaten, drunk or smoked: the kind, and some of it."""

_WAYS = {
    "vegetarian": "meat fish",
    "veggie": "meat fish",
    "vegan": "meat fish dairy egg",
    "pescatarian": "meat",
    "teetotal": "alcohol",
    "teetotaller": "alcohol",
    "teetotaler": "alcohol",
    "sober": "alcohol",
    "nonsmoker": "tobacco",
    "halal": "pork alcohol",
    "kosher": "pork",
}
"""A way of living -> the kinds that it rules out."""

_ONE_OF = (
    "single married engaged divorced widowed",
    "employed unemployed retired",
    "vegan vegetarian pescatarian carnivore omnivore",
    "introvert extrovert",
    "lefthanded righthanded",
)
"""What a person is only one of, at a time."""

_TAKES = re.compile(
    r"\b(?:eats?|eating|drinks?|drinking|smokes?|smoking|loves?|likes?|enjoys?|adores?|orders?|"
    r"favou?rites?|have|has|having|devours?|craves?)\b"
)
_ABSTAINS = re.compile(r"\b(?:eat|eats|drink|drinks|touch|touches|smoke|smokes|consume|have)\b")
_MUST_NOT = re.compile(r"\b(?:allerg\w+|intoleran\w+|cant|cannot|doctor|pregnant)\b")
_IS = re.compile(r"\b(?:im|i am|we are|were|is|are|be|been|being|keep|keeps|as an?)\b")

_DENYING = frozenset(("not", "never", "no", "isnt", "arent", "wasnt", "longer"))

_STEMS = {kind: frozenset(map(stem, words.split())) for kind, words in _KINDS.items()}
_MADE_FOR = frozenset(map(stem, (*_WAYS, "plant", "meatless", "free", "mock")))
_STATES = [frozenset(words.split()) for words in _ONE_OF]


def exclude(old: str, old_likes: bool, new: str, new_likes: bool) -> bool:
    """Tell whether two statements about the same person rule each other out.

    `likes` tells of each whether it is affirmed (`contradictions.Parsed.likes`).
    """
    out_before, taken_before = _ruled_out(old, old_likes), _taken(old, old_likes)
    out_now, taken_now = _ruled_out(new, new_likes), _taken(new, new_likes)
    if _shared(out_before, taken_now) or _shared(out_now, taken_before):
        return True
    states = (_states(old), _states(new))
    return any(
        states[0] & several and states[1] & several and not states[0] & states[1] & several
        for several in _STATES
    )


def rules_out(statement: str, likes: bool, thing: str) -> bool:
    """Tell whether who says this lives without the thing: a vegetarian without "grilled lamb".

    `likes` is as in `exclude`. What is made for a way of living ("vegan burger") is for it.
    """
    kinds = _ruled_out(statement, likes)
    if not kinds:
        return False
    said = frozenset(map(stem, _plain(thing).split()))
    return said.isdisjoint(_MADE_FOR) and _shared(kinds, said)


def ruled_out_by(words: str) -> frozenset[str]:
    """Return how words begin for what the ways of living that are named rule out, in lower case.

    "vegan dinner": those for meat, fish, milk, eggs and the like; nothing where no way is named.
    """
    ways = (way for way in _plain(words).split() if way in _WAYS)
    kinds = (kind for way in ways for kind in _WAYS[way].split())
    # The stem of "turkey" is "turkei".
    return frozenset(one.removesuffix("i") for kind in kinds for one in _STEMS[kind])


def _shared(kinds: frozenset[str], taken: frozenset[str]) -> bool:
    return any(not taken.isdisjoint(_STEMS[kind]) for kind in kinds)


@lru_cache(maxsize=4096)
def _ruled_out(text: str, likes: bool) -> frozenset[str]:
    """Return the kinds that the person lives without, by a way of living or by saying so."""
    words = _plain(text)
    if _MUST_NOT.search(words):
        return frozenset()
    if likes:
        ways = (way for way in words.split() if way in _WAYS) if _IS.search(words) else ()
        return frozenset(kind for way in ways for kind in _WAYS[way].split())
    said = {stem(word) for word in words.split()}
    return (
        frozenset(k for k in _KINDS if stem(k) in said) if _ABSTAINS.search(words) else frozenset()
    )


@lru_cache(maxsize=4096)
def _taken(text: str, likes: bool) -> frozenset[str]:
    """Return the stems of what the person says to eat, drink, smoke or like."""
    words = _plain(text)
    return frozenset(map(stem, words.split())) if likes and _TAKES.search(words) else frozenset()


@lru_cache(maxsize=4096)
def _states(text: str) -> frozenset[str]:
    words = _plain(text)
    said = frozenset(words.split())
    return said if _IS.search(words) and said.isdisjoint(_DENYING) else frozenset()


def _plain(text: str) -> str:
    joined = re.sub(r"['\u2019]|(?<=non)-|-(?=handed)", "", text.casefold())
    return " ".join(words_of(joined))
