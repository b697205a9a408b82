"""How a text becomes the words of the full-text index, in any script.

Scripts that put no spaces between words (Chinese, Japanese, Thai) are cut into overlapping
pairs of characters, so that a word of two characters is found inside a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

INDEXED_CHARACTERS = 8_000
"""How much of a long text is searched; the record itself keeps all of it."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
_RUN = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")
_ASCII_WORD = re.compile("[a-z0-9]+")
_FIRST_UNSPACED = re.compile(f"[{_UNSPACED}]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_COMMON = """
a about an and are as at be by can could did do does for from had has have he her his how i if in
is it its me my of on or our please she so that the their them then there they this to us was we
were what when where which who will with would you your
discuss discussed mention mentioned said say says talk talked tell told
"""
_STOP = frozenset(_COMMON.split())
"""Too common in English to find anything by; dropped from queries, never from records."""


def clean(text: str) -> str:
    """Replace lone surrogates, which cannot be stored or embedded, by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def words_of(text: str) -> list[str]:
    """Return the words in order, lower case, of the first `INDEXED_CHARACTERS`."""
    short = text[:INDEXED_CHARACTERS]
    if short.isascii():  # the same, at a fifth of the cost
        return _ASCII_WORD.findall(short.lower())
    folded = unicodedata.normalize("NFKC", clean(short)).casefold()
    return [word for run in _RUN.findall(folded) for word in _split(run)]


def query_words(text: str) -> list[str]:
    """Return the distinct words to search for; the common ones only where there are no others."""
    return telling_words(text) or list(dict.fromkeys(words_of(text)))[:64]


def telling_words(text: str) -> list[str]:
    """Return the distinct words that something can be found by; none where all are common."""
    return [word for word in dict.fromkeys(words_of(text)) if word not in _STOP][:64]


def _split(run: str) -> Iterator[str]:
    if not _FIRST_UNSPACED.match(run) or len(run) == 1:
        yield run
    else:
        yield from (run[i : i + 2] for i in range(len(run) - 1))
