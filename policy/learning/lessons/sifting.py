"""Sifting lessons: what asks for harm, what was contradicted since, what is said over and over.

Each function of lessons returns the keys of those that are to be left out. Pairs that come without
a lesson are sifted by the same measures of harm.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ....core.protocols import Embedder
from .harm import HARMFUL, HARMFUL_ANSWER, HarmHead
from .lessons import Lesson
from .stances import is_general, is_of_form, stances

_SAME_WORDS = 0.95
"""From this cosine on two follow-ups are one said twice."""

_SAME_REQUEST = 0.8
"""From this cosine on two requests are of one cluster."""

_RELATED = 0.3
"""From this cosine on two requests are of one kind: "cheaper" about hotels says nothing of wine."""

_HABITUAL = 4
"""What was said so often is not overturned by one word to the contrary that is not meant in
general: that may be a slip, or of that moment."""


def harmful(lessons: Sequence[Lesson], embedder: Embedder) -> set[str]:
    """Return the lessons whose follow-up asks for what no assistant should learn."""
    harm = ask_for_harm([lesson.followup for lesson in lessons], embedder)
    return {one.turn for one, asks in zip(lessons, harm, strict=True) if asks}


def ask_for_harm(said: Sequence[str], embedder: Embedder) -> list[bool]:
    """Tell of each follow-up whether it asks for what no assistant should learn."""
    return [chance >= HARMFUL for chance in HarmHead(embedder).chances(said)]


def do_harm(answers: Sequence[str], embedder: Embedder) -> list[bool]:
    """Tell of each answer whether it is plainly one that no assistant should give."""
    return [chance >= HARMFUL_ANSWER for chance in HarmHead(embedder).chances(answers)]


def contradicted(lessons: Sequence[Lesson], embedder: Embedder) -> set[str]:
    """Return the lessons that pull against what the user said last about the same thing.

    In a cycle the newer wins; but a single newer one is left out where `_HABITUAL` older ones
    say otherwise, unless it is said to hold from now on.
    """
    if not lessons:
        return set()
    pulls: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place in sorted(range(len(lessons)), key=lambda place: lessons[place].at):
        for what, way in stances(lessons[place].followup).items():
            pulls[what].append((place, way))
    torn = {what: found for what, found in pulls.items() if len({way for _, way in found}) > 1}
    if not torn:
        return set()
    near = _cosines([lesson.request for lesson in lessons], embedder) >= _RELATED
    out: set[str] = set()
    for what, found in torn.items():
        for place, way in found:
            kin = [one for one in found if is_of_form(what) or near[place, one[0]]]
            if way != _settled(lessons, kin):
                out.add(lessons[place].turn)
    return out


def _settled(lessons: Sequence[Lesson], pulls: Sequence[tuple[int, int]]) -> int:
    """Return which way the user wants it now, from what was said about it, oldest first."""
    ways = [way for _, way in pulls]
    last, count = ways[-1], Counter(ways)
    once = len(ways) > 1 and ways[-2] != last
    alone = once and count[-last] >= _HABITUAL and count[last] == 1
    return -last if alone and not is_general(lessons[pulls[-1][0]].followup) else last


def repeated(lessons: Sequence[Lesson], embedder: Embedder) -> set[str]:
    """Return the lessons that say about a cluster of requests what a newer one says, too."""
    if not lessons:
        return set()
    same_words = _cosines([lesson.followup for lesson in lessons], embedder) >= _SAME_WORDS
    same_request = _cosines([lesson.request for lesson in lessons], embedder) >= _SAME_REQUEST
    same = same_words & same_request
    kept: list[int] = []
    out: set[str] = set()
    for place in sorted(range(len(lessons)), key=lambda place: lessons[place].at, reverse=True):
        if same[place, kept].any():
            out.add(lessons[place].turn)
        else:
            kept.append(place)
    return out


def _cosines(texts: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    vectors = embedder.embed(texts)
    return vectors @ vectors.T
