"""Which of a follow-up's words say what was wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_CLAUSE = re.compile(r"[^.!?;\n]+(?:[.!?;]+(?!\S)|[.!?;]+(?=\S)|$)?")
_ALSO = 0.5
"""A clause that has at least this share of the greatest discontent is part of what is said."""


def clauses(said: str) -> list[tuple[int, int]]:
    """Return where the clauses of a text begin and end; none of them is empty."""
    found = []
    for match in _CLAUSE.finditer(said):
        text = match.group()
        begin = match.start() + len(text) - len(text.lstrip())
        if text.strip():
            found.append((begin, begin + len(text.strip())))
    return found


def telling_span(said: str, discontent: Callable[[Sequence[str]], Sequence[float]]) -> str:
    """Return the stretch from the first clause that says what was wrong to the last.

    `discontent` tells how surely each clause by itself speaks of dissatisfaction, 0..1. Thanks
    before it and a new request after it are left out.
    """
    places = clauses(said)
    if len(places) < 2:
        return said.strip()
    chances = discontent([said[begin:end] for begin, end in places])
    least = _ALSO * max(chances)
    telling = [place for place, chance in zip(places, chances, strict=True) if chance >= least]
    return said[telling[0][0] : telling[-1][1]]
