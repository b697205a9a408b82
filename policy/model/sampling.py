"""Sampling: replies to prompts, drawn side by side from what the model finds probable.

Knows token ids and logits; nothing of text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

MOST_CACHED = 16_000
"""How many tokens are held at once, over all rows; bounds the memory for keys and values."""


Stop = Callable[[], bool]


@dataclass(frozen=True)
class Drawn:
    """A reply in tokens."""

    tokens: tuple[int, ...]
    """With the token that ends it, where it came to its end."""

    logprob: float
    """The natural log of its probability at temperature 1, given the prompt."""


@dataclass(frozen=True)
class _Batch:
    """Prompts that are answered side by side, and share dice."""

    places: list[int]
    """Where they stand among all prompts."""

    dice: torch.Generator


def draw(
    model: Any,
    prompts: Sequence[Sequence[int]],
    ends: Collection[int],
    *,
    each: int = 1,
    temperature: float,
    seed: int,
    limit: int,
    apart: Sequence[int] = (),
    rows: int = 48,
    stop: Stop = lambda: False,
) -> list[Drawn]:
    """Draw `each` replies to each prompt, about `rows` side by side at most; prompt by prompt.

    Each token is drawn from softmax(logits / temperature), so that a temperature of 1 is the
    model's own distribution and a lower one keeps closer to its likeliest reply, until the reply
    ends or has `limit` tokens. The same seed draws the same replies. `apart` gives the sizes of
    groups of prompts with dice of their own, all from the same seed: what is drawn for a group
    does not depend on the others. Once `stop` returns True nothing more is drawn: replies stay as
    they are, or empty.
    """
    import torch

    longest = max(map(len, prompts), default=0) + limit
    most = max(each, min(rows, MOST_CACHED // longest))
    found: dict[int, list[Drawn]] = {}
    groups = _groups(prompts, apart or [len(prompts)], model.device, seed, most // each)
    for batches in _side_by_side(groups, most // each):
        with torch.inference_mode():
            drawn = _drawn(model, prompts, batches, ends, each, temperature, limit, stop)
        places = (place for batch in batches for place in batch.places for _ in range(each))
        for place, one in zip(places, drawn, strict=True):
            found.setdefault(place, []).append(one)
    return [one for place in range(len(prompts)) for one in found[place]]


def _groups(
    prompts: Sequence[Sequence[int]], sizes: Sequence[int], device: Any, seed: int, most: int
) -> Iterator[_Batch]:
    """Yield the groups, in parts of at most so many prompts."""
    import torch

    first = 0
    for size in sizes:
        dice = torch.Generator(device=device).manual_seed(seed)
        # prompts of like length stand together: the fewer columns are padding
        order = sorted(range(first, first + size), key=lambda place: len(prompts[place]))
        for start in range(0, size, most):
            yield _Batch(order[start : start + most], dice)
        first += size


def _side_by_side(batches: Iterator[_Batch], most: int) -> Iterator[list[_Batch]]:
    """Yield batches that are drawn at once: of different groups, with so many prompts at most."""
    together: list[_Batch] = []
    for batch in batches:
        count = sum(len(one.places) for one in together) + len(batch.places)
        if together and (count > most or together[-1].dice is batch.dice):
            yield together
            together = []
        together.append(batch)
    if together:
        yield together


def _drawn(
    model: Any,
    prompts: Sequence[Sequence[int]],
    batches: Sequence[_Batch],
    ends: Collection[int],
    each: int,
    temperature: float,
    limit: int,
    stop: Stop,
) -> list[Drawn]:
    """Draw one token of each row a step. Rows that have ended are left out, half of them a time."""
    import torch

    from .roomy_cache import with_room

    read = [prompts[place] for batch in batches for place in batch.places]
    count = len(read) * each
    if stop():
        return [Drawn((), 0.0)] * count
    ids, mask, places = padded(read, min(ends), model.device)
    out = model(
        input_ids=ids, attention_mask=mask, position_ids=places, logits_to_keep=1, use_cache=True
    )
    cache = with_room(out.past_key_values, each, limit)
    last, mask, place = (
        part.repeat_interleave(each, 0) for part in (out.logits[:, -1], mask, places[:, -1:])
    )
    stops = torch.tensor(sorted(ends), device=ids.device)
    standing = _Standing([len(batch.places) * each for batch in batches], ids.device)
    written: list[list[int]] = [[] for _ in range(count)]
    totals = [0.0] * count
    for number in range(1, limit + 1):
        logits = last.float()
        drawn = torch.cat(
            [
                torch.multinomial((part / temperature).softmax(-1), 1, generator=batch.dice)
                for part, batch in zip(torch.split(logits, standing.sizes), batches, strict=True)
                if len(part)
            ]
        )
        gained = logits.gather(-1, drawn)[:, 0] - logits.logsumexp(-1)
        tokens, gains = drawn[:, 0].tolist(), gained.tolist()
        for at in standing.goes_on.nonzero()[:, 0].tolist():
            written[standing.rows[at]].append(tokens[at])
            totals[standing.rows[at]] += gains[at]
        standing.goes_on &= ~torch.isin(drawn[:, 0], stops)
        left = standing.thinned()
        if not standing.rows or number == limit or stop():
            break
        if left is not None:
            drawn, mask, place = (part[left] for part in (drawn, mask, place))
            cache.batch_select_indices(left)
        place = place + 1
        mask = torch.cat([mask, mask.new_ones(len(mask), 1)], dim=1)
        out = model(
            input_ids=drawn,
            attention_mask=mask,
            position_ids=place,
            past_key_values=cache,
            use_cache=True,
        )
        last = out.logits[:, -1]
    return [Drawn(tuple(row), total) for row, total in zip(written, totals, strict=True)]


class _Standing:
    """Which replies are still computed, in which rows."""

    def __init__(self, sizes: list[int], device: Any) -> None:
        """Begin with all rows of batches of these sizes."""
        import torch

        self.sizes = sizes
        """How many rows each batch has."""

        self.rows = list(range(sum(sizes)))
        """The reply that stands in each row."""

        self.goes_on = torch.ones(len(self.rows), dtype=torch.bool, device=device)
        """Whether it has not ended."""

    def thinned(self) -> torch.Tensor | None:
        """Leave out the rows that have ended, of batches of which half have, and return the rest.

        Each batch by itself, because its dice are thrown for all of its rows. None for all.
        """
        import torch

        kept: list[torch.Tensor] = []
        first = 0
        for number, part in enumerate(torch.split(self.goes_on, self.sizes)):
            left = part.nonzero()[:, 0]
            if len(left) > len(part) // 2:
                left = torch.arange(len(part), device=part.device)
            kept.append(first + left)
            first += len(part)
            self.sizes[number] = len(left)
        every = torch.cat(kept)
        if len(every) == len(self.rows):
            return None
        self.rows = [self.rows[at] for at in every.tolist()]
        self.goes_on = self.goes_on[every]
        return every


def padded(
    rows: Sequence[Sequence[int]], pad: int, device: Any
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return ids, attention mask and positions, `[rows, tokens]` each, padded on the left."""
    import torch

    width = max(map(len, rows))
    ids = torch.tensor([[pad] * (width - len(row)) + list(row) for row in rows], device=device)
    lengths = torch.tensor([len(row) for row in rows], device=device)[:, None]
    mask = (torch.arange(width, device=device) >= width - lengths).long()
    return ids, mask, (mask.cumsum(-1) - 1).clamp(min=0)
