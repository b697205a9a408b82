"""Continuations are scored as if each were computed alone, whatever was read before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from uptake.policy.model.scoring import PromptReader, score_rows

torch = pytest.importorskip("torch")

TOKENS = 11
LONG = [(3 * place) % TOKENS for place in range(60)]


class Counted:
    """A model of eleven tokens with weights at random, which counts the tokens that it reads."""

    def __init__(self) -> None:
        from transformers import LlamaConfig, LlamaForCausalLM

        torch.manual_seed(7)
        config = LlamaConfig(
            vocab_size=TOKENS,
            hidden_size=16,
            intermediate_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            initializer_range=0.5,
        )
        self.network = LlamaForCausalLM(config).eval()
        self.device = self.network.device
        self.read = 0

    def __call__(self, **inputs: Any) -> Any:
        self.read += inputs["input_ids"].numel()
        return self.network(**inputs)

    def directly(self, prompt: Sequence[int], row: Sequence[int]) -> float:
        with torch.inference_mode():
            logits = self.network(torch.tensor([[*prompt, *row]])).logits[0, len(prompt) - 1 : -1]
        return float(logits.log_softmax(-1).gather(-1, torch.tensor(row)[:, None]).sum())


@pytest.fixture(scope="module")
def model() -> Counted:
    return Counted()


def test_rows_of_any_length_and_number_are_scored_exactly(model: Counted) -> None:
    sizes = (1, 40, 3, 17, 18, 19, *[2] * 8)
    rows = [[(start + at) % TOKENS for at in range(size)] for start, size in enumerate(sizes)]
    found = score_rows(model, PromptReader().read(model, LONG), rows)
    assert found == pytest.approx([model.directly(LONG, row) for row in rows], abs=1e-4)


def test_short_rows_are_not_padded_to_long_ones(model: Counted) -> None:
    read = PromptReader().read(model, LONG)
    before = model.read
    score_rows(model, read, [[1] * 50, [2] * 3, [4] * 2])
    assert model.read - before < 60


@pytest.mark.parametrize(
    "prompt",
    [[*LONG, 5, 5, 1], LONG, LONG[:40], [*LONG[:40], 1, 2, 3], [1, 1, 1, *LONG], [7]],
    ids=["longer", "same", "shorter", "parts", "other", "short"],
)
def test_what_was_read_before_changes_no_score(model: Counted, prompt: list[int]) -> None:
    reader = PromptReader()
    score_rows(model, reader.read(model, LONG), [[1, 2], [3] * 30])
    read = reader.read(model, prompt)
    rows = [[5, 6, 7], [8]]
    direct = [model.directly(prompt, row) for row in rows]
    assert score_rows(model, read, rows) == pytest.approx(direct, abs=1e-4)


def test_a_common_beginning_is_read_once(model: Counted) -> None:
    reader = PromptReader()
    reader.read(model, LONG)
    before = model.read
    reader.read(model, [*LONG, 5, 6])
    assert model.read - before == 2
