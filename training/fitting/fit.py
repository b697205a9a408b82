"""Fits what the measures of `policy/fitting/matching.py` count.

    python training/fitting/fit.py [--rows 1500] [--held-out 0.2] [--seed 0]

On `options/*.jsonl` and `themes/*.yaml`: the option that honours a preference against three that
do not, as a softmax over the four (McFadden 1974, "Conditional logit analysis"). With `--held-out`,
that share of the topics, chosen by the SHA-256 of their names, is kept from the fit and measured
on, and nothing is written. Takes some minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

from uptake.core.settings import load_settings
from uptake.memory.embedding import load_embedder
from uptake.policy.fitting.matching import WEIGHTS, Options, Reader, Weights
from uptake.policy.fitting.sides import sides_of

HERE = Path(__file__).parent
WEIGHTS_FILE = HERE.parents[1] / "policy" / "fitting" / WEIGHTS
PENALTY = 0.01
"""L2, on weights of measures that are scaled to one standard deviation."""

MEASURES = ("whole", "from_text", "from_option", "words")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A preference, and options of which the first honours it."""

    topic: str
    preference: str
    options: tuple[str, ...]


def main() -> None:
    """Fit the weights, and write or measure them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1500, help="how many rows are read")
    parser.add_argument("--held-out", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    rows = [*of_options(HERE / "options"), *of_themes(HERE / "themes", rng)]
    rng.shuffle(rows)
    rows = rows[: arguments.rows]
    kept = [row for row in rows if not _is_held_out(row.topic, arguments.held_out)]
    held = [row for row in rows if _is_held_out(row.topic, arguments.held_out)]
    embedder = load_embedder(load_settings())
    reader = Reader(embedder)
    weights = fitted(measured(kept, reader))
    print(weights)
    if held:
        print(f"{len(held)} rows held out: {accuracy(measured(held, reader), weights):.3f}")
        return
    weights.save(WEIGHTS_FILE, embedder.name)


def of_options(folder: Path) -> Iterator[Row]:
    """Read rows that were written as such."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Row(row["topic"], row["preference"], tuple(row["options"]))


def of_themes(folder: Path, rng: random.Random) -> Iterator[Row]:
    """Make a row of each preference of each theme, with options drawn from its two sides."""
    for path in sorted(folder.glob("*.yaml")):
        for theme in yaml.safe_load(path.read_text("utf-8")):
            for side, good, bad in (("avoid", "lacks", "has"), ("seek", "has", "lacks")):
                for preference in theme[side]:
                    options = (rng.choice(theme[good]), *rng.sample(theme[bad], 3))
                    yield Row(theme["topic"], preference, options)


def measured(rows: Sequence[Row], reader: Reader) -> Floats:
    """Return `[rows, 4 options, measures]`: of the wanted less of the unwanted."""
    found = list[Floats]()
    for row in rows:
        pool = Options(reader.read(row.options))
        sides = sides_of(row.preference)
        total = np.zeros((len(row.options), len(MEASURES)))
        for sign, parts in ((1, sides.wanted), (-1, sides.unwanted)):
            if parts:
                total += sign * np.max([pool.measures(one) for one in reader.read(parts)], axis=0)
        found.append(total)
    return np.stack(found)


def fitted(choices: Floats) -> Weights:
    """Return the weights under which the right options are likeliest."""
    spread = choices.std(axis=(0, 1))

    def surprise(scaled: Floats) -> float:
        chosen = log_softmax((choices / spread) @ scaled, axis=1)[:, 0]
        return float(PENALTY * (scaled @ scaled) - chosen.mean())

    counts = minimize(surprise, np.zeros(len(MEASURES))).x / spread
    named = {name: round(float(count), 2) for name, count in zip(MEASURES, counts, strict=True)}
    return replace(Weights(), **named)


def accuracy(choices: Floats, weights: Weights) -> float:
    """Return how often the right option has the most."""
    counts = np.array([getattr(weights, name) for name in MEASURES])
    return float(((choices @ counts).argmax(axis=1) == 0).mean())


def _is_held_out(topic: str, share: float) -> bool:
    digest = hashlib.sha256(topic.encode()).hexdigest()
    return int(digest[:8], 16) / 16**8 < share


if __name__ == "__main__":
    main()
