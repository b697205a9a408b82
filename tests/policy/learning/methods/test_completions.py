"""Completions: read side by side as if each stood alone, and written by a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from uptake.core.protocols import Message
from uptake.core.testing import temporary_home
from uptake.policy.learning.methods.completions import (
    Completion,
    chunks,
    completion,
    logprobs_of,
    prompt_tokens,
    write,
)
from uptake.policy.model.language_model import Loaded

from ..tiny import tiny_model

SKY = [Message("user", "what colour is the sky")]
LONG = [*SKY, Message("assistant", "blue"), Message("user", "tell me more please thanks")]


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[Loaded]:
    with temporary_home() as settings:
        yield tiny_model(settings, tmp_path / "base").ready()


def test_rows_of_different_lengths_do_not_disturb_each_other(loaded: Loaded) -> None:
    rows = [
        completion(loaded, SKY, "blue"),
        completion(loaded, LONG, "red green blue no yes"),
        completion(loaded, LONG, ""),
    ]
    with torch.no_grad():
        together = logprobs_of(loaded, rows)
        alone = [logprobs_of(loaded, [row])[0] for row in rows]
    for one, other, row in zip(together, alone, rows, strict=True):
        assert len(one) == len(row.answer)
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_what_prompts_share_is_read_once_and_nothing_is_padding(loaded: Loaded) -> None:
    rows = [completion(loaded, SKY, text) for text in ("blue", "red green blue no yes", "")]
    shared = len(rows[0].prompt) - 1
    own = [row.tokens - 1 - shared for row in rows]  # the last token is never read
    (ids, mask) = _read_by(loaded, lambda: logprobs_of(loaded, rows))
    assert ids.shape == (1, shared + sum(own))
    seen = mask[0, 0].sum(-1).tolist()
    assert seen == [
        *range(1, shared + 1),
        *(shared + place for each in own for place in range(1, each + 1)),
    ]


def _read_by(loaded: Loaded, reading: Callable[[], object]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the ids and the mask with which the model was called."""
    network = loaded.model.shared.model
    calls: list[dict[str, torch.Tensor]] = []
    hook = network.register_forward_pre_hook(
        lambda _, __, inputs: calls.append(inputs), with_kwargs=True
    )
    reading()
    hook.remove()
    (inputs,) = calls
    return inputs["input_ids"], inputs["attention_mask"]


def test_log_probabilities_are_those_of_a_direct_computation(loaded: Loaded) -> None:
    row = completion(loaded, SKY, "blue please")
    ids = torch.tensor([[*row.prompt, *row.answer]])
    with torch.no_grad():
        logits = loaded.model(input_ids=ids).logits[0].log_softmax(-1)
        (found,) = logprobs_of(loaded, [row])
    start = len(row.prompt)
    direct = [float(logits[start + at - 1, token]) for at, token in enumerate(row.answer)]
    assert found.tolist() == pytest.approx(direct, abs=1e-5)


def test_what_is_written_comes_again_with_the_seed_and_tells_how_likely_it_was(
    loaded: Loaded,
) -> None:
    prompts = [prompt_tokens(loaded, SKY), prompt_tokens(loaded, LONG)] * 3
    first = write(loaded, prompts, temperature=1.0, seed=4, limit=12)
    assert write(loaded, prompts, temperature=1.0, seed=4, limit=12) == first
    assert write(loaded, prompts, temperature=1.0, seed=5, limit=12) != first
    for prompt, one in zip(prompts, first, strict=True):
        with torch.no_grad():
            (direct,) = logprobs_of(loaded, [Completion(prompt, one.tokens)])
        assert one.logprob == pytest.approx(float(direct.sum()), abs=1e-3)


def test_several_replies_to_one_prompt_stand_together(loaded: Loaded) -> None:
    prompts = [prompt_tokens(loaded, LONG), prompt_tokens(loaded, SKY)]
    drawn = write(loaded, prompts, temperature=1.0, seed=4, limit=8, each=5, rows=10)
    assert len(drawn) == 10
    assert len({one.tokens for one in drawn[:5]}) > 1
    for place, one in enumerate(drawn):
        with torch.no_grad():
            (direct,) = logprobs_of(loaded, [Completion(prompts[place // 5], one.tokens)])
        assert one.logprob == pytest.approx(float(direct.sum()), abs=1e-3)


def test_only_what_came_to_its_end_has_an_end(loaded: Loaded) -> None:
    prompts = [prompt_tokens(loaded, SKY)] * 40
    drawn = write(loaded, prompts, temperature=1.0, seed=0, limit=6, rows=16)
    ended = [one for one in drawn if one.tokens[-1] in loaded.ends]
    assert 0 < len(ended) < len(drawn)
    assert all(len(one.tokens) == 6 for one in drawn if one not in ended)
    assert all(token not in loaded.ends for one in drawn for token in one.tokens[:-1])


def test_a_prompt_that_is_too_long_loses_its_oldest_tokens(loaded: Loaded) -> None:
    prompt = prompt_tokens(loaded, [Message("user", "red " * 500 + "blue")])
    assert len(prompt) == loaded.context // 2
    assert loaded.tokens("blue")[0] in prompt


def test_chunks_keep_the_order_and_the_bound() -> None:
    rows = [Completion((1,) * size, (2,)) for size in (3, 9, 2, 2, 30)]
    parts = list(chunks(rows, 20))
    assert [row for part in parts for row in part] == rows
    assert [len(part) for part in parts] == [4, 1]
