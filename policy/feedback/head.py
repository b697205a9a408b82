"""The head that hears feedback: logistic regressions over a follow-up's features.

A multinomial one tells its kind, a binary one whether it states something about the reply.

Ready to use without anyone's labels: its weights ship beside this file and were fitted by
`training/feedback/fit.py` on dialogues that were made for it. With another embedding model than
the one it was fitted with, signals and words alone decide.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from .agreement import agreeing
from .features import meanings, word_features
from .follow_up import Exchange, FollowUp
from .kinds import DISSATISFIED, JUDGED, KINDS, Judged, Judgement
from .personal import PersonalWords, Witnessed
from .spans import telling_span
from .weights import STATED, Chances, Weights

SURE = 0.57
"""Below this probability a turn is neutral: to miss a sign is better than to imagine one."""


class FeedbackHead:
    """Judges what users say about the turn before. Any thread may use it."""

    def __init__(self, embedder: Embedder) -> None:
        """Load nothing yet: the weights load, in milliseconds, when it is first asked."""
        self._embedder = embedder
        self._lock = threading.Lock()
        self._loaded: Weights | None = None

    def judge(
        self, request: str, reply: str, said: str, earlier: Sequence[tuple[str, str]] = ()
    ) -> Judgement:
        """Judge what was `said` after the `reply` to a `request`.

        `earlier` are the requests and replies before that one, the oldest first.
        """
        before = (*(Exchange(*one) for one in earlier), Exchange(request, reply))
        return self.judge_follow_up(FollowUp(said, before))

    def judge_follow_up(self, follow_up: FollowUp, own: PersonalWords | None = None) -> Judgement:
        """Judge a follow-up with all that went before it, and by the person's `own` words."""
        (found,), (stated,) = self.heard([follow_up])
        if own is not None:
            found[DISSATISFIED] *= np.exp(own.shift(follow_up))
            found /= found.sum()
        chances = dict(zip(KINDS, map(float, found), strict=True))
        sums: dict[Judged, float] = {"satisfied": 0.0, "neutral": 0.0, "dissatisfied": 0.0}
        for kind, chance in chances.items():
            sums[JUDGED[kind]] += chance
        judgement = max(sums, key=lambda judged: sums[judged])
        if sums[judgement] < SURE:
            judgement = "neutral"
        of_that = {kind: chances[kind] for kind in KINDS if JUDGED[kind] == judgement}
        heard = Judgement(
            judgement,
            max(of_that, key=lambda kind: of_that[kind]),
            sums[judgement],
            dissatisfied=sums["dissatisfied"],
        )
        if judgement != "dissatisfied":
            return heard
        return self._with_reasons(heard, follow_up, stated >= STATED)

    def heard(self, follow_ups: Sequence[FollowUp]) -> tuple[Chances, Chances]:
        """Return how probable each kind is, `[follow-ups, KINDS]`, and that it is stated.

        The rows of the first sum to 1; the second, `[follow-ups]`, is the probability of an
        explicit statement about the reply: a wish, a correction, a complaint.
        """
        self.prepare()
        assert self._loaded is not None
        words = word_features(follow_ups, self._loaded.vocabulary)
        if not (follow_ups and self._loaded.knows_meaning):
            return self._loaded.by_words(words)
        return self._loaded.by_all(np.hstack([words, meanings(follow_ups, self._embedder)]))

    def dissatisfied(self, follow_ups: Sequence[FollowUp]) -> NDArray[np.float64]:
        """Return the probability of dissatisfaction of each follow-up, `[follow-ups]`."""
        return np.asarray(self.heard(follow_ups)[0][:, DISSATISFIED].sum(axis=1))

    def dissatisfied_by_words(self, follow_ups: Sequence[FollowUp]) -> NDArray[np.float64]:
        """Return the same by signals and words alone, in a fraction of a millisecond each."""
        self.prepare()
        assert self._loaded is not None
        chances, _ = self._loaded.by_words(word_features(follow_ups, self._loaded.vocabulary))
        return np.asarray(chances[:, DISSATISFIED].sum(axis=1))

    def witnesses(self, follow_ups: Sequence[FollowUp], failed: Sequence[bool]) -> list[Witnessed]:
        """Return follow-ups with what this head makes of them, to learn a person's words from."""
        told = self.dissatisfied_by_words(follow_ups).tolist()
        bare = [FollowUp(one.said, (Exchange("", ""),)) for one in follow_ups]
        alone = self.dissatisfied_by_words(bare).tolist()
        return [Witnessed(*one) for one in zip(follow_ups, told, alone, failed, strict=True)]

    def prepare(self) -> None:
        """Load the weights now, so that the next turn does not wait for it."""
        with self._lock:
            self._loaded = self._loaded or Weights(self._embedder.name)

    def _with_reasons(self, heard: Judgement, follow_up: FollowUp, stated: bool) -> Judgement:
        signals = agreeing(follow_up)
        return replace(
            heard,
            span=telling_span(follow_up.said, lambda texts: self._discontent(texts, follow_up)),
            stated=stated or len(signals) > 1,
            signals=signals,
        )

    def _discontent(self, clauses: Sequence[str], follow_up: FollowUp) -> list[float]:
        """Return how surely each clause by itself speaks of dissatisfaction."""
        alone = [FollowUp(clause, follow_up.before) for clause in clauses]
        return [float(chance) for chance in self.dissatisfied_by_words(alone)]
