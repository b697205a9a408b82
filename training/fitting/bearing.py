"""Trains the preference encoder of `policy/fitting/encoder.py` to lead to what is borne on.

    python training/fitting/bearing.py [--epochs 4] [--rate 5e-5] [--seed 0] [--out FILE]

What people say of themselves is to find what it bears on: the column whose values it decides, among
the columns of other goods, and its question's options, among those of other questions. In a batch
each of these is held against what was said of all others, and against facts that bear on none of
them, as well as what was said against each of these (a softmax both ways; Radford et al., 2021,
"CLIP"). Columns of the same goods stand in one batch: they have to be told apart. What
is learned is as in `tuning.py`. A share of the goods and questions is held out and measured on
after each epoch. Takes about twenty-five minutes on one core.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).resolve().parent))
from rows import HELD_OUT, is_held_out, read_lines
from tuning import RANK, Tuning, batches

from uptake.core.settings import load_settings
from uptake.memory.embedding import MiniLM, load_embedder
from uptake.policy.fitting.encoder import BEARING

HERE = Path(__file__).parent
FACTS = HERE.parent / "facts"

COLUMNS, QUESTIONS, UNRELATED = 40, 16, 24
"""How many columns, questions and facts that bear on none of these a step looks at."""

PASSES = 4
"""How often a column is read in an epoch, each time by something else that is said."""

IMPLIED = 0.65
"""How often something is said of a column that only implies what is wanted of it."""

ASKED, AMONG = 600, 32
"""How much is asked when measuring, and among how many things what is said has to find its own."""


@dataclass(frozen=True)
class Matter:
    """Something that can be decided: a column of values, or a question with its options."""

    group: str
    """What it is about; what stands together or is held out together shares it."""

    told: tuple[tuple[str, ...], ...]
    """What it looks like, in one form or several; of each form the mean is taken."""

    stated: tuple[str, ...]
    implied: tuple[str, ...] = ()

    def say(self, rng: random.Random) -> str:
        """Draw something that bears on it."""
        said = self.implied if self.implied and rng.random() < IMPLIED else self.stated
        return rng.choice(said)


def main() -> None:
    """Train, measure and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "policy/fitting" / BEARING)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    rng = random.Random(arguments.seed)
    embedder = load_embedder(load_settings())
    assert isinstance(embedder, MiniLM)
    matters = {"columns": list(_columns(rng)), "questions": list(_questions())}
    held = {kind: [m for m in of if is_held_out(m.group, HELD_OUT)] for kind, of in matters.items()}
    columns, questions = (
        [m for m in matters[kind] if not is_held_out(m.group, HELD_OUT)]
        for kind in ("columns", "questions")
    )
    steps = arguments.epochs * PASSES * (len(columns) // COLUMNS)
    trainer = Trainer(embedder, arguments.rate, steps, matters)
    for epoch in range(arguments.epochs):
        losses = [
            trainer.step([*drawn, *rng.sample(questions, QUESTIONS)], rng)
            for _ in range(PASSES)
            for drawn in batches(_side_by_side(columns, rng), COLUMNS)
            if len(drawn) == COLUMNS
        ]
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.3f}", flush=True)
        _tell(trainer, held)
    adapter = trainer.tuning.adapter()
    trainer.tuning.read_with(adapter)
    print(f"as products of rank {RANK}")
    _tell(trainer, held)
    adapter.save(arguments.out)


class Trainer:
    """Fits the encoder, a batch of matters at a time."""

    def __init__(
        self, embedder: MiniLM, rate: float, steps: int, matters: Mapping[str, Sequence[Matter]]
    ) -> None:
        self._embedder = embedder
        self._facts = [*_facts()]
        self._known = self._embedded([m for of in matters.values() for m in of])
        self.tuning = Tuning(embedder, rate, steps)

    def step(self, matters: Sequence[Matter], rng: random.Random) -> float:
        """Learn from some matters once, and return the loss before that, in nats."""
        said = [matter.say(rng) for matter in matters]
        read = self.tuning.read([*said, *rng.sample(self._facts, UNRELATED)])
        near = self._near(read, matters, rng) * self.tuning.temperature
        right = torch.arange(len(matters))
        loss = torch.nn.functional.cross_entropy(near, right)
        loss = loss + torch.nn.functional.cross_entropy(near[:, : len(matters)].T, right)
        self.tuning.descend(loss)
        return float(loss.detach())

    @torch.no_grad()
    def measured(self, matters: Sequence[Matter], kind: str) -> float:
        """Return how often what is said finds its own matter among others that were drawn."""
        rng, right = random.Random(0), list[bool]()
        for place in (rng.randrange(len(matters)) for _ in range(ASKED)):
            others = rng.sample([m for m in matters if m is not matters[place]], AMONG - 1)
            said = rng.choice(getattr(matters[place], kind))
            near = self._near(self.tuning.read([said]), [matters[place], *others], rng)
            right.append(int(near[:, 0].argmax()) == 0)
        return sum(right) / len(right)

    def _near(
        self, read: torch.Tensor, matters: Sequence[Matter], rng: random.Random
    ) -> torch.Tensor:
        """Return the cosine of each matter and all that was said, `[matters, said]`."""
        told = torch.stack([rng.choice(self._known[id(matter)]) for matter in matters])
        return self.tuning.turned(told) @ read.T

    def _embedded(self, matters: Sequence[Matter]) -> dict[int, list[torch.Tensor]]:
        """Embed all that matters look like, before the model is changed."""
        texts = sorted({text for m in matters for form in m.told for text in form}, key=len)
        known = dict[str, torch.Tensor]()
        for batch in batches(texts, 512):
            vectors = torch.from_numpy(self._embedder.embed(batch))
            known.update(zip(batch, vectors, strict=True))
        return {
            id(matter): [
                torch.stack([known[text] for text in form]).mean(0) for form in matter.told
            ]
            for matter in matters
        }


def _columns(rng: random.Random) -> Iterator[Matter]:
    for column in read_lines(HERE / "columns"):
        goods, _, name = column["topic"].partition(":")
        name = name.strip() or column["noun"]
        values = [value for side in column["sides"] for value in side["values"]]
        told: list[tuple[str, ...]] = []
        for called in (f"{name}: ", f"{column['noun']} {name}: ", ""):
            some = rng.sample(values, min(len(values), rng.choice((4, 6, 8))))
            told.append((f"{called}{', '.join(some)}",))
        yield Matter(
            goods,
            tuple(told),
            tuple(text for side in column["sides"] for text in side["stated"]),
            tuple(text for side in column["sides"] for text in side["implied"]),
        )


def _questions() -> Iterator[Matter]:
    """Yield a matter for each question, with all preferences that it is asked under."""
    by_question = defaultdict[str, list[tuple[str, tuple[str, ...]]]](list)
    for row in read_lines(HERE / "options"):
        by_question[row["question"]].append((row["preference"], tuple(row["options"][:2])))
    for question, rows in by_question.items():
        yield Matter(question, tuple(told for _, told in rows), tuple(said for said, _ in rows))


def _facts() -> Iterator[str]:
    """Yield what people say of themselves, and what they say besides."""
    for name in ("kept.txt", "not_kept.txt"):
        for line in (FACTS / name).read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield line.strip()


def _side_by_side(columns: Sequence[Matter], rng: random.Random) -> list[Matter]:
    """Return columns in any order, those of the same goods one after the other."""
    by_group = defaultdict[str, list[Matter]](list)
    for column in rng.sample(columns, len(columns)):
        by_group[column.group].append(column)
    return [column for of_group in by_group.values() for column in of_group]


def _tell(trainer: Trainer, held: Mapping[str, Sequence[Matter]]) -> None:
    for kind, asked in (("columns", "stated"), ("columns", "implied"), ("questions", "stated")):
        share = trainer.measured(held[kind], asked)
        print(f"  {kind} held out, {asked}: found among {AMONG}: {share:.3f}", flush=True)


if __name__ == "__main__":
    main()
