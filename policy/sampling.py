"""Sampling: several replies to one prompt, drawn from what the model finds probable.

Knows token ids and logits; nothing of text.
"""

from __future__ import annotations

from typing import Any


def sample_rows(
    model: Any,
    prompt: list[int],
    ends: frozenset[int],
    *,
    count: int,
    temperature: float,
    seed: int,
    limit: int,
) -> list[list[int]]:
    """Draw `count` continuations of the prompt, each until it ends or has `limit` tokens.

    The prompt is read once; the rows are then written side by side, one token of each a step.
    Each token is drawn from softmax(logits / temperature), so that a temperature of 1 is the
    model's own distribution and a lower one keeps closer to its likeliest reply. The same seed
    draws the same rows. Returns token ids without the end.
    """
    import torch

    device = model.device
    dice = torch.Generator(device=device).manual_seed(seed)
    stops = torch.tensor(sorted(ends), device=device)
    with torch.inference_mode():
        out = model(
            input_ids=torch.tensor([prompt], device=device), use_cache=True, logits_to_keep=1
        )
        cache, logits = out.past_key_values, out.logits[:, -1].expand(count, -1)
        cache.batch_repeat_interleave(count)
        open_ = torch.ones(count, dtype=torch.bool, device=device)
        columns = []
        for _ in range(limit):
            chances = (logits.float() / temperature).softmax(-1)
            drawn = torch.multinomial(chances, 1, generator=dice)
            open_ = open_ & ~torch.isin(drawn[:, 0], stops)
            if not open_.any():
                break
            # A row that has ended goes on with its end, and nobody reads what follows.
            columns.append(drawn[:, 0].where(open_, stops[0]))
            out = model(input_ids=columns[-1][:, None], past_key_values=cache, use_cache=True)
            logits = out.logits[:, -1]
    drawn_rows = torch.stack(columns, dim=1).tolist() if columns else [[]] * count
    return [_before_end(row, ends) for row in drawn_rows]


def _before_end(row: list[int], ends: frozenset[int]) -> list[int]:
    return row[: next((place for place, token in enumerate(row) if token in ends), len(row))]
