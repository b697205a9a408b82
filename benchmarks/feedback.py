"""How well dissatisfaction is heard, against people's ratings of dialogues.

`python benchmarks/feedback.py --data DIR [--json OUT] [--contributions]`. DIR holds any number of
`*.txt` or `*.txt.gz` files of the USS format (`rated_dialogues.py`).

Each user turn is judged from what was said up to it. Two labels: the mean rating is below 3; more
than half of the ratings are 2 or less. Three arms: `as_shipped`, which has seen no rating;
`cross_validated`, fitted in 5 folds of whole dialogues; `transfer`, fitted on the other files
(`rating_models.py`). Halves of the dialogues, by the SHA-256 of their texts, are reported beside
the whole: the head was developed with the first half of SGD and of MWOZ.

Takes about ten minutes of one core for 24,000 turns, half of it for embedding; what is done and how
long the rest will take is told on the standard error.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

sys.path.append(str(Path(__file__).resolve().parent))
from rated_dialogues import LABELS, Corpus, Floats, Rated, joined, rated_turns, read_corpora
from rating_models import GROUPS, as_chances, cross_validated, fit

from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback import FeedbackHead

TIMED = 300
"""How many turns are judged one by one for the time that it takes."""

Scores = dict[str, dict[str, float]]


class Progress:
    """Tells on the standard error how much of a stage is done, and how long the rest takes."""

    def __init__(self, stage: str) -> None:
        self._stage, self._began, self._told = stage, time.monotonic(), 0.0

    def __call__(self, share: float) -> None:
        """Take the share that is done, 0..1; told every five seconds at most, and at the end."""
        now = time.monotonic()
        if now - self._told < 5 and share < 1:
            return
        self._told = now
        taken = now - self._began
        left = taken / share - taken
        print(f"{self._stage}: {share:.0%}, {left:.0f} s left", file=sys.stderr, flush=True)


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


def milliseconds(head: FeedbackHead, turns: Sequence[Rated]) -> dict[str, float]:
    """Return how long it takes to judge one turn after the other, in ms."""
    taken = []
    head.judge_follow_up(turns[0].follow_up)
    for turn in turns[1 : TIMED + 1]:
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
        ms = milliseconds(FeedbackHead(embedder), list(rated_turns(paths[0])))
        corpora = read_corpora(paths, embedder, Progress("reading and embedding"))
    out: dict[str, dict[str, object]] = {
        arm: {} for arm in ("as_shipped", "cross_validated", "transfer", "calibration", "halves")
    }
    for name, corpus in corpora.items():
        fitted = cross_validated(corpus, tell=Progress(f"cross-validation on {name}"))
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
            train = joined(others)
            score = fit(train, train.places)
            out["transfer"][name] = measured(score(corpus, corpus.places), corpus)
        if apart:
            out.setdefault("contributions", {})[name] = contributions(corpus)
    return {**out, "ms": ms, "turns": {name: len(c.turns) for name, c in corpora.items()}}


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
    for path in paths:
        if next(rated_turns(path), None) is None:
            parser.error(f"{path} holds no turn of a user with ratings in its fourth column")
    found = measure(paths, apart=options.contributions)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
