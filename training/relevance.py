"""Learn the weights of `memory/recall/relevance.py` from `training/preferences`.

    python training/relevance.py [--held-out 0.15] [--json OUT]

Embeds the preferences and questions once (a minute on two cores), then fits keys and values in
seconds. With `--held-out`, that share of the topics, chosen by the SHA-256 of their names, is kept
from the fit and measured on, and nothing is written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from uptake.core.protocols import Embedder
from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.memory.recall.relevance import WEIGHTS, Relevance

PREFERENCES = Path(__file__).with_name("preferences")
CUTS = (1, 5, 10)


@dataclass(frozen=True)
class Parameters:
    """How keys and values are fitted."""

    slots: int = 2_600
    """At most so many keys; 2 MB at a byte a number. More preferences are still learned from."""

    epochs: int = 5
    learning_rate: float = 2e-3
    topics: int = 16
    """Topics in a batch: the preferences of all of them compete for each question."""

    dropout: float = 0.3
    """The share of slots that a batch does without, so that no question leans on one of them."""

    temperature: float = 0.07
    """By which similarities are divided in the contrastive loss, at the start."""

    sharpness: float = 20.0
    reach: float = 1.5
    """See `Relevance`; both are learned from here."""

    seed: int = 0


@dataclass(frozen=True)
class Example:
    """A preference and the questions that bear on it."""

    topic: str
    preference: str
    questions: tuple[str, ...]


class Examples:
    """Examples as vectors."""

    def __init__(self, examples: Sequence[Example], embedder: Embedder) -> None:
        asked = [(q, n) for n, example in enumerate(examples) for q in example.questions]
        names = sorted({example.topic for example in examples})
        self.topics = len(names)
        self.preferences = _tensor(embedder, [example.preference for example in examples])
        self.topic = torch.tensor([names.index(example.topic) for example in examples])
        self.questions = _tensor(embedder, [question for question, _ in asked])
        self.own = torch.tensor([n for _, n in asked])
        """The number of each question's preference."""


class Model(nn.Module):
    """`Relevance` with gradients; a slot starts at a preference and its questions."""

    def __init__(self, examples: Examples, parameters: Parameters) -> None:
        super().__init__()
        means = torch.zeros_like(examples.preferences)
        means.index_add_(0, examples.own, examples.questions)
        values = examples.preferences - examples.preferences.mean(0)
        count = len(values)
        self.chosen = torch.randperm(count)[: parameters.slots].sort().values
        self.slot = torch.full((count,), -1)
        self.slot[self.chosen] = torch.arange(len(self.chosen))
        self.dropout = parameters.dropout
        self.keys = nn.Parameter(normalize(means[self.chosen], dim=-1))
        self.values = nn.Parameter(values[self.chosen])
        self.sharpness = nn.Parameter(torch.tensor(parameters.sharpness).log())
        self.reach = nn.Parameter(torch.tensor(parameters.reach))
        self.scale = nn.Parameter(-torch.tensor(parameters.temperature).log())

    def forward(self, questions: Tensor, own: Tensor) -> Tensor:
        """Return where the questions' preferences lie, their own slots left out."""
        near = self.sharpness.exp() * questions @ self.keys.T
        out = torch.rand(len(self.keys)) < self.dropout
        mine = self.slot[own][:, None] == torch.arange(len(self.keys))
        near = near.masked_fill(out | mine, -torch.inf)
        return normalize(questions + self.reach * near.softmax(-1) @ self.values, dim=-1)

    def relevance(self) -> Relevance:
        """Return what was learned."""
        keys, values = (part.detach().numpy() for part in (self.keys, self.values))
        return Relevance(keys, values, self.sharpness.exp().item(), self.reach.item())


def main() -> None:
    """Learn and write the weights, or measure on topics that were held out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--held-out", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    embedder = load_embedder(Settings())
    everything = list(read(PREFERENCES))
    kept = [one for one in everything if _share(one.topic) >= arguments.held_out]
    relevance = fit(Examples(kept, embedder), Parameters())
    figures: dict[str, object] = {"preferences": len(kept), "slots": len(relevance.keys)}
    if arguments.held_out:
        held = Examples([one for one in everything if one not in kept], embedder)
        figures["held out"] = len(held.preferences)
        figures |= {"cosine": measure(held, None), "relevance": measure(held, relevance)}
    else:
        relevance.save(WEIGHTS, embedder.name)
        figures["bytes"] = WEIGHTS.stat().st_size
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def read(folder: Path) -> Iterator[Example]:
    """Read all examples of a folder; a topic's name counts together with its file's."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Example(f"{path.stem}/{row['topic']}", row["preference"], (*row["questions"],))


def fit(examples: Examples, parameters: Parameters) -> Relevance:
    """Learn from the examples: a question's own preference against those of its batch."""
    torch.manual_seed(parameters.seed)
    shuffle = random.Random(parameters.seed).shuffle
    model, order = Model(examples, parameters), list(range(examples.topics))
    optimizer = torch.optim.Adam(model.parameters(), lr=parameters.learning_rate)
    for epoch in range(parameters.epochs):
        for group in optimizer.param_groups:
            group["lr"] = parameters.learning_rate * (1 - epoch / parameters.epochs)
        shuffle(order)
        for start in range(0, len(order), parameters.topics):
            topics = torch.tensor(order[start : start + parameters.topics])
            optimizer.zero_grad()
            _loss(model, examples, topics).backward()
            optimizer.step()
    return model.relevance()


def measure(examples: Examples, relevance: Relevance | None) -> dict[str, float]:
    """Return how often a question's own preference is among the first k of all of them."""
    questions = examples.questions.numpy()
    aims = questions if relevance is None else relevance.aim(questions)
    scores, own = aims @ examples.preferences.numpy().T, examples.own.numpy()
    ranks = (scores > scores[np.arange(len(own)), own][:, None]).sum(axis=1)
    return {f"recall@{k}": round(float((ranks < k).mean()), 3) for k in CUTS}


def _loss(model: Model, examples: Examples, topics: Tensor) -> Tensor:
    preferences = torch.isin(examples.topic, topics).nonzero()[:, 0]
    asked = torch.isin(examples.own, preferences)
    own = examples.own[asked]
    aims = model(examples.questions[asked], own)
    scores = model.scale.exp() * aims @ examples.preferences[preferences].T
    return cross_entropy(scores, torch.searchsorted(preferences, own))


def _share(topic: str) -> float:
    return int(hashlib.sha256(topic.encode()).hexdigest()[:8], 16) / 16**8


def _tensor(embedder: Embedder, texts: Sequence[str]) -> Tensor:
    return torch.from_numpy(embedder.embed(texts))


if __name__ == "__main__":
    main()
