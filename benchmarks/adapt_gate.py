"""The real gate's verdict on what a simulated person's adapter became."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapt_memory import Judges

from uptake.agents.instructions import INSTRUCTIONS
from uptake.core.protocols import LanguageModel, Likelihood, Message
from uptake.core.settings import Settings
from uptake.policy.learning.adapters.adapters import AdaptedModel
from uptake.policy.learning.gate.contest import Contest, HeldOut
from uptake.policy.learning.gate.gate import judge
from uptake.policy.learning.lessons.lessons import Lesson
from uptake.policy.learning.methods.pairs import Drawing, draw_pairs, group_sizes
from uptake.policy.model.language_model import LocalModel

_DRAWING = Drawing(samples=4, longest=72)
"""How `uptake learn` draws the pairs that a version is measured on."""

_TEMPERATURE = 0.6
"""At which it draws answers to be looked at."""


class Gate:
    """Judges adapters of one base model, whose own part in it is worked out once.

    In the precision in which it answers, as `uptake learn` does, and not in that in which it
    learns: in bfloat16 a norm's margin is off by .02 nats per token, as much as the least that
    counts as kept.
    """

    def __init__(self, settings: Settings, judges: Judges) -> None:
        self._base, self._judges = LocalModel(settings), judges
        self._remembering = _Remembering(self._base)

    def verdict(self, candidate: AdaptedModel, held_out: Sequence[Lesson]) -> dict[str, Any]:
        """Return whether an adapter would be put into use, and why not."""
        pairs = draw_pairs(self._base, held_out, self._judges.embedder, _DRAWING).pairs
        return self.verdict_on(candidate, HeldOut(held_out, pairs))

    def verdict_on(self, candidate: AdaptedModel, held_out: HeldOut) -> dict[str, Any]:
        """Return the same where the pairs were drawn before."""
        base = self._remembering
        with TemporaryDirectory() as folder:
            candidate.save(Path(folder))
            answering = AdaptedModel.read(self._base, Path(folder))
            found = judge(Contest(base, base, answering, INSTRUCTIONS, _write), held_out)
        measured = {one.name: [one.before, one.after, one.low] for one in found.measures}
        return {"passed": found.passed, "says": found.says, "measured": measured}


class _Remembering:
    """A model that is not asked the same thing twice."""

    def __init__(self, model: LocalModel) -> None:
        self.model, self.name = model, model.name
        self._scores: dict[tuple[tuple[Message, ...], tuple[str, ...]], list[Likelihood]] = {}

    def stream(self, messages: Sequence[Message], *, max_tokens: int = 256) -> Any:
        return self.model.stream(messages, max_tokens=max_tokens)

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[Likelihood]:
        key = (tuple(messages), tuple(continuations))
        if key not in self._scores:
            self._scores[key] = self.model.score(messages, continuations)
        return self._scores[key]


def _write(
    model: LanguageModel, conversations: Sequence[Sequence[Message]], tokens: int
) -> list[str]:
    """Answer all side by side, by the same dice whichever model it is."""
    local = model.model if isinstance(model, _Remembering) else model
    assert isinstance(local, LocalModel)
    drawn = local.sample_each(
        conversations,
        count=1,
        temperature=_TEMPERATURE,
        max_tokens=tokens,
        apart=group_sizes(len(conversations)),
    )
    return [answer for (answer,) in drawn]
