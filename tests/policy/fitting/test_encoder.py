"""The adapter of the preference encoder, and the model that it changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.embedding import MiniLM
from uptake.policy.fitting.encoder import (
    BEARING,
    HONOURING,
    Adapter,
    PreferenceEncoder,
    adapted,
    encoded,
)


class Tiny(torch.nn.Module):
    """A model with a table of tokens and one layer."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = torch.nn.Embedding(5, 4)
        self.dense = torch.nn.Linear(4, 4)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> object:
        class Output:
            last_hidden_state = self.dense(self.embeddings(input_ids))

        return Output


@pytest.fixture
def adapter() -> Adapter:
    torch.manual_seed(0)
    factors = {"dense": (torch.randn(2, 4).half().float(), torch.randn(4, 2).half().float())}
    return Adapter("tiny", 12.5, factors, turn=torch.randn(4, 4).half().float())


def test_an_adapter_is_read_as_it_was_saved(adapter: Adapter, tmp_path: Path) -> None:
    adapter.save(tmp_path / "encoder.safetensors")
    read = Adapter.load(tmp_path / "encoder.safetensors")
    assert (read.embedder, read.temperature) == ("tiny", 12.5)
    torch.testing.assert_close(read.turn, adapter.turn)
    for one, other in zip(read.factors["dense"], adapter.factors["dense"], strict=True):
        torch.testing.assert_close(one, other)


def test_the_layer_is_changed_in_a_copy_that_shares_the_table(adapter: Adapter) -> None:
    model = Tiny()
    before = model.dense.weight.detach().clone()
    changed = adapted(model, adapter)
    inner, outer = adapter.factors["dense"]
    torch.testing.assert_close(changed.dense.weight, before + outer @ inner)
    torch.testing.assert_close(model.dense.weight, before)
    assert changed.embeddings is model.embeddings


def test_padding_does_not_move_a_text() -> None:
    model = Tiny().eval()
    alone = {"input_ids": torch.tensor([[1, 2]]), "attention_mask": torch.tensor([[1, 1]])}
    padded = {"input_ids": torch.tensor([[1, 2, 4]]), "attention_mask": torch.tensor([[1, 1, 0]])}
    torch.testing.assert_close(encoded(model, alone), encoded(model, padded))


def test_options_are_turned_before_they_are_held_against_preferences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    swap = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    encoder = PreferenceEncoder(MiniLM(Settings()), Adapter("tiny", 10.0, {}, swap))
    monkeypatch.setattr(encoder, "encode", lambda texts: np.array([[1, 0]] * len(texts), "f4"))
    logits = encoder.logits(["I hate cables."], np.array([[0, 2], [1, 0]], np.float32))
    assert logits.tolist() == [[10.0], [0.0]]


def test_another_embedding_model_has_no_encoder() -> None:
    assert PreferenceEncoder.fitted(WordEmbedder(), HONOURING) is None


@pytest.mark.parametrize("name", [HONOURING, BEARING])
def test_the_shipped_adapters_are_small_and_for_the_default_embedding_model(name: str) -> None:
    adapter = Adapter.shipped(name)
    assert adapter.embedder == "all-MiniLM-L6-v2"
    assert sum(a.numel() + b.numel() for a, b in adapter.factors.values()) < 1_500_000
