"""What a person will choose next, given the time: back-off from the time to any time.

A forecast that knows nothing of times is mixed with others that count what the person chose at
such times alone, each drawn towards it. How far each is believed follows from how well it foretold
what came (Bayesian mixture), and begins with what the other people's choices say; where times do
not matter, nearly nothing but the first is left: the mixture loses at most -log `_TIMELESS` nats
against it over all of a person's choices together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_TIMELESS = 0.99
"""How surely times are taken not to matter to a person before any choice is seen."""

_STRENGTHS = np.array([0.2, 0.8, 3.2])
"""How many choices at a time the forecast for any time counts for."""

_KINDS = 3
"""Times are parts of the day, kinds of days, or both together."""

_LEFT = 0.5 ** (1 / 12)
"""What is left of the choices at a time after each further one."""

_FOREKNOWN = 1.0
"""How many people the first belief counts for, beside the others."""

Made = tuple[Floats, int, str]
"""A forecast for any time, what was chosen, and when."""


class Occasions:
    """The choices of one person so far, by when they were made."""

    def __init__(self, others: Iterable[Floats] = ()) -> None:
        """Begin with what `believed` says of other people."""
        first = np.full(1 + _KINDS * len(_STRENGTHS), (1 - _TIMELESS) / (_KINDS * len(_STRENGTHS)))
        first[0] = _TIMELESS
        prior = _FOREKNOWN * first + sum(others, np.zeros(len(first)))
        self._evidence: Floats = np.log(prior / prior.sum())
        self._own: dict[tuple[int, str], Floats] = defaultdict(lambda: np.zeros(1))

    @property
    def believed(self) -> Floats:
        """How surely each way of foretelling is the right one, 0..1."""
        weights: Floats = np.exp(self._evidence - self._evidence.max())
        weights /= weights.sum()
        return weights

    def expected(self, timeless: Floats, time: str) -> Floats:
        """Return how probable each value is, from how probable it is at any time."""
        probable: Floats = self.believed @ self._rates(timeless, time)
        return probable

    def see(self, made: Made) -> None:
        """Count a choice."""
        timeless, value, time = made
        self._evidence = self._evidence + np.log(self._rates(timeless, time)[:, value])
        for kind in _kinds(time):
            own = self._own[kind] * _LEFT + np.zeros(len(timeless))
            own[value] += 1
            self._own[kind] = own

    def _rates(self, timeless: Floats, time: str) -> Floats:
        """Return the forecasts that are mixed, `[forecasts, values]`; the first is timeless."""
        rates = np.tile(timeless, (1 + _KINDS * len(_STRENGTHS), 1))
        for at, kind in enumerate(_kinds(time)):
            own = self._own[kind]
            drawn = (own + _STRENGTHS[:, None] * timeless) / (own.sum() + _STRENGTHS[:, None])
            rates[1 + at * len(_STRENGTHS) :][: len(_STRENGTHS)] = drawn
        return rates


def in_time(people: Sequence[Sequence[Made]]) -> list[list[Floats]]:
    """Return the forecasts for the time of each choice; each knows what came before it.

    What the others' choices say of whether times matter is known from all of them.
    """
    beliefs = [_seen(made).believed for made in people]
    foretold = []
    for number, made in enumerate(people):
        person = Occasions(beliefs[:number] + beliefs[number + 1 :])
        foretold.append(list(_expected(person, made)))
    return foretold


def _seen(made: Iterable[Made]) -> Occasions:
    person = Occasions()
    for one in made:
        person.see(one)
    return person


def _expected(person: Occasions, made: Iterable[Made]) -> Iterable[Floats]:
    for one in made:
        timeless, _, time = one
        yield person.expected(timeless, time)
        person.see(one)


def _kinds(time: str) -> tuple[tuple[int, str], ...]:
    """Return the times that one belongs to; none where it is not known."""
    day, _, part = time.partition(" ")
    return ((0, part), (1, day), (2, time)) if time else ()
