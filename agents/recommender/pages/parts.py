"""Parts: the pieces of text that a record on a page is made of, in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ....core.observations import CONTROLS, Element, Observation
from .listings import CELLS, Record, headers_of

_INLINE = frozenset(
    [
        "text",
        "b",
        "strong",
        "i",
        "em",
        "mark",
        "small",
        "sub",
        "sup",
        "link",
        "span",
        "u",
        "abbr",
        "time",
        "code",
        "q",
        "cite",
        "font",
        "br",
    ]
)
_SEPARATORS = re.compile(r"\s+[·•|‧∙⋅]\s+|\s*[•‧∙⋅]\s*")
_LONGEST_PIECE = 40
"""Characters of the longest piece of a line of several facts: "2019 · Drama · 2 h"."""

_FIELDS = CONTROLS - {"link", "button"}
_WORDLESS = re.compile(r"(?![$€£¥])\W*")
_STRUCK = frozenset({"del", "s", "strike"})


@dataclass(frozen=True)
class Part:
    """One piece of text."""

    text: str
    element: Element
    """What says it."""

    above: tuple[Element, ...]
    """The containers of that within the record, the nearest first."""

    url: str = ""
    """Where a press on it leads, in full."""

    picture: bool = False
    """Whether it is what a picture is called, and no text."""

    column: str = ""
    """What the column of the table is called that it stands in."""

    @property
    def link(self) -> Element | None:
        """The link that it stands in, or is."""
        return next((one for one in (self.element, *self.above) if one.url), None)

    @property
    def is_button(self) -> bool:
        """Whether it is what a button says."""
        return any(one.role == "button" for one in (self.element, *self.above))

    @property
    def is_pressed(self) -> bool:
        """Whether it can be pressed by itself, and not just anywhere in the box around it."""
        return self.element.clickable and not any(one.clickable for one in self.above[:1])

    @property
    def is_struck(self) -> bool:
        """Whether it is crossed out, as a former price is."""
        return any(one.role in _STRUCK for one in (self.element, *self.above))


def parts_of(screen: Observation, record: Record) -> list[Part]:
    """Return the pieces of text that a record shows."""
    parts = [part for root in record.elements for part in _parts(screen, root, ())]
    headers = headers_of(screen, record.elements[0])
    return [_in_column(part, screen, record.elements[0], headers) for part in parts]


def _in_column(part: Part, screen: Observation, row: Element, headers: Sequence[str]) -> Part:
    """Return the part with what its column is called, where it stands in a table that says so."""
    cells = [cell for cell in screen.children(row) if cell.role in CELLS] if headers else []
    places = [at for at, cell in enumerate(cells) if cell in (part.element, *part.above)]
    if places and places[0] < len(headers):
        return replace(part, column=headers[places[0]])
    return part


def _parts(screen: Observation, element: Element, above: tuple[Element, ...]) -> Iterator[Part]:
    if element.role in _FIELDS:
        return
    if _is_sentence(screen, element):
        inner = [part.url for part in screen.within(element) if part.url]
        yield from _pieces(screen.text_within(element), element, above, inner)
        return
    if element.visible and (drawn := _drawn_rating(element)):
        yield Part(drawn, element, above)
        return
    if element.visible and element.text:
        yield from _pieces(element.text, element, above, [])
    elif element.visible and element.name and not screen.children(element):
        picture = element.role == "img"
        yield Part(element.name, element, above, _url(element, above), picture=picture)
    elif element.name and _says_rating(element.name):
        yield Part(element.name, element, above)
        return  # what is in it only draws it
    for child in screen.children(element):
        yield from _parts(screen, child, (element, *above))


def _pieces(
    text: str, element: Element, above: tuple[Element, ...], inner: list[str]
) -> Iterator[Part]:
    """Yield the text; in pieces where it is a line of short facts."""
    url = _url(element, above) or (inner[0] if inner else "")
    pieces = [piece.strip() for piece in _SEPARATORS.split(text)]
    if len(pieces) > 1 and all(0 < len(piece) <= _LONGEST_PIECE for piece in pieces):
        yield from (Part(piece, element, above, url) for piece in pieces)
    elif not _WORDLESS.fullmatch(text) or _says_rating(text):
        yield Part(text, element, above, url)


def _is_sentence(screen: Observation, element: Element) -> bool:
    """Tell whether text and marked-up words alternate in it, so that all is read as one."""
    children = screen.children(element)
    texts = [child for child in children if child.role == "text" and child.visible]
    if len(children) < 2 or not any(not _WORDLESS.fullmatch(text.text) for text in texts):
        return False
    within = [part for child in children for part in screen.within(child)]
    return all(part.role in _INLINE and not _is_named(part) for part in within)


def _is_named(element: Element) -> bool:
    """Tell whether it is set apart as a field of its own."""
    return element.role == "span" and bool(element.classes)


def _url(element: Element, above: tuple[Element, ...]) -> str:
    return next((one.url for one in (element, *above) if one.url), "")


_STARRED = re.compile(r"(?:^|[-_])(?:stars?|rating)(?:$|[-_])", re.IGNORECASE)
_COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

_RATING = re.compile(
    r"\d(?:[.,]\d+)?\s*(?:(?:/|out of|of)\s*(?:5|10)\b|stars?\b)|[★⭐]", re.IGNORECASE
)


def _says_rating(text: str) -> bool:
    return bool(_RATING.search(text))


def _drawn_rating(element: Element) -> str:
    """Return the rating that an element draws by its classes: "star-rating Three"."""
    if not any(_STARRED.search(name) for name in element.classes):
        return ""
    counts = (_COUNTED.get(name.lower()) for name in element.classes)
    return next((f"{count} out of 5" for count in counts if count), "")
