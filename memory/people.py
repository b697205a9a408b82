"""Choices of one kind that several people made, and whether it matters who chooses.

A person's next choice is foretold from the person's earlier ones, drawn towards the base rate,
which is what the other people choose. How strongly it is drawn is learned from how much the
people differ (empirical Bayes on Dirichlet-multinomial counts): where they do not differ,
nothing but the base rate is left. Knows nothing of what is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 2000
"""How often choices are dealt out to people at random, to see what chance brings about."""

_STRENGTHS = np.array([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 1e6])
"""How many choices the base rate counts for; the last says that people do not differ."""

_ALIKE = 0.99
"""How surely people are taken not to differ before any choice is seen."""

_UNSEEN = 0.5
"""How often each value counts as chosen by others before any choice is seen."""

_AT_ONCE = 200
"""Permutations that are kept in memory at a time."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Forecast:
    """What was foretold of one choice that was then made: a probability for each value."""

    person: str
    earlier: int
    """How many choices of the person came before."""

    made: int
    """Which value was chosen: its place in `People.values`."""

    personal: Floats
    """From what the person chose before and what the others choose."""

    base: Floats
    """From what the others choose."""

    last: Floats
    """From what the person chose last, and how often the others do the same again."""


class People:
    """The choices of people who had the same values to choose from."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        """Take (person, value) for each choice, every person's in the order they were made."""
        made = list(choices)
        counts = Counter(value for _, value in made)
        self.names = tuple(dict.fromkeys(person for person, _ in made))
        self.values = tuple(sorted(counts, key=lambda value: (-counts[value], value)))
        """What can be chosen, the most frequent first."""

        number = {name: at for at, name in enumerate(self.names)}
        place = {value: at for at, value in enumerate(self.values)}
        ordered = sorted(made, key=lambda choice: number[choice[0]])
        self._person = np.array([number[person] for person, _ in ordered], dtype=np.int64)
        self._value = np.array([place[value] for _, value in ordered], dtype=np.int64)
        self._counts = np.zeros((len(self.names), len(self.values)))
        np.add.at(self._counts, (self._person, self._value), 1)

    @property
    def totals(self) -> dict[str, int]:
        """How often each value was chosen, by anybody."""
        sums = self._counts.sum(axis=0)
        return {value: int(count) for value, count in zip(self.values, sums, strict=True)}

    def rates(self, without: str) -> dict[str, float]:
        """Return how often the others choose each value, 0..1; nothing where there are none."""
        sums = self._others(without).sum(axis=0)
        total = float(sums.sum())
        shares = zip(self.values, sums, strict=True)
        return {value: float(count) / total for value, count in shares} if total else {}

    def expected(self, person: str) -> dict[str, float]:
        """Return how probable each value is as what the person will choose next, 0..1."""
        drawn = _Drawn(self._others(person))
        for value in self._of(person):
            drawn.see(int(value))
        return dict(zip(self.values, map(float, drawn.personal()), strict=True))

    def forecasts(self) -> Iterator[Forecast]:
        """Yield a forecast for every choice of a person who had chosen before.

        Each is made from the person's earlier choices and all of the others'.
        """
        for name in self.names:
            drawn, repeated = _Drawn(self._others(name)), self._repeated(name)
            before: int | None = None
            for earlier, value in enumerate(map(int, self._of(name))):
                if before is not None:
                    last = _repeating(drawn.base, before, repeated)
                    yield Forecast(name, earlier, value, drawn.personal(), drawn.base, last)
                drawn.see(value)
                before = value

    def chance(self, permutations: int = PERMUTATIONS) -> float:
        """Return how likely people choose so much alike again if they are all the same, 0..1.

        The measure is how often a person's next choice is what the person chose most before.
        It is compared with what it is when the choices are dealt out at random ("permutation
        test"); the same choices always give the same result.
        """
        observed = self._foreseen(self._value[None])[0]
        random = np.random.default_rng(0)
        reached, left = 0, permutations
        while left:
            dealt = np.tile(self._value, (min(left, _AT_ONCE), 1))
            reached += int((self._foreseen(random.permuted(dealt, axis=1)) >= observed).sum())
            left -= len(dealt)
        return (1 + reached) / (1 + permutations)

    def _foreseen(self, dealt: Ints) -> Ints:
        """Return how many choices are what their person chose most before, for each deal."""
        once = np.eye(len(self.values))[dealt]
        before = np.cumsum(once, axis=1) - once
        begun = before[:, self._begins]
        usual = np.bincount(self._value, minlength=len(self.values)) / (1 + len(self._value))
        foretold = (before - begun + usual).argmax(axis=-1)
        counts: Ints = ((foretold == dealt) & (self._begins < np.arange(dealt.shape[1]))).sum(
            axis=1
        )
        return counts

    @cached_property
    def _begins(self) -> Ints:
        """For each choice the place of its person's first."""
        begins: Ints = np.searchsorted(self._person, self._person).astype(np.int64)
        return begins

    def _of(self, person: str) -> Ints:
        own: Ints = self._value[self._person == self._number(person)]
        return own

    def _others(self, person: str) -> Floats:
        return np.delete(self._counts, self._number(person), axis=0)

    def _number(self, person: str) -> int:
        return self.names.index(person)

    def _repeated(self, person: str) -> float:
        """Return how often the others choose what they chose the last time, 0..1."""
        pairs = (self._person[1:] == self._person[:-1]) & (self._person[1:] != self._number(person))
        same = int((self._value[1:] == self._value[:-1])[pairs].sum())
        return (same + 1) / (int(pairs.sum()) + 2)


class _Drawn:
    """A person's choices so far, drawn towards what the others choose."""

    def __init__(self, others: Floats) -> None:
        sums = others.sum(axis=0) + _UNSEEN
        self.base: Floats = sums / sums.sum()
        self._prior = _STRENGTHS[:, None] * self.base
        self._own = np.zeros(len(sums))
        alike = np.full(len(_STRENGTHS), (1 - _ALIKE) / (len(_STRENGTHS) - 1))
        alike[-1] = _ALIKE
        self._evidence: Floats = np.log(alike) + _log_evidence(others, self._prior)

    def see(self, value: int) -> None:
        """Count a choice of the person."""
        self._evidence = self._evidence + np.log(self._rates()[:, value])
        self._own[value] += 1

    def personal(self) -> Floats:
        """Return how probable each value is to be chosen next."""
        weights = np.exp(self._evidence - self._evidence.max())
        probable: Floats = weights @ self._rates() / weights.sum()
        return probable

    def _rates(self) -> Floats:
        rates: Floats = (self._own + self._prior) / (self._own.sum() + _STRENGTHS[:, None])
        return rates


def _log_evidence(counts: Floats, prior: Floats) -> Floats:
    """Return how probable the counts of all people are under each prior, as a logarithm.

    `counts` is [people, values], `prior` [strengths, values]. Every person's choices follow
    rates of their own, and those a Dirichlet distribution.
    """
    evidence = np.zeros(len(prior))
    for own in counts:
        for value, count in enumerate(own):
            steps = np.arange(int(count))
            evidence += np.log(prior[:, value, None] + steps).sum(axis=1)
        evidence -= np.log(_STRENGTHS[:, None] + np.arange(int(own.sum()))).sum(axis=1)
    return evidence


def _repeating(base: Floats, before: int, repeated: float) -> Floats:
    rates: Floats = base * (1 - repeated) / max(1e-12, 1 - base[before])
    rates[before] = repeated if len(base) > 1 else 1.0
    return rates


def unlikely(chances: Sequence[float], bound: float) -> list[bool]:
    """Tell which chances are too small for chance, with so many false ones at most.

    `bound` is the share of false ones among those found, 0..1 ("Controlling the False
    Discovery Rate", Benjamini and Hochberg 1995).
    """
    allowed = [
        chance
        for place, chance in enumerate(sorted(chances), start=1)
        if chance <= bound * place / len(chances)
    ]
    highest = max(allowed, default=-1.0)
    return [chance <= highest for chance in chances]
