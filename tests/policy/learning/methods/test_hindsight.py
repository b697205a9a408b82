"""Hindsight self-distillation: what is learned from, how far it leads, and that it stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

from uptake.core.errors import ModelError
from uptake.core.protocols import Message, Question
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.policy.learning.adapters.adapters import AdaptedModel
from uptake.policy.learning.fixed_sets import norms, rehearsed_choices, rehearsed_norms
from uptake.policy.learning.lessons.lessons import Lesson
from uptake.policy.learning.methods import descent, hindsight, teacher
from uptake.policy.learning.methods.completions import (
    Completion,
    Written,
    completion,
    logits_of,
    logprobs_of,
)
from uptake.policy.learning.methods.descent import Learned, Step
from uptake.policy.learning.methods.hindsight import Hindsight, _Row, divergence
from uptake.policy.learning.methods.teacher import hindsight_prompt, put_in, taught
from uptake.policy.model.language_model import LocalModel
from uptake.policy.wishes.wish import Wish

from ..tiny import tiny_model

LESSONS = [
    Lesson(
        turn=f"t{number}",
        thread="th",
        user="me",
        at=datetime(2026, 3, 1, tzinfo=UTC),
        prompt=(Message("user", f"what colour is the {thing}"),),
        answer="tell me more",
        followup="short please",
        reason="short",
        strength=0.9,
        stated=True,
    )
    for number, thing in enumerate(("sky", "grass", "blood"))
]
SMALL = Hindsight(epochs=25, rate=1e-2, samples=2, longest=6, rehearsed=0, norms=0)


@pytest.fixture
def model(tmp_path: Path) -> Iterator[LocalModel]:
    with temporary_home() as settings:
        yield tiny_model(settings, tmp_path / "base")


def learn(model: AdaptedModel, lessons: Sequence[Lesson], how: Hindsight, **hooks: Any) -> Learned:
    hooks = {"on_step": lambda _: None, "stop": lambda: False} | hooks
    return hindsight.learn(model, lessons, how, embedder=WordEmbedder(), **hooks)


def test_the_teacher_sees_what_was_said_of_the_answer() -> None:
    asked = "what colour is the sky"
    assert hindsight_prompt(LESSONS[0]) == [Message("user", f"{asked}\n\nshort please")]
    assert hindsight_prompt(LESSONS[0], shows_answer=True) == [
        Message("user", asked),
        Message("assistant", "tell me more"),
        Message("user", "short please"),
    ]


def test_the_student_comes_to_say_what_the_teacher_says(model: LocalModel) -> None:
    adapted = AdaptedModel.fresh(model)
    said = [
        one.student for _, one in taught(model, LESSONS, WordEmbedder(), SMALL, stop=lambda: False)
    ]
    steps: list[Step] = []
    learned = learn(adapted, LESSONS, SMALL, on_step=steps.append)
    assert learned.ended == "done"
    assert steps[-1].loss < 0.5 * steps[0].loss
    with torch.no_grad():
        before = logprobs_of(model.ready(), said)
        after = logprobs_of(adapted.ready(), said)
    assert float(sum(row.sum() for row in after)) > float(sum(row.sum() for row in before))


def moved(model: LocalModel, how: Hindsight, questions: Sequence[Question]) -> float:
    """Return how far answers that are the same for everyone move in training, in nats."""
    adapted = AdaptedModel.fresh(model)
    learn(adapted, LESSONS, how)
    base = model.ready()
    rows = [completion(base, asked, answer) for asked, answers in questions for answer in answers]
    with torch.no_grad():
        pairs = zip(logprobs_of(base, rows), logprobs_of(adapted.ready(), rows), strict=True)
        return sum(float((new - old).abs().sum()) for old, new in pairs)


def test_titles_that_are_rehearsed_move_less(model: LocalModel) -> None:
    titles = [(choice.asked, choice.titles) for choice in rehearsed_choices()]
    rehearsing = replace(SMALL, rehearsed=2)
    assert moved(model, rehearsing, titles) < 0.7 * moved(model, SMALL, titles)


def test_norms_move_less_by_rehearsing_others(model: LocalModel) -> None:
    asked = [([Message("user", norm.request)], norm.answers) for norm in norms()]
    assert moved(model, replace(SMALL, norms=2), asked) < 0.7 * moved(model, SMALL, asked)


def test_norms_are_rehearsed_as_the_planner_is_instructed() -> None:
    told = (Message("system", "be kind"), Message("system", "be brief"))
    lessons = [replace(LESSONS[0], prompt=(*told, Message("user", "hi"))), LESSONS[1]]
    first, second, third = islice(hindsight._norms(lessons), 3)
    requests = [Message("user", norm.request) for norm in rehearsed_norms()]
    assert first == ([*told, requests[0]], rehearsed_norms()[0].answers)
    assert second[0] == [requests[1]]
    assert third[0] == [*told, requests[2]]


def test_the_same_seed_learns_the_same(model: LocalModel) -> None:
    one, other = AdaptedModel.fresh(model), AdaptedModel.fresh(model)
    assert learn(one, LESSONS, SMALL).loss == learn(other, LESSONS, SMALL).loss
    prompt = LESSONS[0].prompt
    assert one.score(prompt, ["blue"]) == other.score(prompt, ["blue"])


def test_the_loss_is_the_divergence_from_the_teacher() -> None:
    dice = torch.Generator().manual_seed(0)
    teacher = torch.randn(3, 20, generator=dice).log_softmax(-1)
    student = torch.randn(3, 20, generator=dice)
    logprobs, tokens = teacher.topk(20)
    row = _Row(Completion((1,), (2, 3, 4)), tokens, logprobs, torch.full((3,), 0.7))
    expected = (teacher.exp() * (teacher - student.log_softmax(-1))).sum(-1).mean()
    assert float(divergence(student, [row])) == pytest.approx(float(expected), abs=1e-4)
    assert float(divergence(teacher, [row])) == pytest.approx(0.0, abs=1e-4)


def test_tokens_that_are_not_kept_count_as_one() -> None:
    teacher = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log()
    student = torch.tensor([[0.4, 0.4, 0.1, 0.1]]).log()
    logprobs, tokens = teacher.topk(2)
    row = _Row(Completion((1,), (2,)), tokens, logprobs, torch.ones(1))
    kept, seen = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.4, 0.4, 0.2])
    expected = (kept * (kept / seen).log()).sum()
    assert float(divergence(student, [row])) == pytest.approx(float(expected), abs=1e-5)


def test_what_was_stated_more_surely_counts_more() -> None:
    logits = torch.zeros(2, 4)
    tokens = torch.tensor([[0, 1]])
    rows = [
        _Row(
            Completion((1,), (0,)), tokens, torch.tensor([[0.9, 0.05]]).log(), torch.tensor([0.9])
        ),
        _Row(Completion((1,), (0,)), tokens, torch.tensor([[0.3, 0.3]]).log(), torch.tensor([0.1])),
    ]
    each = [float(divergence(logits[:1], [row])) for row in rows]
    both = float(divergence(logits, rows))
    assert both == pytest.approx(0.9 * each[0] + 0.1 * each[1])


def test_guidance_leads_beyond_the_teacher(model: LocalModel) -> None:
    base = model.ready()
    (_, one), *_ = taught(model, LESSONS, WordEmbedder(), SMALL, stop=lambda: False)
    with torch.no_grad():
        told = logits_of(base, [one.teacher]).log_softmax(-1)
        before = logits_of(base, [one.student]).log_softmax(-1)
        tokens, plain = hindsight._led(one, told, before, replace(SMALL, guidance=0.0))
        assert torch.allclose(plain.exp().sum(-1), torch.ones(len(plain)), atol=1e-4)
        led_tokens, led = hindsight._led(one, told, before, replace(SMALL, guidance=2.0))
    gained = (told - before).gather(-1, led_tokens)
    unguided = told.gather(-1, led_tokens)
    # what the follow-up made likelier is made likelier still, against what it made unlikelier
    assert float((led.exp() * gained).sum()) > float((unguided.exp() * gained).sum())
    assert tokens.shape == led_tokens.shape


def test_the_answer_that_owes_most_to_the_follow_up_is_learned_from(model: LocalModel) -> None:
    base = model.ready()
    prompt = tuple(base.prompt(LESSONS[0].prompt, room=8))
    blue, red = (tuple(base.tokens(word)) for word in ("blue", "red"))
    with torch.no_grad():
        rows = [Completion(prompt, word) for word in (blue, red)]
        alone = [float(each) for each in logprobs_of(base, rows)]
    seen = (9,)
    drawn = [
        (seen, Written("blue", blue, alone[0] - 1.0)),
        (seen, Written("red", red, alone[1] + 1.0)),
    ]
    with torch.no_grad():
        how = replace(SMALL, plain=1.0)
        first, second = teacher.scored(base, LESSONS[0], drawn, WordEmbedder(), how)
    assert (first.student.prompt, first.teacher.prompt) == (prompt, seen)
    assert first.score == pytest.approx(-1.0, abs=1e-4)
    assert second.score == pytest.approx(1.0, abs=1e-4)


def test_what_an_edit_put_in_is_made_probable_and_the_rest_stays(model: LocalModel) -> None:
    base = model.ready()
    (_, one), *_ = taught(model, LESSONS, WordEmbedder(), SMALL, stop=lambda: False)
    one = replace(one, put_in=(True, *[False] * (len(one.student.answer) - 1)))
    with torch.no_grad():
        told = logits_of(base, [one.teacher]).log_softmax(-1)
        before = logits_of(base, [one.student]).log_softmax(-1)
    tokens, led = hindsight._led(one, told, before, replace(SMALL, edited=0.9))
    given = torch.tensor(one.student.answer)[:, None]
    chances = (led.exp() * (tokens == given)).sum(-1)
    assert float(chances[0]) >= 0.9 - 1e-4
    torch.testing.assert_close(led[1:], before.gather(-1, tokens)[1:])


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ("a b c .", "1 a b c .", [0]),
        ("a b c d .", "a b .", [2]),  # what comes where more would have come
        ("a b c .", "a x c .", [1]),
        ("a b c .", "a b c .", []),
        ("a b c .", "b c . d", [0, 3]),
    ],
)
def test_an_edit_puts_in_what_would_not_have_come(before: str, after: str, places: list[int]):
    found = put_in(*([ord(word) for word in text.split()] for text in (before, after)))
    assert [place for place, is_put_in in enumerate(found) if is_put_in] == places


def test_an_answer_that_was_minded_for_its_form_is_edited_and_learned(model: LocalModel) -> None:
    lesson = replace(
        LESSONS[0],
        answer="tell me more yes. what colour is the sky",
        wishes=(Wish("length.shorter", "4 words"),),
        of_form=True,
    )
    ((_, one),) = taught(model, [lesson], WordEmbedder(), SMALL, stop=lambda: False)
    assert any(one.put_in)
    assert list(one.student.answer[:-1]) == model.ready().tokens("tell me more yes.")


def test_what_was_minded_for_what_it_says_is_not_taught_again(model: LocalModel) -> None:
    lesson = replace(LESSONS[0], wishes=(Wish("length.shorter", "2 words"),), of_form=False)
    for _, one in taught(model, [lesson], WordEmbedder(), SMALL, stop=lambda: False):
        said = model.ready().tokenizer.decode(one.student.answer, skip_special_tokens=True)
        assert "tell me" not in said


def test_nothing_that_was_said_already_is_learned() -> None:
    said = teacher._said(LESSONS[0])
    assert said == ("what colour is the sky", "tell me more", "short please")
    for text in (*said, "tell me more yes", ""):
        assert not teacher._is_new(text, said, 0.7)
    assert teacher._is_new("blue", said, 0.7)


def test_lessons_without_words_or_strength_teach_nothing(model: LocalModel) -> None:
    empty = [replace(LESSONS[0], followup="  "), replace(LESSONS[1], strength=0.0)]
    assert learn(AdaptedModel.fresh(model), empty, SMALL).ended == "nothing"


def test_training_begins_again_where_it_was_left(model: LocalModel) -> None:
    adapted = AdaptedModel.fresh(model)
    steps: list[Step] = []
    how = replace(SMALL, epochs=5, batch=1)
    learned = learn(adapted, LESSONS, how, on_step=steps.append, begin=10)
    assert steps[0].number == 11
    assert learned.steps == steps[-1].of


def test_memory_that_runs_out_is_an_error_that_says_what_to_do(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate")

    monkeypatch.setattr(hindsight, "divergence", greedy)
    with pytest.raises(ModelError, match="Memory ran out"):
        learn(AdaptedModel.fresh(model), LESSONS, SMALL)


def test_the_rate_rises_first_and_then_falls() -> None:
    shares = [descent._rate_share(number, 20) for number in range(1, 21)]
    assert shares[0] < shares[1] == 1.0
    assert all(later <= earlier for earlier, later in pairwise(shares[1:]))
    assert shares[-1] == pytest.approx(0.0, abs=1e-6)
