"""What an answer is to mention, and what not: a name for its reader, a thing, a thing first."""

from __future__ import annotations

import re

from ...memory.language.stemming import stem
from ...memory.language.words import words_of
from .passages import ITEM, capitalised, joined, points, sentences, uncapitalised

_GREETING = re.compile(r"^(?:hello|hi|hey|dear|sure|certainly|of course)\b,? ?[!.]? *", re.I)

_OTHERWISE = re.compile(r"\b(?:or|instead|rather)\b", re.I)


def mentions(text: str, term: str) -> bool:
    """Tell whether the words of a term stand in a text, in their order, in any inflection."""
    return _place(text, term) >= 0


def _place(text: str, term: str) -> int:
    """Return the place of a term among the words of a text; -1 where it is not there."""
    wanted = [stem(word) for word in words_of(term)]
    found = [stem(word) for word in words_of(text)]
    runs = range(len(found) - len(wanted) + 1)
    return next((at for at in runs if wanted and found[at : at + len(wanted)] == wanted), -1)


def address(answer: str, name: str) -> str:
    """Return an answer that begins by calling its reader by name."""
    if ITEM.match(answer):
        return f"{capitalised(name)}:\n{answer}"
    body = _GREETING.sub("", answer) or answer
    return f"{capitalised(name)}, {uncapitalised(body)}"


def is_first(answer: str, term: str) -> bool:
    """Tell whether an answer speaks of a thing in its first sentence or point, and before others.

    What stands before an "or" is another.
    """
    introduction, found = points(answer)
    start = " ".join([introduction, *found[:1]])
    return mentions(_OTHERWISE.split(start)[0], term)


def put_first(answer: str, term: str) -> str:
    """Return an answer whose points about a thing come first; it is named where none does."""
    introduction, found = points(answer)
    about = [one for one in found if is_first(one, term)]
    if not about or (len(found) > 1 and ITEM.search(answer) is None and len(about) == len(found)):
        return f"First choice: {term}. {answer}"
    ordered = [*about, *(one for one in found if one not in about)]
    if ITEM.search(answer) is None:
        return joined(ordered)
    marks = [match.group() for match in ITEM.finditer(answer)]
    lines = [mark + one for mark, one in zip(marks, ordered, strict=False)]
    return "\n".join([*([introduction] if introduction else []), *lines])


def name_it(answer: str, term: str) -> str:
    """Return an answer with a thing that it is to name before it."""
    return f"Worth considering: {term}. {answer}"


def leave_out(answer: str, term: str) -> str:
    """Return an answer without the sentences that mention a thing, where others are left."""
    for sentence in sentences(answer):
        if mentions(sentence, term) and len(sentences(answer)) > 1:
            answer = answer.replace(sentence, "", 1)
    answer = re.sub(r"^[ \t]*(?:[-*•\u2013]|\d{1,2}[.)])[ \t]*\n?$", "", answer, flags=re.M)
    return re.sub(r" {2,}", " ", re.sub(r"\n{2,}", "\n", answer)).strip()
