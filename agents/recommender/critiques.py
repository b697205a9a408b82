"""Critiques: what a person says of items that they were shown.

"Not that one", "too expensive", "more like the second": which item is meant is resolved first,
then what it comes to: an item that is turned down, a bound, a value, or more or less of a kind.
Whether it is about the person rather than about tonight shows in the words with what they refer
to put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ...core.events import Item
from ...core.numerals import read_place
from ...core.texts import mentions, plain
from ...memory.words import words_of
from .columns import Column, value_key
from .directions import Direction, direction_of
from .meanings import Likeness
from .needs import read_need
from .phrases import phrases_of
from .pool import Pool
from .units import in_words

Move = Literal["take", "refuse", "more", "less", "change", "miss"]


@dataclass(frozen=True)
class Critique:
    """What words about shown items come to."""

    move: Move
    """"take": it is chosen; "refuse": not this one; "more", "less": of its kind; "change": what
    is asked for changes; "miss": it speaks of a place where nothing was shown."""

    items: tuple[Item, ...] = ()
    """What it is about, of what was shown."""

    needs: tuple[str, ...] = ()
    """What it adds to the request, in words."""

    resolved: str = ""
    """The user's words with the items' names for "that one"."""


_PLACE = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
_REFERENCE = re.compile(
    rf"\b(?:the\s+)?(?P<place>{_PLACE})(?:\s+(?:one|option|choice|item|place))?\b(?!\s+(?:time|day|"
    r"week|of))|(?:\b(?:number|no\.?|option|item|card)\s*|#)(?P<number>\d{1,2})\b"
    r"|^\W*(?P<alone>\d{1,2})\W*(?:please)?\W*$",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:these|those|them|they|all of (?:it|them|these)|any of (?:them|these|those)|none)\b", re.I
)
_POINTING = re.compile(
    r"\b(?:(?:that|this)(?:\s+(?:one|place|film|movie|book|item|thing|restaurant|hotel|kind))?|it)"
    r"\b(?!'?s?\s+(?:enough|all|is fine|would|sounds|looks))",
    re.IGNORECASE,
)
_TAKE = re.compile(
    r"\b(?:i(?:'ll| will|'d| would)? (?:take|go with|go for|choose|pick|have|book|order|get)|let'?s"
    r" (?:take|go with|go for|do|have|book|get|watch|try)|(?:sounds|looks) (?:good|great|perfect)"
    r"|(?:book|order|open|choose|pick|take) (?:it|that|this|the|number)|i want (?:the|that|this)"
    r"|perfect|deal)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more (?:like|of)|(?:something|things?|ones?|others?|places?) (?:like|similar)|similar to"
    r"|along the lines of|in the style of|i like (?:the|that|this|number))\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:less like|nothing like|not like|unlike|no more (?:of|like)"
    r"|not (?:that|this) (?:kind|sort|type|style)|not (?:my|our) (?:thing|taste|style|kind)"
    r"|fewer like)\b",
    re.IGNORECASE,
)
_REFUSE = re.compile(
    r"\b(?:not (?:that|this|the|those|these|number|it)\b|skip|no thanks?|nope|none of|anything but"
    r"|(?:something|anything|somewhere|someone) (?:else|different)|other (?:ones?|options?|ideas?)"
    r"|another|what else|others?\b|the next|next one|different ones?|rather not"
    r"|(?:i(?:'ve| have)?|we(?:'ve| have)?) (?:already )?(?:seen|read|been (?:there|to)|had|tried|"
    r"watched|own|got)|(?:do|did|would)(?: no|n'?)t (?:like|want|fancy|love)|hate|can'?t stand"
    r"|never (?:show|suggest|recommend|again|want))",
    re.IGNORECASE,
)
_EVERYTHING = re.compile(r"\b(?:else|others?|another|different|none|next)\b", re.IGNORECASE)
"""Words that turn all down that was shown: "something else"."""

_DEGREE = re.compile(
    r"\b(?:(?P<too>(?:far |much |a bit |way |a little )?too|a bit|so)\s+(?P<much>[a-z-]+)"
    r"|(?P<comparison>more|less)\s+(?P<compared>[a-z]+(?:-[a-z]+)?)(?!\s+(?:of|like|than))"
    r"|(?P<er>[a-z]+er|worse|farther|further)"
    r"|not\s+(?P<lacking>[a-z-]+)\s+enough)\b",
    re.IGNORECASE,
)
_COMPARATIVE = re.compile(r"[a-z]+er|worse|better", re.IGNORECASE)
_FRESH = re.compile(
    r"\b(?:recommend|suggest|which|what should|find|help me|looking for"
    r"|pick (?:one|something|a))\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"^\W*(?:(?:i(?:'d| would)? (?:like|prefer|want)|rather|maybe|no,?|ok(?:ay)?,?)\s+)*"
    r"(?:(?:some|any)(?:thing|where)|an?|ones?)\s+(?!else|different|like|similar)[a-z]",
    re.IGNORECASE,
)
_BRIEF = 7
"""Words of the longest wish."""

_GOES_ON = re.compile(
    r"^\W*(?:and|but|or|what about|how about|with|without|only|no|not|make it|actually|instead|also"
    r"|rather|under|over|something|anything|preferably|ideally|please|at least|at most|for)\b"
    r"|\b(?:of (?:them|these|those)|instead|please)\W*$",
    re.IGNORECASE,
)
_MOMENTS = ("year", "date", "time")
_LONGEST = 12
"""Words of the longest follow-up that goes on with a search without saying so."""


def read_critique(
    text: str, shown: Sequence[Item], pool: Pool, likeness: Likeness | None = None
) -> Critique | None:
    """Return what the words come to about what was shown; None where they are about other things.

    `shown` is in the order in which it was shown; `pool` is what there was to choose from. With a
    `likeness`, what is asked for is known by its meaning, too.
    """
    if not shown:
        return None
    text = text.replace("\u2019", "'")
    phrases = phrases_of(text)
    named = [(item, phrases.is_negated(at)) for item, at in _named(text, shown)]
    wanted = tuple(item for item, negated in named if not negated)
    unwanted = tuple(item for item, negated in named if negated)
    items = wanted or unwanted or tuple(_pointed(text, shown))
    resolved, is_placed = _resolved(text, items), bool(_REFERENCE.search(text))
    # What an item is called, and where it stands, says nothing about it: "The Cheaper Sequel".
    text = _without_titles(text, shown)
    asked = _REFERENCE.sub(" ", text)
    compared = tuple(_needs(asked, items or shown[:1], pool, likeness))
    stated = (asked,) if read_need([asked], pool, (), likeness).constraints else ()
    adds = compared or stated
    if not items and not is_placed and not compared and (adds or _is_wish(text)):
        return _of_what_is_asked(text, tuple(shown), adds, resolved)
    refused = _refused(text, unwanted or items, shown)
    moves: tuple[tuple[Move, bool, tuple[Item, ...]], ...] = (
        ("less", bool(_LESS.search(text)), items or tuple(shown[:1])),
        ("more", bool(_MORE.search(text)), items or tuple(shown[:1])),
        ("take", _takes(text, wanted), wanted[:1]),
        ("miss", is_placed and not items, ()),
        ("refuse", bool(_REFUSE.search(text) or unwanted), refused),
        ("take", bool(_TAKE.search(text)), items[:1] or tuple(shown[:1])),
        ("change", bool(compared) or (bool(adds) and _goes_on(text)), items if compared else ()),
    )
    for move, is_made, about in moves:
        if is_made:
            return Critique(move, about, adds, resolved)
    return None


def _of_what_is_asked(
    text: str, shown: tuple[Item, ...], adds: tuple[str, ...], resolved: str
) -> Critique | None:
    """Return what a wish without an item comes to; None where it is a new request."""
    if adds and _EVERYTHING.search(text):
        return Critique("refuse", shown, adds, resolved)
    goes_on = _is_wish(text) or _REFUSE.search(text) or _goes_on(text)
    return Critique("change", (), adds or (text,), resolved) if goes_on else None


def _takes(text: str, wanted: tuple[Item, ...]) -> bool:
    """Tell whether the items that are named are taken: by the words, or by no more than a name."""
    return bool(wanted) and bool(_TAKE.search(text) or (len(wanted) == 1 and _is_bare(text)))


def _named(text: str, shown: Sequence[Item]) -> Iterator[tuple[Item, int]]:
    """Yield the items that the words name by their place or their title, and where."""
    places = dict[int, int]()
    for match in _REFERENCE.finditer(text):
        word = match["place"] or match["number"] or match["alone"]
        place = int(word) if word.isdigit() else read_place(word.lower())
        if place is not None and (place == -1 or 0 < place <= len(shown)):
            places[place - 1 if place > 0 else len(shown) - 1] = match.start()
    for place, item in enumerate(shown):
        if mentions(text, item.title):
            places[place] = text.casefold().find(plain(item.title))
    yield from ((shown[place], at) for place, at in places.items())


def _pointed(text: str, shown: Sequence[Item]) -> Sequence[Item]:
    """Return what "that one" or "these" mean: the first, or all; nothing where nothing is said."""
    if _ALL.search(text):
        return shown
    return shown[:1] if _POINTING.search(text) else ()


def _refused(text: str, items: tuple[Item, ...], shown: Sequence[Item]) -> tuple[Item, ...]:
    return items or (tuple(shown) if _EVERYTHING.search(text) else tuple(shown[:1]))


def _needs(
    text: str, items: Sequence[Item], pool: Pool, likeness: Likeness | None
) -> Iterator[str]:
    """Yield what is asked for by comparison with the items that are meant: "too expensive"."""
    places = [place for place, item in enumerate(pool.items) if item.id in {i.id for i in items}]
    for match in _DEGREE.finditer(text):
        word = (match["much"] or match["compared"] or match["er"] or match["lacking"]).lower()
        too = match["too"] and not _COMPARATIVE.fullmatch(word)
        away = bool(too) or (match["comparison"] or "").lower() == "less"
        direction = direction_of(word, pool)
        column = direction.column(pool) if direction else None
        if direction and column:
            yield from _beyond(Direction(direction.kinds, direction.up != away), column, places)
        elif value := _value(word, pool, likeness, compared=bool(match["er"])):
            yield f"no {value}" if away else f"something {value}"
        elif too and match["too"].lower() != "so":
            yield f"nothing {word}"


def _beyond(direction: Direction, column: Column, places: Sequence[int]) -> Iterator[str]:
    """Yield that it has to be more, or less, than what the items have."""
    low, high, units = column.amounts
    amounts = (low if not direction.up else high)[list(places)]
    told = [
        (float(amount), units[column.codes[place]])
        for amount, place in zip(amounts, places, strict=True)
        if amount == amount
    ]
    if told:
        value, unit = (max if direction.up else min)(told)
        ends = ("after", "before") if column.kind in _MOMENTS else ("over", "under")
        yield f"{column.name} {ends[0] if direction.up else ends[1]} {in_words(value, unit)}"


def _value(word: str, pool: Pool, likeness: Likeness | None, *, compared: bool) -> str:
    """Return the value of the pool that a word says or means, or a comparative of it; else ""."""
    bases = [] if compared else [word]
    if word.endswith("ier"):
        bases.append(f"{word[:-3]}y")
    elif word.endswith("er"):
        bases += [word[:-2], word[:-1]]
    named = next((base for base in bases if value_key([base]) in pool.vocabulary), "")
    if named or likeness is None:
        return named
    return next((base for base in bases if read_need([base], pool, (), likeness).constraints), "")


def _resolved(text: str, items: Sequence[Item]) -> str:
    """Return the words with the item's title for what points at it."""
    if len(items) != 1 or items[0].title.lower() in text.lower():
        return text
    title = items[0].title
    placed = _REFERENCE.sub(title, text, count=1)
    return placed if placed != text else _POINTING.sub(title, text, count=1)


def _without_titles(text: str, shown: Sequence[Item]) -> str:
    """Return the words with nothing where an item's title stands."""
    for item in sorted(shown, key=lambda one: -len(one.title)):
        if mentions(text, item.title):
            text = re.sub(re.escape(plain(item.title)), " ", text, flags=re.IGNORECASE)
    return text


def _is_bare(text: str) -> bool:
    """Tell whether words without titles say no more than which item is meant."""
    polite = {"please", "the", "yes", "ok", "okay", "then", "thanks", "one", "it", "is"}
    return set(words_of(_REFERENCE.sub(" ", text))) <= polite


def _is_wish(text: str) -> bool:
    """Tell whether the words wish for something, even where nothing that is known answers it."""
    if text.rstrip().endswith("?") or len(words_of(text)) > _BRIEF:
        return False
    return bool(_WISHES.search(text))


def _goes_on(text: str) -> bool:
    if _GOES_ON.search(text):
        return True
    return not _FRESH.search(text) and len(words_of(text)) <= _LONGEST
