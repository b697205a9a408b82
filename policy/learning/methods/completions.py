"""Completions of prompts, as rows of tokens: read for their logits, and written.

Rows are read one after the other in one sequence, which begins with what they all begin with, or
each by itself where the model is unfit for that; the head of the model is applied to the
completions alone. Knows token ids and logits; nothing of lessons or losses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from ....core.protocols import Message
from ...model.language_model import Loaded
from ...model.sampling import Stop, draw

if TYPE_CHECKING:
    import torch

MOST_TOKENS = 768
"""The longest prompt that is learned from, in tokens; its oldest are left out."""


@dataclass(frozen=True)
class Completion:
    """A prompt and an answer to it, in tokens."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]
    """With the token that ends it, at least 1."""

    @property
    def tokens(self) -> int:
        """How many tokens are read."""
        return len(self.prompt) + len(self.answer)


def completion(loaded: Loaded, prompt: Sequence[Message], answer: str) -> Completion:
    """Return a prompt and an answer that ends, in tokens."""
    return Completion(
        prompt_tokens(loaded, prompt), (*loaded.tokens(answer), end_of_message(loaded))
    )


def prompt_tokens(loaded: Loaded, prompt: Sequence[Message]) -> tuple[int, ...]:
    """Return a prompt in tokens, as it is learned from."""
    room = max(loaded.context // 2, loaded.context - MOST_TOKENS)
    return tuple(loaded.prompt(prompt, room=room))


def end_of_message(loaded: Loaded) -> int:
    """Return the token with which the model ends a message."""
    end = loaded.tokenizer.eos_token_id
    return int(end) if end in loaded.ends else min(loaded.ends)


def logits_of(loaded: Loaded, rows: Sequence[Completion]) -> torch.Tensor:
    """Return the logits at each answer's tokens, one row after the other, in float32.

    Shape `[tokens of all answers, vocabulary]`; line t belongs to the distribution of the
    t-th answer token, given the prompt and the answer's tokens before it.
    """
    import torch

    if max(row.tokens for row in rows) > loaded.model.shared.longest_in_tree:
        return torch.cat([_alone(loaded, row) for row in rows])
    packed = _packed(rows)
    ids, places, mask, kept = packed.tensors(loaded.model.device)
    logits: torch.Tensor = loaded.model(
        input_ids=ids,
        attention_mask=mask,
        position_ids=places,
        logits_to_keep=kept,
        use_cache=False,
    ).logits
    return logits[0].float()


def _alone(loaded: Loaded, row: Completion) -> torch.Tensor:
    """Return the logits at an answer's tokens, of a row that is read by itself."""
    import torch

    ids = torch.tensor([[*row.prompt, *row.answer[:-1]]], device=loaded.model.device)
    count = len(row.answer)
    out = loaded.model(input_ids=ids, logits_to_keep=count, use_cache=False)
    logits: torch.Tensor = out.logits[0, -count:]  # some models keep them all
    return logits.float()


@dataclass(frozen=True)
class _Packed:
    """Rows one after the other in one sequence, which begins with what they all begin with."""

    tokens: list[int]
    places: list[int]
    """Where each token stands in its own row."""

    owners: list[int]
    """The row that each token belongs to; -1 for what they share."""

    kept: list[int]
    """Where the tokens stand that answers are predicted from."""

    def tensors(self, device: Any) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return ids and places `[1, tokens]`, who sees whom `[1, 1, tokens, tokens]`, and kept."""
        import torch

        owners = torch.tensor(self.owners, device=device)
        own = (owners[:, None] == owners[None, :]) | (owners[None, :] < 0)
        return (
            torch.tensor([self.tokens], device=device),
            torch.tensor([self.places], device=device),
            own.tril()[None, None],
            torch.tensor(self.kept, device=device),
        )


def _packed(rows: Sequence[Completion]) -> _Packed:
    """Pack rows, so that what their prompts share is read once and nothing is padding.

    Each row sees what is shared and itself (sequence packing without cross-contamination;
    Krell et al., 2021).
    """
    # the last token of a prompt predicts an answer, and so is each row's own
    columns = zip(*(row.prompt[:-1] for row in rows), strict=False)
    shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    packed = _Packed([*rows[0].prompt[:shared]], [*range(shared)], [-1] * shared, [])
    for owner, row in enumerate(rows):
        # the last token of an answer is only ever predicted, never read
        own = [*row.prompt[shared:], *row.answer[:-1]]
        first = len(packed.tokens) + len(row.prompt) - shared - 1
        packed.kept.extend(range(first, first + len(row.answer)))
        packed.tokens.extend(own)
        packed.places.extend(range(shared, shared + len(own)))
        packed.owners.extend([owner] * len(own))
    return packed


def answers_of(rows: Sequence[Completion], device: Any) -> torch.Tensor:
    """Return the answers' tokens one row after the other, `[tokens of all answers]`."""
    import torch

    return torch.tensor([token for row in rows for token in row.answer], device=device)


def logprobs_of(loaded: Loaded, rows: Sequence[Completion]) -> list[torch.Tensor]:
    """Return the log-probability of each token of each answer, in nats; `[tokens]` a row."""
    import torch

    logits = logits_of(loaded, rows)
    each = logits.log_softmax(-1).gather(-1, answers_of(rows, logits.device)[:, None])[:, 0]
    return list(torch.split(each, [len(row.answer) for row in rows]))


@dataclass(frozen=True)
class Written:
    """A reply that was drawn."""

    text: str
    tokens: tuple[int, ...]
    """With the token that ends it, where it came to its end."""

    logprob: float
    """The natural log of its probability at temperature 1, given the prompt."""


def write(
    loaded: Loaded,
    prompts: Sequence[Sequence[int]],
    *,
    temperature: float,
    seed: int,
    limit: int,
    each: int = 1,
    rows: int = 48,
    stop: Stop = lambda: False,
) -> list[Written]:
    """Write `each` replies to each prompt, prompt by prompt; see `sampling.draw`."""
    drawn = draw(
        loaded.model,
        prompts,
        loaded.ends,
        each=each,
        temperature=temperature,
        seed=seed,
        limit=limit,
        rows=rows,
        stop=stop,
    )
    return [Written(loaded.text(one.tokens), one.tokens, one.logprob) for one in drawn]


def chunks(rows: Sequence[Completion], most: int) -> Iterator[Sequence[Completion]]:
    """Yield the rows in their order, so many at once that at most `most` tokens are read."""
    batch: list[Completion] = []
    for row in rows:
        if batch and sum(one.tokens for one in batch) + row.tokens > most:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
