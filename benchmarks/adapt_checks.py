"""What simulated people look at in an answer: form, length, what it names and leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable

Check = Callable[[str], bool]
"""Tells whether an answer is as someone wants it; never true of an empty one."""


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)


def substantial(check: Check, least: int = 5) -> Check:
    """Return the check for answers that say something at all."""
    return lambda answer: len(words(answer)) >= least and check(answer)


def has(pattern: str) -> Check:
    """Return the check for answers in which a pattern is found, in capitals or not."""
    found = re.compile(pattern, re.IGNORECASE)
    return substantial(lambda answer: found.search(answer) is not None)


def lacks(pattern: str) -> Check:
    """Return the check for answers in which a pattern is not found."""
    found = re.compile(pattern)
    return substantial(lambda answer: found.search(answer) is None)


def listed(answer: str) -> bool:
    """Tell whether an answer has at least two points on lines of their own."""
    return len(re.findall(r"(?m)^\s*(?:[-*•]|\d+[.)])\s+\S", answer)) >= 2


def at_most(most: int) -> Check:
    """Return the check for answers of at most so many words."""
    return substantial(lambda answer: len(words(answer)) <= most)


def first(wanted: str, others: str) -> Check:
    """Return the check that `wanted` is named, and before any of the others."""

    def check(answer: str) -> bool:
        found = re.search(wanted, answer, re.IGNORECASE)
        other = re.search(others, answer, re.IGNORECASE)
        return found is not None and (other is None or found.start() < other.start())

    return substantial(check, 4)
