"""Measure what is learned from lists: which of the shown items was taken, and where it stood.

    python benchmarks/shown_lists.py --data DIR [--people 60] [--seeds 2] [--json OUT]

DIR holds a data set in RecBole's format (`atomic_files`). People who are left out of the fit see
twelve lists of ten, drawn from the thirty items that suit them best by what is known so far. They
look at place n with a probability of n^-eta, whatever they took above it (so not quite as evidence
is weighed), and take the first that they look at and that is among their events. Then all other
items are ranked; right are the rest of their events.

The arms differ in what a list says: `taken` what was taken and nothing else; `alike` each item
that was passed over as much as the one that was taken; `shared` all of them together as much;
`placed` (as shipped) each as far as it was looked at.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import numpy as np
from atomic_files import read_atomic_files, recbole_split
from movielens import NewPeople, measured

from uptake.memory.logs.reaction import Reaction
from uptake.policy.taste.catalogue import CatalogueParameters, fit_catalogue
from uptake.policy.taste.evidence import LEVELS, observed
from uptake.policy.taste.interactions import Floats
from uptake.policy.taste.person import Person
from uptake.policy.taste.space import ItemSpace

ROUNDS, SHOWN, BEST = 12, 10, 30
ETAS = (1.0, 0.5)
Reading = Callable[[Reaction], tuple[Floats, Floats]]


def _alike(reaction: Reaction) -> tuple[Floats, Floats]:
    levels = np.array(
        [LEVELS[reaction.kind] if item.id == reaction.taken else 0.0 for item in reaction.shown]
    )
    return levels, np.ones(len(levels))


def _taken(reaction: Reaction) -> tuple[Floats, Floats]:
    levels, _ = _alike(reaction)
    return levels, np.array([float(item.id == reaction.taken) for item in reaction.shown])


def _shared(reaction: Reaction) -> tuple[Floats, Floats]:
    levels, taken = _taken(reaction)
    others = len(levels) - taken.sum()
    return levels, np.where(taken > 0, 1.0, 1.0 / max(others, 1.0))


ARMS: dict[str, Reading] = {
    "taken": _taken,
    "alike": _alike,
    "shared": _shared,
    "placed": observed,
}


class Viewers:
    """People who look at lists and take what they like."""

    def __init__(self, new: NewPeople, space: ItemSpace, count: int) -> None:
        self._seen, self._space = new.seen, space
        self._liked = np.zeros((min(count, len(new.people)), len(new.seen)))
        for row, person in zip(self._liked, new.people.tolist(), strict=False):
            row[new.data.log.item[new.data.log.person == person]] = 1.0

    def measure(self, reading: Reading, eta: float, seed: int) -> float:
        """Return ndcg@10 after the lists, averaged over people."""
        rng = np.random.default_rng(seed)
        scores, taken = np.zeros_like(self._liked), np.zeros_like(self._liked)
        with patch("uptake.policy.taste.person.observed", reading):
            for row, liked in enumerate(self._liked):
                scores[row] = self._viewed(liked, taken[row], eta, rng)
        return measured(scores, taken, self._liked * (1 - taken))["ndcg@10"]

    def _viewed(self, liked: Floats, taken: Floats, eta: float, rng: np.random.Generator) -> Floats:
        """Show one person their lists, noting what they take; return the scores afterwards."""
        person = Person(self._space)
        for _ in range(ROUNDS):
            scores = np.where(taken > 0, -np.inf, person.scores(self._seen))
            shown = rng.permutation(np.argsort(-scores, kind="stable")[:BEST])[:SHOWN]
            looked = rng.random(len(shown)) < np.arange(1.0, len(shown) + 1) ** -eta
            found = shown[looked & (liked[shown] > 0)]
            items = tuple(self._seen[item] for item in shown)
            reaction = Reaction(user="me", shown=items, kind="ignored")
            if len(found):
                taken[found[0]] = 1.0
                chosen = self._seen[found[0]].id
                reaction = Reaction(user="me", shown=items, taken=chosen)
            person.learn(reaction, self._space.vectors(items))
        return person.scores(self._seen)


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    data = read_atomic_files(given.data)
    new = NewPeople(data, recbole_split(data.log))
    fitted = fit_catalogue(data.levelled(new.fitted_on), CatalogueParameters(), tags=data.tags())
    viewers = Viewers(new, fitted.catalogue, given.people)
    figures: dict[str, dict[str, list[float]]] = {}
    for eta in ETAS:
        figures[f"eta {eta:g}"] = {
            arm: [viewers.measure(reading, eta, seed) for seed in range(given.seeds)]
            for arm, reading in ARMS.items()
        }
        print(json.dumps(figures[f"eta {eta:g}"]), flush=True)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
