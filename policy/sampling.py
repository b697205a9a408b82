"""Sampling: replies to prompts, drawn side by side from what the model finds probable.

Knows token ids and logits; nothing of text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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


def draw(
    model: Any,
    prompts: Sequence[Sequence[int]],
    ends: Collection[int],
    *,
    each: int = 1,
    temperature: float,
    seed: int,
    limit: int,
    rows: int = 48,
    stop: Stop = lambda: False,
) -> list[Drawn]:
    """Draw `each` replies to each prompt, at most `rows` side by side; prompt by prompt.

    Each token is drawn from softmax(logits / temperature), so that a temperature of 1 is the
    model's own distribution and a lower one keeps closer to its likeliest reply, until the reply
    ends or has `limit` tokens. The same seed draws the same replies. Once `stop` returns True
    nothing more is drawn: replies stay as they are, or empty.
    """
    import torch

    dice = torch.Generator(device=model.device).manual_seed(seed)
    # prompts of like length stand together: the fewer columns are padding
    order = sorted(range(len(prompts)), key=lambda place: len(prompts[place]))
    longest = max(map(len, prompts), default=0) + limit
    at_once = max(1, min(rows, MOST_CACHED // longest) // each) if prompts else 1
    found: dict[int, list[Drawn]] = {place: [] for place in order}
    for start in range(0, len(order), at_once):
        places = order[start : start + at_once]
        read = [prompts[place] for place in places]
        with torch.inference_mode():
            drawn = _side_by_side(model, read, ends, each, temperature, dice, limit, stop)
        for at, one in enumerate(drawn):
            found[places[at // each]].append(one)
    return [one for place in range(len(prompts)) for one in found[place]]


def _side_by_side(
    model: Any,
    prompts: Sequence[Sequence[int]],
    ends: Collection[int],
    each: int,
    temperature: float,
    dice: torch.Generator,
    limit: int,
    stop: Stop,
) -> list[Drawn]:
    """Draw one token of each row a step. Rows that have ended are left out, half of them a time."""
    import torch

    count = len(prompts) * each
    if stop():
        return [Drawn((), 0.0)] * count
    ids, mask, places = padded(prompts, min(ends), model.device)
    out = model(
        input_ids=ids, attention_mask=mask, position_ids=places, logits_to_keep=1, use_cache=True
    )
    cache = out.past_key_values
    if each > 1:
        cache.batch_repeat_interleave(each)
    last, mask, place = (
        part.repeat_interleave(each, 0) for part in (out.logits[:, -1], mask, places[:, -1:])
    )
    stops = torch.tensor(sorted(ends), device=ids.device)
    rows = list(range(count))  # which reply stands in which row
    written: list[list[int]] = [[] for _ in rows]
    totals = [0.0] * count
    goes_on = torch.ones(count, dtype=torch.bool, device=ids.device)
    for _ in range(limit):
        logits = last.float()
        drawn = torch.multinomial((logits / temperature).softmax(-1), 1, generator=dice)
        gained = logits.log_softmax(-1).gather(-1, drawn)
        for at in goes_on.nonzero()[:, 0].tolist():
            written[rows[at]].append(int(drawn[at]))
            totals[rows[at]] += float(gained[at])
        goes_on &= ~torch.isin(drawn[:, 0], stops)
        left = goes_on.nonzero()[:, 0]
        if not len(left) or stop():
            break
        if len(left) <= len(rows) // 2:
            rows = [rows[at] for at in left.tolist()]
            drawn, mask, place, goes_on = (part[left] for part in (drawn, mask, place, goes_on))
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
