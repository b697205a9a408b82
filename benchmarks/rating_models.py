"""Models that learn people's ratings: what the features could tell with labels at hand.

The score of a turn is the mean of three models' log-odds: a logistic regression over all groups of
features, to the share of low ratings; boosted trees over signals and the shipped head, to "mean<3";
and a kernel ridge regression over all groups, to every reading of the ratings (`rating_kernel.py`).
Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from rated_dialogues import LABELS, TEXTS_OF, Corpus, Floats, Places
from rating_kernel import RARE, KernelRatings, Meaning
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

FOLDS = 5
GROUPS = ("signals", "shipped", "course", "meaning", "words")
"""Groups of features: "shipped" is what the shipped head says, "course" what it said of the turns
before, "words" are runs of words."""

FEW = ("signals", "shipped", "course")
"""Groups that the trees see."""

PENALTY = 2.0
"""Of half the square of the weights."""

Score = Callable[[Corpus, Places], Floats]


def fit(train: Corpus, places: Places, groups: Sequence[str] = GROUPS) -> Score:
    """Fit on some turns of a corpus; return what scores turns of any corpus."""
    words = [_Words(train, places, whose) for whose in TEXTS_OF] if "words" in groups else []
    meant = [Meaning(train, places, "said")] if "meaning" in groups else []
    wide = [group for group in GROUPS if group in groups and group in train.dense]

    def features(corpus: Corpus, at: Places) -> tuple[Floats, csr_matrix]:
        dense = [np.zeros((len(at), 0)), *(corpus.dense[group][at] for group in wide)]
        dense += [one(corpus, at) for one in meant]
        sparse = [one(corpus, at) for one in words] or [csr_matrix((len(at), 0))]
        return np.hstack(dense), hstack(sparse).tocsr()

    linear = _SoftLogistic(*features(train, places), train.low[places])
    few, low = [group for group in FEW if group in groups], train.label(LABELS[0])[places]
    if low.all() or not low.any():
        return lambda corpus, at: linear(*features(corpus, at))
    kernel = KernelRatings(train, places, groups)
    if not few:
        return lambda corpus, at: (linear(*features(corpus, at)) + kernel(corpus, at)) / 2
    trees = HistGradientBoostingClassifier(
        max_iter=200,
        learning_rate=0.05,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        l2_regularization=5.0,
        max_features=0.2,
        random_state=0,
    )
    trees.fit(np.hstack([train.dense[n][places] for n in few]), low)

    def score(corpus: Corpus, at: Places) -> Floats:
        grown = trees.decision_function(np.hstack([corpus.dense[name][at] for name in few]))
        return np.asarray((linear(*features(corpus, at)) + grown + kernel(corpus, at)) / 3)

    return score


def cross_validated(
    corpus: Corpus, groups: Sequence[str] = GROUPS, tell: Callable[[float], None] | None = None
) -> Floats:
    """Return the scores of turns whose dialogues were held out, `[turns]`."""
    folds, scores = corpus.dialogues // 2 % FOLDS, np.zeros(len(corpus.turns))
    for held in range(FOLDS):
        inside, outside = np.flatnonzero(folds == held), np.flatnonzero(folds != held)
        if len(inside) and len(outside):
            scores[inside] = fit(corpus, outside, groups)(corpus, inside)
        if tell:
            tell((held + 1) / FOLDS)
    return scores


def as_chances(scores: Floats, corpus: Corpus) -> Floats:
    """Return probabilities of "mean<3": Platt's scaling, fitted on the other folds."""
    folds, truth, chances = corpus.dialogues // 2 % FOLDS, corpus.label(LABELS[0]), scores.copy()
    for held in range(FOLDS):
        inside, rest = folds == held, folds != held
        if inside.any() and len(set(truth[rest])) == 2:
            scaled = LogisticRegression().fit(scores[rest, None], truth[rest])
            chances[inside] = scaled.predict_proba(scores[inside, None])[:, 1]
    return chances


class _Words:
    """The runs of words of one text of each turn, weighted by tf-idf; rows have length 1."""

    def __init__(self, train: Corpus, places: Places, whose: str) -> None:
        counts = train.counts[whose][places]
        self._whose = whose
        self._known = np.flatnonzero(counts.getnnz(axis=0) >= RARE)
        self._weights = TfidfTransformer(sublinear_tf=True)
        if len(self._known):
            self._weights.fit(counts[:, self._known])

    def __call__(self, corpus: Corpus, at: Places) -> csr_matrix:
        counts = corpus.counts[self._whose][at][:, self._known]
        return self._weights.transform(counts) if len(self._known) else counts


class _SoftLogistic:
    """A logistic regression to shares, with an L2 penalty, fitted by L-BFGS.

    The same as one to labels in which a turn counts once as low and once as not, by its shares,
    without doubling the turns; and the dense columns stay dense, which is most of the work.
    """

    def __init__(self, dense: Floats, sparse: csr_matrix, shares: Floats) -> None:
        width, flipped = dense.shape[1], sparse.T.tocsr()
        penalty = np.full(width + sparse.shape[1] + 1, PENALTY)
        penalty[-1] = 0.0

        def loss(weights: Floats) -> tuple[float, Floats]:
            odds = dense @ weights[:width] + sparse @ weights[width:-1] + weights[-1]
            error = expit(odds) - shares
            total = np.logaddexp(0, odds).sum() - shares @ odds + penalty @ weights**2 / 2
            slope = np.concatenate([error @ dense, flipped @ error, [error.sum()]])
            return float(total), slope + penalty * weights

        start = np.zeros(len(penalty))
        self._width = width
        options = {"maxiter": 1000, "maxfun": 2000, "gtol": 1e-3, "ftol": 1e-9}
        self._weights = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x

    def __call__(self, dense: Floats, sparse: csr_matrix) -> Floats:
        weights = self._weights
        return np.asarray(
            dense @ weights[: self._width] + sparse @ weights[self._width : -1] + weights[-1]
        )
