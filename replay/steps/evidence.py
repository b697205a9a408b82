"""Evidence for a description: how often it finds its targets on the demonstrations' screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from ...core.observations import Element
from ...core.page import Page, level
from .aims import Aim
from .rows import Row

Finds = Callable[[Sequence[Row], Aim, float], float]
"""How likely a description leads to the rows' targets; the number where no row can tell."""

_LOOKED_AT = 12
"""Rows that are looked at: evenly spread, because the first may all be one person's."""

MANY = 100
"""Things of one kind on a page that are looked at."""

_PRESSED = frozenset({"button", "link", "checkbox", "radio", "tab", "menuitem", "option", "img"})


def finds(rows: Sequence[Row], aim: Aim, certain: float) -> float:
    """Return how likely the description leads to the rows' targets, 0..1.

    Where several things fit it equally well, any of them may be the one. `certain` is what to
    think where no row shows a screen.
    """
    seen = [at for at, row in enumerate(rows) if row.move.element is not None]
    if not seen:
        return certain
    looked_at = seen[:: max(1, len(seen) // _LOOKED_AT)]
    return fmean(_chance(rows[at], aim, at) for at in looked_at)


def _chance(row: Row, aim: Aim, at: int) -> float:
    page, element = row.move.page, row.move.element
    assert page is not None
    assert element is not None
    fitting = [one for one, _ in level(page.rank(aim.at(at), limit=MANY))]
    if isinstance(aim.at(at).ordinal, int):
        fitting = fitting[:1]
    return any(is_same(one, element, page) for one in fitting) / max(1, len(fitting))


def is_same(one: Element, other: Element, page: Page) -> bool:
    """Tell whether acting on one is acting on the other.

    They are one thing, or one is all that the other holds, or both are text in one row.
    """
    if one.ref == other.ref:
        return True
    text = page.text(one), page.text(other)
    if one in page.containers(other) or other in page.containers(one):
        return text[0] == text[1]
    plain = one.role not in _PRESSED and other.role not in _PRESSED
    return plain and all(text) and one.parent == other.parent and one.parent is not None
