"""Tells how far options honour preferences.

What there is to choose from is told in columns: how a thing connects, how large it is, or, where
it is only called something, what it is called. A column's values are held against a preference
with one another, so that only what tells them apart counts. A preference that has no bearing on a
column is told from one that has by how like it is to all of the column's values together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from ...memory.language.contradictions import parse
from ...memory.language.exclusions import rules_out
from .bearing import Bearing
from .encoder import HONOURING, PreferenceEncoder
from .lexicon import Floats
from .matching import Options, Reader, Reading, Weights
from .sides import sides_of

_LEAST = 1e-2
"""What bears on a column by less is taken not to bear on it, and a column that nothing bears on is
not read: no value of it would be moved by more."""

_LISTED = 8
"""Values of a column that tell what it is about."""

_BRIEF = 6
"""Values of so many words, in the middle, are told by the encoder; words tell more of sentences."""

_LACKS = re.compile(r"^\s*(?:no|not|without|non|lacks?|lacking)\b[\s-]*(?=\w)", re.IGNORECASE)
"""How a value begins that tells what is not there."""

_FREE = re.compile(r"(?<=\w)-free\W*$", re.IGNORECASE)
"""How one ends that does; without the hyphen it may be for nothing: "delivery free"."""

_SAYS_FREE = re.compile(r"\w-free\b", re.IGNORECASE)
"""A preference in the words of such a value: "I want a smoke-free room"."""


Bools = NDArray[np.bool_]


class FitHead:
    """Judges options by a person's preferences."""

    def __init__(self, embedder: Embedder, weights: Weights | None = None) -> None:
        """Judge with the weights that were fitted for the embedding model, or with others."""
        self._reader = Reader(embedder)
        self._weights = weights or Weights.fitted(embedder)
        self._bearing = Bearing(embedder, self._reader, self._weights.sharpness)
        self._encoder: PreferenceEncoder | None = None
        if self._weights.encoded:
            self._encoder = PreferenceEncoder.fitted(embedder, HONOURING)

    def fits(
        self, preferences: Sequence[str], options: Sequence[str], question: str = ""
    ) -> Floats:
        """Return how far each option honours each preference, `[options, preferences]`.

        From -1, it runs against it, to 1; 0 where the preference has no bearing on it.
        `question` is what the options answer; it is compared with where there is one option only.
        """
        compared = options if len(options) > 1 or not question else [*options, question]
        (fitting,) = self.by_column(preferences, [compared])
        return fitting[: len(options)]

    def by_column(
        self,
        preferences: Sequence[str],
        columns: Sequence[Sequence[str]],
        names: Sequence[str] | None = None,
    ) -> list[Floats]:
        """Return how far the values of each column honour each preference.

        `[values, preferences]` for each column, as `fits` has them. `names` are the columns' names,
        "" for one of mere names of things.
        """
        names = names or [""] * len(columns)
        told = [
            Told(self._reader, values, name)
            for values, name in zip(columns, names, strict=True)
            if values
        ]
        if not preferences or not told:
            return [np.zeros((len(values), len(preferences))) for values in columns]
        bearing = self._bearing.of(preferences, told)
        fits = iter(
            [self._fits(preferences, one, far) for one, far in zip(told, bearing, strict=True)]
        )
        return [next(fits) if values else np.zeros((0, len(preferences))) for values in columns]

    def _fits(self, preferences: Sequence[str], told: Told, bearing: Floats) -> Floats:
        fits = np.zeros((len(told.values), len(preferences)))
        if near := np.flatnonzero(bearing >= _LEAST).tolist():
            apart = self._apart([preferences[place] for place in near], told)
            fits[:, near] = np.tanh(apart / 2) * bearing[near]
        for place, preference in enumerate(preferences):
            likes = parse(preference).likes
            fits[[rules_out(preference, likes, value) for value in told.values], place] = -1.0
        return fits

    def _apart(self, preferences: Sequence[str], told: Told) -> Floats:
        """Return how each value stands out for each preference, in logits, their mean 0."""
        sides = [sides_of(one) for one in preferences]
        # all at once: texts that are read one by one take several times as long
        self._reader.read([part for one in sides for part in (*one.wanted, *one.unwanted)])
        logits = np.stack([self._having(one, told) for one in preferences], axis=1)
        if self._encoder is not None:
            share = self._weights.encoded if told.is_brief else self._weights.encoded_whole
            logits += share * self._encoder.logits(preferences, told.whole.vectors)
        apart: Floats = logits - logits.mean(axis=0)
        return apart

    def _having(self, preference: str, told: Told) -> Floats:
        """Return how much each value has of what is liked, or lacks of what is minded."""
        lacks = told.lacks.copy()
        if told.free_of and not _SAYS_FREE.search(preference):
            (text,) = self._reader.read([preference])
            lacks[[value for value, words in told.free_of.items() if words & text.words]] = True
        liked = self._liking(preference, told.whole)
        if not lacks.any():
            return liked
        having: Floats = np.where(lacks, -self._liking(preference, told.had), liked)
        return having

    def _liking(self, preference: str, pool: Options) -> Floats:
        """Return how much more each value has of the wanted than of the unwanted, `[values]`."""
        sides = sides_of(preference)
        return self._most(sides.wanted, pool) - self._most(sides.unwanted, pool)

    def _most(self, parts: Sequence[str], pool: Options) -> Floats:
        """Return how much each value has of the part that it has most of, `[values]`."""
        matched = [pool.match(one, self._weights) for one in self._reader.read(parts)]
        return np.max(matched, axis=0) if matched else np.zeros(len(pool))


class Told:
    """The values of a column: what each tells, and what there is or is not. Read when asked for."""

    def __init__(self, reader: Reader, values: Sequence[str], name: str = "") -> None:
        """Tell of at least one value."""
        self.values, self.name, self._reader = values, name, reader

    @property
    def about(self) -> Sequence[str]:
        """The texts that tell what it is about: its name with its values, or these alone."""
        if not self.name:
            return self.values
        return [f"{self.name.replace('_', ' ').lower()}: {', '.join(self.values[:_LISTED])}"]

    @property
    def is_brief(self) -> bool:
        """Whether the values are names, or a few words each, rather than sentences."""
        return median(len(value.split()) for value in self.values) <= _BRIEF

    @cached_property
    def whole(self) -> Options:
        """The values as they stand."""
        return Options(self._reader.read(self.values))

    @cached_property
    def lacks(self) -> Bools:
        """Which of them tell that something is not there, `[values]`."""
        return np.array([bool(_LACKS.match(value)) for value in self.values])

    @cached_property
    def had(self) -> Options:
        """What they tell of: "balcony" of "no balcony", "sugar" of "sugar-free"."""
        return Options(self._had)

    @cached_property
    def free_of(self) -> Mapping[int, frozenset[str]]:
        """Value -> the stems of what it is free of.

        To those who do not speak of that it is as it stands: "decaf" is near to "caffeine-free".
        """
        free = (place for place, value in enumerate(self.values) if _FREE.search(value))
        return {place: self._had[place].words for place in free}

    @cached_property
    def _had(self) -> list[Reading]:
        return self._reader.read([_FREE.sub("", _LACKS.sub("", value)) for value in self.values])
