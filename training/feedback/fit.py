"""Fits the head that hears feedback: `python training/feedback/fit.py [--check]`.

On what `corpus.py` gathers; no rating of any corpus is read. Two fits: with the meaning of what
was said, and by signals and words alone. Each tells the kinds of a follow-up (multinomial) and
whether it states something about the reply (binary). Takes three minutes on one core, most of it
for embedding; the same weights every time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from corpus import Example, HeldOut, examples, held_out, vocabulary
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix
from scipy.special import logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback.features import Floats, meanings, word_features
from uptake.policy.feedback.kinds import DISSATISFIED, KINDS
from uptake.policy.feedback.weights import STATED, TEMPERATURE, WEIGHTS, Chances, as_chances

PACKAGE = Path(__file__).parents[2] / "policy" / "feedback"
OF_KINDS, OF_STATED = 0.1, 1.0
"""The inverse strengths of the L2 penalties. That of kinds is strong: made dialogues are plainer
than real ones. Wishes are worded in more ways than errands."""

IN_CHATS = {1.0: 0.05, 0.0: 0.5, None: 0.5}
"""What a turn of a conversation counts for the kinds, by whether it is a statement.

Statements are heard as such; for the kinds they count little, because what narrows an errand ("a
shorter one") is worded alike: the more they count, the less is heard in dialogues about errands.
"""

FOLDS = 4


def fitted(features: Floats, found: Sequence[Example]) -> dict[str, NDArray[np.float32]]:
    """Return the weights, `[KINDS + 1, features]`, and the bias; `stated` is the last row."""
    kinds, stated = _of_kinds(features, found), _of_stated(features, found)
    return {
        "weights": np.ascontiguousarray(np.vstack([kinds.coef_, stated.coef_]), np.float32),
        "bias": np.concatenate([kinds.intercept_, stated.intercept_]).astype(np.float32),
    }


def _of_kinds(features: Floats, found: Sequence[Example]) -> LogisticRegression:
    """Fit on examples; one with several kinds counts as one of each, by their shares."""
    rows = [
        (number, KINDS.index(kind), share * _counts(example))
        for number, example in enumerate(found)
        for kind, share in example.kinds.items()
    ]
    return _regression(features, rows, OF_KINDS)


def _counts(example: Example) -> float:
    return example.weight * (IN_CHATS[example.stated] if example.source == "chats" else 1)


def _of_stated(features: Floats, found: Sequence[Example]) -> LogisticRegression:
    rows = [
        (number, int(example.stated), example.weight)
        for number, example in enumerate(found)
        if example.stated is not None
    ]
    return _regression(features, rows, OF_STATED)


def _regression(
    features: Floats, rows: Sequence[tuple[int, int, float]], penalty: float
) -> LogisticRegression:
    """Fit to rows of `(place in features, label, weight)`."""
    places, labels, weights = zip(*rows, strict=True)
    model = LogisticRegression(C=penalty, max_iter=300, tol=1e-4)
    return model.fit(csr_matrix(features)[list(places)], labels, sample_weight=weights)


def told(features: Floats, fit: dict[str, NDArray[np.float32]]) -> tuple[Chances, Chances]:
    """Return the probabilities of dissatisfaction and of a statement, each `[follow-ups]`."""
    kinds, stated = as_chances(features @ fit["weights"].T + fit["bias"])
    return kinds[:, DISSATISFIED].sum(axis=1), stated


def cross_validate(found: Sequence[Example], features: Floats) -> None:
    """Print how well dissatisfaction and statements are told in areas that were held out."""
    fold = np.array([example.area % FOLDS for example in found])
    minded, stated = np.zeros(len(found)), np.zeros(len(found))
    for held in range(FOLDS):
        inside = fold == held
        rest = [example for example, out in zip(found, inside, strict=True) if not out]
        fit = fitted(features[~inside], rest)
        minded[inside], stated[inside] = told(features[inside], fit)
    truth = np.array([example.dissatisfied for example in found])
    said = np.array([-1.0 if example.stated is None else example.stated for example in found])
    for source in ("errands", "chats", "by hand"):
        of_it = np.array([example.source == source for example in found])
        clear, known = of_it & ((truth < 0.1) | (truth > 0.9)), of_it & (said >= 0)
        print(
            f"{source:8} held out: ROC-AUC of dissatisfied"
            f" {roc_auc_score(truth[clear] > 0.5, minded[clear]):.3f} of {sum(clear)}, of stated"
            f" {roc_auc_score(said[known] > 0.5, stated[known]):.3f} of {sum(known)}"
        )


def measure_sureness(found: Sequence[Example], features: Floats) -> None:
    """Print how much surer than right a fit is of dissatisfaction in a source it has not seen.

    As the factor that would be right on `TEMPERATURE`; 1 is right.
    """
    source, truth = (np.array([getattr(e, of) for e in found]) for of in ("source", "dissatisfied"))
    odds = np.zeros(len(found))
    for held in sorted(set(source)):
        inside = source == held
        fit = fitted(features[~inside], [e for e in found if e.source != held])
        odds[inside] = logit(told(features[inside], fit)[0].clip(1e-6, 1 - 1e-6))
    weights = np.array([example.weight for example in found])
    factors = np.geomspace(0.5, 3, 37)
    losses = [weights @ (np.logaddexp(0, odds / f) - truth * odds / f) for f in factors]
    print(f"sources held out: temperature {TEMPERATURE} times {factors[np.argmin(losses)]:.2f}")


def measure_held_out(held: Sequence[HeldOut], features: Floats, fit: dict[str, Floats]) -> None:
    """Print how well statements are heard in families that nothing was fitted on."""
    minded, stated = told(features, fit)
    truth = np.array([one.stated for one in held])
    heard = stated >= STATED
    right = (heard & truth).sum()
    print(
        f"unfitted families: ROC-AUC of stated {roc_auc_score(truth, stated):.3f}, of dissatisfied"
        f" {roc_auc_score(truth, minded):.3f}; heard with precision {right / heard.sum():.3f},"
        f" recall {right / truth.sum():.3f}"
    )
    shares: dict[str, list[bool]] = defaultdict(list)
    for one, was in zip(held, heard.tolist(), strict=True):
        shares[one.family].append(was)
    print("  " + ", ".join(f"{name} {np.mean(was):.2f}" for name, was in shares.items()))


def main() -> None:
    """Fit on everything and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="measure, and write nothing")
    options = parser.parse_args()
    found, held = list(examples()), list(held_out())
    known = vocabulary(found)
    with tempfile.TemporaryDirectory() as home:
        embedder = load_embedder(Settings(home=Path(home)))
        follow_ups = [example.follow_up for example in found]
        words = word_features(follow_ups, known)
        features = {"by_words": words, "by_all": np.hstack([words, meanings(follow_ups, embedder)])}
        fits = {name: fitted(columns, found) for name, columns in features.items()}
        print(f"{len(found)} follow-ups, {len(known)} runs of words")
        if options.check:
            asked = [one.follow_up for one in held]
            words = word_features(asked, known)
            for name, more in (("by_words", []), ("by_all", [meanings(asked, embedder)])):
                print(name)
                cross_validate(found, features[name])
                measure_sureness(found, features[name])
                measure_held_out(held, np.hstack([words, *more]), fits[name])
            return
    save_file(
        {f"{fit}.{name}": t for fit, tensors in fits.items() for name, t in tensors.items()},
        PACKAGE / WEIGHTS,
        metadata={"embedder": embedder.name, "vocabulary": json.dumps([*known])},
    )
    print(f"wrote {WEIGHTS}")


if __name__ == "__main__":
    main()
