"""Fits the head that tells follow-ups which ask for harm: `python training/harm/fit.py`.

On the lines of `examples.jsonl`, twice: with the embedding, and by the patterns alone for other
embedding models. `--check` also prints what ten-fold cross-validation finds. Takes a few seconds;
the same weights every time.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from uptake.core.settings import load_settings
from uptake.memory.embedding import load_embedder
from uptake.policy.learning.lessons.harm import HARMFUL, WEIGHTS, patterns_in

HERE = Path(__file__).parent
WEIGHTS_FILE = HERE.parents[1] / "policy" / "learning" / "lessons" / WEIGHTS
PENALTY = 10.0
"""The inverse strength of the L2 penalty."""

Floats = NDArray[np.float32]


def model() -> LogisticRegression:
    """Return the head before it is fitted."""
    return LogisticRegression(C=PENALTY, max_iter=1000, class_weight="balanced")


def main() -> None:
    """Fit the weights, and write or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    check: bool = parser.parse_args().check
    lines = (HERE / "examples.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    said = [row["said"] for row in rows]
    harm = np.array([row["harm"] for row in rows])
    embedder = load_embedder(load_settings())
    patterns = patterns_in(said)
    parts = {
        "with_embedding": np.hstack([patterns, embedder.embed(said)]),
        "patterns_only": patterns,
    }
    if check:
        for name, features in parts.items():
            print(f"{name}: {_checked(features, harm)}")
        return
    tensors: dict[str, Floats] = {}
    for name, features in parts.items():
        fitted = model().fit(features, harm)
        tensors[f"{name}.weights"] = np.asarray(fitted.coef_[0], np.float32)
        tensors[f"{name}.bias"] = np.asarray(fitted.intercept_, np.float32)
    save_file(tensors, WEIGHTS_FILE, {"embedder": embedder.name})


def _checked(features: Floats, harm: NDArray[np.bool_]) -> str:
    folds = [StratifiedKFold(10, shuffle=True, random_state=seed) for seed in range(3)]
    predicted: Any = [
        cross_val_predict(model(), features, harm, cv=fold, method="predict_proba")
        for fold in folds
    ]
    chances = np.mean(predicted, axis=0)[:, 1]
    found, wrong = (chances[harm] >= HARMFUL).mean(), (chances[~harm] >= HARMFUL).mean()
    auc = roc_auc_score(harm, chances)
    return f"ROC-AUC {auc:.3f}; {found:.1%} of harm found, {wrong:.1%} of the rest taken for it"


if __name__ == "__main__":
    main()
