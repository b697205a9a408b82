"""Comparing short texts of people and pages: normalised, word by word."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_MARKS = " \t\n.,:;!?'\"\u201c\u201d\u2018\u2019()[]\u2026*"


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Return the text in lower case, whitespace collapsed, without marks around it."""
    return _SPACE.sub(" ", text).strip(_MARKS).casefold()


@lru_cache(maxsize=16_384)
def words(text: str) -> tuple[str, ...]:
    """Return the words of the text in lower case, without punctuation."""
    return tuple(_WORD.findall(text.casefold()))


def mentions(text: str, part: str) -> bool:
    """Tell whether `part` stands in `text` as whole words; a part without words never does."""
    needle = plain(part)
    if not words(needle):
        return False
    haystack, at = _SPACE.sub(" ", text).casefold(), -1
    while (at := haystack.find(needle, at + 1)) >= 0:
        end = at + len(needle)
        if not (_joined(haystack, at - 1, at) or _joined(haystack, end - 1, end)):
            return True
    return False


def similarity(one: str, other: str) -> float:
    """Say how alike two texts are: 0.99 where only case and outer marks differ, else below 0.8."""
    if one == other:
        return 1.0
    if plain(one) == plain(other):
        return 0.99 if plain(one) else 0.0
    first, second = set(words(one)), set(words(other))
    shared = len(first & second)
    return 0.8 * 2 * shared / (len(first) + len(second)) if shared else 0.0


def _joined(text: str, left: int, right: int) -> bool:
    """Tell whether both places hold letters or digits, so that a cut there splits a word."""
    return left >= 0 and right < len(text) and text[left].isalnum() and text[right].isalnum()
