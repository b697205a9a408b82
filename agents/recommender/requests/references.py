"""References: which of the shown items words speak of.

By place ("the second", "number 2", "the first two"), by title, or by pointing ("that one", "it").
What an item is called says nothing else: a title is read for no place, no wish and no denial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....core.events import Item
from ....core.numerals import read_number, read_place
from ....core.texts import mentions, plain
from .phrases import phrases_of

MARK = "\ufffc"
"""Stands in words where an item is named."""

_PLACE = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|(?<=the )last"
    r"|last(?=\s+(?:one|option|choice|item|place))|\d{1,2}(?:st|nd|rd|th))"
)
_REFERENCE = re.compile(
    rf"\b(?:the\s+)?(?P<place>{_PLACE})(?:\s+(?P<count>two|three|four|five|[2-9]))?"
    r"(?:\s+(?:one|option|choice|item|place)s?)?\b"
    r"(?!\s+(?:(?:\w+\s+)?(?:time|day|night|week|month|year)s?\b|of\b(?!\s+(?:them|these|those))))"
    r"|(?:\b(?:number|no\.?|option|item|card)\s*|#)(?P<number>\d{1,2})\b"
    r"|^\W*(?P<alone>\d{1,2})\W*(?:please)?\W*$",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:these|those|them|they|all of (?:it|them|these)|any of (?:them|these|those)|none"
    r"|neither)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:(?:that|this)(?:\s+(?:one|place|film|movie|book|item|thing|restaurant|hotel|kind))?|it)"
    r"\b(?!'?s?\s+(?:enough|all|is fine|would|sounds|looks))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class References:
    """What words say of which of the shown items."""

    words: str
    """The words, with a `MARK` where an item's title stands."""

    wanted: tuple[Item, ...]
    """Those that are named, in the order in which they are."""

    unwanted: tuple[Item, ...]
    """Those that are named to be turned down."""

    pointed: tuple[Item, ...]
    """Those that "it" or "these" mean, where none is named."""

    missed: bool
    """Whether only places are named at which nothing was shown."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What the words are about."""
        return self.wanted or self.unwanted or self.pointed


def read_references(text: str, shown: Sequence[Item], focus: Sequence[Item]) -> References:
    """Return which of the shown items the words speak of; `focus` is what "it" would mean."""
    titled = _titled(text, shown)
    words = text
    for start, end in titled.values():
        words = words[:start] + MARK.ljust(end - start) + words[end:]
    placed, missed = _placed(words, len(shown))
    named = {place: at for place, at in titled.items() if _is_meant(place, placed, shown)}
    at = {place: start for place, (start, _) in named.items()} | placed
    phrases = phrases_of(words)
    order = sorted(at, key=lambda place: (at[place], place))
    return References(
        words,
        wanted=tuple(shown[place] for place in order if not phrases.is_negated(at[place])),
        unwanted=tuple(shown[place] for place in order if phrases.is_negated(at[place])),
        pointed=() if at or missed else _pointed(words, shown, focus),
        missed=missed and not at,
    )


def without_places(words: str, instead: str = " ") -> str:
    """Return the words with something else where they name a place."""
    return _REFERENCE.sub(instead, words)


def resolved(text: str, items: Sequence[Item]) -> str:
    """Return the words with the item's title for what points at it."""
    if len(items) != 1 or items[0].title.lower() in text.lower():
        return text
    title = items[0].title
    placed = _REFERENCE.sub(lambda _: title, text, count=1)
    return placed if placed != text else _POINTING.sub(lambda _: title, text, count=1)


def _placed(words: str, shown: int) -> tuple[dict[int, int], bool]:
    """Return the places that are named, and where; and whether one is at which nothing stands."""
    found, missed = dict[int, int](), False
    for match in _REFERENCE.finditer(words):
        word = match["place"] or match["number"] or match["alone"]
        place = int(word) if word.isdigit() else read_place(word.lower())
        count = int(read_number(match["count"] or "") or 1)
        if place is not None:
            first = place - 1 if place > 0 else max(0, shown - count) if place else shown
            missed = missed or first >= shown
            found |= {one: match.start() for one in range(first, min(first + count, shown))}
    return found, missed


def _titled(text: str, shown: Sequence[Item]) -> dict[int, tuple[int, int]]:
    """Return the places of the items that are named by title, and where each begins and ends.

    A title within a longer one names nothing: "Dune" in "Dune: Part Two".
    """
    spans = {place: span for place, item in enumerate(shown) for span in _spans(text, item.title)}
    return {
        place: (start, end)
        for place, (start, end) in spans.items()
        if not any(
            first <= start and end <= last and last - first > end - start
            for first, last in spans.values()
        )
    }


def _spans(text: str, title: str) -> Iterator[tuple[int, int]]:
    if not mentions(text, title):
        return
    # A title that would point at any item is one only as it is written: the film "It".
    points = _REFERENCE.fullmatch(title) or _POINTING.fullmatch(title)
    words = plain(title).split() if not points else title.split()
    pattern = r"\s+".join(map(re.escape, words))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, 0 if points else re.IGNORECASE)
    if found:
        yield found.span()


def _is_meant(place: int, placed: dict[int, int], shown: Sequence[Item]) -> bool:
    """Tell whether a title means that item, and not another of the title that its place names."""
    title = shown[place].title
    return place in placed or all(shown[other].title != title for other in placed)


def _pointed(words: str, shown: Sequence[Item], focus: Sequence[Item]) -> tuple[Item, ...]:
    if _ALL.search(words):
        return tuple(shown)
    return tuple(focus) if _POINTING.search(words) else ()
