"""The pool: the items to choose from, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import chain

from ....core.events import Item
from ....memory.language.stemming import stem
from ....memory.language.words import words_of
from ..quantities.kinds import Kind
from .addressed import without_instructions
from .columns import Column

_LONGEST = 400
"""Characters of an item that are read for its meaning."""

LOOKED_AT = 300
"""So many values are embedded in all, those of columns with few of them first."""


class Pool:
    """Items, and their columns. Of items with one id the first counts."""

    def __init__(self, items: Iterable[Item], today: date, name: str = "") -> None:
        """Take the items of a list that is called so: by its file, or its address."""
        self.name_stems = frozenset(stem(word) for word in words_of(name.replace("_", " ")))
        """The words of its name: what a list is called, all of its items are."""

        unique: dict[str, Item] = {}
        count = 0
        for item in items:
            count += 1
            unique.setdefault(item.id, item)
        self.originals: list[Item] = list(unique.values())
        """The items as they came, in the same order."""

        self.items = without_instructions(self.originals)
        """Without what speaks to the assistant, so that nothing judges, shows or tells it."""

        self.doubled = count - len(unique)
        """How many items had the id of another one."""

        self.today = today

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self.items)

    @cached_property
    def speaking(self) -> list[Item]:
        """The items of which something was left out, as it spoke to the assistant."""
        pairs = zip(self.originals, self.items, strict=True)
        return [item for original, item in pairs if item is not original]

    @cached_property
    def columns(self) -> list[Column]:
        """What is known of them, the price first."""
        found = []
        prices = [item.price for item in self.items]
        if any(prices):
            found.append(Column("price", prices, self.today))
        told = [item.attributes for item in self.items]
        for name in dict.fromkeys(chain.from_iterable(told)):
            texts = [attributes.get(name, "") for attributes in told]
            found.append(Column(name, texts, self.today))
        return found

    @cached_property
    def titles(self) -> Column:
        """What the items are called."""
        return Column("title", [item.title for item in self.items], self.today)

    @cached_property
    def described(self) -> list[Column]:
        """The columns that say in words what tells the items apart, their titles among them."""
        worded = [one for one in self.columns if one.is_worded or one.is_boolean]
        return [column for column in (self.titles, *worded) if len(column.distinct) > 2]

    @cached_property
    def valued(self) -> list[Column]:
        """The columns whose values are looked at by what they mean; titles are no values."""
        worded = [
            one
            for one in self.columns
            if not one.kind and not one.is_boolean and len(one.distinct) > 2
        ]
        worded = [one for one in worded if 2 * sum(one.units().values()) < len(self)]
        total, kept = 0, []
        for column in sorted(worded, key=lambda one: len(one.distinct)):
            total += len(column.distinct)
            if total > LOOKED_AT:
                break
            kept.append(column)
        return kept

    def read(self) -> None:
        """Read the columns now, so that the first request does not wait for it."""
        self.texts()
        for column in self.columns:
            column.units()
        len(self.vocabulary)

    def of_kind(self, *kinds: Kind) -> list[Column]:
        """Return the columns whose amounts measure one of these."""
        return [column for column in self.columns if column.kind in kinds]

    @cached_property
    def vocabulary(self) -> dict[tuple[str, ...], list[Column]]:
        """The `value_key` of every value of the pool -> the columns that have it."""
        found: dict[tuple[str, ...], list[Column]] = {}
        for column in self.columns:
            if column.is_text and not column.is_boolean:
                for key in column.values:
                    found.setdefault(key, []).append(column)
        return found

    def texts(self, places: Iterable[int] | None = None) -> list[str]:
        """Return all that is said of the items at these places, or of all, in lower case."""
        return self._texts if places is None else [self._texts[place] for place in places]

    @cached_property
    def _texts(self) -> list[str]:
        return [" \n ".join((one.title, *one.attributes.values())).casefold() for one in self.items]


def manner_of(item: Item) -> str:
    """Return what is said of an item besides its name; its name where nothing else is."""
    return ", ".join(text for text in item.attributes.values() if text)[:_LONGEST] or item.title


def text_of(item: Item) -> str:
    """Return an item as one text: its title and what is known of it."""
    parts = [item.title, *(f"{name}: {text}" for name, text in item.attributes.items())]
    return ", ".join([*parts, f"price: {item.price}"] if item.price else parts)[:_LONGEST]
