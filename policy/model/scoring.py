"""Scoring: exact log-likelihoods of continuations of one prompt, which is read once.

Knows token ids, logits and caches of keys and values; nothing of text.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_ROWS = 8
"""How many continuations are scored at once; bounds the memory for their logits."""

_PADDING = 16
"""By how many tokens those that are scored at once may differ in length: padding is computed,
too, and a pass more costs about as much as this."""

_WORTH = 16
"""From so many tokens on a common beginning is not read again."""


@dataclass(frozen=True)
class Read:
    """A prompt that a model has read."""

    tokens: tuple[int, ...]
    cache: Any
    """The keys and values of its tokens, of one row."""

    logits: torch.Tensor
    """Of the token that follows, `[1, vocabulary]`."""


class PromptReader:
    """Reads prompts with one model, whose weights do not change meanwhile.

    Keeps what it read last: a prompt that begins likewise is read from where the two part. The
    instructions and a conversation are thus read once. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Read | None = None

    def read(self, model: Any, prompt: Sequence[int]) -> Read:
        """Read a prompt of at least one token."""
        with self._lock:
            last = self._last
        shared = _shared(last.tokens, prompt) if last and _can_be_cut(last.cache) else 0
        if last is None or shared < _WORTH:
            found = _read(model, prompt, None, 0)
        else:
            found = _read(model, prompt, _beginning(last.cache, shared), shared)
        with self._lock:
            self._last = found
        return found


def score_rows(model: Any, read: Read, rows: Sequence[Sequence[int]]) -> list[float]:
    """Return the log-probability of each row of tokens after what was read, in nats."""
    found: dict[int, float] = {}
    for places in _batches(rows):
        logprobs = _logprobs(model, read, [list(rows[place]) for place in places])
        found.update(zip(places, logprobs, strict=True))
    return [found[place] for place in range(len(rows))]


def _batches(rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the places of rows that are scored at once: of about the same length."""
    batch: list[int] = []
    for place in sorted(range(len(rows)), key=lambda place: len(rows[place])):
        longer = batch and len(rows[place]) - len(rows[batch[0]]) > _PADDING
        if longer or len(batch) == _ROWS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _logprobs(model: Any, read: Read, batch: list[list[int]]) -> list[float]:
    """Rows are padded on the right; no token sees what follows it, so that needs no mask."""
    import torch

    width = max(map(len, batch))
    padded = [row + [row[-1]] * (width - len(row)) for row in batch]
    with torch.inference_mode():
        logits = read.logits.expand(len(batch), 1, -1)
        if width > 1:
            cache = copy.deepcopy(read.cache)
            cache.batch_repeat_interleave(len(batch))
            inputs = torch.tensor([row[:-1] for row in padded], device=logits.device)
            rest = model(input_ids=inputs, past_key_values=cache, use_cache=True).logits
            logits = torch.cat([logits, rest], dim=1)
        wanted = torch.tensor(padded, device=logits.device).unsqueeze(-1)
        logits = logits.float()
        each = logits.gather(-1, wanted).squeeze(-1) - logits.logsumexp(-1)
        lengths = torch.tensor([len(row) for row in batch], device=each.device).unsqueeze(-1)
        real = torch.arange(width, device=each.device) < lengths
        return [float(total) for total in (each * real).sum(-1, dtype=torch.float64)]


def _read(model: Any, prompt: Sequence[int], cache: Any, known: int) -> Read:
    """Read what follows the first `known` tokens, which are in the cache."""
    import torch

    with torch.inference_mode():
        ids = torch.tensor([list(prompt[known:])], device=model.device)
        out = model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
        return Read(tuple(prompt), out.past_key_values, out.logits[:, -1])


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many tokens both begin with, leaving at least one of the other to be read."""
    most = min(len(one), len(other) - 1)
    return next((place for place in range(most) if one[place] != other[place]), most)


def keeps_state(network: Any) -> bool:
    """Tell whether layers of a transformers model keep a running state of what was read.

    Such a state stands for one row alone, where keys and values are repeated for many.
    """
    from transformers.cache_utils import DynamicCache

    layers = DynamicCache(config=network.config).layers
    return network._is_stateful or any(hasattr(layer, "conv_states") for layer in layers)


def _can_be_cut(cache: Any) -> bool:
    """Tell whether all that was read is in the cache; a sliding window drops the oldest."""
    from transformers.cache_utils import DynamicLayer

    return all(type(layer) is DynamicLayer for layer in cache.layers)


def _beginning(cache: Any, length: int) -> Any:
    """Return a copy of the first `length` tokens' keys and values."""
    from transformers.cache_utils import DynamicCache

    cut = DynamicCache()
    for number, layer in enumerate(cache.layers):
        cut.update(layer.keys[..., :length, :], layer.values[..., :length, :], number)
    return cut
