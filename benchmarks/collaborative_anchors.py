"""Anchors for collaborative filtering: popularity, EASE and BPR, each as published.

They get what they were published with: who took what, without ratings, times or tags.
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn.functional import embedding, logsigmoid

from uptake.policy.taste.interactions import Floats, Interactions


def popularity(log: Interactions) -> Floats:
    """Return how many people took each item, `[items]`."""
    return np.bincount(log.item, minlength=len(log.items)).astype(np.float64)


def taken(log: Interactions) -> Floats:
    """Return 1 where a person took an item, `[people, items]`."""
    return (log.matrix.toarray() != 0).astype(np.float64)


def ease(log: Interactions, penalty: float) -> Floats:
    """Return the weights of EASE, `[items, items]` (Steck 2019, eq. 8)."""
    matrix = taken(log)
    gram = matrix.T @ matrix + penalty * np.eye(len(log.items))
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights, dtype=np.float64)


class BPR:
    """Matrix factorisation by Bayesian personalised ranking (Rendle et al. 2009).

    With RecBole's defaults: 64 dimensions, Adam at 0.001, batches of 2048, one uniformly drawn
    negative for each event, no weight decay.
    """

    def __init__(self, log: Interactions, *, dimension: int = 64, seed: int = 2020) -> None:
        self._random = torch.Generator().manual_seed(seed)
        self._person, self._item = torch.from_numpy(log.person), torch.from_numpy(log.item)
        self._taken = torch.from_numpy(taken(log)).bool()
        self._people = self._drawn(len(log.people), dimension)
        self._items = self._drawn(len(log.items), dimension)
        self._adam = torch.optim.Adam([self._people, self._items], lr=1e-3)

    def epoch(self) -> None:
        """Go once through the events, shuffled."""
        order = torch.randperm(len(self._person), generator=self._random)
        for those in order.split(2048):
            people, items = self._person[those], self._item[those]
            others = self._negatives(people)
            at = embedding(people, self._people)
            margin = (at * (embedding(items, self._items) - embedding(others, self._items))).sum(1)
            self._adam.zero_grad()
            (-logsigmoid(margin).mean()).backward()
            self._adam.step()

    def scores(self) -> Floats:
        """Return the score of each item for each person, `[people, items]`."""
        with torch.no_grad():
            return (self._people @ self._items.T).double().numpy()

    def _drawn(self, rows: int, dimension: int) -> torch.Tensor:
        spread = (2.0 / (rows + dimension)) ** 0.5  # Xavier
        drawn = torch.randn((rows, dimension), generator=self._random) * spread
        return drawn.requires_grad_()

    def _negatives(self, people: torch.Tensor) -> torch.Tensor:
        count = self._taken.shape[1]
        drawn = torch.randint(count, people.shape, generator=self._random)
        while (wrong := self._taken[people, drawn]).any():
            again = torch.randint(count, (int(wrong.sum()),), generator=self._random)
            drawn[wrong] = again
        return drawn
