"""The pages of the shops of `shops.py`: the list, what stands around it, and how it goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from random import Random

import shop_layouts
from shop_layouts import Entry
from shops import Case, Ware


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


def page(case: Case, number: int) -> str:
    """Return a page of the list with what stands around it."""
    blocks = [_block(case, wares) for wares in case.pages]
    if case.paging in _PAGINGS:
        body, paging = blocks[number - 1], _PAGINGS[case.paging](number, len(blocks))
    else:
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
"""How pages of their own lead to one another; all else is done by a script."""


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
        " while (at < blocks.length - 1 && document.body.scrollHeight <= innerHeight) go();"
    )
    replaces = "true" if paging == "script" else "false"
    code = script % (json.dumps(list(blocks)), replaces, follow if paging == "scroll" else "")
    return f"<div id=blocks>{blocks[0]}</div>{button}{code}"


def item_page(ware: Ware) -> str:
    """Return an item's own page."""
    return f"<title>Item</title><h1>{escape(ware.title)}</h1><p>{ware.written}</p>"
