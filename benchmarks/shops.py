"""Shops on this machine whose goods, pages and right answers are made from a seed.

A case is a shop with a list over several pages, a request with its limits, something that memory
knows of the person, and the one item that is right: it alone meets the request and honours what is
in memory. Some items meet the request and violate it, some the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Literal

import shop_layouts
import shop_words
import shop_words_development
import shop_words_reported
import shop_words_second
from shop_words import Goods, Wish

Split = Literal["development", "second", "reported"]
_GOODS = {
    "development": shop_words_development.GOODS,
    "second": shop_words_second.GOODS,
    "reported": shop_words_reported.GOODS,
}
PAGING = {
    "development": ("next", "more"),
    "second": ("next", "more"),
    "reported": ("numbers", "arrow", "older", "scroll", "script", "show"),
}
"""How one gets on in a list: by links, by numbers alone, by an arrow, by scrolling, by a script
that leaves the address as it is, by a button that adds to the page."""

_RIVALS = 4
"""Items that meet the request and violate what the person wants."""


@dataclass(frozen=True)
class Ware:
    """One item of a shop, and what is true of it."""

    title: str
    price: int
    written: str
    """The price as the shop writes it."""

    attributes: dict[str, str]
    """What is true of it."""

    shown: dict[str, str]
    """What of that its page in the list shows; some shops leave things out."""

    stars: float


@dataclass(frozen=True)
class Case:
    """A shop, a request and the right answer."""

    seed: int
    goods: Goods
    layout: str
    paging: str
    wares: tuple[Ware, ...]
    per_page: int
    request: str
    limit: int
    wanted: dict[str, str]
    wish: Wish
    stated: bool
    """Whether memory holds it outright; else it follows from what memory holds."""

    known: tuple[str, ...]
    """What memory knows of the person."""

    right: Ware

    @classmethod
    def of(cls, seed: int, split: Split) -> Case:
        """Make a case; the same seed makes the same one."""
        random = Random(f"{split}/{seed}")
        goods = random.choice(_GOODS[split])
        layouts = shop_layouts.REPORTED if split == "reported" else shop_layouts.DEVELOPMENT
        wish = random.choice(goods.wishes)
        wanted = {name: random.choice(values) for name, values in goods.choices.items()}
        name = random.choice(list(wanted))
        wanted = {name: wanted[name]}
        low, high = goods.price[1:3]
        limit = low + (high - low) * random.randrange(35, 65) // 100
        maker = _Maker(goods, wish, wanted, limit, random)
        wares = maker.wares(random.randrange(18, 49))
        facts = random.sample(shop_words.OTHER_FACTS, 12)
        stated = random.random() < 0.5
        preference = random.choice(wish.stated if stated else wish.implied)
        facts.insert(random.randrange(len(facts)), preference)
        return cls(
            seed=seed,
            goods=goods,
            layout=random.choice(list(layouts)),
            paging=random.choice(PAGING[split]),
            wares=tuple(wares),
            per_page=random.choice((6, 8, 9, 12)),
            request=_request(goods, wanted, limit, random),
            limit=limit,
            wanted=wanted,
            wish=wish,
            stated=stated,
            known=tuple(facts),
            right=maker.right,
        )

    @property
    def first_page(self) -> str:
        """Where the list begins."""
        return "/list"

    def path_of(self, ware: Ware) -> str:
        """Return where a ware's own page is."""
        return f"/item/{self.wares.index(ware)}"

    def meets(self, title: str) -> bool:
        """Tell whether the ware of that name is all that the request asks for."""
        return any(
            ware.price <= self.limit and self.wanted.items() <= ware.attributes.items()
            for ware in self.wares
            if ware.title == title
        )

    @cached_property
    def pages(self) -> list[list[Ware]]:
        """What each page of the list shows; where pages meet, some show a ware again."""
        random = Random(f"pages/{self.seed}")
        pages = [
            list(self.wares[at : at + self.per_page])
            for at in range(0, len(self.wares), self.per_page)
        ]
        for before, after in pairwise(pages):
            if random.random() < 0.3:
                after.insert(0, before[-1])
        return pages


class _Maker:
    """Makes the wares of one case."""

    def __init__(
        self, goods: Goods, wish: Wish, wanted: dict[str, str], limit: int, random: Random
    ) -> None:
        self._goods, self._wish, self._wanted, self._limit = goods, wish, wanted, limit
        self._random = random
        names = [f"{first} {second}" for first in goods.first for second in goods.second]
        random.shuffle(names)
        self._names = iter(names)
        self.right = self._ware(meets=True, honours=True)

    def wares(self, count: int) -> list[Ware]:
        """Return so many wares in any order, the right one among them."""
        wares = [self.right, *(self._ware(meets=True, honours=False) for _ in range(_RIVALS))]
        while len(wares) < count:
            wares.append(self._ware(meets=False, honours=self._random.random() < 0.5))
        self._random.shuffle(wares)
        return wares

    def _ware(self, *, meets: bool, honours: bool) -> Ware:
        random, goods, wish = self._random, self._goods, self._wish
        low, high = goods.price[1:3]
        attributes = {name: random.choice(values) for name, values in goods.choices.items()}
        attributes |= self._wanted
        price = random.randint(low, self._limit)
        if not meets:
            (name,) = self._wanted
            others = [value for value in goods.choices[name] if value != self._wanted[name]]
            fault = random.choice(("price", "choice", "both"))
            if fault != "price":
                attributes[name] = random.choice(others)
            if fault != "choice":
                price = random.randint(self._limit + max(1, (high - low) // 20), high)
        attributes[wish.attribute] = random.choice(wish.honours if honours else wish.violates)
        shown = dict(attributes)
        if not meets and random.random() < 0.25:
            del shown[random.choice(list(shown))]
        written = goods.price[3].format(price)
        stars = random.randrange(60, 100, 2) / 20
        return Ware(next(self._names), price, written, attributes, shown, stars)


def _request(goods: Goods, wanted: dict[str, str], limit: int, random: Random) -> str:
    asked = " ".join(goods.asked[name].format(value) for name, value in wanted.items())
    at_most, less_than = (goods.price[3].format(price) for price in (limit, limit + 1))
    bound = random.choice(
        (f"under {less_than}", f"for at most {at_most}", f"that cost less than {less_than}")
    )
    opening = random.choice(("Show me {}", "Find me {}", "I'm looking for {}", "What {} are there"))
    if asked.startswith("a "):
        said = f"{goods.noun}, {asked}, {bound}"
    elif asked.endswith(" food"):
        said = f"{goods.noun} with {asked} {bound}"
    else:
        said = f"{goods.noun} {asked} {bound}"
    ending = "?" if opening.startswith("What") else "."
    return opening.format(said) + ending
