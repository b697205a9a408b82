"""What a choice implies: the assistant offered options, and the person took one of them.

The fact says what was taken over what, and never that it is a rule: "chose the wood-panelled
room over a rooftop and a tapas bar, asked where to celebrate". What is said along with it stays
as the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.protocols import Embedder
from .language.stemming import stem
from .language.words import words_of
from .records import Pick

FIRST = 0.4
"""How sure a single choice makes, 0..1."""

_LONGEST = 160
"""Characters of an option, a request or a reason that are kept."""

_FITS = 0.34
"""How much of what was said must fit the option that was taken."""

_AHEAD = 0.15
"""How much better it must fit than any other option."""

_OVER = re.compile(r"^(chose .+?) over .+, when asking: .*$", re.S)
_NUMBERED = re.compile(r"(?:(?<=^)|(?<=[\s,;(:]))\(?(\d{1,2}|[a-hA-H])[.)]\s+(?=\S)", re.M)
_BULLET = re.compile(r"^[ \t]*[-*\u2022]\s+", re.M)
_ENDS = re.compile(r"[\s,;]*(?:\b(?:and|or)\b)?[\s,;.?!]*$")
_FIRST_LINE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u00c0-\u00de])")
_LISTED = re.compile(r"[^.!?\n]*,[^.!?\n]*?,? or [^.!?\n]+", re.I)
_COMMA = re.compile(r",\s+(?:or\s+)?|\s+or\s+", re.I)
_OPENING = re.compile(
    r"(?:.*:\s*|(?:you (?:could|can|might)|there(?:'s| is| are)|consider|how about|either|perhaps|"
    r"maybe|try|i(?:'d| would) (?:suggest|recommend|try)|what about|we have|i found)\b\s*"
    r"(?:(?:try|use|have|take|choose|pick|go with|go for|visit|get|be|do)\b\s*)?)",
    re.I,
)
_PLACES = (
    "first 1 one a",
    "second 2 two b",
    "third 3 three c",
    "fourth 4 four d",
    "fifth 5 five e",
)
_ORDINALS = {word: place for place, words in enumerate(_PLACES) for word in words.split()}
_BY_NUMBER = re.compile(
    r"\b(?:option|number|no\.?|choice|#)\s*(?P<named>\d|[a-e]\b|one|two|three|four|five)"
    r"|\b(?:the\s+)(?P<ordinal>first|second|third|fourth|fifth|last)\b(?!\s+(?:time|day|week|of))"
    r"|^\W*(?P<alone>[1-5]|[a-e])\W*(?:please|it is|then)?\W*(?=$|[.,!])",
    re.I,
)
_LEFT = re.compile(
    r"\b(?:not|rather than|instead of|over|don't|didn't|no|without|except|anything but|isn't|"
    r"the other|others?)\b",
    re.I,
)
_CLAUSE_END = re.compile(r"[.!?;\u2014]|,\s|\s-\s|\b(?:because|since|as|so|but)\b", re.I)
_FORMULAS = """
i i'll ill i'd id take go with choose pick prefer like want sounds good great perfect think the
    one please option let's lets definitely would will me my it is that's thats for to a an and of
    in on at number choice sound best appeal most more suit fit yes ok okay
"""
_FORMULA = frozenset(_FORMULAS.split())


@dataclass(frozen=True)
class Choice:
    """A choice that a turn made."""

    pick: Pick
    reason: str
    """What the person said along with it; "" for nothing."""

    def statement(self) -> str:
        """Say what was chosen over what, and when."""
        over = ", ".join(self.pick.over)
        said = f' ("{self.reason}")' if self.reason else ""
        return f"chose {self.pick.chosen} over {over}{said}, when asking: {self.pick.asked}"


def in_brief(statement: str) -> str:
    """Return what a memory says, of a choice without what was passed over."""
    return _OVER.sub(r"\1", statement)


def options_in(reply: str) -> list[str]:
    """Return what a reply of the assistant offers to choose from; nothing for fewer than two.

    Options are numbered ("1) tea, 2) coffee"), lettered, items of a list, or three and more in
    a sentence that ends in "or".
    """
    starts = _in_order(list(_NUMBERED.finditer(reply))) or list(_BULLET.finditer(reply))
    if len(starts) < 2:
        return _in_sentence(reply)
    ends = [*(start.start() for start in starts[1:]), len(reply)]
    parts = [reply[start.end() : end] for start, end in zip(starts, ends, strict=True)]
    # Whatever follows the last option is no part of it.
    parts[-1] = _FIRST_LINE.split(parts[-1].split("\n")[0])[0]
    return [_short(_ENDS.sub("", part)) for part in parts if part.strip()]


def _in_sentence(reply: str) -> list[str]:
    listed = _LISTED.search(reply)
    if not listed:
        return []
    said = listed[0].strip()
    offered = _OPENING.sub("", said, count=1)
    # A sentence that merely lists something offers nothing: "I help with this, that or more."
    if offered == said and not reply[listed.end() :].startswith("?"):
        return []
    parts = _COMMA.split(offered)
    return [_short(part) for part in parts if part.strip()] if len(parts) > 2 else []


class ChoiceReader:
    """Finds out which of the offered options a person took."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, asked: str, offered: str, said: str) -> Choice | None:
        """Return the choice that `said` makes among what was `offered` to `asked`; or None.

        None, too, where it is not plain which option was taken, or where the person asks on.
        """
        options = options_in(offered)
        if not options or said.rstrip().endswith("?"):
            return None
        taken = _by_number(said, len(options))
        if taken is None:
            taken = self._by_words(said, options)
        if taken is None:
            return None
        over = tuple(option for place, option in enumerate(options) if place != taken)
        pick = Pick(chosen=options[taken], over=over, asked=_short(asked))
        return Choice(pick, _reason(said))

    def agree(self, one: Pick, other: Pick) -> float:
        """Return how far two choices show the same liking, -1..1; negative: the opposite one."""
        texts = [one.chosen, other.chosen, *one.over, *other.over]
        vectors = self._embedder.embed(texts)
        chosen = float(vectors[0] @ vectors[1])
        left = vectors[2 : 2 + len(one.over)], vectors[2 + len(one.over) :]
        against = max(float((left[1] @ vectors[0]).max()), float((left[0] @ vectors[1]).max()))
        return chosen if chosen >= against else -against

    def _by_words(self, said: str, options: Sequence[str]) -> int | None:
        """Return the option that the first words fit plainly better than any other."""
        head = _CLAUSE_END.split(said.strip(), maxsplit=1)[0]
        if left := _LEFT.search(head):
            head = head[: left.start()]
        telling = [word for word in words_of(head) if word not in _FORMULA]
        if not telling:
            return None
        stems = {stem(word) for word in telling}
        fits = [len(stems & {stem(w) for w in words_of(option)}) / len(stems) for option in options]
        vectors = self._embedder.embed([" ".join(telling), *options])
        near = np.array(fits) * 0.6 + (vectors[1:] @ vectors[0]) * 0.4
        order = np.argsort(-near)
        best, next_best = int(order[0]), int(order[1])
        plain = near[best] >= _FITS and near[best] - near[next_best] >= _AHEAD
        return best if plain else None


def _in_order(starts: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the marks that count up from 1 or a; other numbers in the text are left out."""
    kept: list[re.Match[str]] = []
    for start in starts:
        mark = start[1].lower()
        place = int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1
        if place == len(kept) + 1:
            kept.append(start)
    return kept if len(kept) > 1 else []


def _by_number(said: str, count: int) -> int | None:
    head = said.strip()[:120]
    for found in _BY_NUMBER.finditer(head):
        if _LEFT.search(head[max(0, found.start() - 14) : found.start()]):
            continue
        word = (found["named"] or found["ordinal"] or found["alone"]).lower()
        place = count - 1 if word == "last" else _ORDINALS[word]
        return place if place < count else None
    return None


def _reason(said: str) -> str:
    """Return what follows the words that name the choice."""
    end = _CLAUSE_END.search(said)
    rest = said[end.start() :].strip(" .,;!-\u2014") if end else ""
    return _short(rest)


def _short(text: str) -> str:
    flat = " ".join(text.split()).strip(" .;,")
    return flat if len(flat) <= _LONGEST else flat[:_LONGEST].rsplit(" ", 1)[0] + "\u2026"
