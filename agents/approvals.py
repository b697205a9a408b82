"""Which steps need the user's yes: those that spend, send or delete.

Reads what a step's target is called, on the page and in its id and classes. Errs on the
side of asking.
"""

from __future__ import annotations

import re

from ..core.actions import Op
from ..memory.records import Procedure
from ..memory.steps import Step

_RISKS = {
    "deletes": r"delete|remove|trash|discard|erase|unsubscribe|deactivate",
    "sends": r"send|forward|reply|publish|tweet|retweet|post",
    "spends": r"buy|pay|purchase|checkout|order|donate|transfer|book",
}
_PATTERNS = {
    risk: re.compile(rf"(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)
    for risk, words in _RISKS.items()
}
_ACTS = frozenset({Op.CLICK, Op.LONG_PRESS, Op.ENTER, Op.KEY})


def risk_of(procedure: Procedure) -> str:
    """Say what makes the procedure need a yes ("it deletes"); empty where nothing does."""
    risks = dict.fromkeys(risk for step in procedure.steps for risk in _risks(step))
    return "it " + " and ".join(risks) if risks else ""


def _risks(step: Step) -> list[str]:
    if step.op not in _ACTS or step.target is None:
        return []
    target = step.target
    words = " ".join([target.text, target.name, target.resource_id, *target.classes])
    return [risk for risk, pattern in _PATTERNS.items() if pattern.search(words)]
