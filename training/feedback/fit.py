"""Fits the head that hears feedback: `python training/feedback/fit.py [--check]`.

On the dialogues of `write.py` and on the single turns of `examples.jsonl`; no rating of any corpus
is read. Two fits: with the meaning of what was said, and by signals and words alone. Takes two
minutes on one core, most of it for embedding; the same weights every time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from write import Kinds, Writer

from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback.features import Floats, meanings, runs, word_features
from uptake.policy.feedback.follow_up import Exchange, FollowUp
from uptake.policy.feedback.head import WEIGHTS
from uptake.policy.feedback.kinds import JUDGED, KINDS

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "policy" / "feedback"
DIALOGUES = 3000
PENALTY = 0.1
"""The inverse strength of the L2 penalty. Strong: made dialogues are plainer than real ones."""

AREAS = 8
"""A run of words is a feature where it was said about so many different errands: then it belongs
to the way of speaking, not to what is spoken of."""

BY_HAND = 4.0
"""How much more a turn of `examples.jsonl` counts: each is worded by itself."""

FOLDS = 4


@dataclass(frozen=True)
class Example:
    """A follow-up and what its user meant by it."""

    follow_up: FollowUp
    kinds: Kinds
    area: int
    """Examples of one area are held out together."""

    weight: float = 1.0

    @property
    def dissatisfied(self) -> float:
        """How likely the user was dissatisfied, 0..1."""
        return sum(share for kind, share in self.kinds.items() if JUDGED[kind] == "dissatisfied")


def examples() -> Iterator[Example]:
    """Yield all examples."""
    for dialogue in Writer().dialogues(DIALOGUES):
        for follow_up, kinds in dialogue.heard:
            yield Example(follow_up, kinds, dialogue.areas[0])
    for number, line in enumerate((HERE / "examples.jsonl").read_text("utf-8").splitlines()):
        row = json.loads(line)
        before = (Exchange(row["request"], row["reply"]),)
        yield Example(FollowUp(row["said"], before), {row["kind"]: 1.0}, -1 - number, BY_HAND)


def vocabulary(found: list[Example]) -> dict[str, int]:
    """Return the runs of words that are features, with their places."""
    areas: dict[str, set[int]] = defaultdict(set)
    for example in found:
        for run in runs(example.follow_up):
            areas[run].add(example.area)
    return {
        run: at for at, run in enumerate(sorted(r for r, a in areas.items() if len(a) >= AREAS))
    }


def fitted(features: Floats, found: list[Example]) -> LogisticRegression:
    """Fit on examples; one with several kinds counts as one of each, by their shares."""
    rows = [
        (number, KINDS.index(kind), share * example.weight)
        for number, example in enumerate(found)
        for kind, share in example.kinds.items()
    ]
    numbers, kinds, weights = zip(*rows, strict=True)
    model = LogisticRegression(C=PENALTY, max_iter=300, tol=1e-4)
    return model.fit(csr_matrix(features)[list(numbers)], kinds, sample_weight=weights)


def cross_validate(found: list[Example], features: Floats) -> None:
    """Print how well dissatisfaction and kinds are told in areas that were held out."""
    truth = np.array([example.dissatisfied for example in found])
    fold = np.array([example.area % FOLDS for example in found])
    chances = np.zeros((len(found), len(KINDS)))
    for held in range(FOLDS):
        rest = [example for example, f in zip(found, fold, strict=True) if f != held]
        chances[fold == held] = fitted(features[fold != held], rest).predict_proba(
            features[fold == held]
        )
    told = chances[:, [JUDGED[kind] == "dissatisfied" for kind in KINDS]].sum(axis=1)
    clear = (truth < 0.1) | (truth > 0.9)
    by_hand = np.array([example.weight == BY_HAND for example in found])
    for name, chosen in (("made", clear & ~by_hand), ("by hand", by_hand)):
        auc = roc_auc_score(truth[chosen] > 0.5, told[chosen])
        kind = [
            max(e.kinds, key=lambda k: e.kinds[k]) for e, c in zip(found, chosen, strict=True) if c
        ]
        right = np.mean(
            [KINDS[k] == t for k, t in zip(chances[chosen].argmax(1), kind, strict=True)]
        )
        print(f"{name:8} held out: dissatisfied ROC-AUC {auc:.3f}, kind {right:.3f}, {sum(chosen)}")


def _weights(model: LogisticRegression) -> dict[str, NDArray[np.float32]]:
    return {
        "weights": np.ascontiguousarray(model.coef_, np.float32),
        "bias": np.ascontiguousarray(model.intercept_, np.float32),
    }


def main() -> None:
    """Fit on everything and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="cross-validate, and write nothing")
    options = parser.parse_args()
    found = list(examples())
    known = vocabulary(found)
    with tempfile.TemporaryDirectory() as home:
        embedder = load_embedder(Settings(home=Path(home)))
        follow_ups = [example.follow_up for example in found]
        words = word_features(follow_ups, known)
        everything = np.hstack([words, meanings(follow_ups, embedder)])
    print(f"{len(found)} follow-ups, {len(known)} runs of words")
    if options.check:
        cross_validate(found, words)
        cross_validate(found, everything)
        return
    fits = {"by_words": fitted(words, found), "by_all": fitted(everything, found)}
    save_file(
        {f"{fit}.{name}": t for fit, m in fits.items() for name, t in _weights(m).items()},
        PACKAGE / WEIGHTS,
        metadata={"embedder": embedder.name, "vocabulary": json.dumps([*known])},
    )
    print(f"wrote {WEIGHTS}")


if __name__ == "__main__":
    main()
