"""What can be heard in a user's words about the turn before: judgements and their kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...memory.logs.turn import Followup

Judged = Literal["satisfied", "neutral", "dissatisfied"]

JUDGED: dict[str, Judged] = {
    "correction": "dissatisfied",
    "refinement": "dissatisfied",
    "repetition": "dissatisfied",
    "wrong item": "dissatisfied",
    "wrong action": "dissatisfied",
    "complaint": "dissatisfied",
    "abandonment": "dissatisfied",
    "thanks": "satisfied",
    "acceptance": "satisfied",
    "none": "neutral",
}
"""Which judgement a kind belongs to."""

KINDS = tuple(JUDGED)

DISSATISFIED = [KINDS.index(kind) for kind in KINDS if JUDGED[kind] == "dissatisfied"]
"""The places in `KINDS` of those that are dissatisfied."""


@dataclass(frozen=True)
class Judgement:
    """How a turn was heard."""

    judgement: Judged
    """"neutral" also where it is not sure enough."""

    feedback: str
    """One of `KINDS`."""

    probability: float
    """Of the judgement, 0..1."""

    dissatisfied: float = 0.0
    """Calibrated probability that the user was dissatisfied with the turn before, 0..1."""

    span: str = ""
    """The words of the turn that say what was wrong, as they stand in it; may be empty."""

    stated: bool = False
    """Whether it may be learned from: said in so many words, or by several agreeing signals."""

    signals: tuple[str, ...] = ()
    """What spoke for dissatisfaction: names of `agreement.AGREEING`."""

    def as_followup(self, said: str, *, turn: str) -> Followup:
        """Return what the log of turns keeps of it: it was `said` in `turn`."""
        return Followup(
            turn=turn,
            said=said,
            judgement=self.judgement,
            kind=self.feedback,
            dissatisfied=self.dissatisfied,
            span=self.span,
            stated=self.stated,
            signals=self.signals,
        )
