"""LoRA adapters: one model in memory, many people, files that can be trusted."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from uptake.core.errors import AdapterError
from uptake.core.protocols import Message
from uptake.core.testing import temporary_home
from uptake.policy.learning.adapters.adapters import CONFIG, WEIGHTS, AdaptedModel, LoRA
from uptake.policy.model.language_model import LocalModel
from uptake.policy.model.lora import MOST_ATTACHED

from ..tiny import tiny_model

ASKED = [Message("user", "what colour is the sky")]
ANSWERS = ["blue", "red please", "no"]


@pytest.fixture
def model(tmp_path: Path) -> Iterator[LocalModel]:
    with temporary_home() as settings:
        yield tiny_model(settings, tmp_path / "base")


def moved(model: LocalModel, seed: int) -> AdaptedModel:
    """Return an adapter that changes what the model says."""
    adapted = AdaptedModel.fresh(model, LoRA(rank=2), seed=seed)
    dice = torch.Generator().manual_seed(seed)
    for parameter in adapted.ready().model.weights.values():
        parameter.data = torch.randn(parameter.shape, generator=dice)
    return adapted


def scores(model: LocalModel) -> list[float]:
    return [found.logprob for found in model.score(ASKED, ANSWERS)]


def test_a_fresh_adapter_changes_nothing_yet(model: LocalModel) -> None:
    before = scores(model)
    adapted = AdaptedModel.fresh(model)
    assert scores(adapted) == pytest.approx(before, abs=1e-5)
    assert all(p.requires_grad for p in adapted.ready().model.weights.values())


def test_what_was_read_before_a_step_of_learning_is_read_again(model: LocalModel) -> None:
    long = [Message("user", "what colour is the sky " * 5)]
    adapted = AdaptedModel.fresh(model, LoRA(rank=2))
    before = adapted.score(long, ANSWERS)
    assert adapted.score(long, ANSWERS) == before
    for parameter in adapted.ready().model.weights.values():
        parameter.data += 0.5
    moved = adapted.score(long, ANSWERS)
    directly = AdaptedModel(model, adapted._view, "the same").score(long, ANSWERS)
    assert moved != before
    assert moved == directly


def test_an_adapter_changes_its_own_view_and_not_the_model(model: LocalModel) -> None:
    before = scores(model)
    adapted = moved(model, 1)
    assert scores(adapted) != pytest.approx(before, abs=0.1)
    assert scores(model) == pytest.approx(before, abs=1e-5)


def test_what_was_saved_says_the_same_when_read(model: LocalModel, tmp_path: Path) -> None:
    adapted = moved(model, 1)
    adapted.save(tmp_path / "one")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [CONFIG, WEIGHTS]
    assert scores(AdaptedModel.read(model, tmp_path / "one")) == scores(adapted)


def test_a_folder_that_comes_to_hold_other_weights_is_read_anew(
    model: LocalModel, tmp_path: Path
) -> None:
    first, second = moved(model, 1), moved(model, 2)
    first.save(tmp_path)
    assert scores(AdaptedModel.read(model, tmp_path)) == scores(first)
    second.save(tmp_path)
    assert scores(AdaptedModel.read(model, tmp_path)) == scores(second) != scores(first)


def test_peft_itself_reads_what_was_saved(model: LocalModel, tmp_path: Path) -> None:
    from peft import PeftModel
    from transformers import LlamaForCausalLM

    adapted = moved(model, 1)
    adapted.save(tmp_path / "one")
    fresh = LlamaForCausalLM.from_pretrained(str(model.weights().path))
    theirs = PeftModel.from_pretrained(fresh, str(tmp_path / "one"))
    prompt = torch.tensor([adapted.ready().prompt(ASKED, room=8)])
    with torch.no_grad():
        expected = theirs(input_ids=prompt).logits
        found = adapted.ready().model(input_ids=prompt).logits
    torch.testing.assert_close(found, expected)


def test_two_people_are_answered_at_once_each_with_their_own(
    model: LocalModel, tmp_path: Path
) -> None:
    views = []
    for seed in (1, 2):
        moved(model, seed).save(tmp_path / str(seed))
        views.append(AdaptedModel.read(model, tmp_path / str(seed)))
    views.append(model)
    expected = [scores(view) for view in views]
    found: list[list[list[float]]] = [[], [], []]

    def ask(at: int) -> None:
        for _ in range(20):
            found[at].append(scores(views[at]))

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for mine, right in zip(found, expected, strict=True):
        assert all(each == pytest.approx(right, abs=1e-5) for each in mine)


def test_more_people_than_fit_in_memory_take_turns(model: LocalModel, tmp_path: Path) -> None:
    right = []
    for seed in range(MOST_ATTACHED + 3):
        adapted = moved(model, seed)
        adapted.save(tmp_path / str(seed))
        right.append(scores(adapted))
    views = [AdaptedModel.read(model, tmp_path / str(seed)) for seed in range(len(right))]
    for _ in range(2):
        assert [scores(view) for view in views] == [pytest.approx(one, abs=1e-5) for one in right]


def test_a_pickle_is_never_opened(model: LocalModel, tmp_path: Path) -> None:
    moved(model, 1).save(tmp_path)
    (tmp_path / WEIGHTS).rename(tmp_path / "adapter_model.bin")
    with pytest.raises(AdapterError, match=r"adapter_model.bin is not read"):
        AdaptedModel.read(model, tmp_path)


@pytest.mark.parametrize("left", [0, 5, 2000])
def test_damaged_weights_are_named(model: LocalModel, tmp_path: Path, left: int) -> None:
    moved(model, 1).save(tmp_path)
    (tmp_path / WEIGHTS).write_bytes((tmp_path / WEIGHTS).read_bytes()[:left])
    with pytest.raises(AdapterError, match=WEIGHTS):
        AdaptedModel.read(model, tmp_path)


def test_numbers_that_are_none_are_damage(model: LocalModel, tmp_path: Path) -> None:
    adapted = moved(model, 1)
    next(iter(adapted.ready().model.weights.values())).data[0, 0] = float("nan")
    adapted.save(tmp_path)
    with pytest.raises(AdapterError, match="finite"):
        AdaptedModel.read(model, tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"peft_type": "LORA", "r": "many"}'])
def test_a_damaged_description_is_named(model: LocalModel, tmp_path: Path, text: str) -> None:
    moved(model, 1).save(tmp_path)
    (tmp_path / CONFIG).write_text(text)
    with pytest.raises(AdapterError, match=CONFIG):
        AdaptedModel.read(model, tmp_path)


def test_an_adapter_of_another_model_is_refused(model: LocalModel, tmp_path: Path) -> None:
    moved(model, 1).save(tmp_path / "one")
    with temporary_home() as settings:
        other = tiny_model(settings, tmp_path / "other", seed=5)
        with pytest.raises(AdapterError, match="another base model"):
            AdaptedModel.read(other, tmp_path / "one")


def test_an_adapter_that_does_not_fit_is_refused_and_leaves_no_trace(
    model: LocalModel, tmp_path: Path
) -> None:
    before = scores(model)
    moved(model, 1).save(tmp_path)
    described = json.loads((tmp_path / CONFIG).read_text())
    (tmp_path / CONFIG).write_text(json.dumps(described | {"r": 4}))
    with pytest.raises(AdapterError, match="does not fit"):
        AdaptedModel.read(model, tmp_path).score(ASKED, ANSWERS)
    assert scores(model) == pytest.approx(before, abs=1e-5)


def test_where_nothing_can_be_written_the_old_one_stays(model: LocalModel, tmp_path: Path) -> None:
    adapted = moved(model, 1)
    (tmp_path / "file").write_text("")
    with pytest.raises(AdapterError, match="Make room"):
        adapted.save(tmp_path / "file" / "one")


def test_a_disk_that_fills_up_leaves_what_was_there(
    model: LocalModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = moved(model, 1)
    first.save(tmp_path / "one")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safetensors.torch.save_file", full)
    with pytest.raises(AdapterError, match="No space left"):
        moved(model, 2).save(tmp_path / "one")
    assert scores(AdaptedModel.read(model, tmp_path / "one")) == scores(first)
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [CONFIG, WEIGHTS]


@pytest.mark.real
def test_the_planner_model_changes_hands_in_milliseconds(tmp_path: Path) -> None:
    with temporary_home() as settings:
        model = LocalModel(settings)
        views: list[LocalModel] = []
        for seed in (1, 2):
            moved(model, seed).save(tmp_path / str(seed))
            views.append(AdaptedModel.read(model, tmp_path / str(seed)))
        shared = model.ready().model.shared
        for view in views:
            view.score(ASKED, ["blue"])
        names = [view.ready().model._name() for view in views]
        spent = []
        for at in range(20):
            began = time.process_time()
            shared._activate(names[at % 2])
            spent.append(time.process_time() - began)
        assert sorted(spent)[10] < 0.05
