"""Agreement: several signals that say the same about a turn.

One signal is often wrong: people repeat themselves for emphasis, and negate what they speak of. Two
rarely are (Blum and Mitchell, "Combining labeled and unlabeled
data with co-training", 1998). So a turn is learned from where its user said so in so many words,
or where two signals agree.
"""

from __future__ import annotations

from .features import SIGNALS, signals
from .follow_up import FollowUp

_AGAIN = 0.6
"""Share of its words, or of its names, that a repeated request has in common with earlier ones."""

_REPEATED = 0.5
"""The same for a reply; as a share of the words of both."""

AGREEING = (
    "blames",
    "puts right",
    "is angry",
    "gives up",
    "says no",
    "asks again",
    "wants another",
    "got no result",
    "got it again",
)
"""Signals of dissatisfaction, each of which can be seen by itself."""


def agreeing(follow_up: FollowUp) -> tuple[str, ...]:
    """Return which of `AGREEING` speak for dissatisfaction with the reply that is followed."""
    if not follow_up.before:
        return ()
    has = dict(zip(SIGNALS, signals(follow_up), strict=True))
    asked_whether = has["reply: asks whether"] or has["reply: asks what else"]
    again = max(has["says again what was said"], has["names again what was named"])
    found = {
        "blames": has["said: blames"],
        "puts right": has["said: puts right"],
        "is angry": has["said: is angry"],
        "gives up": has["said: gives up"],
        # "no" to a question whether is an answer, and with thanks it is a leave.
        "says no": has["said: no"] and not (has["said: no, thanks"] or asked_whether),
        "asks again": again >= _AGAIN and not has["said: thanks"],
        "wants another": has["said: wants another"] and not has["reply: asks what else"],
        "got no result": max(has["reply: fails"], has["reply: has nothing"], has["reply: regrets"]),
        "got it again": has["reply repeats a reply"] >= _REPEATED,
    }
    return tuple(name for name in AGREEING if found[name])
