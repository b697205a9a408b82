"""Finds what leads on to more of a list: the next page, or a button that shows more of it.

Looks at one observation at a time; acts on nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from ....core.observations import Element, Observation
from ....core.texts import plain
from .extraction import Extraction


@dataclass(frozen=True)
class _Direction:
    """Which way pages are turned, and what the controls for it are called."""

    said: re.Pattern[str]
    drawn: re.Pattern[str]
    called: re.Pattern[str]
    """Classes and ids."""

    step: int

    def is_said_by(self, label: str) -> bool:
        """Tell whether a label says it in words, with or without an arrow."""
        words = self.drawn.sub("", label).strip()
        return bool(words) and bool(self.said.fullmatch(words))


_ON = _Direction(
    re.compile(
        r"(?:go to )?(?:the )?next(?: page| results| items)?|older(?: posts| results| entries)?|"
        r"weiter|n\u00e4chste(?: seite)?|(?:page )?suivante?|(?:p\u00e1gina )?siguiente|"
        r"successiv[ao]|avanti|pr\u00f3xim[ao]|volgende|n\u00e4sta|\u4e0b\u4e00\u9875|\u6b21\u3078",
        re.IGNORECASE,
    ),
    re.compile(r"[>\u203a\u00bb\u2192\u2b95\u276f]+"),
    re.compile(r"(?:^|[-_])(?:next|nxt)(?:$|[-_])", re.IGNORECASE),
    1,
)
_BACK = _Direction(
    re.compile(
        r"(?:go to )?(?:the )?prev(?:ious)?(?: page| results| items)?|newer(?: posts| results)?|"
        r"zur\u00fcck|vorherige(?: seite)?|(?:page )?pr\u00e9c\u00e9dente?|"
        r"(?:p\u00e1gina )?anterior|"
        r"precedente|vorige|f\u00f6reg\u00e5ende|\u4e0a\u4e00\u9875|\u524d\u3078",
        re.IGNORECASE,
    ),
    re.compile(r"[<\u2039\u00ab\u2190\u276e]+"),
    re.compile(r"(?:^|[-_])prev(?:ious)?(?:$|[-_])", re.IGNORECASE),
    -1,
)
_MORE = re.compile(
    r"(?:(?:load|show|see|view|display|get|fetch)\s+)?(?:\d+\s+)?more\b(?:\s+\w+){0,2}"
    r"|(?:load|show|view)\s+(?:the\s+)?next(?:\s+\w+){0,2}"
    r"|mehr(?: (?:laden|anzeigen|ergebnisse))?|(?:voir|afficher|charger) plus.{0,20}"
    r"|(?:ver|mostrar|cargar) m\u00e1s.{0,20}",
    re.IGNORECASE,
)
_PAGER = re.compile(r"(?:^|[-_])(?:pagination|pager|paging|pages|paginator)(?:$|[-_])", re.I)
_OFF = re.compile(r"(?:^|[-_])disabled$|^inactive$", re.IGNORECASE)
_CURRENT = re.compile(r"(?:^|[-_])(?:active|current|selected)(?:$|[-_])", re.IGNORECASE)
_ASIDE = frozenset({"nav", "navigation", "aside", "complementary", "form", "dialog", "search"})

_PAGES = re.compile(r"\b(?:page|seite|p\u00e1gina)\s+(\d+)\s*(?:of|/|von|sur|de)\s*(\d+)\b", re.I)
_SHOWN_OF = re.compile(r"\b\d+\s*(?:-|\u2013|\u2014|to|bis)\s*\d+\s+(?:of|von|sur|de)\s+([\d.,]+)")
_SHOWN = re.compile(
    r"\b(?:showing|viewing|displaying|seen|viewed)\s+(?:all\s+)?\d+\s+of\s+([\d.,]+)", re.IGNORECASE
)
_FOUND = re.compile(
    r"(?:^|\b(?:found|all|total:?)\s+)([\d.,]+)\s+(?:results?|items?|products?|matches|found|hits|"
    r"treffer|ergebnisse|r\u00e9sultats|resultados)\b",
    re.IGNORECASE,
)
_LONGEST_COUNT = 80
_DIGITS = 5
"""Of the largest number that a page has."""


@dataclass(frozen=True)
class WayOn:
    """What shows more of a list."""

    element: Element
    kind: Literal["next", "more"]
    """"next" shows other items in the place of these, "more" adds to them."""


def way_on(screen: Observation, found: Extraction, page: int) -> WayOn | None:
    """Return what shows more of the list than its page number `page`, counted from 1."""
    controls = _controls(screen, found)
    if turning := _turning(screen, controls, _ON, page):
        return WayOn(turning, "next")
    around = {one.ref for one in screen.ancestors(found.records[0].elements[0])}
    for element in controls:
        if _MORE.fullmatch(_label(screen, element)) and not _is_aside(screen, element, around):
            return WayOn(element, "more")
    return None


def way_back(screen: Observation, found: Extraction, page: int) -> Element | None:
    """Return what shows the page of the list before page number `page`, counted from 1."""
    return _turning(screen, _controls(screen, found), _BACK, page)


def pages_told(screen: Observation, found: Extraction) -> tuple[int | None, int | None]:
    """Return the number of this page and how many there are, as far as the page says so."""
    for text in _short_texts(screen):
        if told := _PAGES.search(text):
            return int(told[1]), int(told[2])
    numbered = _numbered(screen, _controls(screen, found))
    return _current(screen, numbered), max(numbered, default=None)


def items_told(screen: Observation) -> int | None:
    """Return how many items there are, as far as the page says so: "1-20 of 233 results"."""
    for pattern in (_SHOWN_OF, _SHOWN, _FOUND):
        for text in _short_texts(screen):
            if told := pattern.search(text):
                return int(re.sub(r"\D", "", told[1]))
    return None


def _controls(screen: Observation, found: Extraction) -> list[Element]:
    """Return what can be pressed outside of the items; what stands after the list first."""
    heads = [record.elements[0] for record in found.records]
    roots = [one for record in found.records for one in record.elements]
    inside = {part.ref for root in roots for part in screen.within(root)}
    places = {element.ref: at for at, element in enumerate(screen.elements)}
    first, last = places[heads[0].ref], places[heads[-1].ref]
    pressed = [
        one
        for one in screen.elements
        if one.ref not in inside and one.visible and one.enabled and _can_be_pressed(screen, one)
    ]
    after = [one for one in pressed if places[one.ref] > last]
    before = [one for one in pressed if places[one.ref] < first]
    between = [one for one in pressed if first < places[one.ref] < last]
    return [*after, *reversed(before), *between]


def _turning(
    screen: Observation, controls: Sequence[Element], way: _Direction, page: int
) -> Element | None:
    """Return what turns the pages that way: in words, by an arrow, or by the page's number."""
    for element in controls:
        if _turns(screen, element, way):
            return element
    numbered = _numbered(screen, controls)
    return numbered.get((_current(screen, numbered) or page) + way.step)


def _turns(screen: Observation, element: Element, way: _Direction) -> bool:
    label = _label(screen, element)
    if way.is_said_by(label) or way.is_said_by(plain(element.name)):
        return True
    if way.drawn.fullmatch(label):
        return _is_in_pager(screen, element)
    names = (*element.classes, element.resource_id)
    return not label and any(way.called.search(name) for name in names)


def _numbered(screen: Observation, elements: Sequence[Element]) -> dict[int, Element]:
    """Return what bears the number of a page, by its number."""
    return {
        int(one.text): one
        for one in reversed(elements)
        if one.text.strip().isdecimal() and len(one.text) <= _DIGITS and _is_in_pager(screen, one)
    }


def _current(screen: Observation, numbered: Mapping[int, Element]) -> int | None:
    """Return the number that is marked as that of this page."""
    return next((number for number, one in numbered.items() if _is_current(screen, one)), None)


def _is_in_pager(screen: Observation, element: Element) -> bool:
    """Tell whether it stands among the numbers of pages, or in a box that is made for them."""
    around = list(screen.ancestors(element))[:3]
    names = [name for one in around for name in (*one.classes, one.resource_id, one.name)]
    if any(_PAGER.search(name) for name in names) or any(
        _PAGER.search(plain(name).replace(" ", "-")) for name in names
    ):
        return True
    beside = [part for one in around[:2] for part in screen.within(one) if part is not element]
    return any(part.visible and part.text.strip().isdecimal() for part in beside)


def _is_current(screen: Observation, element: Element) -> bool:
    parent = next(screen.ancestors(element), None)
    around = (element, parent) if parent is not None else (element,)
    return any(_CURRENT.search(name) for one in around for name in one.classes)


def _can_be_pressed(screen: Observation, element: Element) -> bool:
    if not (element.clickable or element.role in ("link", "button")):
        return False
    parent = next(screen.ancestors(element), None)
    around = (element, parent) if parent is not None else (element,)
    return not any(_OFF.search(name) for one in around for name in one.classes)


def _is_aside(screen: Observation, element: Element, around: Set[str]) -> bool:
    """Tell whether it stands in a part of the page that is not about the list.

    What is `around` the list is: some pages are one form.
    """
    return any(one.role in _ASIDE and one.ref not in around for one in screen.ancestors(element))


def _label(screen: Observation, element: Element) -> str:
    text = screen.text_within(element) or element.name
    return plain(text) or text.strip()


def _short_texts(screen: Observation) -> list[str]:
    """Return the lines of a page that may say how much there is."""
    texts = (
        screen.text_within(one) for one in screen.elements if one.visible and one.role != "text"
    )
    return [text for text in texts if 0 < len(text) <= _LONGEST_COUNT]
