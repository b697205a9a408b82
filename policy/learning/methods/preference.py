"""Preference learning: of two answers to one prompt, the better one becomes the likelier.

Direct preference optimisation (Rafailov et al., 2023, "Direct Preference Optimization", eq. 7)
with an SFT term on the chosen answer (RPO: Pang et al., 2024, "Iterative Reasoning Preference
Optimization", eq. 1) and length desensitisation (LD-DPO: Liu et al., 2024, "Length
Desensitization in Direct Preference Optimization", eq. 9). The reference is the same model
without the adapter. Needs pairs: it cannot teach what nobody sampled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..adapters.adapters import AdaptedModel
from ..lessons.lessons import Pair
from .completions import Completion, chunks, completion, logprobs_of
from .descent import EndEarly, Learned, OnStep, Schedule, Stop, descend

if TYPE_CHECKING:
    import torch

_READ = 1500
"""How many tokens the reference reads at once; bounds the memory for its logits."""


@dataclass(frozen=True)
class Preference:
    """How preference learning learns."""

    beta: float = 0.1
    """How dear it is to leave the reference: the margins count times this."""

    sft: float = 0.2
    """How much the chosen answer's own likelihood, in nats per token, counts."""

    long: float = 0.5
    """How much an answer's tokens beyond the length of the other one count (LD-DPO's alpha)."""

    epochs: int = 3
    batch: int = 4
    rate: float = 1e-4
    fall: float = 1.0
    """Ended early where the chosen answers' mean log-ratio to the reference fell this far below
    zero, in nats per token."""

    collapse: float = 6.0
    """Ended early where the rejected answers' did: what is pushed down this far takes the
    model's language with it."""

    seed: int = 0


@dataclass(frozen=True)
class _Row:
    chosen: Completion
    rejected: Completion
    reference: tuple[torch.Tensor, torch.Tensor]
    """Log-probabilities of the tokens of both under the reference."""

    weight: float


def learn(
    model: AdaptedModel,
    pairs: Sequence[Pair],
    parameters: Preference,
    *,
    on_step: OnStep,
    stop: Stop,
    begin: int = 0,
) -> Learned:
    """Let the adapter prefer the chosen answers to the rejected ones.

    The first `begin` steps are taken as done. Raises
    `ModelError` when memory runs out.
    """
    rows = _rows(model, pairs, stop)
    schedule = Schedule(parameters.epochs, parameters.batch, parameters.rate, parameters.seed)

    def loss(batch: Sequence[_Row]) -> tuple[torch.Tensor, int]:
        both = [row.chosen for row in batch] + [row.rejected for row in batch]
        found = logprobs_of(model.ready(), both)
        value = preference_loss(
            found[: len(batch)],
            found[len(batch) :],
            [row.reference for row in batch],
            [row.weight for row in batch],
            parameters,
        )
        _end_if_harmful(found, [r.reference for r in batch], parameters)
        return value, sum(row.tokens for row in both)

    return descend(model, rows, loss, schedule, begin=begin, on_step=on_step, stop=stop)


def preference_loss(
    chosen: Sequence[torch.Tensor],
    rejected: Sequence[torch.Tensor],
    reference: Sequence[tuple[torch.Tensor, torch.Tensor]],
    weights: Sequence[float],
    parameters: Preference,
) -> torch.Tensor:
    """Return the weighted mean loss of a batch.

    `chosen` and `rejected` hold the log-probability of each token of each answer, `[tokens]`;
    `reference` the same under the reference, `(chosen, rejected)`.
    """
    import torch
    from torch.nn.functional import logsigmoid

    losses = []
    for better, worse, (ref_better, ref_worse) in zip(chosen, rejected, reference, strict=True):
        shared = min(len(better), len(worse))
        margin = (
            _total(better, shared, parameters.long)
            - _total(ref_better, shared, parameters.long)
            - _total(worse, shared, parameters.long)
            + _total(ref_worse, shared, parameters.long)
        )
        losses.append(-logsigmoid(parameters.beta * margin) - parameters.sft * better.mean())
    weight = torch.tensor(list(weights), device=losses[0].device)
    return (torch.stack(losses) * weight).sum() / weight.sum()


def _total(logprobs: torch.Tensor, shared: int, long: float) -> torch.Tensor:
    """Return the log-probability of an answer; what goes beyond `shared` tokens counts less."""
    return logprobs[:shared].sum() + long * logprobs[shared:].sum()


def _end_if_harmful(
    found: Sequence[torch.Tensor],
    reference: Sequence[tuple[torch.Tensor, torch.Tensor]],
    parameters: Preference,
) -> None:
    """Raise `EndEarly` where likelihood is displaced: both answers of the pairs become unlikely.

    Razin et al., 2024, "Unintentional Unalignment: Likelihood Displacement in DPO".
    """
    count = len(reference)
    better = sum(
        float((f.detach() - r[0]).mean()) for f, r in zip(found[:count], reference, strict=True)
    )
    worse = sum(
        float((f.detach() - r[1]).mean()) for f, r in zip(found[count:], reference, strict=True)
    )
    if better / count < -parameters.fall:
        raise EndEarly("the chosen answers became unlikely")
    if worse / count < -parameters.collapse:
        raise EndEarly("the rejected answers became next to impossible")


def _rows(model: AdaptedModel, pairs: Sequence[Pair], stop: Stop) -> list[_Row]:
    import torch

    base = model.base.ready()
    usable = [pair for pair in pairs if pair.weight > 0 and pair.chosen != pair.rejected]
    both = [
        completion(base, pair.prompt, answer)
        for pair in usable
        for answer in (pair.chosen, pair.rejected)
    ]
    found: list[torch.Tensor] = []
    with torch.no_grad():
        for part in chunks(both, _READ):
            if stop():
                return []
            found += logprobs_of(base, part)
    return [
        _Row(both[2 * at], both[2 * at + 1], (found[2 * at], found[2 * at + 1]), pair.weight)
        for at, pair in enumerate(usable)
    ]
