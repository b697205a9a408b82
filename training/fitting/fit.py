"""Fits what the measures of `policy/fitting/matching.py` count.

    python training/fitting/fit.py [--rows 1500] [--held-out 0.2] [--seed 0]

On the rows of `rows.py`, less those of columns: the option that honours a preference against three
that do not, as a softmax over the four (McFadden 1974, "Conditional logit analysis"). With
`--held-out`, that share of the groups is kept from the fit and measured on, and nothing is written.
What the encoder counts and how sharply bearing falls off are no part of the fit and stay as they
are. Takes some minutes on one core.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

sys.path.append(str(Path(__file__).resolve().parent))
from rows import Row, all_rows, draw, is_held_out

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


def main() -> None:
    """Fit the weights, and write or measure them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1500, help="how many rows are read")
    parser.add_argument("--held-out", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    rows = [row for row in all_rows(HERE) if row.kind != "columns"]
    rng.shuffle(rows)
    rows = rows[: arguments.rows]
    held = [row for row in rows if is_held_out(row.group, arguments.held_out)]
    kept = [row for row in rows if not is_held_out(row.group, arguments.held_out)]
    embedder = load_embedder(load_settings())
    reader = Reader(embedder)
    weights = fitted(measured(kept, reader, rng), Weights.fitted(embedder))
    print(weights)
    if held:
        reached = accuracy(measured(held, reader, rng), weights)
        print(f"{len(held)} rows held out: {reached:.3f}")
        return
    weights.save(WEIGHTS_FILE, embedder.name)


def measured(rows: Sequence[Row], reader: Reader, rng: random.Random) -> Floats:
    """Return `[rows, 4 options, measures]`: of the wanted less of the unwanted, the right first."""
    found = list[Floats]()
    for row in rows:
        pool = Options(reader.read(draw(row, rng)))
        sides = sides_of(row.preference)
        total = np.zeros((len(pool), len(MEASURES)))
        for sign, parts in ((1, sides.wanted), (-1, sides.unwanted)):
            if parts:
                total += sign * np.max([pool.measures(one) for one in reader.read(parts)], axis=0)
        found.append(total)
    return np.stack(found)


def fitted(choices: Floats, before: Weights) -> Weights:
    """Return the weights under which the right options are likeliest, the others as before."""
    spread = choices.std(axis=(0, 1))

    def surprise(scaled: Floats) -> float:
        chosen = log_softmax((choices / spread) @ scaled, axis=1)[:, 0]
        return float(PENALTY * (scaled @ scaled) - chosen.mean())

    counts = minimize(surprise, np.zeros(len(MEASURES))).x / spread
    named = {name: round(float(count), 2) for name, count in zip(MEASURES, counts, strict=True)}
    return replace(before, **named)


def accuracy(choices: Floats, weights: Weights) -> float:
    """Return how often the right option has the most."""
    counts = np.array([getattr(weights, name) for name in MEASURES])
    return float(((choices @ counts).argmax(axis=1) == 0).mean())


if __name__ == "__main__":
    main()
