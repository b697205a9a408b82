"""Trains the preference encoder of `policy/fitting/encoder.py` to lead to what honours.

    python training/fitting/honouring.py [--epochs 3] [--rate 5e-5] [--seed 0] [--mean-with FILE]
                                       [--out FILE]

On the rows of `rows.py`, less a share of their groups that is measured on after each epoch. Of a
row, a few options that honour its preference are drawn and a few that do not; each of the first is
held against all of the second, as a softmax. Options keep the embeddings that they have, turned by
one matrix; what is learned beside it is the model that reads preferences, all the matrices of its
layers. What changed in these is kept as products of rank 32, which is measured once more. With
`--mean-with`, the weights that are written lie halfway to those of an adapter that was trained
otherwise (model soups; Wortsman et al., 2022). Takes about forty minutes on one core.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).resolve().parent))
from rows import HELD_OUT, Row, all_rows, draw, is_held_out
from tuning import RANK, Tuning, batches, product

from uptake.core.settings import load_settings
from uptake.memory.embedding import MiniLM, load_embedder
from uptake.policy.fitting.encoder import HONOURING, Adapter

HERE = Path(__file__).parent
BATCH = 32
ALIKE = 16
"""So many batches are drawn together, and dealt by how long their preferences are."""

SHARES = {"options": 2.0, "themes": 2.0, "columns": 0.5}
"""How often a row of each kind is read in an epoch. Those of a column have its values in common,
and would be most of what is learned."""

RIGHT, WRONG = 4, 6
"""How many options of a row a step looks at."""


def main() -> None:
    """Train, measure and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mean-with", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "policy/fitting" / HONOURING)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    embedder = load_embedder(load_settings())
    assert isinstance(embedder, MiniLM)
    rows = list(all_rows(HERE))
    held = [row for row in rows if is_held_out(row.group, HELD_OUT)]
    kept = [row for row in rows if not is_held_out(row.group, HELD_OUT)]
    rng = random.Random(arguments.seed)
    steps = arguments.epochs * (len(_of_an_epoch(kept, rng)) // BATCH)
    trainer = Trainer(embedder, arguments.rate, steps)
    for epoch in range(arguments.epochs):
        for batch in _batches_of_a_length(_of_an_epoch(kept, rng), rng):
            trainer.step(batch, rng)
        _tell(f"epoch {epoch + 1}", trainer.measured(held))
    adapter = trainer.tuning.adapter()
    if arguments.mean_with:
        adapter = mean_of(adapter, Adapter.load(arguments.mean_with))
    trainer.tuning.read_with(adapter)
    _tell(f"as products of rank {RANK}", trainer.measured(held))
    adapter.save(arguments.out)


class Trainer:
    """Fits the encoder, a batch of rows at a time."""

    def __init__(self, embedder: MiniLM, rate: float, steps: int) -> None:
        self._embedder = embedder
        self._known = dict[str, torch.Tensor]()
        self._learn_options()
        self.tuning = Tuning(embedder, rate, steps)

    def step(self, rows: Sequence[Row], rng: random.Random) -> float:
        """Learn from some rows once, and return the loss before that, in nats."""
        losses = list[torch.Tensor]()
        for vector, row in zip(self._read(rows), rows, strict=True):
            honours = _some(row.honours, RIGHT, rng)
            scores = self._scores(vector, [*honours, *_some(row.violates, WRONG, rng)])
            scores = scores * self.tuning.temperature
            right, wrong = scores[: len(honours)], scores[len(honours) :]
            losses.append(torch.nn.functional.softplus(wrong.logsumexp(0) - right).mean())
        loss = torch.stack(losses).mean()
        self.tuning.descend(loss)
        return float(loss.detach())

    @torch.no_grad()
    def measured(self, rows: Sequence[Row]) -> dict[str, float]:
        """Return, by kind of row, how often the right one of four options is the likeliest."""
        rng, right = random.Random(0), defaultdict[str, list[bool]](list)
        for batch in batches(rows, BATCH):
            for vector, row in zip(self._read(batch), batch, strict=True):
                if len(row.violates) >= 3:
                    scores = self._scores(vector, draw(row, rng))
                    right[row.kind].append(int(scores.argmax()) == 0)
        return {kind: sum(told) / len(told) for kind, told in right.items()}

    def _read(self, rows: Sequence[Row]) -> torch.Tensor:
        return self.tuning.read([row.preference for row in rows])

    def _scores(self, preference: torch.Tensor, options: Sequence[str]) -> torch.Tensor:
        """Return the cosine of a preference and each of its options."""
        return self.tuning.turned(torch.stack([self._known[text] for text in options])) @ preference

    def _learn_options(self) -> None:
        """Embed all options once, before the model is changed."""
        for texts in batches(sorted({*_options(all_rows(HERE))}, key=len), 512):
            vectors = torch.from_numpy(self._embedder.embed(texts))
            self._known.update(zip(texts, vectors, strict=True))


def mean_of(one: Adapter, other: Adapter) -> Adapter:
    """Return the adapter whose weights are the mean of two."""
    factors = {
        layer: product((pair[1] @ pair[0] + other.factors[layer][1] @ other.factors[layer][0]) / 2)
        for layer, pair in one.factors.items()
    }
    warmth = round((one.temperature + other.temperature) / 2, 3)
    return Adapter(one.embedder, warmth, factors, (one.turn + other.turn) / 2)


def _of_an_epoch(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """Return so many of the rows of each kind as it counts, other ones each time."""
    drawn: list[Row] = []
    for kind, share in SHARES.items():
        of_kind = [row for row in rows if row.kind == kind]
        while share >= 1:
            drawn, share = [*drawn, *of_kind], share - 1
        drawn += rng.sample(of_kind, int(share * len(of_kind)))
    return drawn


def _some(texts: Sequence[str], most: int, rng: random.Random) -> Sequence[str]:
    return texts if len(texts) <= most else rng.sample(texts, most)


def _tell(when: str, right: dict[str, float]) -> None:
    told = ", ".join(f"{kind} {share:.3f}" for kind, share in sorted(right.items()))
    print(f"{when}: the right one of four, groups held out: {told}", flush=True)


def _options(rows: Iterator[Row]) -> Iterator[str]:
    for row in rows:
        yield from (*row.honours, *row.violates)


def _batches_of_a_length(rows: Sequence[Row], rng: random.Random) -> Iterator[Sequence[Row]]:
    """Yield whole batches of rows whose preferences are about as long, so that few are padded."""
    shuffled = rng.sample(rows, len(rows))
    dealt = [
        batch
        for drawn in batches(shuffled, BATCH * ALIKE)
        for batch in batches(sorted(drawn, key=lambda row: len(row.preference)), BATCH)
        if len(batch) == BATCH
    ]
    rng.shuffle(dealt)
    yield from dealt


if __name__ == "__main__":
    main()
