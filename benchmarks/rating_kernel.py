"""A kernel ridge regression that learns people's ratings from turns that are alike.

Turns are alike by all that is seen of them at once: their signals, how the dialogue went, what was
said and asked before means, and how it is worded. A line and trees see each of these by itself.
Solved in closed form, which also tells what it would have said of dialogues that it had not seen
(Pahikkala et al., 2006, "Fast n-Fold Cross-Validation for Regularized Least-Squares").
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rated_dialogues import LABELS, TEXTS_OF, Corpus, Floats, Places
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

Singles = NDArray[np.float32]

PENALTY = 1.0
"""Of weights; a turn's likeness to itself is 1."""

SHARPNESS = 1.0
"""The factor of the squared distance in the exponent of the Gaussian kernel."""

MOST = 12_000
"""Turns to learn from at most, in whole dialogues: the kernel is a table of turns by turns."""

UNSEEN = 10
"""One dialogue of so many tells how sure what is said of unseen ones is."""

EXTREME = 4.0
"""Standard deviations beyond which a signal counts no more."""

RARE = 3
"""A run of words is a feature where so many turns have it."""

BELOW = (0.6, 0.6, 1.0)
"""How much the layers of a meaning count, the last one most; as in `routing.kernel`."""

BLOCK = 1024
"""Turns whose likeness to all others is made at once."""

Rows = tuple[Singles, csr_matrix]
"""Dense columns and sparse ones, each `[turns, columns]`."""

STANDARDISED = (("signals", "shipped"), ("course",))
"""Groups of features that are one part of a row together."""


class KernelRatings:
    """Scores turns, as log-odds of "mean<3"."""

    def __init__(self, train: Corpus, places: Places, groups: Sequence[str]) -> None:
        """Fit on some turns of a corpus, by some groups of their features.

        Learned are all readings of the ratings at once: the share of low ones, whether their mean
        is low, and the mean, each in its standard deviations.
        """
        places = _at_most(MOST, train, places)
        low, truth = train.low[places], train.label(LABELS[0])[places]
        means = np.array([np.mean(train.turns[place].ratings) for place in places])
        target = sum(_standard(one) for one in (low, truth.astype(float), -means))
        self._rows = _Reader(train, places, groups)
        self._known = self._rows(train, places)
        kernel = _alike(self._known, self._known)
        kernel[np.diag_indices_from(kernel)] += PENALTY
        factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
        self._weights = cho_solve(factor, target.astype(np.float32), check_finite=False)
        # The last digit of a dialogue's number tells its half and its fold.
        held = np.flatnonzero(train.dialogues[places] // 10 % UNSEEN == 0)
        self._scaled: LogisticRegression | None = None
        if len(set(truth[held])) == 2:
            unseen = target[held] - misses(factor, self._weights, held)
            self._scaled = LogisticRegression().fit(unseen[:, None], truth[held])

    def __call__(self, corpus: Corpus, at: Places) -> Floats:
        """Return the log-odds, `[turns]`; plain scores where all unseen turns were alike."""
        parts = np.array_split(at, len(at) // BLOCK + 1)
        told = [_alike(self._rows(corpus, part), self._known) @ self._weights for part in parts]
        scores = np.concatenate(told)
        if self._scaled is None:
            return np.asarray(scores, np.float64)
        return np.asarray(self._scaled.decision_function(scores[:, None]), np.float64)


def misses(factor: tuple[Singles, bool], weights: Singles, held: Places) -> Floats:
    """Return by how much the turns `held` would be missed, had none of them been learned.

    `factor` is the Cholesky factor of the kernel with its penalty, `weights` the fitted ones.
    """
    units = np.zeros((len(weights), len(held)), np.float32)
    units[held, np.arange(len(held))] = 1
    inverse = cho_solve(factor, units, overwrite_b=True, check_finite=False)[held]
    return np.asarray(np.linalg.solve(inverse, weights[held]), np.float64)


class Meaning:
    """Rows of length 1: what layers of the embedder make of one text of each turn.

    Seen from the middle of the turns to learn from: what all texts share says nothing.
    """

    def __init__(self, train: Corpus, places: Places, whose: str) -> None:
        self._whose, self._middle = whose, train.layers[whose][places].mean(axis=0)

    def __call__(self, corpus: Corpus, at: Places) -> Singles:
        """Return `[turns, layers * dimension]`."""
        layers = corpus.layers[self._whose][at] - self._middle
        layers /= np.maximum(np.linalg.norm(layers, axis=-1, keepdims=True), 1e-6)
        weights = np.array(BELOW[-layers.shape[1] :], np.float32)
        rows = layers * (weights / np.linalg.norm(weights))[:, None]
        return np.asarray(rows, np.float32).reshape(len(layers), -1)


class _Reader:
    """Makes rows of turns, out of parts that each have a length of about 1."""

    def __init__(self, train: Corpus, places: Places, groups: Sequence[str]) -> None:
        named = [[name for name in names if name in groups] for names in STANDARDISED]
        self._plain = [_Standardised(train, places, names) for names in named if names]
        texts = train.layers if "meaning" in groups else {}
        self._meant = [Meaning(train, places, whose) for whose in texts]
        self._worded = TEXTS_OF if "words" in groups else ()
        self._runs = {
            whose: np.flatnonzero(train.counts[whose][places].getnnz(axis=0) >= RARE)
            for whose in self._worded
        }
        self._weights = {
            whose: TfidfTransformer(sublinear_tf=True).fit(train.counts[whose][places][:, runs])
            for whose, runs in self._runs.items()
            if len(runs)
        }
        parts = len(self._plain) + len(self._meant) + len(self._weights)
        self._whole = np.float32(np.sqrt(parts or 1))

    def __call__(self, corpus: Corpus, at: Places) -> Rows:
        """Return dense columns and sparse ones, each `[turns, columns]`."""
        parts = [one(corpus, at) for one in (*self._plain, *self._meant)]
        dense = np.hstack([np.zeros((len(at), 0), np.float32), *parts])
        sparse = [csr_matrix((len(at), 0), dtype=np.float32)]
        for whose, weights in self._weights.items():
            sparse.append(weights.transform(corpus.counts[whose][at][:, self._runs[whose]]))
        return dense / self._whole, hstack(sparse).tocsr().astype(np.float32) / self._whole


class _Standardised:
    """Columns with mean 0 and deviation 1, in rows whose mean squared length is 1."""

    def __init__(self, train: Corpus, places: Places, names: Sequence[str]) -> None:
        self._names = names
        columns = np.hstack([train.dense[name][places] for name in names])
        self._middle, self._spread = columns.mean(axis=0), columns.std(axis=0)
        self._length = 1.0
        self._length = float(np.sqrt((self(train, places) ** 2).sum(axis=1).mean())) or 1.0

    def __call__(self, corpus: Corpus, at: Places) -> Singles:
        columns = np.hstack([corpus.dense[name][at] for name in self._names]) - self._middle
        columns /= np.where(self._spread > 0, self._spread, 1)
        return (columns.clip(-EXTREME, EXTREME) / self._length).astype(np.float32)


def _alike(rows: Rows, others: Rows) -> Singles:
    """Return the Gaussian kernel, 0..1, `[rows, others]`."""
    table = np.empty((rows[0].shape[0], others[0].shape[0]), np.float32)
    squared, squared_others = _squared(rows), _squared(others)
    (dense, sparse), (dense_others, sparse_others) = rows, others
    for begin in range(0, len(table), BLOCK):
        part = slice(begin, begin + BLOCK)
        products = dense[part] @ dense_others.T
        products += (sparse[part] @ sparse_others.T).toarray()
        distances = squared[part, None] + squared_others - 2 * products
        table[part] = np.exp(-SHARPNESS * distances)
    return table


def _squared(rows: Rows) -> Singles:
    dense, sparse = rows
    return (dense**2).sum(axis=1) + np.asarray(sparse.multiply(sparse).sum(axis=1)).ravel()


def _standard(values: Floats) -> Floats:
    return (values - values.mean()) / (values.std() or 1.0)


def _at_most(most: int, corpus: Corpus, places: Places) -> Places:
    """Return the turns of as many dialogues, by their numbers, as make up `most` turns."""
    if len(places) <= most:
        return places
    share = most / len(places)
    of = corpus.dialogues[places]
    numbers = np.unique(of)
    return places[of <= numbers[int(share * len(numbers)) - 1]]
