"""Replies are drawn as the model's own distribution has them, and a seed repeats them."""

from __future__ import annotations

from typing import Any

import pytest

from uptake.policy.model.sampling import draw as draw_replies

torch = pytest.importorskip("torch")

PROMPT = [3, 1, 4]
ENDS = frozenset({2})


@pytest.fixture(scope="module")
def model() -> Any:
    """Make a model of seven tokens with weights at random."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=7,
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        initializer_range=0.5,
    )
    return LlamaForCausalLM(config).eval()


def draw(model: Any, **changes: Any) -> list[list[int]]:
    """Return replies to one prompt, without what ends them."""
    how = {"each": 2000, "temperature": 1.0, "seed": 0, "limit": 2, "rows": 3000} | changes
    drawn = draw_replies(model, [PROMPT], ENDS, **how)
    return [[token for token in one.tokens if token not in ENDS] for one in drawn]


def chances(model: Any, row: list[int]) -> list[float]:
    with torch.inference_mode():
        logits = model(torch.tensor([row])).logits[0, -1]
    return [float(chance) for chance in logits.softmax(-1)]


def test_tokens_come_as_often_as_they_are_probable(model: Any) -> None:
    rows = draw(model)
    first = [row[0] if row else 2 for row in rows]
    for token, chance in enumerate(chances(model, PROMPT)):
        assert first.count(token) / len(rows) == pytest.approx(chance, abs=0.05)


def test_each_token_is_drawn_given_the_ones_before_it(model: Any) -> None:
    rows = draw(model)
    firsts = [row[0] for row in rows if row]
    common = max(set(firsts), key=firsts.count)
    after = [row[1] if len(row) > 1 else 2 for row in rows if row and row[0] == common]
    for token, chance in enumerate(chances(model, [*PROMPT, common])):
        assert after.count(token) / len(after) == pytest.approx(chance, abs=0.07)


def test_a_low_temperature_keeps_to_the_likeliest(model: Any) -> None:
    likeliest = max(range(7), key=chances(model, PROMPT).__getitem__)
    rows = draw(model, each=20, temperature=0.01, limit=1)
    assert {row[0] if row else 2 for row in rows} == {likeliest}


def test_a_seed_repeats_what_it_drew(model: Any) -> None:
    assert draw(model, each=30, limit=6) == draw(model, each=30, limit=6)
    assert draw(model, each=30, limit=6) != draw(model, each=30, limit=6, seed=1)


def test_no_row_is_too_long(model: Any) -> None:
    rows = draw(model, each=200, limit=6)
    assert all(len(row) <= 6 for row in rows)
    assert len({len(row) for row in rows}) > 1


def test_rows_that_have_ended_do_not_disturb_those_that_go_on(model: Any) -> None:
    prompts = [PROMPT, [5, 1], [6, 6, 0, 1, 3]]
    drawn = draw_replies(model, prompts, ENDS, each=20, temperature=1.0, seed=0, limit=12)
    assert len({len(one.tokens) for one in drawn}) > 3
    for at, one in enumerate(drawn):
        prompt = prompts[at // 20]
        with torch.inference_mode():
            logits = model(torch.tensor([[*prompt, *one.tokens]])).logits[0, len(prompt) - 1 : -1]
        each = logits.log_softmax(-1).gather(-1, torch.tensor(one.tokens)[:, None])
        assert one.logprob == pytest.approx(float(each.sum()), abs=1e-3)
        assert all(token not in ENDS for token in one.tokens[:-1])


def test_a_stop_leaves_what_was_drawn_until_then(model: Any) -> None:
    asked = iter([False, False, False, True, *[True] * 99])
    how = {"each": 4, "rows": 4, "temperature": 1.0, "seed": 0, "limit": 50}
    drawn = draw_replies(model, [PROMPT, PROMPT], ENDS, stop=lambda: next(asked), **how)
    assert all(len(one.tokens) <= 3 for one in drawn)
    assert [len(one.tokens) for one in drawn].count(0) == 4


def test_what_is_drawn_for_a_group_does_not_depend_on_the_others(model: Any) -> None:
    groups = [[PROMPT, [5, 1]], [[6, 6, 0, 1, 3]], [[1], [5, 5, 5], [4, 3]]]
    how = {"each": 5, "temperature": 1.0, "seed": 3, "limit": 12}
    alone = [one for group in groups for one in draw_replies(model, group, ENDS, **how)]
    prompts = [prompt for group in groups for prompt in group]
    apart = [len(group) for group in groups]
    for rows in (100, 20, 5):
        drawn = draw_replies(model, prompts, ENDS, **how, apart=apart, rows=rows)
        parts_alone = [
            one for group in groups for one in draw_replies(model, group, ENDS, **how, rows=rows)
        ]
        assert [one.tokens for one in drawn] == [one.tokens for one in parts_alone]
    assert [one.tokens for one in draw_replies(model, prompts, ENDS, **how, apart=apart)] == [
        one.tokens for one in alone
    ]
    together = draw_replies(model, prompts, ENDS, **how)
    assert [one.tokens for one in together] != [one.tokens for one in alone]


def test_groups_are_read_in_one_pass_a_token(model: Any) -> None:
    passes: list[int] = []

    class Counted:
        device = model.device

        def __call__(self, **inputs: Any) -> Any:
            passes.append(len(inputs["input_ids"]))
            return model(**inputs)

    draw_replies(
        Counted(), [PROMPT] * 4, ENDS, each=2, temperature=1.0, seed=0, limit=6, apart=[3, 1]
    )
    assert passes[:2] == [4, 8]
    assert len(passes) <= 6
    assert passes[1:] == sorted(passes[1:], reverse=True)
