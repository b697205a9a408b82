"""Fields: which parts of a record name it, say what it costs, and tell its attributes.

Knows the other records of the list, since what all of them say ("Add to basket", "Cuisine") is
no value. Nothing is filled in: what a record does not say, its item does not have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ....core.texts import plain
from .labels import Labels, label_and_value, label_looks
from .naming import Names
from .parts import Part
from .titles import Titles
from .values import costs, is_address, is_former, is_price, is_prose, kind_of, price_in

_SAID_BY_ALL = 0.6
"""A text that so many of the records say, 0..1, is a label or a button."""

_FEW = 3
"""Of fewer records it cannot be told what all of them say."""

_LONGEST_TITLE = 200
_NUMBERED = re.compile(r"#?\d{1,4}[.)]\s+(?=\S)")
_CUT_SHORT = re.compile(r"\s*(?:\.\.\.|\u2026)$")
_NAMING = 3
"""Values that a record is called by that has no name."""

_NEARLY_ALL = 0.7
"""Goods have a price or an address, so many of them at least."""


@dataclass
class Fields:
    """What a record says."""

    title: str = ""
    url: str = ""
    price: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    """What it says without saying of what; the longest is its description."""


class Reader:
    """Reads the records of one list."""

    def __init__(self, records: Sequence[Sequence[Part]]) -> None:
        self._records = records
        said = Counter(text for parts in records for text in {plain(p.text) for p in parts})
        enough = max(2, _SAID_BY_ALL * len(records))
        common = len(records) >= _FEW
        self._common = {text for text, count in said.items() if common and count >= enough}
        self._looks = label_looks(records, self._common)
        self._names = Names([part for parts in records for part in parts])
        self._titles = Titles(records, self._common, self._names).choose()

    @cached_property
    def fields(self) -> list[Fields]:
        """The fields of each record."""
        pairs = zip(self._records, self._titles, strict=True)
        read = [self._fields(parts, title) for parts, title in pairs]
        named = Counter(url for url, _ in {(one.url, plain(one.title)) for one in read})
        for one in read:
            if named[one.url] > 1:  # it is where all of them lead: the basket
                one.url = ""
        return read

    @property
    def distinct(self) -> float:
        """How many of the titles differ, 0..1."""
        titles = {plain(one.title) for one in self.fields if one.title}
        return len(titles) / len(self.fields) if titles else 0.0

    @property
    def are_titled(self) -> bool:
        """Whether something on the page names the records."""
        return any(title is not None for title in self._titles)

    @property
    def are_goods(self) -> bool:
        """Whether nearly all have a price or an address, as the properties of one thing do not."""
        telling = sum(bool(one.price or one.url) for one in self.fields)
        return telling >= _NEARLY_ALL * len(self.fields)

    @property
    def is_named(self) -> bool:
        """Whether the titles are written with letters, as names are."""
        lettered = sum(any(sign.isalpha() for sign in one.title) for one in self.fields)
        return 2 * lettered > len(self.fields)

    def _fields(self, parts: Sequence[Part], title: Part | None) -> Fields:
        fields = Fields()
        if title is not None:
            fields.title = self._whole(title, parts)[:_LONGEST_TITLE]
            fields.url = title.url
        fields.url = fields.url or self._best_url(parts)
        labels = Labels(parts, self._common, self._looks, alone=len(self._records) == 1)
        for at, part in enumerate(parts):
            if part is title or at in labels.places or self._repeats(part, fields.title):
                continue
            name = labels.of(at) or _header(part.column)
            if name or not self._is_action(part, parts):
                self._take(fields, name, part)
        if not fields.price:
            fields.price = next((price for part in parts if (price := price_in(part.text))), "")
        fields.title = fields.title or self._made_up(fields)
        return fields

    def _whole(self, title: Part, parts: Sequence[Part]) -> str:
        """Return a title without its number in the list, and in full where it is cut short."""
        text = _NUMBERED.sub("", title.text) if self._is_numbered else title.text
        if not (cut := _CUT_SHORT.search(text)):
            return text
        begun = text[: cut.start()]
        others = (title.element.name, *(part.text for part in parts if part is not title))
        whole = (other for other in others if other.startswith(begun) and len(other) > len(begun))
        return next(whole, text)

    @cached_property
    def _is_numbered(self) -> bool:
        """Whether the titles bear the numbers of their places."""
        return all(title is None or _NUMBERED.match(title.text) for title in self._titles)

    def _repeats(self, part: Part, title: str) -> bool:
        """Tell whether a part says nothing but the title: once more, or of a picture."""
        text, known = plain(part.text), plain(title)
        if not known:
            return False
        return text == known or (part.picture and (known in text or text in known))

    def _made_up(self, fields: Fields) -> str:
        """Call a record that nothing names by the first of what sets it apart."""
        said = (*fields.texts, *fields.attributes.values(), fields.price)
        telling = [text for text in said if text and plain(text) not in self._common]
        return " · ".join(telling[:_NAMING])[:_LONGEST_TITLE]

    def _take(self, fields: Fields, label: str, part: Part) -> None:
        """Put one part where it belongs."""
        name, value = label, part.text
        if not name:
            name, value = label_and_value(part.text)
        called = self._names.of(part)
        kind = kind_of(value)
        if part.is_struck or is_former(called):
            _add(fields.attributes, "former price", value)
        elif not fields.price and (kind == "price" or is_price(name or called, value)):
            fields.price = value
        elif value in fields.price and (value == fields.price or costs(called)):
            return  # once more, or a piece of it
        elif name:
            _add(fields.attributes, name, value)
        elif kind in ("rating", "reviews"):
            _add(fields.attributes, kind, value)
        elif called:
            _add(fields.attributes, called, value)
        elif kind:
            _add(fields.attributes, kind, value)
        elif is_prose(value):
            fields.texts.append(value)
        elif not is_address(value):
            _add(fields.attributes, "tags", value)

    def _is_action(self, part: Part, parts: Sequence[Part]) -> bool:
        """Tell whether it is there to be pressed: a button, or a link that all have: "Details"."""
        if part.is_button:
            return True
        alone = part.link is None or sum(other.link is part.link for other in parts) == 1
        return (bool(part.link) or part.is_pressed) and alone and plain(part.text) in self._common

    def _best_url(self, parts: Sequence[Part]) -> str:
        linked = [part for part in parts if part.url]
        own = [part for part in linked if plain(part.text) not in self._common]
        return (own or linked)[0].url if linked else ""


def _header(text: str) -> str:
    """Return the name of a column; "height (m)" keeps its unit."""
    return " ".join(text.casefold().split()).rstrip(":")


def _add(attributes: dict[str, str], name: str, value: str) -> None:
    """Keep a value; beside those that are called the same."""
    known = attributes.get(name)
    if known is None:
        attributes[name] = value
    elif value not in known.split(", "):
        attributes[name] = f"{known}, {value}"
