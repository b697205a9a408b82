"""Rows that begin alike are scored as if each were computed alone, and read only once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from uptake.policy.model import token_tree
from uptake.policy.model.token_tree import Row, score_trees, trees

torch = pytest.importorskip("torch")

TOKENS = 11


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
            num_key_value_heads=1,
            initializer_range=0.5,
        )
        self.network = LlamaForCausalLM(config).eval()
        self.device = self.network.device
        self.read: list[int] = []

    def __call__(self, **inputs: Any) -> Any:
        self.read.append(inputs["input_ids"].numel())
        return self.network(**inputs)

    def directly(self, prompt: Sequence[int], rest: Sequence[int]) -> float:
        with torch.inference_mode():
            logits = self.network(torch.tensor([[*prompt, *rest]])).logits[0, len(prompt) - 1 : -1]
        return float(logits.log_softmax(-1).gather(-1, torch.tensor(rest)[:, None]).sum())


@pytest.fixture
def model() -> Counted:
    return Counted()


def text(length: int, step: int) -> list[int]:
    return [(step * place + place // 5) % TOKENS for place in range(length)]


ROWS: list[Row] = [
    ([*text(12, 3), 1], [4, 5, 6]),
    ([*text(12, 3), 1], [4, 5]),
    ([*text(12, 3), 1], [9]),
    ([*text(12, 3), 2, 2], text(20, 4)),
    (text(6, 3), text(12, 3)[6:]),
    ([7], [7, 7, 7]),
    (text(30, 5), text(9, 2)),
]
"""Beginnings that are shared, a continuation that begins another, one inside another's prompt."""


def test_each_row_is_scored_as_if_it_were_alone(model: Counted) -> None:
    found = score_trees(model, ROWS)
    assert len(model.read) == 1
    assert found == pytest.approx([model.directly(*row) for row in ROWS], abs=1e-4)


def test_what_rows_share_is_read_once(model: Counted) -> None:
    score_trees(model, ROWS[:3])
    # the prompt, and the two tokens that a third one follows; the last of a row is never read
    assert model.read == [13 + 2]


@pytest.mark.parametrize("most", [1, 20, 45])
def test_more_than_is_read_at_once_is_read_in_parts(
    model: Counted, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(token_tree, "MOST_READ", most)
    found = score_trees(model, ROWS)
    assert len(model.read) > 1
    assert found == pytest.approx([model.directly(*row) for row in ROWS], abs=1e-4)


def test_a_long_prompt_is_not_read_for_each_continuation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(token_tree, "MOST_READ", 10)
    rows: list[Row] = [(text(60, 3), [at, 1, 2]) for at in range(8)]
    assert [len(tree.asked) for tree in trees(rows)] == [8]


def test_nothing_is_asked_for_no_rows(model: Counted) -> None:
    assert score_trees(model, []) == []
    assert model.read == []
