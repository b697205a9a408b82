"""How the shops of `shops.py` write an item into a page: in many ways, as shops do.

The layouts that are looked at while developing are others than those that are reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from random import Random

Layout = Callable[[Sequence["Entry"], Random], str]
"""Writes the items of a page; what is up to chance is drawn from the second."""


class Entry:
    """One item as a page shows it."""

    def __init__(
        self, title: str, link: str, price: tuple[str, str], said: Mapping[str, str], stars: float
    ) -> None:
        self.title, self.link, self.price = title, link, price
        self.said = said
        """Attribute -> value; what is missing is left out."""

        self.stars = stars

    @property
    def opening(self) -> str:
        """The attributes of what opens the item: an address, or a script."""
        if self.link.startswith("js:"):
            return f"""onclick="location.href='{self.link[3:]}'" style="cursor:pointer" """
        return f'href="{self.link}"'

    @property
    def tag(self) -> str:
        """What opens the item: a link, or a text that a script opens."""
        return "span" if self.link.startswith("js:") else "a"

    def linked(self) -> str:
        """Return the title as what opens the item."""
        return f"<{self.tag} {self.opening}>{escape(self.title)}</{self.tag}>"


def _cards(entries: Sequence[Entry], random: Random) -> str:
    cards = []
    for entry in entries:
        rows = "".join(
            f'<p class="card__{name.lower().replace(" ", "-")}">{escape(value)}</p>'
            for name, value in entry.said.items()
        )
        cards.append(
            f'<div class="card"><img alt="{escape(entry.title)}" src="data:,"><h3>{entry.linked()}'
            f'</h3>{rows}<span class="card__price">{entry.price[1]}</span>'
            f'<span aria-label="Rated {entry.stars} out of 5"><i></i><i></i></span>'
            "<button>Save for later</button></div>"
        )
    advert = '<div class="card promo"><span>Sponsored</span><h3>Insure it</h3></div>'
    return _between(cards, advert, random)


def _table(entries: Sequence[Entry], random: Random) -> str:
    names = list(dict.fromkeys(name for entry in entries for name in entry.said))
    random.shuffle(names)
    head = "".join(f"<th>{name}</th>" for name in ("Name", *names, entries[0].price[0], "Rating"))
    rows = [
        f"<tr><td>{entry.linked()}</td>"
        + "".join(f"<td>{escape(entry.said.get(name, ''))}</td>" for name in names)
        + f"<td>{entry.price[1]}</td><td>{entry.stars}/5</td></tr>"
        for entry in entries
    ]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _definitions(entries: Sequence[Entry], _random: Random) -> str:
    pieces = []
    for entry in entries:
        pieces.append(f"<dt>{entry.linked()}</dt><dd>{entry.price[0]}: {entry.price[1]}</dd>")
        pieces += [f"<dd>{name}: {escape(value)}</dd>" for name, value in entry.said.items()]
        pieces.append(f"<dd>{'★' * round(entry.stars)}{'☆' * (5 - round(entry.stars))}</dd>")
    return f"<dl>{''.join(pieces)}</dl>"


def _nested(entries: Sequence[Entry], _random: Random) -> str:
    """Boxes in boxes in rows of three, with classes that a machine made up."""
    boxes = []
    for entry in entries:
        rows = "".join(
            f'<div class="css-9d1z"><span class="css-k3a9">{name}</span>'
            f'<span class="css-0v7q">{escape(value)}</span></div>'
            for name, value in entry.said.items()
        )
        boxes.append(
            f'<div class="css-1a2b3c"><div class="css-77xk"><div>{entry.linked()}</div></div>'
            f'<div class="css-5ff0"><div><s>{_dearer(entry.price[1])}</s> '
            f"<b>{entry.price[1]}</b></div>"
            f"<div>{entry.stars} out of 5 stars</div></div>{rows}</div>"
        )
    rows = ["".join(boxes[at : at + 3]) for at in range(0, len(boxes), 3)]
    return "".join(f'<div class="css-row3x9" style="display:flex">{row}</div>' for row in rows)


def _results(entries: Sequence[Entry], random: Random) -> str:
    """Search results: a link, an address in green, a line of facts."""
    results = [
        f'<li class="result"><h4>{entry.linked()}</h4><cite>www.shop.test/item</cite>'
        f"<p>{entry.price[0]} {entry.price[1]} · {entry.stars}/5 · "
        + " · ".join(f"{name}: <em>{escape(value)}</em>" for name, value in entry.said.items())
        + "</p></li>"
        for entry in entries
    ]
    advert = '<li class="ad"><h4><a href="/ad">Cheap loans</a></h4><p>Anzeige</p></li>'
    return f"<ol>{_between(results, advert, random)}</ol>"


def _flat(entries: Sequence[Entry], _random: Random) -> str:
    """Headings and paragraphs that follow one another, without a box around any item."""
    pieces = []
    for entry in entries:
        facts = "".join(
            f"<p><strong>{name}:</strong> {escape(value)}</p>" for name, value in entry.said.items()
        )
        pieces.append(
            f"<h3>{entry.linked()}</h3>{facts}<p>{entry.price[0]}: {entry.price[1]}</p>"
            f"<p>Rating: {entry.stars}/5</p>"
        )
    return f"<section>{''.join(pieces)}</section>"


def _grid(entries: Sequence[Entry], _random: Random) -> str:
    """Boxes with the roles of rows and cells, and no table."""
    names = list(dict.fromkeys(name for entry in entries for name in entry.said))
    head = ("Item", entries[0].price[0], *names, "Stars")
    cells = "".join(f'<div role="columnheader">{name}</div>' for name in head)
    rows = [
        f'<div role="row"><div role="cell">{entry.linked()}</div>'
        f'<div role="cell">{entry.price[1]}</div>'
        + "".join(
            f'<div role="cell">{escape(entry.said.get(name, "")) or "&mdash;"}</div>'
            for name in names
        )
        + f'<div role="cell">{entry.stars}/5</div></div>'
        for entry in entries
    ]
    return f'<div role="table"><div role="row">{cells}</div>{"".join(rows)}</div>'


def _articles(entries: Sequence[Entry], random: Random) -> str:
    """Articles with a list of terms in each, pressed anywhere to open."""
    articles = [
        f"<article {entry.opening if entry.tag == 'span' else ''}><header><h2>{entry.linked()}</h2>"
        f"</header><dl><dt>{entry.price[0]}</dt><dd>{entry.price[1]}</dd>"
        + "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in entry.said.items())
        + f'</dl><footer><span class="stars">{entry.stars}/5</span> '
        f"<span>({random.randrange(9, 900)} reviews)</span> <a href='/cart'>Details</a></footer>"
        "</article>"
        for entry in entries
    ]
    return "".join(articles)


DEVELOPMENT: dict[str, Layout] = {
    "cards": _cards,
    "table": _table,
    "definitions": _definitions,
}
REPORTED: dict[str, Layout] = {
    "nested": _nested,
    "results": _results,
    "flat": _flat,
    "grid": _grid,
    "articles": _articles,
}


def _between(pieces: Sequence[str], advert: str, random: Random) -> str:
    """Put an advertisement between the pieces, somewhere."""
    place = random.randrange(1, len(pieces)) if len(pieces) > 1 else 0
    return "".join([*pieces[:place], advert, *pieces[place:]])


def _dearer(price: str) -> str:
    """Return what it cost before."""
    return re.sub(r"\d+", lambda digits: str(int(digits[0]) + 30), price, count=1)
