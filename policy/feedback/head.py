"""The head that hears feedback: a multinomial logistic regression over a follow-up's features.

Ready to use without anyone's labels: its weights ship beside this file and were fitted by
`training/feedback/fit.py` on dialogues that were made for it. With another embedding model than
the one it was fitted with, signals and words alone decide.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from .agreement import EXPLICIT, agreeing
from .features import Floats, meanings, word_features
from .follow_up import Exchange, FollowUp
from .kinds import JUDGED, KINDS, Judged, Judgement
from .personal import PersonalWords, Witnessed
from .spans import telling_span

WEIGHTS = "feedback.safetensors"
"""The file beside this one that holds the fitted weights."""

SURE = 0.6
"""Below this probability a turn is neutral: to miss a sign is better than to imagine one."""

STATED = 0.75
"""From this probability on an explicit statement is one to learn from."""

_DISSATISFIED = [KINDS.index(kind) for kind in KINDS if JUDGED[kind] == "dissatisfied"]


class FeedbackHead:
    """Judges what users say about the turn before. Any thread may use it."""

    def __init__(self, embedder: Embedder) -> None:
        """Load nothing yet: the weights load, in milliseconds, when it is first asked."""
        self._embedder = embedder
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

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
        found = self.chances([follow_up])[0]
        if own is not None:
            found[_DISSATISFIED] *= np.exp(own.shift(follow_up))
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
        return heard if judgement != "dissatisfied" else self._with_reasons(heard, follow_up)

    def chances(self, follow_ups: Sequence[FollowUp]) -> NDArray[np.float64]:
        """Return how probable each kind is, `[follow-ups, KINDS]`; the rows sum to 1."""
        self.prepare()
        assert self._loaded is not None
        words = word_features(follow_ups, self._loaded.vocabulary)
        if not (follow_ups and self._loaded.knows_meaning):
            return self._loaded.by_words(words)
        return self._loaded.by_all(np.hstack([words, meanings(follow_ups, self._embedder)]))

    def dissatisfied(self, follow_ups: Sequence[FollowUp]) -> NDArray[np.float64]:
        """Return the probability of dissatisfaction of each follow-up, `[follow-ups]`."""
        return np.asarray(self.chances(follow_ups)[:, _DISSATISFIED].sum(axis=1))

    def dissatisfied_by_words(self, follow_ups: Sequence[FollowUp]) -> NDArray[np.float64]:
        """Return the same by signals and words alone, in a fraction of a millisecond each."""
        self.prepare()
        assert self._loaded is not None
        chances = self._loaded.by_words(word_features(follow_ups, self._loaded.vocabulary))
        return np.asarray(chances[:, _DISSATISFIED].sum(axis=1))

    def witnesses(self, follow_ups: Sequence[FollowUp], failed: Sequence[bool]) -> list[Witnessed]:
        """Return follow-ups with what this head makes of them, to learn a person's words from."""
        told = self.dissatisfied_by_words(follow_ups).tolist()
        bare = [FollowUp(one.said, (Exchange("", ""),)) for one in follow_ups]
        alone = self.dissatisfied_by_words(bare).tolist()
        return [Witnessed(*one) for one in zip(follow_ups, told, alone, failed, strict=True)]

    def prepare(self) -> None:
        """Load the weights now, so that the next turn does not wait for it."""
        with self._lock:
            self._loaded = self._loaded or _Loaded(self._embedder.name)

    def _with_reasons(self, heard: Judgement, follow_up: FollowUp) -> Judgement:
        signals = agreeing(follow_up)
        explicit = heard.dissatisfied >= STATED and any(name in EXPLICIT for name in signals)
        return Judgement(
            heard.judgement,
            heard.feedback,
            heard.probability,
            dissatisfied=heard.dissatisfied,
            span=telling_span(follow_up.said, lambda texts: self._discontent(texts, follow_up)),
            stated=explicit or len(signals) > 1,
            signals=signals,
        )

    def _discontent(self, clauses: Sequence[str], follow_up: FollowUp) -> list[float]:
        """Return how surely each clause by itself speaks of dissatisfaction."""
        alone = [FollowUp(clause, follow_up.before) for clause in clauses]
        return [float(chance) for chance in self.dissatisfied_by_words(alone)]


class _Loaded:
    """The weights, and whether those of the meaning fit the embedding model."""

    def __init__(self, embedder: str) -> None:
        from safetensors import safe_open

        with safe_open(str(files("uptake.policy.feedback").joinpath(WEIGHTS)), "numpy") as file:
            about = file.metadata()
            self._tensors: dict[str, Floats] = {
                name: file.get_tensor(name)
                for name in file.keys()  # noqa: SIM118 - no mapping
            }
        self.knows_meaning = embedder == about["embedder"]
        runs: list[str] = json.loads(about["vocabulary"])
        self.vocabulary = {run: place for place, run in enumerate(runs)}

    def by_words(self, words: Floats) -> NDArray[np.float64]:
        return self._chances("by_words", words)

    def by_all(self, features: Floats) -> NDArray[np.float64]:
        return self._chances("by_all", features)

    def _chances(self, fit: str, features: Floats) -> NDArray[np.float64]:
        scores = features @ self._tensors[f"{fit}.weights"].T + self._tensors[f"{fit}.bias"]
        powers = np.exp(scores - scores.max(axis=1, keepdims=True), dtype=np.float64)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))
