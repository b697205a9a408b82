"""The loop that all training methods share: batches, steps, progress, stopping, memory.

Knows the adapter's parameters and a loss; nothing of where the rows come from.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from ....core.errors import ModelError
from ..adapters.adapters import AdaptedModel

if TYPE_CHECKING:
    import torch

Row = TypeVar("Row")

_CLIP = 1.0
"""The largest norm of a step's gradient."""

_WARM_SHARE = 0.1
"""The share of the steps in which the learning rate rises from 0."""


@dataclass(frozen=True)
class Step:
    """One step of the optimiser, just done."""

    number: int
    """Counts from 1."""

    of: int
    """How many there will be."""

    loss: float
    tokens_per_second: float
    """Tokens that were read to learn from, since the first step."""


@dataclass(frozen=True)
class Learned:
    """What came of training."""

    steps: int
    """How many were done, with those before it began again."""

    loss: float
    """Mean of the last epoch; 0 where no step was done."""

    seconds: float
    ended: Literal["done", "stopped", "early", "nothing"]
    """Whether all steps were done, `stop` said so, the method saw that going on would do harm,
    or there was nothing to learn from."""

    why: str = ""
    """Where it ended early, what was seen."""

    rows: int = 0
    """How many examples there were to learn from."""


@dataclass(frozen=True)
class Schedule:
    """How often and how fast the adapter moves."""

    epochs: int
    batch: int
    rate: float
    """The highest learning rate; it falls to 0 along a half cosine."""

    seed: int = 0


class EndEarly(Exception):
    """Raised by a loss that sees that going on would do harm."""


OnStep = Callable[[Step], None]
Stop = Callable[[], bool]


def descend(
    model: AdaptedModel,
    rows: Sequence[Row],
    loss: Callable[[Sequence[Row]], tuple[torch.Tensor, int]],
    schedule: Schedule,
    *,
    begin: int,
    on_step: OnStep,
    stop: Stop,
) -> Learned:
    """Move the adapter down the gradient of `loss`, which returns it and how many tokens it read.

    AdamW without decay (Loshchilov and Hutter, 2019). The first `begin` steps are taken as done.
    `stop` is asked before every step; the adapter is whole whenever it ends. Raises `ModelError`
    when memory runs out.
    """
    import torch

    began = time.perf_counter()
    if not rows:
        return Learned(begin, 0.0, 0.0, "nothing")
    moving = list(model.ready().model.weights.values())
    optimiser = torch.optim.AdamW(moving, lr=schedule.rate, weight_decay=0.0)
    steps = schedule.epochs * math.ceil(len(rows) / schedule.batch)
    losses: list[float] = []
    read = 0

    def learned(ended: Literal["done", "stopped", "early"], why: str = "") -> Learned:
        last = losses[-math.ceil(len(rows) / schedule.batch) :]
        mean = sum(last) / len(last) if last else 0.0
        seconds = time.perf_counter() - began
        return Learned(begin + len(losses), mean, seconds, ended, why, len(rows))

    for number, batch in enumerate(_batches(rows, schedule), start=1):
        if number <= begin:
            continue
        if stop():
            return learned("stopped")
        for group in optimiser.param_groups:
            group["lr"] = schedule.rate * _rate_share(number, steps)
        try:
            value, tokens = loss(batch)
            value.backward()  # type: ignore[no-untyped-call]
        except EndEarly as seen:
            return learned("early", str(seen))
        except (MemoryError, RuntimeError) as error:
            if not isinstance(error, MemoryError) and "memory" not in str(error):
                raise
            raise ModelError(
                "Memory ran out while learning. Close other programs, or lower the batch; the "
                "adapter that was in use stays in use."
            ) from error
        torch.nn.utils.clip_grad_norm_(moving, _CLIP)
        optimiser.step()
        optimiser.zero_grad()
        losses.append(float(value.detach()))
        read += tokens
        on_step(Step(number, steps, losses[-1], read / (time.perf_counter() - began)))
    return learned("done")


def _batches(rows: Sequence[Row], schedule: Schedule) -> Iterator[Sequence[Row]]:
    order = list(range(len(rows)))
    dice = random.Random(schedule.seed)  # noqa: S311
    for _ in range(schedule.epochs):
        dice.shuffle(order)
        for start in range(0, len(order), schedule.batch):
            yield [rows[place] for place in order[start : start + schedule.batch]]


def _rate_share(number: int, steps: int) -> float:
    warm = max(1, round(_WARM_SHARE * steps))
    if number <= warm:
        return number / warm
    return 0.5 * (1 + math.cos(math.pi * (number - warm) / max(1, steps - warm)))
