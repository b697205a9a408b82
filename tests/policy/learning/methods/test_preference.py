"""Preference learning: the losses, what they do to a model, and when they stop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from uptake.core.protocols import Message
from uptake.core.testing import temporary_home
from uptake.policy.learning.adapters.adapters import WEIGHTS, AdaptedModel
from uptake.policy.learning.lessons.lessons import Pair
from uptake.policy.learning.methods import preference
from uptake.policy.learning.methods.completions import Completion, completion, logprobs_of
from uptake.policy.learning.methods.descent import EndEarly, Step
from uptake.policy.learning.methods.preference import Preference, preference_loss
from uptake.policy.model.language_model import LocalModel

from ..tiny import tiny_model

SKY = (Message("user", "what colour is the sky"),)
GRASS = (Message("user", "what colour is the grass"),)
PAIRS = [
    Pair(SKY, "blue", "tell me more please", 1.0, ("t1",)),
    Pair(GRASS, "green thanks", "red", 0.5, ("t2",)),
]


@pytest.fixture
def model(tmp_path: Path) -> Iterator[LocalModel]:
    with temporary_home() as settings:
        yield tiny_model(settings, tmp_path / "base")


def learn(model: AdaptedModel, pairs: list[Pair], how: Preference, **hooks: Any) -> Any:
    hooks = {"on_step": lambda _: None, "stop": lambda: False} | hooks
    return preference.learn(model, pairs, how, **hooks)


def margin(model: LocalModel, pair: Pair) -> float:
    chosen, rejected = model.score(pair.prompt, [pair.chosen, pair.rejected])
    return chosen.per_token - rejected.per_token


def test_the_better_answer_becomes_the_likelier(model: LocalModel) -> None:
    adapted = AdaptedModel.fresh(model)
    before = [margin(model, pair) for pair in PAIRS]
    steps: list[Step] = []
    learned = learn(adapted, PAIRS, Preference(epochs=20, rate=5e-3), on_step=steps.append)
    assert learned.ended == "done"
    assert learned.rows == 2
    assert [step.number for step in steps] == list(range(1, steps[-1].of + 1))
    after = [margin(adapted, pair) for pair in PAIRS]
    assert all(new > old + 0.2 for new, old in zip(after, before, strict=True))
    assert [margin(model, pair) for pair in PAIRS] == pytest.approx(before, abs=1e-5)


def test_the_loss_is_what_the_papers_say_it_is() -> None:
    better, worse = torch.tensor([-1.0, -2.0]), torch.tensor([-1.0, -1.0, -4.0])
    reference = (torch.tensor([-2.0, -2.0]), torch.tensor([-1.0, -0.5, -2.0]))
    how = Preference(beta=0.5, sft=0.2, long=0.25)
    # chosen: -3 - -4 = 1; rejected: (-2 + 0.25 * -4) - (-1.5 + 0.25 * -2) = -1
    expected = -torch.nn.functional.logsigmoid(torch.tensor(0.5 * 2.0)) + 0.2 * 1.5
    found = preference_loss([better], [worse], [reference], [1.0], how)
    assert float(found) == pytest.approx(expected.item())


def test_a_pair_counts_by_its_weight() -> None:
    ones = [torch.tensor([-1.0]), torch.tensor([-3.0])]
    worse = [torch.tensor([-2.0]), torch.tensor([-2.0])]
    reference = [(row, other) for row, other in zip(ones, worse, strict=True)]
    how = Preference(sft=1.0)
    each = [
        float(preference_loss([ones[at]], [worse[at]], [reference[at]], [1.0], how))
        for at in (0, 1)
    ]
    both = float(preference_loss(ones, worse, reference, [0.75, 0.25], how))
    assert both == pytest.approx(0.75 * each[0] + 0.25 * each[1])


def test_it_ends_before_likelihood_is_displaced(model: LocalModel) -> None:
    adapted = AdaptedModel.fresh(model)
    harsh = Preference(beta=5.0, sft=0.0, rate=5e-2, epochs=50, collapse=0.1)
    learned = learn(adapted, PAIRS, harsh)
    assert learned.ended == "early"
    assert "impossible" in learned.why
    assert learned.steps < 50


def test_chosen_answers_that_fall_are_seen() -> None:
    found = [torch.tensor([-5.0]), torch.tensor([-1.0])]
    reference = [(torch.tensor([-1.0]), torch.tensor([-1.0]))]
    with pytest.raises(EndEarly, match="chosen"):
        preference._end_if_harmful(found, reference, Preference(fall=1.0))
    preference._end_if_harmful(found, reference, Preference(fall=5.0))


def test_a_stop_leaves_an_adapter_that_works(model: LocalModel, tmp_path: Path) -> None:
    adapted = AdaptedModel.fresh(model)
    done: list[Step] = []
    how = Preference(epochs=20, batch=1)
    learned = learn(adapted, PAIRS, how, on_step=done.append, stop=lambda: len(done) >= 3)
    assert (learned.ended, learned.steps) == ("stopped", 3)
    adapted.save(tmp_path / "one")
    assert AdaptedModel.read(model, tmp_path / "one").score(SKY, ["blue"]) == adapted.score(
        SKY, ["blue"]
    )


def test_there_is_nothing_to_learn_from_pairs_that_say_nothing(model: LocalModel) -> None:
    same = [Pair(SKY, "blue", "blue", 1.0, ("t1",)), Pair(SKY, "blue", "red", 0.0, ("t2",))]
    assert learn(AdaptedModel.fresh(model), same, Preference()).ended == "nothing"


# -- against TRL --------------------------------------------------------------------------------


def padded(rows: list[Completion]) -> dict[str, torch.Tensor]:
    """Return rows as TRL reads them: padded on the right."""
    width = max(row.tokens for row in rows)
    ids, mask, answers = [], [], []
    for row in rows:
        gap = width - row.tokens
        ids.append([*row.prompt, *row.answer, *[0] * gap])
        mask.append([1] * row.tokens + [0] * gap)
        answers.append([0] * len(row.prompt) + [1] * len(row.answer) + [0] * gap)
    made = {"input_ids": ids, "attention_mask": mask, "completion_mask": answers}
    return {name: torch.tensor(value) for name, value in made.items()}


@pytest.mark.real
@pytest.mark.parametrize("long", [1.0, 0.3])
def test_the_loss_and_its_gradient_are_those_of_trl(
    model: LocalModel, tmp_path: Path, long: float
) -> None:
    pytest.importorskip("trl", reason="TRL is compared with where it is installed")
    from datasets import Dataset
    from peft import get_peft_model, set_peft_model_state_dict
    from safetensors.torch import load_file
    from transformers import LlamaForCausalLM
    from trl import DPOConfig, DPOTrainer

    adapted = AdaptedModel.fresh(model)
    dice = torch.Generator().manual_seed(3)
    for parameter in adapted.ready().model.weights.values():
        parameter.data = 0.3 * torch.randn(parameter.shape, generator=dice)
    adapted.save(tmp_path / "adapter")
    fresh = LlamaForCausalLM.from_pretrained(str(model.weights().path))
    theirs = get_peft_model(fresh, adapted.ready().model.config)
    config = DPOConfig(
        output_dir=str(tmp_path / "trl"),
        beta=0.3,
        ld_alpha=None if long == 1.0 else long,
        loss_type=["sigmoid", "sft"],
        loss_weights=[1.0, 0.2],
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        report_to=[],
    )
    rows = [{"prompt": "what", "chosen": "yes", "rejected": "no"}]
    trainer = DPOTrainer(
        model=theirs,
        args=config,
        train_dataset=Dataset.from_list(rows),
        processing_class=adapted.ready().tokenizer,
    )
    # only now: TRL's reference is the model as it was before
    set_peft_model_state_dict(theirs, load_file(tmp_path / "adapter" / WEIGHTS))
    theirs.eval()
    loaded, base = adapted.ready(), model.ready()
    both = [completion(loaded, SKY, text) for text in (PAIRS[0].chosen, PAIRS[0].rejected)]
    expected = trainer.compute_loss(theirs, padded(both))
    expected.backward()

    chosen, rejected = logprobs_of(loaded, both)
    with torch.no_grad():
        reference = logprobs_of(base, both)
    found = preference_loss(
        [chosen],
        [rejected],
        [(reference[0], reference[1])],
        [1.0],
        Preference(beta=0.3, sft=0.2, long=long),
    )
    found.backward()  # type: ignore[no-untyped-call]
    assert found.item() == pytest.approx(expected.item(), abs=1e-5)
    gradients = {
        name.replace(".default.", "."): parameter.grad
        for name, parameter in theirs.named_parameters()
        if parameter.grad is not None
    }
    for name, parameter in loaded.model.weights.items():
        torch.testing.assert_close(parameter.grad, gradients[name], atol=1e-5, rtol=1e-3)
