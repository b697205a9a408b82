"""Properties of a set of answers that learning must not spoil: their length and their variety."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_WORDS = re.compile(r"\w+")


def mean_length(answers: Sequence[str]) -> float:
    """Return how many words an answer has on average."""
    return sum(len(_words(answer)) for answer in answers) / max(1, len(answers))


def variety(answers: Sequence[str], length: int) -> float:
    """Return the share of distinct pairs of neighbouring words among all, 0..1 (distinct-2).

    Only the first `length` words of each answer count, because longer texts repeat themselves
    more (Li et al. 2016, "A Diversity-Promoting Objective Function", section 5). Answers of a
    single word have no pairs; then the share of distinct words is returned.
    """
    texts = [_words(answer)[:length] for answer in answers]
    pairs = [pair for text in texts for pair in pairwise(text)]
    found: Sequence[object] = pairs or [word for text in texts for word in text]
    return len(set(found)) / len(found) if found else 0.0


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
