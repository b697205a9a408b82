"""The local model scores exactly, writes text, and costs nothing until it is used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from uptake.core import weights
from uptake.core.errors import ModelError
from uptake.core.protocols import LanguageModel, Message
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.policy.model import conversion
from uptake.policy.model.conversion import converted
from uptake.policy.model.language_model import LocalModel, load_planner_model

QUESTION = [Message("user", "What is the capital of France?")]


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as settings:
        yield settings


def test_constructing_loads_nothing(settings: Settings) -> None:
    before = set(sys.modules)
    model = load_planner_model(settings)
    assert isinstance(model, LanguageModel)
    assert isinstance(model, LocalModel)
    assert not model.is_loaded
    assert "torch" not in set(sys.modules) - before


def test_its_name_is_known_before_its_weights_are(settings: Settings) -> None:
    assert LocalModel(settings).name == "SmolLM2-135M-Instruct"
    named = settings.model_copy(update={"planner_model": "someone/Tiny-Instruct"})
    assert LocalModel(named).name == "Tiny-Instruct"


def test_missing_weights_are_an_error_at_the_first_use(settings: Settings) -> None:
    model = LocalModel(settings.model_copy(update={"planner_model": "/no/such/model"}))
    with pytest.raises(ModelError, match="planner_model"):
        list(model.stream(QUESTION))


def test_scoring_nothing_needs_no_weights(settings: Settings) -> None:
    model = LocalModel(settings)
    assert model.score(QUESTION, []) == []
    assert not model.is_loaded


def test_a_copy_that_is_there_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gguf = tmp_path / "m.gguf"
    gguf.write_bytes(b"GGUF")
    monkeypatch.setattr(weights, "model_cache", lambda: tmp_path / "cache")
    made: list[Path] = []

    def convert(source: Path, folder: Path, progress: object) -> None:
        made.append(source)
        folder.mkdir()

    monkeypatch.setattr(conversion, "_convert", convert)
    assert converted(gguf) == converted(gguf)
    assert made == [gguf]


def test_a_conversion_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gguf = tmp_path / "m.gguf"
    gguf.write_bytes(b"GGUF")
    monkeypatch.setattr(weights, "model_cache", lambda: tmp_path / "cache")

    def fail(gguf: Path, folder: Path) -> None:
        (folder / "half").write_text("written")
        raise OSError("disk full")

    monkeypatch.setattr(conversion, "_save_tokenizer", fail)
    with pytest.raises(ModelError, match="disk full"):
        converted(gguf)
    assert [path for path in (tmp_path / "cache").iterdir() if path.is_dir()] == []


@pytest.fixture(scope="module")
def model() -> Iterator[LocalModel]:
    with temporary_home() as settings:
        yield LocalModel(settings)


@pytest.mark.real
def test_scores_equal_a_direct_computation(model: LocalModel) -> None:
    answers = ["Paris", "The capital of France is Paris.", "", "Berlin, I think, or Rome"]
    import torch

    loaded = model.ready()
    prompt = loaded.prompt(QUESTION, room=0)
    for answer, found in zip(answers, model.score(QUESTION, answers), strict=True):
        row = loaded.tokens(answer) or [min(loaded.ends)]
        with torch.inference_mode():
            out = loaded.model(input_ids=torch.tensor([prompt + row]))
        logits = out.logits[0, len(prompt) - 1 : -1]
        direct = torch.log_softmax(logits, -1)[range(len(row)), row].sum()
        assert found.tokens == len(row)
        assert found.logprob == pytest.approx(float(direct), abs=1e-3)


@pytest.mark.real
def test_scores_do_not_depend_on_company(model: LocalModel) -> None:
    answers = [f"Answer number {number} of several" for number in range(11)]
    together = [found.logprob for found in model.score(QUESTION, answers)]
    alone = [model.score(QUESTION, [answer])[0].logprob for answer in answers]
    assert together == pytest.approx(alone, abs=1e-3)


@pytest.mark.real
def test_several_conversations_are_scored_as_one_by_one(model: LocalModel) -> None:
    told = Message("system", "You are brief.")
    questions = [
        (QUESTION, ["Paris", "Paris, of course", "", "Berlin"]),
        ([told, *QUESTION], ["Paris"]),
        ([told, Message("user", "And of Spain?")], ["Madrid", "Madrid is its capital."]),
        (QUESTION, []),
    ]
    for question, found in zip(questions, model.score_each(questions), strict=True):
        alone = model.score(*question)
        assert [one.tokens for one in found] == [one.tokens for one in alone]
        for one, other in zip(found, alone, strict=True):
            assert one.logprob == pytest.approx(other.logprob, abs=1e-3)


@pytest.mark.real
def test_what_it_writes_is_likely_and_ends(model: LocalModel) -> None:
    pieces = list(model.stream(QUESTION, max_tokens=48))
    assert len(pieces) > 1
    reply = "".join(pieces)
    assert "Paris" in reply
    right, wrong = model.score(QUESTION, [reply, "Bananas are made of concrete."])
    assert right.per_token > wrong.per_token


@pytest.mark.real
def test_a_reply_can_be_left_in_the_middle(model: LocalModel) -> None:
    stream = model.stream(QUESTION, max_tokens=200)
    first = next(stream)
    assert first
    assert len(model.score(QUESTION, ["Paris"])) == 1


@pytest.mark.real
def test_a_second_load_reads_the_copy(
    model: LocalModel, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = model.score(QUESTION, ["Paris"])
    monkeypatch.setattr(conversion, "_convert", lambda *_: pytest.fail("it is converted again"))
    again = LocalModel(settings)
    (found,) = again.score(QUESTION, ["Paris"])
    assert found.logprob == pytest.approx(first.logprob, abs=1e-4)
    assert (again.weights().path / "model.safetensors").is_file()
