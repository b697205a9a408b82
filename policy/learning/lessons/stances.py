"""Stances: which way a follow-up about a thing pulls, so that two that pull apart can be told.

"Cheaper, please" and "too expensive" pull one way, "something premium" the other; "no onions" one
way, "with onions" the other. Opposite words lie close together in embeddings, so this is read off
the words: pairs of opposites in which things differ, and what is to be put in or left out. How
answers are wanted is heard elsewhere (`policy/wishes/hearing.py`). Knows English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ....memory.language.stemming import stem
from ....memory.language.words import words_of

_THINGS = """
cheap cheaper cheapest budget / expensive pricey premium luxury
first beginning top start / last end bottom
fast faster quick quicker fastest / slow slower slowest
early earlier earliest / late later latest
big bigger large larger / small smaller little tiny
oldest ascending / newest descending
vegetarian vegan meatless / meat beef pork
indoors inside / outdoors outside
light bright / dark
"""
"""Dimensions of what is asked for; which end is wanted depends on what that is."""

_TURNED_BY = """
no not never dont without less too stop avoid fewer isnt wasnt arent skip hate cut wouldnt shouldnt
didnt doesnt nothing drop
"""
_TURNING = frozenset(_TURNED_BY.split())
"""A word after one of these, by at most `_REACH` words, stands for the other end."""

_REACH = 3
_DESCRIBED = re.compile(r"\b(?:is|are|was|were|s|sounds?|seems?|looks?|feels?|so|way|very)$")
"""What is said to be so in a complaint is meant to be otherwise."""

_HEDGING = "a an the it this that so way very really much far bit rather just all such"
_HEDGES = frozenset(_HEDGING.split())
_INSTEAD = re.compile(r"(?:instead of|rather than)(?: \w+){0,2}$")

_PUT = r"use|include|add|put in|mention|give me|show me|need|want|keep|with|miss|missing|suggest"
_LEFT = (
    r"no|without|avoid|skip|drop|omit|leave out|remove|stop|enough of|sick of|hate"
    r"|(?:dont|do not|never|didnt|not)(?: \w+)? (?:use|include|add|put in|mention|give me|show me"
    r"|need|want|suggest|recommend)"
)
_FILLING = r"(?: (?:using|adding|with|the|a|an|any|some|those|these|all|more|your|of|me))*"
_MENTIONED = re.compile(rf"\b(?:(?P<left>{_LEFT})|(?P<put>{_PUT})){_FILLING} (?P<what>\w+)")
_SAID_NO = re.compile(
    r"^\W*(?:no|nope|nah)\b\s*[,.!;:\u2014-]+|[,.!;]\s*(?:no|nope)\s*[,.!;]", re.I
)
_CLAUSE = re.compile(r"[,.!?;:\u2014()]+")
_APOSTROPHE = re.compile(r"['\u2019]")
_GENERAL = re.compile(
    r"\b(?:always|never|from now on|in general|every time|in (?:the )?future|any ?more|"
    r"changed my mind|after all|at all times|as a rule|next time)\b",
    re.I,
)


def stances(said: str) -> dict[str, int]:
    """Return which way a complaint or correction pulls: dimension or thing -> 1 or -1.

    What it pulls both ways is left out.
    """
    ways: dict[str, set[int]] = {}
    for clause in _CLAUSE.split(_SAID_NO.sub(" ", _APOSTROPHE.sub("", said))):
        words = words_of(clause)
        for what, way in (*_mentions(" ".join(words)), *_dimensions(words)):
            ways.setdefault(what, set()).add(way)
    return {what: way for what, (way, *others) in ways.items() if not others}


def _dimensions(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    for place, word in enumerate(words):
        if word in _ENDS:
            axis, sign = _ENDS[word]
            yield axis, sign * _turn(words, place)


def is_of_form(what: str) -> bool:
    """Tell whether what `stances` names means the same whatever was asked for."""
    return what not in _OF_THINGS


def is_general(said: str) -> bool:
    """Tell whether the words say that they hold from now on."""
    return _GENERAL.search(said) is not None


def _turn(words: Sequence[str], place: int) -> int:
    """Return -1 where what stands before the word turns it into its opposite, else 1."""
    before = words[max(0, place - _REACH) : place]
    turns = sum(word in _TURNING for word in before)
    if "too" in before and turns > 1:
        turns -= 1  # "not too long" means no more than "not long" does
    if turns and words[place + 1 : place + 2] == ["enough"]:
        turns += 1
    if turns == 0:
        bare = list(before)
        while bare and bare[-1] in _HEDGES:
            bare.pop()
        described = " ".join(bare)
        turns += bool(_DESCRIBED.search(described) or _INSTEAD.search(" ".join(words[:place])))
    return -1 if turns % 2 else 1


def _mentions(text: str) -> Iterator[tuple[str, int]]:
    """Yield the things that are to be put in (1) or left out (-1)."""
    for match in _MENTIONED.finditer(text):
        if match["what"] not in _ENDS and len(match["what"]) > 2:
            yield stem(match["what"]), 1 if match["put"] else -1


def _ends(axes: str) -> dict[str, tuple[str, int]]:
    """Return word -> dimension, and which end of it."""
    found: dict[str, tuple[str, int]] = {}
    for line in axes.strip().replace("\n/", " /").splitlines():
        one, other = (side.split() for side in line.split("/"))
        axis = f"{one[0]} or {other[0]}"
        found |= dict.fromkeys(one, (axis, 1)) | dict.fromkeys(other, (axis, -1))
    return found


_ENDS = _ends(_THINGS)
_OF_THINGS = frozenset(axis for axis, _ in _ends(_THINGS).values())
