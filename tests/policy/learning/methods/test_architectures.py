"""Models of many kinds are read, scored, taught and kept as one sequence at a time would be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoConfig

from uptake.core.errors import ModelError
from uptake.core.protocols import Message
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.policy.learning.adapters.adapters import AdaptedModel, LoRA
from uptake.policy.learning.methods.completions import completion, logprobs_of
from uptake.policy.model.language_model import Loaded, LocalModel, _refuse_unfit

from ..tiny import WORDS, tiny_model

SKY = [Message("user", "what colour is the sky")]
LONG = [*SKY, Message("assistant", "blue"), Message("user", "tell me more please thanks")]
ANSWERS = ["blue", "red green blue no yes", "red please"]

SHAPE: dict[str, Any] = {
    "vocab_size": len(WORDS),
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "initializer_range": 0.3,  # so that what a token sees makes a difference
    "bos_token_id": 0,
    "eos_token_id": 0,
    "pad_token_id": 0,
}
GROUPED = {"intermediate_size": 48, "num_key_value_heads": 2, "head_dim": 8}

KINDS: dict[str, tuple[str, dict[str, Any], float]] = {
    "llama": ("llama", GROUPED, math.inf),
    "qwen2": ("qwen2", GROUPED, math.inf),
    "gpt2": ("gpt2", {}, math.inf),
    "mistral": ("mistral", {**GROUPED, "sliding_window": 4}, 4),
    "mistral of a wide window": ("mistral", {**GROUPED, "sliding_window": 64}, 64),
    "gptj": ("gptj", {"rotary_dim": 8}, 0),
    "gemma3": (
        "gemma3_text",
        {
            **GROUPED,
            "sliding_window": 4,
            "layer_types": ["sliding_attention", "full_attention"],
        },
        4,
    ),
    "bloom": ("bloom", {}, 0),
    "falcon with ALiBi": ("falcon", {"alibi": True}, 0),
}
"""A model type, what is special about it, and how long a row may be that is read beside others."""

STATEFUL: dict[str, dict[str, Any]] = {
    "mamba": {"state_size": 4},
    "lfm2": {**GROUPED, "layer_types": ["conv", "full_attention"]},
}


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as settings:
        yield settings


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model(kind: str, settings: Settings, tmp_path: Path) -> LocalModel:
    name, special, _ = KINDS[kind]
    config = AutoConfig.for_model(name, **SHAPE, **special)
    return tiny_model(settings, tmp_path / "base", config=config)


def directly(loaded: Loaded, messages: Sequence[Message], answer: str) -> list[float]:
    """Return the log-probability of each token of an answer, of one plain forward pass."""
    row = completion(loaded, messages, answer)
    ids = torch.tensor([[*row.prompt, *row.answer]])
    with torch.no_grad():
        logits = loaded.model(input_ids=ids).logits[0].log_softmax(-1)
    start = len(row.prompt) - 1
    return [float(logits[start + at, token]) for at, token in enumerate(row.answer)]


def test_completions_are_read_as_if_each_stood_alone(model: LocalModel) -> None:
    loaded = model.ready()
    asked = [(messages, answer) for messages in (SKY, LONG) for answer in ANSWERS]
    with torch.no_grad():
        found = logprobs_of(loaded, [completion(loaded, *one) for one in asked])
    for one, logprobs in zip(asked, found, strict=True):
        assert logprobs.tolist() == pytest.approx(directly(loaded, *one), abs=1e-4)


def test_continuations_are_scored_as_if_each_stood_alone(model: LocalModel) -> None:
    loaded = model.ready()
    for messages, found in zip(
        (SKY, LONG), model.score_each([(SKY, ANSWERS), (LONG, ANSWERS)]), strict=True
    ):
        # what ends the message is not scored
        direct = [sum(directly(loaded, messages, answer)[:-1]) for answer in ANSWERS]
        assert [one.logprob for one in found] == pytest.approx(direct, abs=1e-4)
        scored = model.score(messages, ANSWERS)
        assert [one.logprob for one in scored] == pytest.approx(direct, abs=1e-4)


def test_rows_share_a_pass_where_that_changes_nothing(model: LocalModel, kind: str) -> None:
    assert model.ready().model.shared.longest_in_tree == KINDS[kind][2]


def test_an_adapter_learns_and_is_kept(model: LocalModel, tmp_path: Path) -> None:
    before = scores(model)
    adapted = AdaptedModel.fresh(model, LoRA(rank=2))
    assert scores(adapted) == pytest.approx(before, abs=1e-4)

    loaded = adapted.ready()
    weights = loaded.model.weights
    rows = [completion(loaded, SKY, answer) for answer in ANSWERS]
    (-torch.cat(logprobs_of(loaded, rows)).mean()).backward()  # type: ignore[no-untyped-call]
    assert any(weight.grad is not None and bool(weight.grad.any()) for weight in weights.values())

    for weight in weights.values():
        weight.data += 0.5
    assert scores(adapted) != pytest.approx(before, abs=0.01)
    adapted.save(tmp_path / "adapter")
    read = AdaptedModel.read(model, tmp_path / "adapter")
    assert scores(read) == pytest.approx(scores(adapted), abs=1e-4)
    assert scores(model) == pytest.approx(before, abs=1e-4)


def scores(model: LocalModel) -> list[float]:
    return [found.logprob for found in model.score(SKY, ANSWERS)]


def test_a_model_of_attention_alone_is_taken(model: LocalModel) -> None:
    loaded = model.ready()
    _refuse_unfit(loaded.model.shared.model, loaded.tokenizer, "Steady")


@pytest.mark.parametrize("name", STATEFUL)
def test_a_model_that_keeps_a_running_state_is_refused(
    name: str, settings: Settings, tmp_path: Path
) -> None:
    config = AutoConfig.for_model(name, **SHAPE, **STATEFUL[name])
    loaded = tiny_model(settings, tmp_path, config=config).ready()
    with pytest.raises(ModelError, match=f"Steady \\({name}\\).*Choose one"):
        _refuse_unfit(loaded.model.shared.model, loaded.tokenizer, "Steady")


def test_a_row_that_fits_the_window_is_read_beside_others_and_a_longer_one_is_not(
    settings: Settings, tmp_path: Path
) -> None:
    config = AutoConfig.for_model("mistral", **SHAPE, **GROUPED, sliding_window=12)
    loaded = tiny_model(settings, tmp_path, config=config).ready()
    read: list[object] = []
    loaded.model.shared.model.register_forward_pre_hook(lambda *call: read.append(call))
    for messages, passes in ((SKY, 1), (LONG, 2)):
        read.clear()
        logprobs_of(loaded, [completion(loaded, messages, answer) for answer in ("blue", "red")])
        assert len(read) == passes
