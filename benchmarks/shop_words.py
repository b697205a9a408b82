"""What shops sell and people wish for, as `shops.py` puts it together.

The words themselves stand in `shop_words_development.py` and `shop_words_reported.py`: two sets
that share no goods, no wishes and no names of attributes. One is looked at while developing, the
other is reported.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """Something a person wants without saying so, and what tells whether an item honours it."""

    stated: tuple[str, ...]
    """How a person says it outright; in a case that states it, one of these is in memory."""

    implied: tuple[str, ...]
    """What a person says of themselves from which it follows; in the other cases one of these."""

    attribute: str
    honours: tuple[str, ...]
    """Values of the attribute that the person is glad of."""

    violates: tuple[str, ...]
    """Values of it that they would rather not have."""


@dataclass(frozen=True)
class Goods:
    """What one kind of shop sells."""

    shop: str
    noun: str
    """What one of them is called, in the plural."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    """Names are made of a first and a second word."""

    choices: dict[str, tuple[str, ...]]
    """Attributes that a request may ask for -> their values."""

    asked: dict[str, str]
    """How a request asks for a value of each of these."""

    price: tuple[str, int, int, str]
    """What the price is called, its bounds, and how it is written."""

    wishes: tuple[Wish, ...]


OTHER_FACTS = (
    "My sister lives in Leeds.",
    "I usually get up at six.",
    "My favourite colour is teal.",
    "I play the cello.",
    "I'm learning Portuguese.",
    "My car is a small hatchback.",
    "I take my coffee black.",
    "I'm left-handed.",
    "I work as an accountant.",
    "My passport expires next spring.",
    "I support a football club from Dortmund.",
    "My daughter is called Ines.",
    "I use the metric system.",
    "I pay my bills on the first of the month.",
    "I keep my notes in one long file.",
    "I moved here three years ago.",
)
"""What memory knows besides, and what says nothing about any of the goods."""
