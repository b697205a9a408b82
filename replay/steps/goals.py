"""Which kinds of request there are, told by whether words tell two groups of requests apart.

Knows the requests as they are left when the slots' values are taken out, nothing else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from ...core.texts import words

APART = 0.75
"""Balanced accuracy, 0..1, from which on words tell two groups apart."""

_FEW = 3
"""Requests of a group by whose words it can be judged, at least."""

_LEVEL = 0.7
"""Log odds that decide nothing."""

_Group = TypeVar("_Group")


def by_goal(groups: Sequence[tuple[_Group, Sequence[str], object]]) -> list[list[_Group]]:
    """Put groups together whose requests cannot be told apart; the first of each is the largest.

    `groups` come with their requests, slots masked, and with what they end with, the best
    supported first. A few requests tell little; what ends otherwise then is for another goal.
    """
    goals: list[tuple[list[_Group], list[str], object]] = []
    for group, requests, end in groups:
        apart = [
            1.0
            if min(len(requests), len(known)) < _FEW and not _is_same(end, its_end, requests, known)
            else told_apart(known, requests)
            for _, known, its_end in goals
        ]
        nearest = min(range(len(goals)), key=apart.__getitem__, default=None)
        if nearest is not None and apart[nearest] < APART:
            goals[nearest][0].append(group)
            goals[nearest][1].extend(requests)
        else:
            goals.append(([group], list(requests), end))
    return [members for members, _, _ in goals]


def _is_same(end: object, other: object, requests: Sequence[str], known: Sequence[str]) -> bool:
    return end == other or set(requests) <= set(known)


def told_apart(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how well words tell two groups of requests apart: balanced accuracy, 0..1.

    Each request is judged by naive Bayes from all the others (leave one out). Requests that
    say exactly the same count as half right.
    """
    sides = tuple(_Side([_bag(text) for text in texts]) for texts in (one, other))
    words_in_all = sides[0].counts + sides[1].counts
    size = len(one) + len(other)
    usual = {word: count / size for word, count in words_in_all.items()}
    shares = [
        sum(_is_right(bag, own, foreign, usual) for bag in own.bags) / len(own.bags)
        for own, foreign in (sides, sides[::-1])
    ]
    return sum(shares) / 2


def likeliest(request: str, groups: Mapping[str, Sequence[str]]) -> str:
    """Return the group of requests to whose words the request is nearest.

    By naive Bayes, as in `told_apart`; words that are in no group say nothing.
    """
    sides = {name: _Side([_bag(text) for text in texts]) for name, texts in groups.items()}
    in_all = sum((side.counts for side in sides.values()), Counter[str]())
    size = sum(len(side.bags) for side in sides.values())
    known = _bag(request) & in_all.keys()

    def nearness(name: str) -> float:
        return sum(math.log(sides[name].share(w, in_all[w] / size, without=0)) for w in known)

    return max(sides, key=nearness)


class _Side:
    """One group of requests, its words counted."""

    def __init__(self, bags: list[frozenset[str]]) -> None:
        self.bags = bags
        self.counts = Counter(word for bag in bags for word in bag)

    def share(self, word: str, usual: float, *, without: int) -> float:
        """Return how many of the requests have the word, drawn towards what is usual."""
        return (self.counts[word] - without + usual) / (len(self.bags) - without + 1)


def _is_right(bag: frozenset[str], own: _Side, foreign: _Side, usual: Mapping[str, float]) -> float:
    """Judge one request without itself: 1 for its own side, 0 for the other, 0.5 if level."""
    log_odds = sum(
        math.log(own.share(word, usual[word], without=1))
        - math.log(foreign.share(word, usual[word], without=0))
        for word in bag
    )
    return 0.5 if abs(log_odds) < _LEVEL else float(log_odds > 0)


def _bag(text: str) -> frozenset[str]:
    found = words(text)
    return frozenset((*found, *(f"{a} {b}" for a, b in pairwise(found))))
