"""How likely a model finds answers to many questions, asked as many at once as it can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...core.protocols import BatchScorer, LanguageModel, Likelihood, Question

_AT_ONCE = 8
"""Questions that are asked together; between two such batches it can be stopped."""


def likelihoods(model: LanguageModel, questions: Sequence[Question]) -> Iterator[list[Likelihood]]:
    """Yield, for each question, how likely each of its answers is."""
    for start in range(0, len(questions), _AT_ONCE):
        yield from _together(model, questions[start : start + _AT_ONCE])


def _together(model: LanguageModel, questions: Sequence[Question]) -> list[list[Likelihood]]:
    if isinstance(model, BatchScorer):
        return model.score_each(questions)
    return [model.score(asked, answers) for asked, answers in questions]
