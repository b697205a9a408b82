"""The reward of an answer is what its follow-ups are worth."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from uptake.core.protocols import LanguageModel, Likelihood, Message
from uptake.core.testing import ScriptedModel, temporary_home
from uptake.policy.feedback.followups import DIMENSIONS, Dimension, FollowupReward
from uptake.policy.model.language_model import LocalModel

TWO = (Dimension("taste", ("Yum.",), ("Yuck.",)), Dimension("size", ("Ample.",), ("Too little.",)))


class Table(ScriptedModel):
    """Finds follow-ups as likely as a table says; in an empty context all are at -3."""

    def __init__(self, table: dict[str, float]) -> None:
        super().__init__()
        self.table = table

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[Likelihood]:
        self.asked.append(list(messages))
        told = len(messages) > 1
        return [
            Likelihood((self.table.get(text, -3.0) if told else -3.0) * 4, 4)
            for text in continuations
        ]


def test_contented_follow_ups_count_for_an_answer_and_others_against_it() -> None:
    model = Table({"Yum.": -1.0, "Yuck.": -4.0, "Too little.": -2.0})
    asked = [Message("user", "Soup?"), Message("assistant", "Leek soup.")]
    rewards = FollowupReward(model, TWO).by_dimension(asked)
    assert rewards == pytest.approx({"taste": 3.0, "size": -1.0})
    assert FollowupReward(model, TWO)([asked[0]], ["Leek soup."]) == pytest.approx([1.0])


def test_a_sentence_that_is_likely_anyway_counts_nothing() -> None:
    rewards = FollowupReward(Table({}), TWO).by_dimension([Message("user", "Soup?")])
    assert rewards == pytest.approx({"taste": 0.0, "size": 0.0})


def test_the_model_speaks_for_the_user_and_reads_a_conversation_once() -> None:
    model = Table({})
    prompt = [Message("system", "Be brief."), Message("user", "Soup?")]
    FollowupReward(model)(prompt, ["Leek.", "Pea."])
    assert len(model.asked) == 3  # the empty context, and each answer
    assert [message.role for message in model.asked[1]] == ["system", "assistant", "user"]
    assert all("Be brief." not in message.content for message in model.asked[1])


def test_every_dimension_has_both_kinds_of_follow_ups() -> None:
    assert all(len(one.contented) == len(one.discontented) >= 2 for one in DIMENSIONS)
    texts = [text for one in DIMENSIONS for text in (*one.contented, *one.discontented)]
    assert len(set(texts)) == len(texts)


def _directly(model: LocalModel, messages: Sequence[Message], text: str) -> float:
    """Return the log-likelihood per token of a text, by one pass over prompt and text."""
    import torch

    loaded = model.ready()
    prompt, row = loaded.prompt(messages, room=64), loaded.tokens(text)
    with torch.inference_mode():
        logits = loaded.model(input_ids=torch.tensor([prompt + row])).logits[0].double()
    each = logits.log_softmax(-1)
    total = sum(float(each[len(prompt) + at - 1, token]) for at, token in enumerate(row))
    return total / len(row)


@pytest.mark.real
def test_the_reward_is_made_of_true_likelihoods() -> None:
    with temporary_home() as settings:
        model = LocalModel(settings)
        assert isinstance(model, LanguageModel)
        asked = [Message("user", "What is 2 + 2?"), Message("assistant", "It is 5.")]
        found = FollowupReward(model, DIMENSIONS[:1]).by_dimension(asked)
        setting = Message("system", "You are talking to your personal assistant.")
        swapped = [setting, Message("assistant", asked[0].content), Message("user", "It is 5.")]

        def gain(text: str) -> float:
            return _directly(model, swapped, text) - _directly(model, [setting], text)

        one = DIMENSIONS[0]
        contented = sum(map(gain, one.contented)) / len(one.contented)
        discontented = sum(map(gain, one.discontented)) / len(one.discontented)
        assert found["understanding"] == pytest.approx(contented - discontented, abs=1e-3)
