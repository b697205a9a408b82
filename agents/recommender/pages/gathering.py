"""Gathers the items of several pages: what two pages show is one item, with all that is said of it.

Knows nothing of pages; see `collecting`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ....core.events import Item
from ....core.texts import plain


class Gathered:
    """The items that were found so far, no item twice."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._places: dict[str, list[int]] = {}
        self._ids: set[str] = set()

    def add(self, items: Sequence[Item]) -> None:
        """Add what is new, and to what is known what it did not say before."""
        for item in items:
            place = self._place_of(item)
            if place is None:
                self._append(item)
            else:
                self.items[place] = _merged(self.items[place], item)

    def has_all(self, items: Sequence[Item]) -> bool:
        """Tell whether all of them were found before."""
        return all(self._place_of(item) is not None for item in items)

    def _place_of(self, item: Item) -> int | None:
        for key in _keys(item):
            for place in self._places.get(key, ()):
                if is_same(self.items[place], item):
                    return place
        return None

    def _append(self, item: Item) -> None:
        for key in _keys(item):
            self._places.setdefault(key, []).append(len(self.items))
        number, id = 1, item.id
        while id in self._ids:
            number += 1
            id = f"{item.url or item.title} ({number})"
        self._ids.add(id)
        self.items.append(item.model_copy(update={"id": id}))


def _keys(item: Item) -> list[str]:
    return [key for key in (item.url, plain(item.title)) if key]


def is_same(one: Item, other: Item) -> bool:
    """Tell whether two are one item: of one address, or of one name and told alike."""
    if one.url and one.url == other.url:
        return True
    return (
        plain(one.title) == plain(other.title)
        and (not one.price or not other.price or one.price == other.price)
        and all(
            other.attributes.get(name, value) == value for name, value in one.attributes.items()
        )
    )


def _merged(known: Item, again: Item) -> Item:
    """Return the item with all that is said of it in either place."""
    return known.model_copy(
        update={
            "attributes": {**again.attributes, **known.attributes},
            "price": known.price or again.price,
            "url": known.url or again.url,
        }
    )
