"""Learn the weights of `memory/relevance.py` from `training/preferences`.

    python training/relevance.py [--held-out 0.15] [--threads 1] [--json OUT]

The lower layers stay as they are; the upper ones learn, for some seven minutes of one core. With
`--held-out`, that share of the topics, chosen by the SHA-256 of their names, is only measured on.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from uptake.core.settings import Settings
from uptake.memory.embedding import MiniLM
from uptake.memory.relevance import DOWN, UP, WEIGHTS, layers_of, save, with_changes

PREFERENCES = Path(__file__).with_name("preferences")
CUTS = (1, 5, 10)
_TOGETHER = 48
"""Texts that go through the layers at once, of about one length."""


@dataclass(frozen=True)
class Parameters:
    """How the upper layers are taught."""

    lower: int = 3
    """Layers that stay as they are."""

    steps: int = 130
    topics: int = 8
    """Topics in a batch: the preferences of all of them compete for each question."""

    questions: int = 96
    """Questions in a batch at most, one of a preference."""

    learning_rate: float = 2e-4
    warmup: int = 50
    """Steps until the learning rate is reached; it falls to nothing from there, linearly."""

    weight_decay: float = 0.01
    temperature: float = 0.05
    """By which similarities are divided in the contrastive loss, at the start."""

    backward: float = 0.5
    """How much it counts that a preference finds its question, against the question finding the
    preference: what is near to every question would be found by all."""

    dropout: float = 0.1
    dropped_tokens: float = 0.1
    """The share of a text's tokens that a step does not see."""

    runs: int = 2
    """So many times it is taught, from other seeds; the mean of the weights is kept ("Model soups",
    Wortsman et al. 2022)."""

    rank: int = 64
    """Of the changes of the matrices, when all is learned."""

    seed: int = 0


@dataclass(frozen=True)
class Example:
    """A preference and the questions that bear on it."""

    topic: str
    preference: str
    questions: tuple[str, ...]


class States:
    """Texts as they leave the lower layers."""

    def __init__(self, states: Sequence[Tensor]) -> None:
        """Keep `[tokens, width]` of each text."""
        self._states = [state.half() for state in states]

    def batches(self, numbers: Sequence[int]) -> Iterator[tuple[list[int], Tensor, Tensor]]:
        """Yield places in `numbers`, `[texts, tokens, width]`, and where a token is, 0 or 1."""
        places = sorted(range(len(numbers)), key=lambda place: len(self._states[numbers[place]]))
        for start in range(0, len(places), _TOGETHER):
            some = places[start : start + _TOGETHER]
            states = [self._states[numbers[place]].float() for place in some]
            there = [torch.ones(len(state)) for state in states]
            pad = nn.utils.rnn.pad_sequence
            yield some, pad(states, batch_first=True), pad(there, batch_first=True)


@dataclass(frozen=True)
class Lessons:
    """Examples as they leave the lower layers."""

    preferences: States
    questions: States
    topics: Sequence[Sequence[int]]
    """The numbers of each topic's preferences."""

    asked: Sequence[Sequence[int]]
    """The numbers of each preference's questions."""


class Upper(nn.Module):
    """The layers that learn."""

    def __init__(self, layers: nn.ModuleList, dropped_tokens: float) -> None:
        super().__init__()
        self.layers, self._dropped = layers, dropped_tokens

    def forward(self, states: States, numbers: Sequence[int]) -> Tensor:
        """Return the vectors of these texts, `[texts, width]`, each of length 1."""
        places, vectors = list[int](), list[Tensor]()
        for some, hidden, there in states.batches(numbers):
            if self.training:
                there = there * (torch.rand_like(there) >= self._dropped)
                there[:, 0] = 1
            with torch.autocast("cpu", torch.bfloat16):
                for layer in self.layers:
                    hidden = layer(hidden, (1 - there)[:, None, None] * -1e9)
            hidden = hidden.float() * there[..., None]
            places += some
            vectors.append(normalize(hidden.sum(1), dim=-1))
        return torch.cat(vectors)[torch.tensor(places).argsort()]


def main() -> None:
    """Learn and write the weights, or measure on topics that were held out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--held-out", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    embedder, parameters = MiniLM(Settings(threads=arguments.threads)), Parameters()
    everything = list(read(PREFERENCES))
    kept = [one for one in everything if _share(one.topic) >= arguments.held_out]
    model = embedder.model()
    before = layers_of(model)[parameters.lower :]
    after = fit(lessons(kept, model, parameters.lower), before, parameters)
    changes = changes_of(before, after, parameters.rank)
    figures: dict[str, object] = {"learned from": len(kept)}
    if arguments.held_out:
        held = [one for one in everything if one not in kept]
        unseen = lessons(held, model, parameters.lower)
        figures |= {"held out": len(held), "cosine": measure(unseen, before)}
        figures |= {"relevance": measure(unseen, after)}
        figures |= {"as it is kept": measure(unseen, with_changes(before, changes))}
    else:
        save(WEIGHTS, changes, embedder.name, parameters.lower)
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def read(folder: Path) -> Iterator[Example]:
    """Read all examples of a folder; a topic's name counts together with its file's."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Example(f"{path.stem}/{row['topic']}", row["preference"], (*row["questions"],))


def lessons(examples: Sequence[Example], model: Any, lower: int) -> Lessons:
    """Send the examples through the lower layers of a model of sentence-transformers."""
    names = sorted({example.topic for example in examples})
    questions = [question for example in examples for question in example.questions]
    ends = [0, *accumulate(len(example.questions) for example in examples)]
    return Lessons(
        States(_lower_states([example.preference for example in examples], model, lower)),
        States(_lower_states(questions, model, lower)),
        [[n for n, one in enumerate(examples) if one.topic == name] for name in names],
        [range(start, end) for start, end in pairwise(ends)],
    )


def fit(taught: Lessons, layers: nn.ModuleList, parameters: Parameters) -> nn.ModuleList:
    """Return layers that have learned, the mean of the runs; the given ones stay as they are."""
    seeds = range(parameters.seed, parameters.seed + parameters.runs)
    runs = [dict(_run(taught, layers, parameters, seed).named_parameters()) for seed in seeds]
    after = copy.deepcopy(layers)
    with torch.no_grad():
        for name, parameter in after.named_parameters():
            parameter.copy_(torch.stack([run[name] for run in runs]).mean(0))
    return after


def _run(
    taught: Lessons, layers: nn.ModuleList, parameters: Parameters, seed: int
) -> nn.ModuleList:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    upper = Upper(copy.deepcopy(layers), parameters.dropped_tokens).train()
    for module in upper.modules():
        if isinstance(module, nn.Dropout):
            module.p = parameters.dropout
    scale = nn.Parameter(-torch.tensor(parameters.temperature).log())
    groups: list[dict[str, Any]] = [
        {"params": [*upper.parameters()]},
        {"params": [scale], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=parameters.weight_decay)
    order = list[int]()
    for step in range(parameters.steps):
        for group in optimizer.param_groups:
            group["lr"] = _learning_rate(step, parameters)
        if len(order) < parameters.topics:
            order = [*range(len(taught.topics))]
            chance.shuffle(order)
        topics = [order.pop() for _ in range(min(parameters.topics, len(order)))]
        loss = _loss(upper, scale, taught, topics, parameters, chance)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(upper.parameters(), 1.0)
        optimizer.step()
    return upper.layers


def measure(unseen: Lessons, layers: nn.ModuleList) -> dict[str, float]:
    """Return how often a question's own preference is among the first k of all of them."""
    upper = Upper(layers, 0.0).eval()
    own = torch.tensor([n for n, asked in enumerate(unseen.asked) for _ in asked])
    with torch.no_grad():
        questions = upper(unseen.questions, [n for asked in unseen.asked for n in asked])
        scores = questions @ upper(unseen.preferences, range(len(unseen.asked))).T
    ranks = (scores > scores.gather(1, own[:, None])).sum(1)
    return {f"recall@{k}": round((ranks < k).float().mean().item(), 3) for k in CUTS}


def changes_of(before: nn.ModuleList, after: nn.ModuleList, rank: int) -> dict[str, Tensor]:
    """Return by what the parameters differ, that of matrices as the nearest of the rank."""
    changes = dict[str, Tensor]()
    old = dict(before.named_parameters())
    for name, new in after.named_parameters():
        change = (new - old[name]).detach()
        if change.ndim == 1:
            changes[name] = change
            continue
        up, sizes, down = torch.linalg.svd(change, full_matrices=False)
        root = sizes[:rank].sqrt()
        changes[name + UP] = up[:, :rank] * root
        changes[name + DOWN] = root[:, None] * down[:rank]
    return changes


def _loss(
    upper: Upper,
    scale: Tensor,
    taught: Lessons,
    topics: Sequence[int],
    parameters: Parameters,
    chance: random.Random,
) -> Tensor:
    preferences = [n for topic in topics for n in taught.topics[topic]]
    asked = [(place, chance.choice(taught.asked[n])) for place, n in enumerate(preferences)]
    asked = chance.sample(asked, min(parameters.questions, len(asked)))
    own = torch.tensor([place for place, _ in asked])
    found = upper(taught.preferences, preferences)
    aims = upper(taught.questions, [question for _, question in asked])
    forth = cross_entropy(scale.exp() * aims @ found.T, own)
    back = cross_entropy(scale.exp() * found[own] @ aims.T, torch.arange(len(own)))
    return forth + parameters.backward * back


def _learning_rate(step: int, parameters: Parameters) -> float:
    rising = min((step + 1) / parameters.warmup, 1.0)
    return parameters.learning_rate * rising * (1 - step / parameters.steps)


def _lower_states(texts: Sequence[str], model: Any, lower: int) -> list[Tensor]:
    """Return `[tokens, width]` of each text, as it leaves the lower layers."""
    states = list[Tensor]()
    for text in texts:
        tokens = torch.tensor([model.tokenizer(text, truncation=True)["input_ids"]])
        with torch.no_grad():
            hidden = model[0].auto_model.embeddings(tokens)
            for layer in layers_of(model)[:lower]:
                hidden = layer(hidden)
        states.append(hidden[0])
    return states


def _share(topic: str) -> float:
    return int(hashlib.sha256(topic.encode()).hexdigest()[:8], 16) / 16**8


if __name__ == "__main__":
    main()
