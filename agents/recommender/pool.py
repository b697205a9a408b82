"""The pool: the items to choose from, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from ...core.events import Item
from .columns import Column, Kind


class Pool:
    """Items, and their columns. Of items with one id the first counts."""

    def __init__(self, items: Iterable[Item], today: date) -> None:
        unique: dict[str, Item] = {}
        count = 0
        for item in items:
            count += 1
            unique.setdefault(item.id, item)
        self.items: list[Item] = list(unique.values())
        self.doubled = count - len(unique)
        """How many items had the id of another one."""

        self.today = today

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self.items)

    @cached_property
    def columns(self) -> list[Column]:
        """What is known of them, the price first."""
        names = dict.fromkeys(name for item in self.items for name in item.attributes)
        found = []
        prices = [item.price for item in self.items]
        if any(prices):
            found.append(Column("price", prices, self.today))
        for name in names:
            texts = [item.attributes.get(name, "") for item in self.items]
            found.append(Column(name, texts, self.today))
        return found

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

    @cached_property
    def texts(self) -> list[str]:
        """All that is said of each item, in lower case."""
        return [
            " \n ".join((item.title, *item.attributes.values())).casefold() for item in self.items
        ]

    def restricted(self, kept: Sequence[int]) -> Pool:
        """Return the pool of the items at these places."""
        return Pool((self.items[place] for place in kept), self.today)
