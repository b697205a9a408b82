"""Fits the head that tells which statement replaces another: `python training/facts/fit_pairs.py`.

Pairs are the lines of `pairs.tsv`; each of those that replace is a pair that does not, too, the
other way round in time, where nothing tells of a change. The same weights every time.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from uptake.core.settings import load_settings
from uptake.memory.embedding import load_embedder
from uptake.memory.language.contradictions import WEIGHTS, features, parse, similarities

HERE = Path(__file__).parent
PENALTY = 3.0
"""The inverse strength of the L2 penalty."""


def pairs() -> list[tuple[bool, str, str]]:
    """Return whether the newer statement replaces the older one, the older and the newer."""
    lines = (HERE / "pairs.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(label == "replaces", old, new) for label, old, new in rows]


def main() -> None:
    """Fit on everything and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="cross-validate first")
    options = parser.parse_args()
    found = pairs()
    labels = np.array([label for label, *_ in found])
    embedder = load_embedder(load_settings())
    near = [similarities(embedder, new, [old])[0] for _, old, new in found]
    rows = {
        "with_embedding": [
            features(parse(o), parse(n), c) for (_, o, n), c in zip(found, near, strict=True)
        ],
        "words_only": [features(parse(o), parse(n), (0.0, 0.0)) for _, o, n in found],
    }
    fitted: dict[str, NDArray[np.float32]] = {}
    for name, values in rows.items():
        model = LogisticRegression(C=PENALTY, max_iter=2000)
        if options.check:
            olders = [old for _, old, _ in found]
            chances = cross_val_predict(
                model, values, labels, groups=olders, cv=GroupKFold(5), method="predict_proba"
            )[:, 1]
            for sure in (0.5, 0.6, 0.7, 0.8):
                said = chances >= sure
                precision, recall = labels[said].mean(), said[labels].mean()
                print(f"{name:15} at {sure}: precision {precision:.3f}, recall {recall:.3f}")
        model.fit(values, labels)
        fitted[f"{name}.weights"] = np.ascontiguousarray(model.coef_[0], np.float32)
        fitted[f"{name}.bias"] = np.ascontiguousarray(model.intercept_, np.float32)
    path = HERE.parents[1] / "memory" / "language" / WEIGHTS
    save_file(fitted, path, metadata={"embedder": embedder.name})
    path.chmod(0o644)
    print(f"{len(found)} pairs, {labels.sum()} that replace; wrote {path.name}")


if __name__ == "__main__":
    main()
