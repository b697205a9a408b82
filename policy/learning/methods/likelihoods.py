"""How likely a model finds answers to many questions, asked as many at once as it can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....core.protocols import BatchScorer, LanguageModel, Likelihood, Question

_AT_ONCE = 8
"""Questions that are asked together; between two such batches it can be stopped."""


def likelihoods(model: LanguageModel, questions: Sequence[Question]) -> Iterator[list[Likelihood]]:
    """Yield, for each question, how likely each of its answers is."""
    if not isinstance(model, BatchScorer):
        yield from (model.score(asked, answers) for asked, answers in questions)
        return
    for start in range(0, len(questions), _AT_ONCE):
        yield from model.score_each(questions[start : start + _AT_ONCE])
