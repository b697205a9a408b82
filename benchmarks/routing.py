"""Measure how well requests reach the right skill from few examples, and how well others do not.

Each label of the data is a skill with a few requests as examples, drawn at random, anew for each
seed; the name of the label, in words, is told as a hint, as the assistant tells what a skill does.
Requests of the test set are routed; out-of-scope ones must look less probable to belong to any.

    python benchmarks/routing.py --data DIR [--seeds 5] [--json OUT]

DIR holds any number of files of CLINC150's format (Larson et al., 2019, "An Evaluation Dataset for
Intent Classification and Out-of-Scope Prediction"), `*.json` or `*.json.gz` with `train`, `test`
and `oos_test`: lists of `[request, label]`. Labels, examples and tests of all files are joined.

`oos` is told for the most examples. `halves` tells the figures of two halves of the labels, by the
SHA-256 of their names: how much they depend on which skills there are. `unnamed` is without hints.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import statistics
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from uptake.core.protocols import LayeredEmbedder, Layers, Vectors
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.routing.router import NONE, Router
from uptake.policy.routing.wording import masked

SHOTS = (5, 10)
TIMED = 200
"""Requests whose time is taken."""

Pair = tuple[str, str]
"""A request and its label."""


@dataclass(frozen=True)
class Data:
    """Requests of known labels, and of none."""

    train: tuple[Pair, ...]
    test: tuple[Pair, ...]
    none: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path) -> Data:
        """Read all files of a folder. Exits where there is none."""
        files = [path for end in ("*.json", "*.json.gz") for path in sorted(folder.glob(end))]
        if not files:
            raise SystemExit(f"{folder} holds no *.json or *.json.gz.")
        rows = [json.loads(_text(path)) for path in files]
        parts = {
            part: tuple(dict.fromkeys((text, label) for row in rows for text, label in row[part]))
            for part in ("train", "test", "oos_test")
        }
        return cls(parts["train"], parts["test"], tuple(text for text, _ in parts["oos_test"]))

    @property
    def labels(self) -> list[str]:
        """All labels, sorted."""
        return sorted({label for _, label in self.train})

    def of(self, labels: Collection[str]) -> Data:
        """Return the requests of some of the labels, and those of none."""
        train, test = (tuple(p for p in part if p[1] in labels) for part in (self.train, self.test))
        return Data(train, test, self.none)

    def draw(self, shots: int, seed: int) -> list[Pair]:
        """Return some examples of each label."""
        chance = random.Random(seed)
        by_label: dict[str, list[Pair]] = {label: [] for label in self.labels}
        for pair in self.train:
            by_label[pair[1]].append(pair)
        return [
            pair
            for those in by_label.values()
            for pair in chance.sample(those, min(shots, len(those)))
        ]


@dataclass
class Kept:
    """An embedder that reads each text once; routers of many draws read the same ones."""

    embedder: LayeredEmbedder
    _layers: dict[str, Layers] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the model is called."""
        return self.embedder.name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self.embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' vectors."""
        return self.embedder.embed(texts)

    def embed_layers(self, texts: Sequence[str]) -> Layers:
        """Return the texts' layers."""
        new = [text for text in dict.fromkeys(texts) if text not in self._layers]
        if new:
            self._layers |= zip(new, self.embedder.embed_layers(new), strict=True)
        return np.stack([self._layers[text] for text in texts])


def main() -> None:
    """Route, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    data = Data.read(arguments.data)
    with temporary_home() as settings:
        figures = measure(data, load_embedder(settings), arguments.seeds)
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(data: Data, embedder: Any, seeds: int) -> dict[str, Any]:
    """Return the figures of all labels, of both halves, and without hints."""
    kept = Kept(embedder)
    kept.embed_layers([masked(text) for text in (*dict(data.test), *data.none)])
    whole = figures_of(data, kept, seeds)
    halves = {
        name: figures_of(data.of([one for one in data.labels if _half(one) == name]), kept, seeds)
        for name in ("first", "second")
    }
    return {
        "labels": len(data.labels),
        "test": {"known": len(data.test), "none": len(data.none)},
        "seeds": seeds,
        **whole,
        "ms": _milliseconds(data, embedder),
        "halves": halves,
        "unnamed": figures_of(data, kept, seeds, named=False),
    }


def figures_of(data: Data, kept: Kept, seeds: int, *, named: bool = True) -> dict[str, Any]:
    """Return accuracy for each number of examples, and ROC-AUC for the largest and each."""
    hints = [(label.replace("_", " "), label) for label in data.labels] if named else []
    shots: dict[str, dict[str, float]] = {}
    for number in SHOTS:
        drawn = [_routed(data, kept, hints, number, seed) for seed in range(seeds)]
        accuracy, area = (statistics.mean(values) for values in zip(*drawn, strict=True))
        shots[str(number)] = {"accuracy": round(accuracy, 4), "oos_roc_auc": round(area, 4)}
    return {"shots": shots, "oos": {"roc_auc": shots[str(max(SHOTS))]["oos_roc_auc"]}}


def _routed(
    data: Data, kept: Kept, hints: list[Pair], shots: int, seed: int
) -> tuple[float, float]:
    """Return accuracy over all labels, and the ROC-AUC of "belongs to none"."""
    router = Router.fit(data.draw(shots, seed), kept, hints=hints)
    right, none = [], []
    for text, label in data.test:
        routes = router.rank(text)
        right.append(next(route.label for route in routes if route.label != NONE) == label)
        none.append(_none(routes))
    outside = [_none(router.rank(text)) for text in data.none]
    truth = [0] * len(none) + [1] * len(outside)
    return statistics.mean(right), float(roc_auc_score(truth, none + outside))


def _none(routes: Sequence[Any]) -> float:
    return next(route.probability for route in routes if route.label == NONE)


def _milliseconds(data: Data, embedder: Any) -> float:
    """Return the median time to route a request that was never read, in ms."""
    router = Router.fit(data.draw(max(SHOTS), 0), embedder)
    spent = []
    for text, _ in random.Random(0).sample(data.test, min(TIMED, len(data.test))):
        started = time.perf_counter()
        router.rank(text)
        spent.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(spent), 2)


def _half(label: str) -> str:
    return ("first", "second")[int(hashlib.sha256(label.encode()).hexdigest(), 16) % 2]


def _text(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")


if __name__ == "__main__":
    main()
