"""Whether an answer is more what a follow-up asks for than another, as far as that can be seen.

Of some of the ways in which a follow-up pulls (`stances`) a text shows by itself whether it went
along: its length, whether it is a list, how long its words are, its units, and whether something is
mentioned. Of the others nothing is said.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Mapping

from ...memory.stemming import stem
from ...memory.words import words_of
from .stances import stances

Property = Callable[[str], float]

_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+\S", re.M)
_METRIC = re.compile(
    r"\b(?:km|kilomet\w+|met(?:er|re)s?|cm|kilos?|kg|grams?|lit(?:er|re)s?|celsius)\b|°C", re.I
)
_IMPERIAL = re.compile(
    r"\b(?:miles?|feet|foot|inch\w*|pounds?|lbs?|ounces?|gallons?|fahrenheit)\b|°F", re.I
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")

_LEAST_CHANGE = 0.1
"""A property that changes by less, relative to the larger of the two, has not moved."""


def _length(text: str) -> float:
    return float(len(text.split()))


def _items(text: str) -> float:
    return float(len(_ITEM.findall(text)))


def _simplicity(text: str) -> float:
    """Return how short the words are, in words per letter."""
    words = words_of(text)
    return 1 / statistics.fmean(map(len, words)) if words else 0.0


def _metric(text: str) -> float:
    return float(len(_METRIC.findall(text)) - len(_IMPERIAL.findall(text)))


def _emojis(text: str) -> float:
    return float(len(_EMOJI.findall(text)))


_PROPERTIES: Mapping[str, Property] = {
    "long or short": _length,
    "list or prose": _items,
    "simple or technical": _simplicity,
    "metric or imperial": _metric,
    "emoji": _emojis,
}


def agreement(followup: str, answer: str, minded: str) -> float:
    """Return how far an answer went the way that the follow-up pulls from the minded one, -1..1.

    The mean over the ways that can be seen; 0 where none can, or nothing moved.
    """
    moves = [way * _moved(what, minded, answer) for what, way in stances(followup).items()]
    return statistics.fmean(moves) if moves else 0.0


def _moved(what: str, before: str, after: str) -> int:
    """Return 1 where there is more of it than before, -1 where there is less, else 0."""
    measure = _PROPERTIES.get(what)
    if measure is None:
        if " or " in what:  # a dimension that no text shows by itself
            return 0
        measure = _mentions(what)
    one, other = measure(before), measure(after)
    least = _LEAST_CHANGE * max(abs(one), abs(other))
    return 0 if abs(other - one) <= least else (1 if other > one else -1)


def _mentions(what: str) -> Property:
    return lambda text: float(sum(stem(word) == what for word in words_of(text)))
