"""How well dissatisfaction is heard, against people's ratings of dialogues.

`python benchmarks/feedback.py --data DIR [--json OUT] [--contributions]`. DIR holds any number of
`*.txt` or `*.txt.gz` files of the USS format (Sun et al., "Simulating user satisfaction for the
evaluation of task-oriented dialogue systems", 2021): a turn a line, `ROLE, text, action, ratings`
between tabs, dialogues between blank lines. A user's line carries ratings of the system so far,
1 to 5, of several people.

Each user turn is judged from what was said up to it. Two labels: the mean rating is below 3; more
than half of the ratings are 2 or less. Three arms: `as_shipped`, which has seen no rating;
`cross_validated`, fitted in 5 folds of whole dialogues; `transfer`, fitted on the other files.
Halves of the dialogues, by the SHA-256 of their texts, are reported beside the whole: the head was
developed with the first half of SGD and of MWOZ.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback import Exchange, FeedbackHead, FollowUp
from uptake.policy.feedback.features import meanings, word_features

FOLDS = 5
TIMED = 300
"""How many turns are judged one by one for the time that it takes."""

LABELS = ("mean<3", "majority<=2")
GROUPS = ("signals", "shipped", "meaning", "words")
"""Groups of features of the fitted arms; "shipped" is what the shipped head says."""

WORDS_OF = ("reply", "said")
"""Texts of a follow-up whose runs of words are counted."""

Floats = NDArray[np.float64]
Scores = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Rated:
    """A user turn with people's ratings."""

    dialogue: int
    """A number that is the same for the same dialogue in every run."""

    follow_up: FollowUp
    ratings: tuple[int, ...]


@dataclass(frozen=True)
class Corpus:
    """The rated turns of one file, with their features."""

    turns: list[Rated]
    dense: dict[str, Floats]
    """Group of features -> `[turns, columns]`."""

    shipped: Floats
    """Probability of dissatisfaction as shipped, `[turns]`."""

    @property
    def dialogues(self) -> NDArray[np.int64]:
        """The dialogue of each turn."""
        return np.array([turn.dialogue for turn in self.turns])

    @property
    def low(self) -> Floats:
        """The share of the ratings below 3, which the fitted arms learn."""
        return np.array([np.mean(np.array(turn.ratings) < 3) for turn in self.turns])

    def label(self, name: str) -> NDArray[np.bool_]:
        """Return one of `LABELS`."""
        if name == "majority<=2":
            return self.low > 0.5
        return np.array([np.mean(turn.ratings) < 3 for turn in self.turns])


def rated_turns(path: Path) -> Iterator[Rated]:
    """Yield the rated user turns of a file; lines that are no turns are passed over."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        yield from _rated([line.split("\t") for line in block.split("\n") if "\t" in line])


def _rated(lines: list[list[str]]) -> Iterator[Rated]:
    digest = hashlib.sha256("\n".join(line[1] for line in lines).encode()).digest()
    dialogue = int.from_bytes(digest[-6:])
    before: list[Exchange] = []
    said = ""
    for role, text, *rest in lines:
        if role.strip().upper() == "SYSTEM":
            before.append(Exchange(said, text))
            said = ""
        elif text.strip() != "OVERALL":
            ratings = tuple(
                int(r) for r in (rest[-1] if rest else "").split(",") if r.strip().isdigit()
            )
            if ratings:
                yield Rated(dialogue, FollowUp(text, tuple(before)), ratings)
            said = text


def read_corpus(path: Path, head: FeedbackHead, embed: Callable[..., Floats]) -> Corpus:
    """Read a file and make all features that do not depend on what is fitted."""
    turns = list(rated_turns(path))
    follow_ups = [turn.follow_up for turn in turns]
    shipped = head.dissatisfied(follow_ups)
    dense = {
        "signals": np.asarray(word_features(follow_ups, {}), np.float64),
        "shipped": np.log(shipped / (1 - shipped))[:, None] / 3,
        "meaning": np.asarray(embed(follow_ups), np.float64),
    }
    return Corpus(turns, dense, shipped)


def fit(
    train: Corpus, places: NDArray[np.int64], groups: Sequence[str]
) -> Callable[[Corpus, NDArray[np.int64]], Floats]:
    """Fit on some turns; return what scores turns: the mean of two models' scores.

    A logistic regression over all groups, to the share of low ratings, and boosted trees over
    signals and the shipped head, to "mean<3".
    """
    words = [_word_counter() for _ in WORDS_OF] if "words" in groups else []
    texts = [_texts(train, places, whose) for whose in WORDS_OF]
    blocks = [w.fit_transform(t) for w, t in zip(words, texts, strict=False)]
    named = [group for group in GROUPS if group in groups and group in train.dense]

    def matrix(corpus: Corpus, at: NDArray[np.int64], found: list[csr_matrix]) -> csr_matrix:
        return hstack([*(csr_matrix(corpus.dense[name][at]) for name in named), *found]).tocsr()

    features, low = matrix(train, places, blocks), train.low[places]
    linear = LogisticRegression(C=0.5, max_iter=1000)
    truth = np.repeat([True, False], len(places))
    linear.fit(vstack([features, features]), truth, sample_weight=np.r_[low, 1 - low])
    trees = None
    few = [name for name in ("signals", "shipped") if name in groups]
    if few:
        trees = HistGradientBoostingClassifier(
            max_iter=200,
            learning_rate=0.05,
            max_leaf_nodes=8,
            min_samples_leaf=30,
            l2_regularization=5.0,
            max_features=0.2,
            random_state=0,
        )
        trees.fit(np.hstack([train.dense[n][places] for n in few]), train.label("mean<3")[places])

    def score(corpus: Corpus, at: NDArray[np.int64]) -> Floats:
        found = [
            w.transform(_texts(corpus, at, whose))
            for w, whose in zip(words, WORDS_OF, strict=False)
        ]
        scores = np.asarray(linear.decision_function(matrix(corpus, at, found)))
        if trees is None:
            return scores
        both = scores + trees.decision_function(np.hstack([corpus.dense[n][at] for n in few]))
        return np.asarray(both / 2)

    return score


def _word_counter() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=(1, 3), min_df=3, sublinear_tf=True, token_pattern=r"\w+|[^\w\s]"
    )


def _texts(corpus: Corpus, places: NDArray[np.int64], whose: str) -> list[str]:
    return [str(getattr(corpus.turns[place].follow_up, whose)) for place in places]


def cross_validated(corpus: Corpus, groups: Sequence[str] = GROUPS) -> Floats:
    """Return the scores of turns whose dialogues were held out, `[turns]`."""
    folds, scores = corpus.dialogues // 2 % FOLDS, np.zeros(len(corpus.turns))
    for held in range(FOLDS):
        inside, outside = np.flatnonzero(folds == held), np.flatnonzero(folds != held)
        if len(inside) and len(outside):
            scores[inside] = fit(corpus, outside, groups)(corpus, inside)
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


def measured(scores: Floats, corpus: Corpus, chosen: NDArray[np.bool_] | None = None) -> Scores:
    """Return the areas under both curves for both labels, of the chosen turns or of all."""
    at = np.ones(len(scores), bool) if chosen is None else chosen
    found: Scores = {}
    for name in LABELS:
        truth = corpus.label(name)[at]
        if len(set(truth)) == 2:
            found[name] = {
                "roc_auc": float(roc_auc_score(truth, scores[at])),
                "pr_auc": float(average_precision_score(truth, scores[at])),
                "share": float(truth.mean()),
            }
    return found


def calibration(chances: Floats, truth: NDArray[np.bool_]) -> dict[str, float]:
    """Return the expected calibration error, over 10 bins of equal width, and the Brier score."""
    bins = np.minimum((chances * 10).astype(int), 9)
    gaps = [
        abs(chances[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean()
        for b in set(bins.tolist())
    ]
    return {"ece": float(sum(gaps)), "brier": float(brier_score_loss(truth, chances))}


def milliseconds(head: FeedbackHead, corpus: Corpus) -> dict[str, float]:
    """Return how long it takes to judge one turn after the other, in ms."""
    taken = []
    head.judge_follow_up(corpus.turns[0].follow_up)
    for turn in corpus.turns[1 : TIMED + 1]:
        began = time.perf_counter()
        head.judge_follow_up(turn.follow_up)
        taken.append((time.perf_counter() - began) * 1000)
    return {"median": statistics.median(taken), "mean": statistics.fmean(taken), "max": max(taken)}


def halves(scores: Floats, corpus: Corpus) -> dict[str, Scores]:
    """Return the figures of the half that was developed with, and of the other."""
    other = corpus.dialogues % 2 == 1
    return {"first": measured(scores, corpus, ~other), "other": measured(scores, corpus, other)}


def contributions(corpus: Corpus) -> dict[str, float]:
    """Return the cross-validated ROC-AUC for "mean<3" of each group alone, and of all but it."""
    found = {}
    for group in GROUPS:
        rest = [one for one in GROUPS if one != group]
        for name, groups in ((group, [group]), (f"without {group}", rest)):
            found[name] = measured(cross_validated(corpus, groups), corpus)[LABELS[0]]["roc_auc"]
    return found


def measure(paths: Sequence[Path], *, apart: bool) -> dict[str, object]:
    """Measure all arms on all files; `apart`: also what each group of features contributes."""
    with tempfile.TemporaryDirectory() as home:
        embedder = load_embedder(Settings(home=Path(home)))
        head = FeedbackHead(embedder)
        timed = Corpus(list(rated_turns(paths[0])), {}, np.zeros(0))
        ms = milliseconds(head, timed)
        corpora = {
            path.name.split(".")[0]: read_corpus(path, head, lambda f: meanings(f, embedder))
            for path in paths
        }
    out: dict[str, dict[str, object]] = {
        arm: {} for arm in ("as_shipped", "cross_validated", "transfer", "calibration", "halves")
    }
    for name, corpus in corpora.items():
        fitted = cross_validated(corpus)
        truth = corpus.label(LABELS[0])
        out["as_shipped"][name] = measured(corpus.shipped, corpus)
        out["cross_validated"][name] = measured(fitted, corpus)
        out["calibration"][name] = {
            "as_shipped": calibration(corpus.shipped, truth),
            "cross_validated": calibration(as_chances(fitted, corpus), truth),
        }
        out["halves"][name] = {
            "as_shipped": halves(corpus.shipped, corpus),
            "cross_validated": halves(fitted, corpus),
        }
        others = [other for key, other in corpora.items() if key != name]
        if others:
            score = fit(*_joined(others), GROUPS)
            out["transfer"][name] = measured(score(corpus, _all(corpus)), corpus)
        if apart:
            out.setdefault("contributions", {})[name] = contributions(corpus)
    return {**out, "ms": ms, "turns": {name: len(c.turns) for name, c in corpora.items()}}


def _all(corpus: Corpus) -> NDArray[np.int64]:
    return np.arange(len(corpus.turns))


def _joined(corpora: Sequence[Corpus]) -> tuple[Corpus, NDArray[np.int64]]:
    joined = Corpus(
        [turn for corpus in corpora for turn in corpus.turns],
        {name: np.vstack([c.dense[name] for c in corpora]) for name in corpora[0].dense},
        np.concatenate([corpus.shipped for corpus in corpora]),
    )
    return joined, _all(joined)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="a folder of USS files")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--contributions", action="store_true", help="by group of features; slow")
    options = parser.parse_args()
    paths = sorted([*options.data.glob("*.txt"), *options.data.glob("*.txt.gz")])
    if not paths:
        parser.error(f"{options.data} holds no *.txt or *.txt.gz files")
    found = measure(paths, apart=options.contributions)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
