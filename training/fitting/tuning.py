"""Tuning: fits how an embedding model reads preferences, towards texts that it reads as before.

Of the copy that reads preferences all the matrices of the layers are learned; the embeddings of
what preferences are held against stay, turned by one matrix. What changed in the matrices is kept
as products of rank 32.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import torch

from uptake.memory.embedding import MiniLM
from uptake.policy.fitting.encoder import LONGEST, Adapter, adapted, encoded

T = TypeVar("T")

RANK = 32
"""Of what changed; with 32 nothing is lost that could be measured."""

TEMPERATURE = 20.0
"""What a cosine of 1 counts at first, in logits; learned with the rest."""

WARM_UP = 30

FASTER = {"turn": 3e-4, "warmth": 1e-3}
"""What begins at a guess learns faster than the model."""


class Tuning:
    """A model that learns to read preferences."""

    def __init__(self, embedder: MiniLM, rate: float, steps: int) -> None:
        """Begin at the embedding model; `steps` is how often `descend` will be called."""
        self._embedder = embedder
        sentences = embedder.model()
        self._tokenizer: Any = sentences.tokenizer
        first: Any = sentences[0]
        self._before: Any = first.model
        self._model: Any = copy.deepcopy(self._before).eval()
        for name, parameter in self._model.named_parameters():
            parameter.requires_grad_(_is_tuned(name, parameter))
        tuned = [one for one in self._model.parameters() if one.requires_grad]
        self._turn = torch.nn.Parameter(torch.eye(embedder.dimension))
        self._warmth = torch.nn.Parameter(torch.tensor(TEMPERATURE).log())
        self._learned = [*tuned, self._turn, self._warmth]
        groups = [
            {"params": tuned, "weight_decay": 0.01},
            {"params": [self._turn], "lr": FASTER["turn"], "weight_decay": 0.0},
            {"params": [self._warmth], "lr": FASTER["warmth"], "weight_decay": 0.0},
        ]
        self._optimizer = torch.optim.AdamW(groups, lr=rate)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda n: min(1.0, (n + 1) / WARM_UP) * max(0.02, 1 - n / steps)
        )

    @property
    def temperature(self) -> torch.Tensor:
        """What a cosine of 1 counts now, in logits."""
        return self._warmth.exp()

    def read(self, preferences: Sequence[str]) -> torch.Tensor:
        """Return where each preference leads, `[preferences, dimension]`, of length 1."""
        tokens = self._tokenizer(
            list(preferences),
            padding=True,
            truncation=True,
            max_length=LONGEST,
            return_tensors="pt",
        )
        return encoded(self._model, tokens)

    def turned(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Return embeddings as preferences are held against them, of length 1."""
        return torch.nn.functional.normalize(embeddings @ self._turn, dim=-1)

    def descend(self, loss: torch.Tensor) -> None:
        """Learn from a loss once."""
        backward: Any = loss.backward
        backward()
        torch.nn.utils.clip_grad_norm_(self._learned, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._schedule.step()

    def adapter(self) -> Adapter:
        """Return what was learned."""
        before = dict(self._before.named_parameters())
        factors = {
            name.removesuffix(".weight"): product((parameter - before[name]).detach())
            for name, parameter in self._model.named_parameters()
            if parameter.requires_grad
        }
        warmth = round(float(self.temperature.detach()), 3)
        return Adapter(self._embedder.name, warmth, factors, self._turn.detach())

    def read_with(self, adapter: Adapter) -> None:
        """Read preferences as a finished adapter has it."""
        self._model = adapted(self._before, adapter)


def product(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the two low matrices whose product is nearest to one, `[rank, in]`, `[out, rank]`."""
    left, sizes, right = torch.linalg.svd(matrix, full_matrices=False)
    root = sizes[:RANK].sqrt()
    return root[:, None] * right[:RANK], left[:, :RANK] * root


def batches(all_of_them: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield them so many at a time."""
    for start in range(0, len(all_of_them), size):
        yield all_of_them[start : start + size]


def _is_tuned(name: str, parameter: torch.Tensor) -> bool:
    """Tell whether something is a matrix of a layer."""
    return parameter.ndim == 2 and name.startswith("encoder.")
