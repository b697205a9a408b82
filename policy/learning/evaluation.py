"""What the gate asks of each model, and what the model made of it.

Each model is asked the same things on its own, so that the time for one tells the time for the
next. Comparing them is the measures' affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...core.protocols import LanguageModel, Message
from ..wishes.wish import Wish
from . import fixed_sets
from .contest import Exam
from .lessons import Lesson, Pair
from .teacher import hindsight_prompt

_AT_ONCE = 8
"""Conversations that are answered side by side; between two such batches it can be stopped."""

OnShare = Callable[[float], None]
"""Hears which share is done, 0..1; may raise to end it."""


@dataclass(frozen=True)
class Results:
    """What one model made of everything; likelihoods in nats per token unless told."""

    norms: tuple[float, ...]
    """Of each norm, by how much the answer that must stay preferred is likelier."""

    general: tuple[float, ...]
    """How likely good answers go on as they do."""

    routes: tuple[float, ...]
    """The probability of the right one of several titles, 0..1."""

    pairs: tuple[tuple[float, float], ...]
    """The log-likelihood of both answers of each pair, in nats: of the better, of the worse."""

    answers: tuple[str, ...]
    """What it says to what was held out."""

    gaps: tuple[float, ...]
    """How much likelier the base model finds these answers once it is told the follow-up."""

    kept: tuple[float, ...]
    """Which share of what their user wishes these answers keep to, where a text shows it; 0 where
    none does."""


def evaluate(model: LanguageModel, exam: Exam, *, on_share: OnShare = lambda _: None) -> Results:
    """Ask a model everything."""
    norms, general, routes = fixed_sets.norms(), fixed_sets.general(), fixed_sets.choices()
    lessons, pairs = exam.held_out.lessons, exam.held_out.pairs
    # an answer and the gap of an answer take about as long as a text that is scored
    total = len(norms) + len(general) + len(routes) + len(pairs) + 2 * len(lessons)
    done = 0

    def did(count: int = 1) -> None:
        nonlocal done
        done += count
        on_share(done / total)

    def each(found: Iterator[float]) -> Iterator[float]:
        for one in found:
            did()
            yield one

    margins = tuple(each(_margin(model, exam, norm) for norm in norms))
    continued = tuple(each(goes_on(model, exam.asked(text.request), text) for text in general))
    chances = tuple(each(_chance(model, choice) for choice in routes))
    both: list[tuple[float, float]] = []
    for pair in pairs:
        both.append(_both(model, pair))
        did()
    answers: list[str] = []
    for start in range(0, len(lessons), _AT_ONCE):
        asked = [lesson.prompt for lesson in lessons[start : start + _AT_ONCE]]
        answers += exam.write(model, asked, exam.tokens)
        did(len(asked))
    gaps = tuple(
        each(
            hindsight_gaps(exam.base, lesson, [answer])[0]
            for lesson, answer in zip(lessons, answers, strict=True)
        )
    )
    kept = tuple(
        _kept(lesson.wishes, answer) for lesson, answer in zip(lessons, answers, strict=True)
    )
    return Results(margins, continued, chances, tuple(both), tuple(answers), gaps, kept)


def hindsight_gaps(base: LanguageModel, lesson: Lesson, answers: Sequence[str]) -> list[float]:
    """Return how much likelier each answer is once the follow-up is known, in nats per token.

    The follow-up is told with the request, without the answer that it was about: a model that
    reads an answer finds the same words likely again, whatever was said of them.
    """
    knowing = base.score(hindsight_prompt(lesson), answers)
    unknowing = base.score(lesson.prompt, answers)
    return [k.per_token - u.per_token for k, u in zip(knowing, unknowing, strict=True)]


def _margin(model: LanguageModel, exam: Exam, norm: fixed_sets.Norm) -> float:
    preferred, other = model.score(exam.asked(norm.request), [norm.preferred, norm.other])
    return preferred.per_token - other.per_token


def goes_on(model: LanguageModel, asked: Sequence[Message], text: fixed_sets.General) -> float:
    """Return how likely an answer goes on as it does after its beginning, in nats per token."""
    whole, begun = model.score(asked, [text.answer, text.beginning])
    return (whole.logprob - begun.logprob) / max(1, whole.tokens - begun.tokens)


def _chance(model: LanguageModel, choice: fixed_sets.Choice) -> float:
    found = model.score(choice.asked, [choice.right, *choice.others])
    powers = np.exp([likelihood.per_token for likelihood in found])
    return float(powers[0] / powers.sum())


def _kept(wishes: Sequence[Wish], answer: str) -> float:
    shown = [met for wish in wishes if (met := wish.met(answer)) is not None]
    return sum(shown) / len(shown) if shown else 0.0


def _both(model: LanguageModel, pair: Pair) -> tuple[float, float]:
    better, worse = model.score(pair.prompt, [pair.chosen, pair.rejected])
    return better.logprob, worse.logprob
