"""Trains the preference encoder of `policy/fitting/encoder.py`.

    python training/fitting/encoder.py [--epochs 3] [--rate 1e-3] [--seed 0]

On the rows of `rows.py`, less a share of their groups that is measured on after each epoch: the
option that honours a preference against three that do not, as a softmax over the four. Options
keep the embeddings that they have; what is learned is a low-rank adapter of the layers that read
preferences. Takes about six minutes on one core.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

sys.path.append(str(Path(__file__).resolve().parent))
from rows import HELD_OUT, Row, all_rows, draw, is_held_out

from uptake.core.settings import load_settings
from uptake.memory.embedding import MiniLM, load_embedder
from uptake.policy.fitting.encoder import ADAPTER, LONGEST, Adapter, encoded

HERE = Path(__file__).parent
ADAPTER_FILE = HERE.parents[1] / "policy" / "fitting" / ADAPTER

RANK, SCALE, DROPPED = 16, 2.0, 0.0
TEMPERATURE = 12.0
"""What a cosine of 1 counts at first, in logits; learned with the rest."""

BATCH, WARM_UP = 32, 20
LAYERS = ("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")


def main() -> None:
    """Train, measure and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    embedder = load_embedder(load_settings())
    assert isinstance(embedder, MiniLM)
    rows = list(all_rows(HERE))
    held = [row for row in rows if is_held_out(row.group, HELD_OUT)]
    kept = [row for row in rows if not is_held_out(row.group, HELD_OUT)]
    # Themes draw other options each time.
    kept += [row for row in kept if row.kind == "themes"]
    trainer = Trainer(embedder, arguments.rate, arguments.epochs * -(-len(kept) // BATCH))
    rng = random.Random(arguments.seed)
    for epoch in range(arguments.epochs):
        rng.shuffle(kept)
        for start in range(0, len(kept), BATCH):
            trainer.step(kept[start : start + BATCH], rng)
        print(f"epoch {epoch + 1}: {trainer.accuracy(held):.3f} of {len(held)} rows held out")
    trainer.adapter().save(ADAPTER_FILE)


class Trainer:
    """Fits the adapter, a batch of rows at a time."""

    def __init__(self, embedder: MiniLM, rate: float, steps: int) -> None:
        from peft import LoraConfig, get_peft_model

        self._embedder = embedder
        sentences = embedder.model()
        config = LoraConfig(
            r=RANK,
            lora_alpha=int(RANK * SCALE),
            lora_dropout=DROPPED,
            target_modules=list(LAYERS),
        )
        self._tokenizer: Any = sentences.tokenizer
        self._known = dict[str, torch.Tensor]()
        self._learn_options()
        self._model: Any = get_peft_model(sentences[0].model, config).eval()
        self._warmth = torch.nn.Parameter(torch.tensor(TEMPERATURE).log())
        learned = [one for one in self._model.parameters() if one.requires_grad]
        self._learned = [*learned, self._warmth]
        self._optimizer = torch.optim.AdamW(self._learned, lr=rate, weight_decay=0.01)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda n: min(1.0, (n + 1) / WARM_UP) * max(0.02, 1 - n / steps)
        )

    def step(self, rows: Sequence[Row], rng: random.Random) -> float:
        """Learn from some rows once, and return the loss before that, in nats."""
        scores = self._scores(rows, [draw(row, rng) for row in rows]) * self._warmth.exp()
        right = torch.zeros(len(rows), dtype=torch.long)
        loss = torch.nn.functional.cross_entropy(scores, right)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._learned, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._schedule.step()
        return float(loss.detach())

    @torch.no_grad()
    def accuracy(self, rows: Sequence[Row]) -> float:
        """Return how often the right option is the likeliest of four."""
        rng, right = random.Random(0), 0
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            scores = self._scores(batch, [draw(row, rng) for row in batch])
            right += int((scores.argmax(dim=1) == 0).sum())
        return right / len(rows)

    def adapter(self) -> Adapter:
        """Return what was learned."""
        factors = {
            path.removeprefix("base_model.model."): (
                layer.lora_A["default"].weight.detach(),
                layer.lora_B["default"].weight.detach(),
            )
            for path, layer in self._model.named_modules()
            if hasattr(layer, "lora_A")
        }
        warmth = round(float(self._warmth.detach().exp()), 3)
        return Adapter(self._embedder.name, warmth, SCALE, factors)

    def _scores(self, rows: Sequence[Row], options: Sequence[Sequence[str]]) -> torch.Tensor:
        """Return the cosine of each preference and each of its options, `[rows, options]`."""
        tokens = self._tokenizer(
            [row.preference for row in rows],
            padding=True,
            truncation=True,
            max_length=LONGEST,
            return_tensors="pt",
        )
        told = torch.stack([torch.stack([self._known[text] for text in one]) for one in options])
        return torch.einsum("rd,rod->ro", encoded(self._model, tokens), told)

    def _learn_options(self) -> None:
        """Embed all options once, before the model is changed."""
        for texts in _batches(sorted({*_options(all_rows(HERE))}, key=len), 512):
            vectors = torch.from_numpy(self._embedder.embed(texts))
            self._known.update(zip(texts, vectors, strict=True))


def _options(rows: Iterator[Row]) -> Iterator[str]:
    for row in rows:
        yield from (*row.honours, *row.violates)


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


if __name__ == "__main__":
    main()
