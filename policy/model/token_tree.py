"""Token trees: rows of tokens that begin alike, read in one pass, what they share only once.

A row is a prompt and a continuation. The rows' tokens are laid one after the other, each under the
one that it follows; each sees itself and those that lead to it (tree attention; Miao et al., 2024,
"SpecInfer", section 4.2), so that nothing is padding, and short texts share the cost of a pass
over the weights. Knows token ids and logits; nothing of text.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Row = tuple[Sequence[int], Sequence[int]]
"""A prompt and what follows it, at least one token each."""

MOST_READ = 640
"""How many tokens are read in one pass, unless a single row has more; more at once are no faster,
and bounds the memory for logits."""

_LONGEST_SHARED = 2
"""How many times as long as its first row a tree may be in any case: a long prompt is not read
again for each few of its continuations."""


@dataclass
class TokenTree:
    """Rows that are read in one pass."""

    tokens: list[int] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    """The place of the token before each one in its row; -1 for the first of a row."""

    depths: list[int] = field(default_factory=list)
    """Where each token stands in its row, from 0."""

    asked: list[tuple[list[int], list[int]]] = field(default_factory=list)
    """For each row, the tokens that follow its prompt, and the places that predict them."""

    _below: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Put a row into the tree; its last token is only predicted, never read."""
        prompt, rest = row
        at = -1
        for token in prompt:
            at = self._step(at, token)
        places = [at]
        for token in rest[:-1]:
            at = self._step(at, token)
            places.append(at)
        self.asked.append((list(rest), places))

    def known(self, row: Row) -> int:
        """Return how many of a row's first tokens are in it."""
        at, known = -1, 0
        for token in (*row[0], *row[1][:-1]):
            found = self._below.get((at, token))
            if found is None:
                break
            at, known = found, known + 1
        return known

    def _step(self, at: int, token: int) -> int:
        """Return the place of a token after the one at `at`."""
        found = self._below.get((at, token))
        if found is None:
            found = self._below[at, token] = len(self.tokens)
            self.tokens.append(token)
            self.above.append(at)
            self.depths.append(self.depths[at] + 1 if at >= 0 else 0)
        return found

    def __len__(self) -> int:
        return len(self.tokens)

    def sight(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Return which tokens each one sees: itself and all that lead to it, `[tokens, tokens]`."""
        seen = np.eye(len(self.tokens), dtype=np.bool_)
        for place, above in enumerate(self.above):
            if above >= 0:
                seen[place] |= seen[above]
        return seen


def longest_in_tree(network: Any) -> float:
    """Return how many tokens a row may have that a transformers model reads beside others.

    Infinity for any number, 0 where rows must be read one by one: mask and positions alone must
    tell what a token sees and where it stands. They do not where distances are counted in the
    sequence (ALiBi; Press et al., 2022), where a layer keeps a running state, and where a row is
    longer than the window that a layer sees. Attention other than torch's own adds such a mask to
    its scores, or takes none.
    """
    from transformers.cache_utils import DynamicCache, DynamicLayer, DynamicSlidingWindowLayer

    config = network.config.get_text_config(decoder=True)
    taken = inspect.signature(network.forward).parameters
    if config._attn_implementation != "sdpa" or getattr(config, "alibi", False):
        return 0
    if not {"position_ids", "logits_to_keep"} <= taken.keys():
        return 0
    layers = DynamicCache(config=config).layers
    if any(type(layer) not in (DynamicLayer, DynamicSlidingWindowLayer) for layer in layers):
        return 0
    return min((getattr(layer, "sliding_window", math.inf) for layer in layers), default=0)


def score_trees(model: Any, rows: Sequence[Row]) -> list[float]:
    """Return the log-probability of each row's continuation after its prompt, in nats.

    Rows that begin alike should stand together. No row may be longer than `longest_in_tree`.
    """
    return [total for tree in trees(rows) for total in _logprobs(model, tree)]


def trees(rows: Sequence[Row]) -> Iterator[TokenTree]:
    """Yield the rows in their order, as many in a tree as are read at once."""
    tree, most = TokenTree(), MOST_READ
    for row in rows:
        length = sum(map(len, row))
        if not tree.asked:
            most = max(MOST_READ, _LONGEST_SHARED * length)
        elif len(tree) + length - tree.known(row) > most:
            yield tree
            tree, most = TokenTree(), max(MOST_READ, _LONGEST_SHARED * length)
        tree.add(row)
    if tree.asked:
        yield tree


def _logprobs(model: Any, tree: TokenTree) -> list[float]:
    import torch

    device = model.device
    wanted = sorted({place for _, places in tree.asked for place in places})
    with torch.inference_mode():
        out = model(
            input_ids=torch.tensor([tree.tokens], device=device),
            attention_mask=torch.from_numpy(tree.sight())[None, None].to(device),
            position_ids=torch.tensor([tree.depths], device=device),
            logits_to_keep=torch.tensor(wanted, device=device),
            use_cache=False,
        )
        logits = out.logits[0].float()
        norms = logits.logsumexp(-1)
        line = {place: number for number, place in enumerate(wanted)}
        found: list[float] = []
        for tokens, places in tree.asked:
            lines = torch.tensor([line[place] for place in places], device=device)
            each = logits[lines, torch.tensor(tokens, device=device)] - norms[lines]
            found.append(float(each.sum(dtype=torch.float64)))
    return found
