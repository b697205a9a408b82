"""How much work it is to measure models, by which it is told how long it will take.

In questions of the fixed sets: one is two short answers to a short request, scored. The figures
are rough, from the times that the parts took with answers of about 60 tokens; plans and progress
go by them, and no result.
"""

from __future__ import annotations

from . import fixed_exam

FIXED = 1.0
"""A question of the fixed sets."""

PAIR = 3.0
"""A pair of answers, scored."""

ANSWER = 8.0
"""An answer, written."""

GAP = 5.0
"""The hindsight gap of an answer."""

DRAWING = 36.0
"""The answers of which the better one of a pair is chosen."""

INTERPOLATION = 80.0
"""To find how much of an adapter is kept; three looks at the texts that were held back."""


def exam(lessons: int, pairs: int, *, fixed: bool = True) -> float:
    """Return how much it is to ask one model everything; without the fixed sets if not `fixed`."""
    asked = FIXED * fixed_exam.count() if fixed else 0.0
    return asked + PAIR * pairs + (ANSWER + GAP) * lessons
