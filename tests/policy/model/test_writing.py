"""The likeliest reply, whichever engine computes it; OpenVINO says what torch says, only faster."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from uptake.core.protocols import Message
from uptake.core.testing import temporary_home
from uptake.policy.learning.adapters.adapters import AdaptedModel, LoRA
from uptake.policy.model import writing
from uptake.policy.model.language_model import LocalModel
from uptake.policy.model.writing import Array, Engines, likeliest

from ..learning.tiny import WORDS, tiny_model

ASKED = [Message("user", "what colour is the sky")]
LLAMA = SimpleNamespace(
    model_type="llama", hidden_act="silu", attention_bias=False, mlp_bias=False, rope_parameters={}
)


class Counting:
    """Finds the token after the last one likely, and the last one itself a little likelier."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def __call__(self, tokens: Sequence[int]) -> Array:
        self.read += tokens
        logits = np.zeros(10, np.float32)
        logits[(tokens[-1] + 1) % 10] = 4.0
        logits[tokens[-1]] = 4.2
        return logits


def test_what_was_written_becomes_less_likely() -> None:
    # 5 is likelier than 6 after 5, until it was written: then 4.2 / 1.1 is less than 4
    assert list(likeliest(Counting(), [5], {0}, 4)) == [5, 6, 7, 8]


def test_a_reply_ends_with_its_end_or_its_limit() -> None:
    assert list(likeliest(Counting(), [8], {0}, 9)) == [8, 9]
    step = Counting()
    assert len(list(likeliest(step, [1], {0}, 3))) == 3
    assert len(step.read) == 3, "the last token is for nobody to read"


def test_without_openvino_torch_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "is_installed", lambda: False)
    assert Engines(1).step("", LLAMA, lambda path: pytest.fail(path)) is None


@pytest.mark.parametrize(
    "other",
    [{"model_type": "qwen3"}, {"mlp_bias": True}, {"rope_parameters": {"rope_type": "yarn"}}],
)
def test_for_models_that_openvino_does_not_know_torch_writes(
    monkeypatch: pytest.MonkeyPatch, other: dict[str, object]
) -> None:
    monkeypatch.setattr(writing, "is_installed", lambda: True)
    config = SimpleNamespace(**{**vars(LLAMA), **other})
    assert Engines(1).step("", config, lambda path: pytest.fail(path)) is None


def test_the_graph_that_was_not_used_for_longest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(writing, "is_installed", lambda: True)
    monkeypatch.setattr(writing, "_compile", lambda *_: made.append(1))
    engines = Engines(1)
    keys = [str(number) for number in range(writing.MOST_COMPILED + 1)]
    for key in [*keys, *keys[1:], keys[0]]:
        engines.step(key, LLAMA, lambda path: np.zeros(1, np.float32))
    assert len(made) == len(keys) + 1


def test_who_writes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with temporary_home(planner_model=str(tmp_path)) as settings:
        hosted = settings.model_copy(update={"chat_model": "ollama:small"})
        assert "ollama:small" in writing.engine(hosted)
        monkeypatch.setattr(writing, "is_installed", lambda: False)
        assert "uptake[fast]" in writing.engine(settings)
        monkeypatch.setattr(writing, "is_installed", lambda: True)
        monkeypatch.setattr(writing, "version", lambda _: "2026.4")
        (tmp_path / "model.safetensors").touch()
        config = tmp_path / "config.json"
        config.write_text('{"model_type": "qwen3"}')
        assert writing.engine(settings) == (
            "torch; OpenVINO is not used for models of the type qwen3"
        )
        config.write_text('{"model_type": "llama"}')
        assert writing.engine(settings) == "OpenVINO 2026.4, with weights of 8 bits"


@pytest.fixture
def model(tmp_path: Path) -> Iterator[LocalModel]:
    pytest.importorskip("openvino", reason="needs uptake[fast]")
    with temporary_home() as settings:
        yield tiny_model(settings, tmp_path / "base")


def logits(model: LocalModel) -> tuple[Array, Array]:
    """Return what OpenVINO and torch find of the tokens that follow a reply in two parts."""
    loaded = model.ready()
    fast = model._fast(loaded)
    assert fast is not None
    prompt = loaded.prompt(ASKED, room=8)
    fast(prompt)
    found = fast([WORDS.index("blue"), WORDS.index("green")])
    with torch.inference_mode():
        row = [*prompt, WORDS.index("blue"), WORDS.index("green")]
        exact = loaded.model(input_ids=torch.tensor([row])).logits[0, -1].numpy()
    return found, exact


def test_openvino_finds_what_torch_finds(model: LocalModel) -> None:
    found, exact = logits(model)
    assert np.abs(found - exact).max() < 0.05 * np.abs(exact).max()


def test_openvino_writes_with_an_adapter_as_torch_does(model: LocalModel, tmp_path: Path) -> None:
    adapted = AdaptedModel.fresh(model, LoRA(rank=2), seed=1)
    dice = torch.Generator().manual_seed(1)
    for parameter in adapted.ready().model.weights.values():
        parameter.data = 0.3 * torch.randn(parameter.shape, generator=dice)
    assert adapted._fast(adapted.ready()) is None, "its weights still move"
    adapted.save(tmp_path / "one")
    base, _ = logits(model)
    found, exact = logits(AdaptedModel.read(model, tmp_path / "one"))
    assert np.abs(found - exact).max() < 0.05 * np.abs(exact).max()
    assert np.abs(found - base).max() > 0.2 * np.abs(exact).max()


def test_a_graph_that_cannot_be_compiled_leaves_torch(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such operation")

    monkeypatch.setattr(writing, "graph", broken)
    assert model._fast(model.ready()) is None
    assert list(model.stream(ASKED, max_tokens=3))


@pytest.mark.real
def test_the_planner_model_says_the_same_for_less_work(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openvino", reason="needs uptake[fast]")
    asked = [Message("user", "Tell me about the history of bicycles.")]
    with temporary_home() as settings:
        model = LocalModel(settings)

        def write() -> tuple[str, float]:
            """Return a reply, and the processor's seconds for it."""
            began = time.process_time()
            return "".join(model.stream(asked, max_tokens=32)), time.process_time() - began

        write()
        fast, spent = write()
        monkeypatch.setattr(writing, "is_installed", lambda: False)
        slow, longer = write()
    assert fast[:40] == slow[:40]
    assert spent < longer
