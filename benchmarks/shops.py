"""Shops on this machine whose goods, pages and right answers are made from a seed.

A case is a shop with a list over several pages, a request with its limits, something that memory
knows of the person, and the one item that is right: it alone meets the request and honours what is
in memory. Some items meet the request and violate it, some the other way round.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from random import Random
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

import shop_layouts
import shop_words
from shop_layouts import Entry
from shop_words import Goods, Wish

Split = Literal["development", "reported"]
PAGING = {
    "development": ("next", "more"),
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
    known: tuple[str, ...]
    """What memory knows of the person."""

    right: Ware

    @classmethod
    def of(cls, seed: int, split: Split) -> Case:
        """Make a case; the same seed makes the same one."""
        random = Random(f"{split}/{seed}")
        development = split == "development"
        goods = random.choice(shop_words.DEVELOPMENT if development else shop_words.REPORTED)
        layouts = shop_layouts.DEVELOPMENT if development else shop_layouts.REPORTED
        wish = random.choice(goods.wishes)
        wanted = {name: random.choice(values) for name, values in goods.choices.items()}
        name = random.choice(list(wanted))
        wanted = {name: wanted[name]}
        low, high = goods.price[1:3]
        limit = low + (high - low) * random.randrange(35, 65) // 100
        maker = _Maker(goods, wish, wanted, limit, random)
        wares = maker.wares(random.randrange(18, 49))
        facts = random.sample(shop_words.OTHER_FACTS, 12)
        facts.insert(random.randrange(len(facts)), random.choice(wish.said))
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


class Shop:
    """Serves the pages of one case after the other, on this machine only."""

    def __init__(self) -> None:
        self.case: Case | None = None
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = shop.answer(self.path).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name there
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        """Return the whole address of a path."""
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def answer(self, path: str) -> str:
        """Return the page at a path."""
        case = self.case
        assert case is not None
        parts = urlsplit(path)
        if parts.path.startswith("/item/"):
            ware = case.wares[int(parts.path.rpartition("/")[2])]
            return f"<title>Item</title><h1>{escape(ware.title)}</h1><p>{ware.written}</p>"
        page = int(parse_qs(parts.query).get("page", ["1"])[0])
        return _page(case, page)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _block(case: Case, wares: Sequence[Ware]) -> str:
    layouts = shop_layouts.DEVELOPMENT | shop_layouts.REPORTED
    random = Random(f"block/{case.seed}/{wares[0].title}")
    by_script = Random(f"links/{case.seed}").random() < 0.25
    entries = [
        Entry(
            title=ware.title,
            link=("js:" if by_script else "") + case.path_of(ware),
            price=(case.goods.price[0], ware.written),
            said=ware.shown,
            stars=ware.stars,
        )
        for ware in wares
    ]
    return layouts[case.layout](entries, random)


def _page(case: Case, page: int) -> str:
    """Return a page of the list with what stands around it."""
    blocks = [_block(case, wares) for wares in case.pages]
    count = len(blocks)
    body, paging = blocks[page - 1], _PAGINGS[case.paging](page, count)
    if case.paging in _BY_SCRIPT:
        body, paging = _scripted(blocks, case.paging), ""
    values = next(iter(case.goods.choices.values()))
    boxes = "".join(
        f"<li><label><input type=checkbox> {value} (3)</label></li>" for value in values
    )
    links = "".join(f'<li><a href="/x{n}">{word}</a></li>' for n, word in enumerate(_MENU))
    return (
        f"<!DOCTYPE html><meta charset=utf-8><title>{case.goods.shop}</title>{_STYLE}"
        f"<nav><ul>{links}</ul></nav><h1>{case.goods.shop}</h1>"
        f"<div class=layout><aside class=filters><h4>Filter</h4><ul>{boxes}</ul></aside>"
        f"<main><p>{len(case.wares)} {case.goods.noun}</p><div id=list>{body}</div>{paging}</main>"
        f"</div><footer><ul>{links}</ul><p>All rights reserved</p></footer>"
    )


_MENU = ("Home", "Offers", "Gift cards", "Help", "Contact", "Jobs", "Press", "Terms", "Privacy")
_STYLE = """<style>
body { font: 15px sans-serif; margin: 0 24px } nav ul, footer ul { display: flex; gap: 16px;
list-style: none; padding: 0 } .layout { display: flex; gap: 24px } aside { width: 180px }
main { flex: 1 } .card, article, .css-1a2b3c { border: 1px solid #ccc; border-radius: 6px;
padding: 10px; margin: 6px; min-width: 200px } td, th, [role=cell], [role=columnheader] {
padding: 4px 12px; text-align: left } [role=row] { display: flex } [role=cell],
[role=columnheader] { width: 160px } i { display: inline-block; width: 12px; height: 12px;
background: #e6b800 } img { width: 60px; height: 40px; background: #ddd }
.pager { display: flex; gap: 8px; padding: 12px 0 } .css-9d1z span + span { margin-left: 8px }
.off { color: #999 }</style>"""


def _next_link(page: int, count: int) -> str:
    back = f'<a href="/list?page={page - 1}">Previous</a>' if page > 1 else ""
    on = f'<a href="/list?page={page + 1}">Next</a>' if page < count else ""
    return f"<div class=pager>{back}<span>Page {page} of {count}</span>{on}</div>"


def _numbers(page: int, count: int) -> str:
    numbers = [
        f"<span class=current>{n}</span>" if n == page else f'<a href="/list?page={n}">{n}</a>'
        for n in range(1, count + 1)
    ]
    return f"<div class=pager>{''.join(numbers)}</div>"


def _arrow(page: int, count: int) -> str:
    on = f'<a aria-label="Next page" href="/list?page={page + 1}">→</a>' if page < count else ""
    back = f'<a aria-label="Previous page" href="/list?page={page - 1}">←</a>' if page > 1 else ""
    return f"<p>{back} {page} / {count} {on}</p>"


def _older(page: int, count: int) -> str:
    off = "" if page < count else " class=off aria-disabled=true"
    target = f'href="/list?page={page + 1}"' if page < count else ""
    return f"<ul class=pager><li><a {target}{off}>Next page »</a></li></ul>"


_PAGINGS = {"next": _next_link, "numbers": _numbers, "arrow": _arrow, "older": _older}
_BY_SCRIPT = {"more", "show", "script", "scroll"}
for _kind in _BY_SCRIPT:
    _PAGINGS[_kind] = lambda _page, _count: ""


def _scripted(blocks: Sequence[str], paging: str) -> str:
    """Return the first block with a script that shows the others."""
    said = {"more": "Load more", "show": "Show 10 more", "script": "Next &rsaquo;", "scroll": ""}[
        paging
    ]
    button = f"<button id=on onclick='go()'>{said}</button>" if said else ""
    script = """<script>
const blocks = %s; let at = 0; const list = document.getElementById('list');
const add = (html) => { const box = document.createElement('div'); box.innerHTML = html;
  list.querySelector('#blocks').append(...box.childNodes); };
const go = () => { at += 1; if (%s) list.querySelector('#blocks').innerHTML = ''; add(blocks[at]);
  if (at === blocks.length - 1) document.getElementById('on')?.remove(); };
%s
</script>"""
    follow = (
        "addEventListener('scroll', () => { if (at < blocks.length - 1 && "
        "innerHeight + scrollY > document.body.scrollHeight - 400) setTimeout(() => "
        "{ if (at < blocks.length - 1) go(); }, 20); });"
    )
    replaces = "true" if paging == "script" else "false"
    code = script % (json.dumps(list(blocks)), replaces, follow if paging == "scroll" else "")
    return f"<div id=blocks>{blocks[0]}</div>{button}{code}"
