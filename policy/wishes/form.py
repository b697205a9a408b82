"""The form of an answer: its length, its layout, its marks, letters and end."""

from __future__ import annotations

import math
import re

from .passages import (
    ITEM,
    capitalised,
    closed,
    items,
    joined,
    points,
    sentences,
    shortened,
    whole,
    words_in,
)

BRIEF = 40
"""So many words are few, where nothing else is known."""

_SHORTER = 0.6
"""An answer is shorter than another that has at most this share of its words."""

_LONGER = 1.3
_SENTENCES_OF_A_PARAGRAPH = 2
_LONG_PARAGRAPH = 45
"""In words."""

_AMOUNT = re.compile(r"(\d+) (word|sentence)s?")
_MARKUP = re.compile(r"\*\*|__|`|^#{1,6} |(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|^\|", re.M)
_NUMBERED = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+\S", re.M)


# -- length: "" or "20 words" or "1 sentence" ----------------------------------------------------


def is_short(answer: str, most: str, minded: str) -> bool:
    """Tell whether an answer is short enough, or much shorter than the one that was minded."""
    if amount := _AMOUNT.fullmatch(most):
        parts = words_in(ITEM.sub("", answer)) if amount[2] == "word" else sentences(answer)
        return len(parts) <= int(amount[1])
    limit = _SHORTER * len(words_in(minded)) if minded else BRIEF
    return len(words_in(answer)) <= limit


def shorten(answer: str, most: str) -> str:
    """Return the beginning of an answer, in whole sentences where one fits."""
    amount = _AMOUNT.fullmatch(most)
    if amount and amount[2] == "sentence":
        return " ".join(whole(sentences(answer))[: int(amount[1])])
    return shortened(answer, int(amount[1]) if amount else BRIEF)


def longer_than(answer: str) -> str:
    """Return how long a longer answer is at least, as the value of a wish."""
    return f"{math.ceil(_LONGER * len(words_in(answer)))} words"


def is_long(answer: str, least: str, minded: str) -> bool:
    """Tell whether an answer is long enough, or longer than the one that was minded."""
    if amount := _AMOUNT.fullmatch(least):
        parts = words_in(answer) if amount[2] == "word" else sentences(answer)
        return len(parts) >= int(amount[1])
    return len(words_in(answer)) >= (_LONGER * len(words_in(minded)) if minded else BRIEF)


# -- layout -------------------------------------------------------------------------------------


def is_numbered(answer: str) -> bool:
    """Tell whether an answer is a list with numbers."""
    return len(_NUMBERED.findall(answer)) > 1


def number(answer: str) -> str:
    """Return the points of an answer with numbers."""
    return _listed(answer, "{}. ")


def is_bulleted(answer: str) -> bool:
    """Tell whether an answer is a list without numbers."""
    return len(items(answer)) > 1 and not _NUMBERED.search(answer)


def bullet(answer: str) -> str:
    """Return the points of an answer with dashes."""
    return _listed(answer, "- ")


def _listed(answer: str, mark: str) -> str:
    introduction, found = points(answer)
    if len(found) < 2:
        return answer
    lines = (f"{mark.format(at)}{capitalised(one)}" for at, one in enumerate(found, start=1))
    return "\n".join([*([introduction] if introduction else []), *lines])


def is_prose(answer: str) -> bool:
    """Tell whether an answer is running text."""
    return not ITEM.search(answer)


def flow(answer: str) -> str:
    """Return the points of an answer as running text."""
    introduction, found = points(answer)
    lead = [introduction.rstrip(":")] if introduction else []
    return joined([*lead, *found]) if found else answer


def is_airy(answer: str) -> bool:
    """Tell whether no paragraph of an answer is long, and there is more than one where it is."""
    paragraphs = [one for one in re.split(r"\n+", answer) if one.strip()]
    return all(len(words_in(one)) <= _LONG_PARAGRAPH for one in paragraphs) and (
        len(paragraphs) > 1 or len(sentences(answer)) <= _SENTENCES_OF_A_PARAGRAPH
    )


def air(answer: str) -> str:
    """Return the sentences of an answer in short paragraphs."""
    parts = whole(sentences(answer))
    each = 1 if len(words_in(answer)) > _LONG_PARAGRAPH * len(parts) / 3 else 2
    return "\n\n".join(" ".join(parts[at : at + each]) for at in range(0, len(parts), each))


# -- marks, letters, end ------------------------------------------------------------------------


def is_unmarked(answer: str) -> bool:
    """Tell whether an answer has no marks of Markdown."""
    return not _MARKUP.search(answer)


def unmark(answer: str) -> str:
    """Return an answer without the marks of Markdown."""
    return _MARKUP.sub("", answer)


def asks_at_end(answer: str) -> bool:
    """Tell whether an answer ends with a question."""
    return answer.rstrip("\"')*_ \n").endswith("?")


def ask_at_end(answer: str) -> str:
    """Return an answer with a question after it."""
    return f"{closed(answer)} Would you like to know more?"


def drop_questions(answer: str) -> str:
    """Return an answer without the questions at its end."""
    body = answer.rstrip()
    for sentence in reversed(sentences(answer)[1:]):
        if not sentence.endswith("?"):
            break
        body = body[: body.rfind(sentence)].rstrip()
        body = re.sub(r"(?:^|\n)[ \t]*(?:[-*•\u2013]|\d{1,2}[.)])$", "", body)
    return body
