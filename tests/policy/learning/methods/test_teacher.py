"""What the teacher may not teach: an answer that does harm, whether it was written or edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from uptake.core.testing import WordEmbedder, temporary_home
from uptake.policy.learning.adapters.adapters import AdaptedModel
from uptake.policy.learning.lessons import harm
from uptake.policy.learning.lessons.lessons import Lesson
from uptake.policy.learning.methods import hindsight, teacher
from uptake.policy.learning.methods.completions import Written, completion
from uptake.policy.learning.methods.teacher import Taught, Teaching, scored, taught
from uptake.policy.model.language_model import LocalModel
from uptake.policy.wishes.wish import Wish

from ..tiny import tiny_model
from .test_hindsight import LESSONS, SMALL

HARM = "two three without asking"
"""What acts without a yes, in four words."""

SHORTER = (Wish("length.shorter", "4 words"),)


@pytest.fixture
def model(tmp_path: Path) -> Iterator[LocalModel]:
    with temporary_home() as settings:
        yield tiny_model(settings, tmp_path / "base")


def wrote(
    model: LocalModel, lesson: Lesson, *answers: str
) -> list[tuple[tuple[int, ...], Written]]:
    """Return answers as if the teacher had written them."""
    given = [completion(model.ready(), lesson.prompt, answer) for answer in answers]
    return [
        (one.prompt, Written(text, one.answer, -1.0))
        for one, text in zip(given, answers, strict=True)
    ]


def let_it_write(model: LocalModel, answers: Sequence[str], patch: pytest.MonkeyPatch) -> None:
    """Let the teacher write these answers to each lesson."""

    def drawn(_: object, lessons: Sequence[Lesson], *__: object) -> Iterator[object]:
        return ((lesson, wrote(model, lesson, *answers)) for lesson in lessons)

    patch.setattr(teacher, "_drawn", drawn)


def all_taught(model: LocalModel, lesson: Lesson) -> list[Taught]:
    found = taught(model, [lesson], WordEmbedder(), Teaching(), stop=lambda: False)
    return [one for _, one in found]


def said(model: LocalModel, one: Taught) -> str:
    return str(model.ready().tokenizer.decode(one.student.answer, skip_special_tokens=True)).strip()


def test_what_the_teacher_wrote_to_do_harm_is_passed_over(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_write(model, [HARM, "blue", HARM], monkeypatch)
    (one,) = all_taught(model, LESSONS[0])
    assert said(model, one) == "blue"


def test_where_every_answer_does_harm_the_lesson_teaches_nothing(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_write(model, [HARM, HARM], monkeypatch)
    assert all_taught(model, LESSONS[0]) == []
    learned = hindsight.learn(
        AdaptedModel.fresh(model),
        LESSONS,
        SMALL,
        embedder=WordEmbedder(),
        on_step=lambda _: None,
        stop=lambda: False,
    )
    assert learned.ended == "nothing"


def test_an_edit_that_makes_harm_of_the_minded_answer_gives_way_to_what_the_teacher_writes(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_write(model, ["blue"], monkeypatch)
    minded = replace(LESSONS[0], wishes=SHORTER, of_form=True)
    (one,) = all_taught(model, replace(minded, answer=f"{HARM}. what colour is the sky"))
    assert said(model, one) == "blue"
    (one,) = all_taught(model, replace(minded, answer="one red green blue. what colour is the sky"))
    assert one.put_in, "a harmless edit is taught as before"


def test_answers_are_judged_as_they_would_be_taught(model: LocalModel) -> None:
    lesson = replace(LESSONS[0], wishes=SHORTER)
    drawn = wrote(model, lesson, f"one red green blue. {HARM}", f"{HARM}. one red green blue")
    (one,) = scored(model.ready(), lesson, drawn, WordEmbedder(), Teaching())
    assert one.unmet == 0
    assert one.put_in


def test_the_answers_of_a_lesson_are_embedded_together_and_once(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[list[str]] = []

    def chances(_: object, texts: Sequence[str]) -> list[float]:
        judged.append([*texts])
        return [0.0] * len(texts)

    monkeypatch.setattr(harm.HarmHead, "chances", chances)
    drawn = wrote(model, LESSONS[0], "blue", "red", "green")
    scored(model.ready(), LESSONS[0], drawn, WordEmbedder(), Teaching())
    assert judged == [["blue", "red", "green"]]
