"""Passages: an answer as sentences, as points, and as clauses, and put together again.

Knows punctuation and a few English words; nothing of wishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

ITEM = re.compile(r"^[ \t]*(?:[-*•\u2013]|\d{1,2}[.)])[ \t]+(?=\S)", re.M)
"""What stands before a point of a list."""

_TITLES = "Dr|Mr|Mrs|Ms|Mx|Prof|Rev|Fr|Sr|Jr|St|Hon|Capt|Lt|Sgt|Maj|Col|Gen"
TITLE = rf"\b(?:{_TITLES}|(?-i:[A-Z]))\.(?=\s?\w)"
"""A title or an initial before a name, whose full stop ends nothing; a regular expression."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=\S)")
_END_OF_ALL = re.compile(r"(?<=[^\W\d])[.!?][\"')\]]*(?=\s|$)")
_NOT_AN_END = re.compile(rf"(?:\b(?:e\.g|i\.e|etc|vs|No|approx|{_TITLES})|(?:^|\s)\d{{1,2}})\.$")
_CLAUSE_END = re.compile(
    r"[;:]\s+|,\s+(?:and|but|or|then|so|while|which|because)\s+|,\s+"
    r"|\s+(?=(?:and then|and|but|or|because|so that|while)\s)"
)
_LEADING = re.compile(r"^(?:and then|and|but|or|then|so)\s+", re.I)
_INTRODUCTION = re.compile(
    r"^(?:(?:to|if|when|while|before|after|in order|for|in|as|once|by|with|generally|usually|well|"
    r"sure|yes|of course|first|firstly)\b[^,.!?]*,|(?:sure|certainly|of course)[!.,])\s+",
    re.I,
)
_LOOSE_ENDS = """
a an the and or but of to in on at for with by from as is are was be that which your their its
this these it you can will into than if when so such more very not
"""
_DANGLING = frozenset(_LOOSE_ENDS.split())
"""A sentence that is cut off does not end in one of these."""

_LEAST_CLAUSE = 2
"""A clause has at least this many words."""


def words_in(text: str) -> list[str]:
    """Return the words of a text as they are written."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line is never part of two, and marks of lists are gone."""
    found: list[str] = []
    for line in ITEM.sub("", text).splitlines():
        begin = 0
        for end in _SENTENCE_END.finditer(line):
            if not _NOT_AN_END.search(line[begin : end.start()]):
                found.append(line[begin : end.start()])
                begin = end.end()
        found.append(line[begin:])
    return [one.strip() for one in found if _WORD.search(one)]


def whole(parts: Sequence[str]) -> list[str]:
    """Return the sentences without a last one that was cut off, where others are left."""
    cut = len(parts) > 1 and not parts[-1].rstrip("\"')]*_ ").endswith((".", "!", "?", ":"))
    return list(parts[:-1] if cut else parts)


def finished(text: str) -> str:
    """Return a text without what was cut off at its end, where a sentence before it is whole."""
    ends = [match.end() for match in _END_OF_ALL.finditer(text)]
    return text[: ends[-1]] if ends else text


def items(text: str) -> list[str]:
    """Return the points of the lists in a text, each with the lines that belong to it."""
    marks = [*ITEM.finditer(text)]
    ends = [*(mark.start() for mark in marks), len(text)][1:]
    found = (text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True))
    return [one for one in found if _WORD.search(one)]


def points(text: str) -> tuple[str, list[str]]:
    """Return what introduces the points that a text makes ("" for nothing), and the points.

    Those of its list where it has one, else its sentences, else the clauses of its sentence.
    """
    listed = items(text)
    if len(listed) > 1:
        return text[: next(ITEM.finditer(text)).start()].strip(), listed
    found = whole(sentences(text))
    introduction = found.pop(0) if len(found) > 1 and found[0].endswith(":") else ""
    if len(found) == 1:
        found = clauses(found[0])
    return introduction, found


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence; a short one stays with the one before it."""
    found: list[str] = []
    begin = 0
    for end in _CLAUSE_END.finditer(sentence):
        piece = sentence[begin : end.start()]
        if min(len(words_in(piece)), len(words_in(sentence[end.end() :]))) >= _LEAST_CLAUSE:
            found.append(piece)
            begin = end.end()
    found.append(sentence[begin:])
    return [closed(capitalised(_LEADING.sub("", one.strip()))) for one in found]


def shortened(text: str, most: int) -> str:
    """Return the first sentences of a text that have at most `most` words together.

    Where the first is longer by itself, its introduction goes, then its last clauses, and at
    last its last words.
    """
    kept: list[str] = []
    for sentence in whole(sentences(text)):
        if len(words_in(" ".join([*kept, sentence]))) > most:
            break
        kept.append(sentence)
    if kept:
        return " ".join(kept)
    found = sentences(text)
    return _cut(found[0], most) if found else text


def _cut(sentence: str, most: int) -> str:
    body = capitalised(_INTRODUCTION.sub("", sentence))
    if len(words_in(body)) <= most:
        return closed(body)
    places = [end.start() for end in _CLAUSE_END.finditer(body)]
    fitting = [place for place in places if len(words_in(body[:place])) <= most]
    if fitting and len(words_in(body[: fitting[-1]])) * 2 > most:
        return closed(body[: fitting[-1]])
    matches = list(_WORD.finditer(body))[:most]
    while len(matches) > 1 and matches[-1].group().casefold() in _DANGLING:
        matches.pop()
    return closed(body[: matches[-1].end()]) if matches else body


def capitalised(text: str) -> str:
    """Return the text with a capital letter first."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """Return the text as it stands after a comma; names and "I" keep their capital letter."""
    first = text.split(" ", 1)[0]
    plain = first[:1].isupper() and first[1:].islower() and len(first) > 1
    return text[:1].lower() + text[1:] if plain or first == "A" else text


def closed(text: str) -> str:
    """Return the text with a mark at its end."""
    bare = text.rstrip().rstrip(",;:").rstrip()
    return bare if bare.endswith((".", "!", "?")) else f"{bare}."


def joined(parts: Iterable[str]) -> str:
    """Return sentences as running text."""
    return " ".join(closed(part) for part in parts)
