"""Choices of one kind that several people made, and whether it matters who chooses.

A person's next choice is foretold from the person's earlier ones, drawn towards the base rate,
which is what the other people choose. How strongly it is drawn is learned from how much the
people differ (empirical Bayes on Dirichlet-multinomial counts): where they do not differ,
nothing but the base rate is left. Earlier choices fade; how fast is learned from the person's own
(a mixture over half-lives, weighed by how well each foretold what came), so that who changes
their mind is soon known for the new choice, and who never does for all of them. Knows nothing of
what is chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .occasions import Made, in_time

PERMUTATIONS = 2000
"""How often choices are dealt out to people at random, to see what chance brings about."""

_STRENGTHS = np.array([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 1e6])
"""How many choices the base rate counts for; the last says that people do not differ."""

_HALF_LIVES = np.array([np.inf, 8.0, 3.0, 1.0])
"""After how many further choices an earlier one counts half; the first says that none fades."""

_LASTING = np.array([0.55, 0.15, 0.15, 0.15])
"""How likely a person's choices fade so fast, before any is seen."""

_ALIKE = 0.99
"""How surely people are taken not to differ before any choice is seen."""

_UNSEEN = 0.5
"""How often each value counts as chosen by others before any choice is seen."""

_FADING = 0.5 ** (1 / _HALF_LIVES)
"""What is left of earlier choices after each further one, 0..1."""

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
    """From what the person chose before, and when, and from what the others choose."""

    timeless: Floats
    """The same from what alone, not when."""

    base: Floats
    """From what the others choose."""

    last: Floats
    """From what the person chose last, and how often the others do the same again."""


class People:
    """The choices of people who had the same values to choose from."""

    def __init__(self, choices: Iterable[tuple[str, str]], times: Sequence[str] = ()) -> None:
        """Take (person, value) for each choice, every person's in the order they were made.

        `times` are when, as `times.time_of` tells it.
        """
        made = list(choices)
        counts = Counter(value for _, value in made)
        self.names = tuple(dict.fromkeys(person for person, _ in made))
        self.values = tuple(sorted(counts, key=lambda value: (-counts[value], value)))
        """What can be chosen, the most frequent first."""

        number = {name: at for at, name in enumerate(self.names)}
        place = {value: at for at, value in enumerate(self.values)}
        order = sorted(range(len(made)), key=lambda at: number[made[at][0]])
        ordered = [made[at] for at in order]
        self._times = [times[at] if times else "" for at in order]
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
        drawn = self._drawn(person)
        for value in self._of(person):
            drawn.see(int(value))
        return dict(zip(self.values, map(float, drawn.personal()), strict=True))

    def forecasts(self) -> Iterator[Forecast]:
        """Yield a forecast for every choice of a person who had chosen before.

        Each is made from the person's earlier choices and all of the others'.
        """
        timeless = [self._timeless(name) for name in self.names]
        timed = in_time(timeless)
        for name, made, personal in zip(self.names, timeless, timed, strict=True):
            base, repeated = self._drawn(name).base, self._repeated(name)
            for earlier, (_, before, _) in enumerate(made[:-1], start=1):
                forecast, value, _ = made[earlier]
                last = _repeating(base, before, repeated)
                yield Forecast(name, earlier, value, personal[earlier], forecast, base, last)

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
    def _earlier(self) -> tuple[Floats, Floats]:
        """For each choice how often its person chose the same before, and how often at all.

        Both `[half-lives, choices]`, and faded.
        """
        same = np.zeros((len(_HALF_LIVES), len(self._value)))
        every = np.zeros_like(same)
        own = np.zeros((len(_HALF_LIVES), len(self.values)))
        for at, value in enumerate(self._value):
            if at == self._begins[at]:
                own[:] = 0.0
            same[:, at], every[:, at] = own[:, value], own.sum(axis=1)
            own *= _FADING[:, None]
            own[:, value] += 1
        return same, every

    @cached_property
    def _begins(self) -> Ints:
        """For each choice the place of its person's first."""
        begins: Ints = np.searchsorted(self._person, self._person).astype(np.int64)
        return begins

    def _drawn(self, person: str) -> _Drawn:
        """Return the person before any choice, as the other people's choices make one expect."""
        others = self._person != self._number(person)

        def evidence(prior: Floats) -> Floats:
            """Return how probable the others' choices are under each prior, as a logarithm."""
            same, every = (counts[:, others] for counts in self._earlier)
            rates = same + prior[:, None, self._value[others]]
            rates /= every + _STRENGTHS[:, None, None]
            return _of_all(np.log(rates), self._person[others])

        return _Drawn(self._others(person), evidence)

    def _timeless(self, person: str) -> list[Made]:
        """Return what was foretold of each of the person's choices, what it was, and when."""
        drawn, made = self._drawn(person), list[Made]()
        times = [self._times[at] for at in np.flatnonzero(self._person == self._number(person))]
        for value, time in zip(map(int, self._of(person)), times, strict=True):
            made.append((drawn.personal(), value, time))
            drawn.see(value)
        return made

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

    def __init__(self, others: Floats, evidence: Callable[[Floats], Floats]) -> None:
        """Take the others' counts, `[people, values]`, and how probable a prior makes them."""
        sums = others.sum(axis=0) + _UNSEEN
        self.base: Floats = sums / sums.sum()
        self._prior = _STRENGTHS[:, None] * self.base
        self._own = np.zeros((len(_HALF_LIVES), len(sums)))
        alike = np.full(len(_STRENGTHS), (1 - _ALIKE) / (len(_STRENGTHS) - 1))
        alike[-1] = _ALIKE
        others_say = np.log(alike) + evidence(self._prior)
        self._evidence: Floats = others_say[:, None] + np.log(_LASTING)

    def see(self, value: int) -> None:
        """Count a choice of the person."""
        self._evidence = self._evidence + np.log(self._rates()[:, :, value])
        self._own *= _FADING[:, None]
        self._own[:, value] += 1

    def personal(self) -> Floats:
        """Return how probable each value is to be chosen next."""
        weights = np.exp(self._evidence - self._evidence.max())
        probable: Floats = np.einsum("sh,shv->v", weights / weights.sum(), self._rates())
        return probable

    def _rates(self) -> Floats:
        """Return how probable each value is, `[strengths, half-lives, values]`."""
        own = self._own.sum(axis=1)[None, :, None]
        rates: Floats = (self._own + self._prior[:, None]) / (own + _STRENGTHS[:, None, None])
        return rates


def _of_all(logs: Floats, person: Ints) -> Floats:
    """Return how probable everybody's choices are, `[strengths]`, as a logarithm.

    `logs` is how probable each choice is, `[strengths, half-lives, choices]`; a person's fade
    at a speed of their own.
    """
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    if not len(starts):
        return np.zeros(len(logs))
    each = np.add.reduceat(logs, starts, axis=2) + np.log(_LASTING)[:, None]
    total: Floats = np.logaddexp.reduce(each, axis=1).sum(axis=1)
    return total


def _repeating(base: Floats, before: int, repeated: float) -> Floats:
    rates: Floats = base * (1 - repeated) / max(1e-12, 1 - base[before])
    rates[before] = repeated if len(base) > 1 else 1.0
    return rates
