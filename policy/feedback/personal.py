"""What one person's own words tell: learned without labels, from turns where signals agree.

"Nah mate" may mean nothing to most, and displeasure to one. Two views of a turn teach each other
(co-training; Blum and Mitchell, 1998): where what happened tells how it was meant (the request is
repeated, the reply failed), the words that were used learn it. The outcome is a shift of the
shipped head's log-odds, which is fitted anew in milliseconds from the turns that are still
logged; so what is forgotten is forgotten here, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .agreement import agreeing
from .features import runs
from .follow_up import FollowUp

KEPT = 300
"""How many of a person's last follow-ups are learned from."""

LIMIT = 2.0
"""How far the log-odds are shifted at most: what everybody's words say is never turned around."""

_HAPPENED = ("asks again", "got no result", "got it again")
"""Signals that do not come from how it was said."""

_DISSATISFIED, _CONTENT = 0.57, 0.22
"""Above the one and below the other, the shipped head has a vote of its own."""

_PENALTY = 0.5
"""Of the square of a run's weight: what was said once or twice moves little."""

_ALIKE = 0.5
"""How much a turn that nothing speaks against counts, against one that signals agree on."""


@dataclass(frozen=True)
class Witnessed:
    """A follow-up of the log, with what is known of it besides its words."""

    follow_up: FollowUp
    chance: float
    """Of dissatisfaction, by the shipped head."""

    alone: float
    """The same by what was said alone, whatever it was said to."""

    failed: bool = False
    """Whether what was asked for was not done."""

    @cached_property
    def runs(self) -> frozenset[str]:
        """The runs of words in what was said."""
        return frozenset(runs(self.follow_up))

    @cached_property
    def label(self) -> tuple[bool, float] | None:
        """Whether the user was dissatisfied, and how much that counts; None if unsure."""
        found = {name for name in agreeing(self.follow_up) if name in _HAPPENED}
        # A reply that says that it failed, and the failure itself, are one and the same.
        happened = len(found | ({"got no result"} if self.failed else set()))
        if happened + (self.chance >= _DISSATISFIED) >= 2:
            return True, 1.0
        if not happened and self.chance <= _CONTENT and self.follow_up.before:
            return False, _ALIKE
        return None


class PersonalWords:
    """A person's own words, with how much each shifts the log-odds of dissatisfaction."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._weights = weights

    def shift(self, follow_up: FollowUp) -> float:
        """Return what is added to the log-odds of dissatisfaction, within `LIMIT`."""
        said = runs(follow_up)
        total = sum(self._weights.get(run, 0.0) for run in said) / np.sqrt(len(said) or 1)
        return float(np.clip(total, -LIMIT, LIMIT))

    def __len__(self) -> int:
        return len(self._weights)


def learn_words(log: Sequence[Witnessed]) -> PersonalWords:
    """Learn a person's words from their last follow-ups, the oldest first; takes milliseconds.

    Maximum a posteriori logistic regression on the runs of words, with a normal prior around zero.
    The offset is what the shipped head makes of the words alone: with what happened it would know
    the answer already, and there would be nothing left to learn.
    """
    from scipy.optimize import minimize

    found = [(one, one.label) for one in log[-KEPT:] if one.label is not None]
    if not any(dissatisfied for _, (dissatisfied, _) in found):
        return PersonalWords({})
    said = [one.runs for one, _ in found]
    known = {run: at for at, run in enumerate(sorted(set[str]().union(*said)))}
    features = np.zeros((len(found), len(known)))
    for row, names in zip(features, said, strict=True):
        row[[known[name] for name in names]] = 1 / np.sqrt(len(names) or 1)
    truth = np.array([float(dissatisfied) for _, (dissatisfied, _) in found])
    counts = np.array([count for _, (_, count) in found])
    chances = np.clip([one.alone for one, _ in found], 0.01, 0.99)
    offset = np.log(chances / (1 - chances))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = offset + features @ weights
        error = 1 / (1 + np.exp(-odds)) - truth
        fit = float(counts @ (np.logaddexp(0, odds) - truth * odds))
        penalty = _PENALTY / 2 * float(weights @ weights)
        return fit + penalty, features.T @ (counts * error) + _PENALTY * weights

    weights = minimize(loss, np.zeros(len(known)), jac=True, method="L-BFGS-B").x
    return PersonalWords({run: float(weights[at]) for run, at in known.items()})
