"""Reads items off a screen: the entries of the list on it that is most like a list of items.

Menus, filters, footers and the numbers of pages are lists, too; items are told from them by
having names that differ, by saying more than their name, and by the place that they take up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from ....core.events import Item
from ....core.observations import Element, Observation
from ....core.texts import plain
from .fields import Fields, Reader
from .labels import Labels, looks_like_label
from .listings import ALIKE, CELLS, Listing, Record, Shape, listings_on
from .parts import Part, parts_of

FEWEST = 3
"""Fewer entries than this are not a list, where each says no more than its name."""

_FEWEST_RICH = 2
_NEARLY_AS_LIKE = 0.15
"""Lists that are built so much less like the one that is looked for may still be it."""

_BARE = 0.3
"""What a record that says nothing but its name is worth, where one that says two things is
worth 1 more: the parts of a record are a list, too, and a longer one."""

_RICH = 12
"""Parts of a record beyond which more do not make it a better item."""

_CHROME_ROLES = """navigation nav footer header banner contentinfo complementary aside menu menubar
tablist toolbar form search dialog listbox tree radiogroup select combobox"""
_CHROME_WORDS = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|menu|submenu|footer|breadcrumbs?|pagination|pager|paging|"
    r"sidebar|filters?|facets?|toolbar|tabs?|comments?|reviews|cookie|carousel|related|similar|"
    r"datepicker|calendar|autocomplete|dropdown|social|share|sitemap|legal)(?:$|[-_])",
    re.IGNORECASE,
)
_CHROME_KEEPS = 0.1
"""What a list in the surroundings of a page keeps of its score."""

_UNNAMED_KEEPS = 0.2
_GOODS_DISTINCT, _SEVERAL = 0.8, 2
_PAIR = 2
_LONGEST_PROPERTY = 40
_FEWEST_LABELS = 2
"""Labels that a page about one thing has, at least."""

_ADVERTS = """ad ads advert advertisement sponsored promoted anzeige werbung gesponsert sponsorisé
annonce publicité patrocinado"""
_ADVERT_CLASS = re.compile(r"(?:^|[-_])(?:ads?|advert\w*|sponsored|promoted)(?:$|[-_])", re.I)
_TRACKING = re.compile(r"(?:^|(?<=&))(?:utm_\w+|gclid|fbclid|ref|ref_src)=[^&]*&?")


@dataclass(frozen=True)
class Extraction:
    """The items of a screen, and how the list that they stand in is built."""

    items: tuple[Item, ...]
    shape: Shape
    elements: tuple[Element, ...]
    """What says the title of each of the items, and opens it."""

    records: tuple[Record, ...]
    """What each of them is read from."""


def items_on(screen: Observation) -> list[Item]:
    """Return the items of the list on the screen, in its order; empty where there is none."""
    found = extract(screen)
    return list(found.items) if found else []


def extract(screen: Observation, like: Shape | None = None) -> Extraction | None:
    """Find the list of items on the screen, and read it; None where there is none.

    `like` says how a list is built that is looked for again, however little is left of it.
    """
    groups = listings_on(screen)
    if like is not None:
        likest = max((one.shape.likeness(like) for one in groups), default=0.0)
        enough = max(ALIKE, likest - _NEARLY_AS_LIKE)
        read = [_Read.of(screen, one) for one in groups if one.shape.likeness(like) >= enough]
        read = [one for one in read if one.records]
    else:
        read = [_Read.of(screen, one) for one in groups if len(one.records) >= _FEWEST_RICH]
        read = [one for one in read if one.is_list] or _about_one(screen, groups)
    best = max(read, key=_score, default=None)
    if best is None or best.score <= 0:
        return None
    if like is None:
        best = max((one for one in read if one.are_goods_in(best)), key=_score, default=best)
    items = _named_apart([_item(fields) for fields in best.reader.fields])
    kept = [at for at, item in enumerate(items) if item.title]
    return Extraction(
        items=tuple(items[at].model_copy(update={"position": n}) for n, at in enumerate(kept)),
        shape=best.listing.shape,
        elements=tuple(_naming(items[at], best.parts[at]) for at in kept),
        records=tuple(best.records[at] for at in kept),
    )


def _naming(item: Item, parts: Sequence[Part]) -> Element:
    """Return the element that says what the item is called; its first one where none does."""
    named = (part for part in parts if part.text.startswith(item.title))
    return next(named, parts[0]).element


@dataclass(frozen=True)
class _Read:
    """A list with what its records say."""

    screen: Observation
    listing: Listing
    records: tuple[Record, ...]
    parts: tuple[list[Part], ...]
    reader: Reader

    @classmethod
    def of(cls, screen: Observation, listing: Listing) -> _Read:
        """Read the records that say something and are no advertisements."""
        pairs = [(record, parts_of(screen, record)) for record in listing.records]
        kept = [(r, parts) for r, parts in pairs if parts and not _is_advert(r, parts)]
        records, parts = tuple(r for r, _ in kept), tuple(p for _, p in kept)
        return cls(screen, listing, records, parts, Reader(parts))

    @property
    def is_list(self) -> bool:
        """Tell whether there is enough of it to be a list."""
        if self._richness <= 1:
            no_items = self._are_cells or self._tell_of_one or not self.reader.are_titled
            return len(self.records) >= FEWEST and not no_items
        return len(self.records) >= _FEWEST_RICH and not self._are_properties

    @property
    def score(self) -> float:
        """How much it is like a list of items; any number above 0."""
        count, distinct = len(self.records), self.reader.distinct
        worth = _BARE + math.log2(min(max(self._richness, 1), _RICH))
        score = count * distinct**2 * worth * self._extent
        if not self.reader.is_named:
            score *= _UNNAMED_KEEPS
        return score * (_CHROME_KEEPS if self._is_chrome else 1.0)

    def are_goods_in(self, other: _Read) -> bool:
        """Tell whether they are goods, of which each of the others holds several: a section."""
        if not self.reader.are_goods or self.reader.distinct < _GOODS_DISTINCT:
            return False
        within = {
            part.ref
            for record in other.records
            for root in record.elements
            for part in self.screen.within(root)
        }
        heads = [record.elements[0].ref for record in self.records]
        return len(heads) >= _SEVERAL * len(other.records) and within.issuperset(heads)

    @property
    def _richness(self) -> float:
        """How many different things a record says, in the middle."""
        counts = sorted(len({plain(part.text) for part in parts}) for parts in self.parts)
        return counts[len(counts) // 2] if counts else 0

    @property
    def _extent(self) -> float:
        """The side, in pixels, of a square as large as all of it; 1 where nothing is known."""
        boxes = [one.bounds for record in self.records for one in record.elements]
        return math.sqrt(sum(box.width * box.height for box in boxes)) or 1.0

    @property
    def _are_cells(self) -> bool:
        return all(record.elements[0].role in CELLS for record in self.records)

    @property
    def _are_properties(self) -> bool:
        """Tell whether each record is a label with its value: they tell of one thing."""
        labelled = [
            parts
            for parts in self.parts
            if len(parts) == _PAIR
            and not any(part.url for part in parts)
            and len(parts[1].text) <= _LONGEST_PROPERTY
            and Labels(parts, alone=True).places
        ]
        return len(labelled) > len(self.parts) / 2

    @property
    def _tell_of_one(self) -> bool:
        """Tell whether they are labels and values, side by side: all of one thing."""
        pairs = zip(self.records, self.reader.fields, strict=True)
        return all(
            looks_like_label(said.title) or self._is_labelled(record.elements[0])
            for record, said in pairs
        )

    def _is_labelled(self, head: Element) -> bool:
        parent = self.screen.get(head.parent) if head.parent else None
        before = ""
        for sibling in self.screen.children(parent) if parent else ():
            if sibling is head:
                break
            before = self.screen.text_within(sibling) or before
        return looks_like_label(before)

    @property
    def _is_chrome(self) -> bool:
        head = self.records[0].elements[0]
        around = (head, *self.screen.ancestors(head))
        return any(
            one.role in _CHROME_ROLES.split()
            or any(_CHROME_WORDS.search(name) for name in (*one.classes, one.resource_id))
            for one in around
        )


def _score(read: _Read) -> float:
    return read.score


def _about_one(screen: Observation, groups: Sequence[Listing]) -> list[_Read]:
    """Return the smallest box that holds a heading and what is told of it, with labels."""
    for listing in reversed(groups):
        (*_, record) = listing.records
        if len(listing.records) > 1 or not _has_heading(screen, record):
            continue
        read = _Read.of(screen, listing)
        labels = [Labels(parts, alone=True).places for parts in read.parts]
        if any(len(places) >= _FEWEST_LABELS for places in labels):
            return [read]
    return []


def _has_heading(screen: Observation, record: Record) -> bool:
    within = (part for root in record.elements for part in screen.within(root))
    return any(part.role == "heading" and part.visible for part in within)


def _is_advert(record: Record, parts: Sequence[Part]) -> bool:
    marked = any(_ADVERT_CLASS.search(name) for one in record.elements for name in one.classes)
    return marked or any(plain(part.text) in _ADVERTS.split() for part in parts)


def _item(fields: Fields) -> Item:
    attributes = dict(fields.attributes)
    if fields.texts:
        attributes["text"] = " ".join(dict.fromkeys(fields.texts))
    url = _own_address(fields.url)
    title = fields.title
    return Item(id=url or title, title=title, attributes=attributes, price=fields.price, url=url)


def _own_address(url: str) -> str:
    """Return an address without what says only where its reader came from."""
    parts = urlsplit(url)
    query = _TRACKING.sub("", parts.query).rstrip("&")
    return urlunsplit(parts._replace(query=query, fragment=""))


def _named_apart(items: Sequence[Item]) -> list[Item]:
    """Give each of several items of one id another one; those that say the same stay one."""
    seen: dict[str, list[Item]] = {}
    named = []
    for item in items:
        same = seen.setdefault(item.id, [])
        twin = next((at for at, other in enumerate(same) if _says_same(item, other)), len(same))
        if twin == len(same):
            same.append(item)
        number = f" ({twin + 1})" if twin else ""
        named.append(item.model_copy(update={"id": item.id + number}))
    return named


def _says_same(item: Item, other: Item) -> bool:
    return (item.title, item.price, item.attributes) == (other.title, other.price, other.attributes)
