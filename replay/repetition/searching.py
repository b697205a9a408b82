"""A number that is looked for: what pages answer to one that is too low, or too high.

Learned from what people try next: after "not enough" they try a higher number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...core.texts import plain
from ...memory.steps import TRIED, Search
from ..steps.traces import Move

_LONGEST = 120
"""Characters of an answer."""

_ONE_WAY = 0.9
"""The share of the tries after an answer that have to go the same way."""

_USUAL = 0.5
"""The share of the tries in one direction that an answer has to come before."""

_TRIES = 3
"""Tries in each direction that have to be shown."""


_WHOLE = re.compile(r"-?\d{1,9}")


def search(runs: Sequence[Sequence[Move]]) -> Search | None:
    """Return how a number is looked for, if the runs show that.

    Each run holds the moves that put in one number after the other.
    """
    typed = [move.action.text or "" for run in runs for move in run]
    if not all(map(_WHOLE.fullmatch, typed)):
        return None
    before_up: list[set[str]] = []
    before_down: list[set[str]] = []
    for answers, step in (pair for run in runs for pair in _answers(run)):
        (before_up if step > 0 else before_down).append(answers)
    too_low = _telling(before_up, before_down)
    too_high = _telling(before_down, before_up)
    if not too_low or not too_high:
        return None
    numbers = [int(text) for text in typed]
    return Search(low=min(numbers), high=max(numbers), too_low=too_low, too_high=too_high)


def _answers(run: Sequence[Move]) -> Iterator[tuple[set[str], int]]:
    """Yield what was shown after each number, and by how much the next one is higher."""
    for tried, following in pairwise(run):
        number = tried.action.text or ""
        step = int(following.action.text or 0) - int(number)
        page = following.page
        if step and page is not None:
            shown = (plain(page.text(one)) for one in page.observation.elements if one.visible)
            yield {_with_gap(text, number) for text in shown if 0 < len(text) <= _LONGEST}, step


def _with_gap(text: str, number: str) -> str:
    return re.sub(rf"(?<![\w-]){re.escape(number)}(?!\w)", f"{{{TRIED}}}", text)


def _telling(before: Sequence[set[str]], before_others: Sequence[set[str]]) -> tuple[str, ...]:
    """Return the answers that come before tries in one direction, and hardly before others."""
    if len(before) < _TRIES:
        return ()
    own = Counter(text for answers in before for text in answers)
    others = Counter(text for answers in before_others for text in answers)
    return tuple(
        text
        for text, count in own.most_common()
        if count >= _USUAL * len(before) and count >= _ONE_WAY * (count + others[text])
    )
