"""Lexicon: which words name one end of a quality, and which its other end.

Embeddings put opposites near each other, since they stand in the same sentences. WordNet knows them
apart: a quality is a pair of opposites with the words that are near to either (Gross, Fischer and
Miller 1989, "The organization of adjectival meanings"). "Firm" and "hardness" lie at one end of a
quality, "soft" and "squeezable" at the other. It knows nothing of sentences, and of what a word
means in one. English. `training/fitting/lexicon.py` makes the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...memory.language.words import words_of

LEXICON = "lexicon.npz"
"""The file beside this one."""

NOTICE = "WORDNET-LICENSE"
"""The file that tells what may be done with it, and has to go where it goes."""

LONGEST = 3
"""Words of the longest entry: "out of date"."""

_STEPS = 100
"""Steps between 0 and 1 in which the file tells places."""

_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("er", ""), ("er", "e"), ("ier", "y"), ("est", ""),
    ("est", "e"), ("iest", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
)  # fmt: skip
"""What a form ends in, and what its base form has there, after WordNet's own `morphy`."""

_COMMON = """
i me my we us our you your he she it its they them this that these those be is are was were have has
had do does can could will would must may might not no never nothing a an the of to in on at by for
from with without as and or but than so too very more most much many like likes love loves prefer
prefers want wants need needs hate hates enjoy enjoys dislike avoid rather please always usually
only just one ones all any some every each
"""
_UNTELLING = frozenset(_COMMON.split())
"""Words that say how much or whether something is liked, and not what."""

Floats = NDArray[np.float64]
Places = Mapping[int, float]
"""Quality -> where on it, from -1, its one end, to 1, its other."""


class Lexicon:
    """Words, and where they lie on the qualities that they tell of."""

    def __init__(self, words: Mapping[str, Places]) -> None:
        """Know some words, lower case, in which single spaces part those of an entry."""
        self._words = words

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> Lexicon:
        """Return the one beside this file, the same each time."""
        with as_file(files("uptake.policy.fitting").joinpath(LEXICON)) as path:
            return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read one that was saved."""
        with np.load(path, allow_pickle=False) as file:
            words = bytes(file["words"]).decode().split("\n")
            ends = np.cumsum(file["lengths"], dtype=np.int64).tolist()
            qualities = file["qualities"].tolist()
            places = (file["places"].astype(np.float64) / _STEPS).tolist()
        spans = zip(words, [0, *ends], ends, strict=False)
        return cls(
            {
                word: dict(zip(qualities[start:end], places[start:end], strict=True))
                for word, start, end in spans
            }
        )

    def save(self, path: Path) -> None:
        """Write it; the same bytes for the same words."""
        told = list(self._words.values())
        np.savez_compressed(
            path,
            words=np.frombuffer("\n".join(self._words).encode(), np.uint8),
            lengths=np.array([len(one) for one in told], np.uint8),
            qualities=np.array([quality for one in told for quality in one], np.uint16),
            places=np.array(
                [round(place * _STEPS) for one in told for place in one.values()], np.int8
            ),
        )

    def __len__(self) -> int:
        """Return how many words it knows."""
        return len(self._words)

    def places(self, text: str) -> list[Places]:
        """Return where the words of a text lie that it knows; of entries the longest counts."""
        words, found = words_of(text), list[Places]()
        while words:
            length, known = self._longest(words)
            found += [known] if known else []
            words = words[length:]
        return found

    def _longest(self, words: Sequence[str]) -> tuple[int, Places | None]:
        """Return how many words the longest entry that they begin with has, else 1 and None."""
        for length in range(min(LONGEST, len(words)), 0, -1):
            if known := self._known(words[:length]):
                return length, known
        return 1, None

    def _known(self, words: Sequence[str]) -> Places | None:
        if len(words) > 1:
            return self._words.get(" ".join(words))
        forms = (self._words.get(form) for form in _base_forms(words[0]))
        return next((places for places in forms if places), None)


class Laid:
    """Options, laid out along the qualities that their words tell of."""

    def __init__(self, options: Sequence[Sequence[Places]]) -> None:
        """Lay them out, by the places of the words of each."""
        self._lengths = np.array([max(1, len(words)) for words in options])
        """Words of each option that are known."""

        self._along = defaultdict[int, list[tuple[int, int, float]]](list)
        """Quality -> an option, the number of the word in it, and its place."""

        for option, words in enumerate(options):
            for number, places in enumerate(words):
                for quality, place in places.items():
                    self._along[quality].append((option, number, place))

    def agreement(self, text: Sequence[Places]) -> Floats:
        """Return how far each option lies where a text does, `[options]`, from -1 to 1.

        1 is the same end of a quality, -1 its other end, 0 where nothing is known. Of two words it
        is the geometric mean of their places; the two that say the most count, less the more words
        an option has, since one of many says little of it.
        """
        agreed = np.zeros(len(self._lengths))
        for places in text:
            pairs = defaultdict[tuple[int, int], float](float)
            for quality, place in places.items():
                for option, number, other in self._along.get(quality, ()):
                    pairs[option, number] += place * other
            for (option, _), told in pairs.items():
                if abs(told) > abs(agreed[option]):
                    agreed[option] = told
        mean = np.sign(agreed) * np.sqrt(np.minimum(np.abs(agreed), 1.0))
        shared: Floats = mean / self._lengths
        return shared


def _base_forms(word: str) -> Iterator[str]:
    """Yield a word and what it may be a form of ("cheaper", "cheap"), no untelling ones."""
    if word in _UNTELLING:
        return
    yield word
    for ending, base in _ENDINGS:
        form = word.removesuffix(ending) + base
        if word.endswith(ending) and len(form) > 2:
            yield form
            if not base and len(form) > 3 and form[-1] == form[-2]:
                yield form[:-1]
