"""Finds what leads on to more of a list: the next page, or a button that shows more of it.

Looks at one observation at a time; acts on nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...core.observations import Element, Observation
from ...core.texts import plain
from .extraction import Extraction

_NEXT = re.compile(
    r"(?:(?:go to )?(?:the )?next(?: page| results| items)?|older(?: posts| results| entries)?|"
    r"weiter|n\u00e4chste(?: seite)?|suivant(?:e)?|page suivante|siguiente|p\u00e1gina siguiente|"
    r"successiv[ao]|avanti|pr\u00f3xim[ao]|volgende|n\u00e4sta|\u4e0b\u4e00\u9875|\u6b21\u3078)?"
    r"\s*[>\u203a\u00bb\u2192\u2b95\u276f]*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:load|show|see|view|display|get|fetch)\s+)?(?:\d+\s+)?more\b(?:\s+\w+){0,2}"
    r"|(?:load|show|view)\s+(?:the\s+)?next(?:\s+\w+){0,2}"
    r"|mehr(?: (?:laden|anzeigen|ergebnisse))?|(?:voir|afficher|charger) plus.{0,20}"
    r"|(?:ver|mostrar|cargar) m\u00e1s.{0,20}",
    re.IGNORECASE,
)
_CALLED_NEXT = re.compile(r"(?:^|[-_])(?:next|nxt)(?:$|[-_])", re.IGNORECASE)
_PAGER = re.compile(r"(?:^|[-_])(?:pagination|pager|paging|pages|paginator)(?:$|[-_])", re.I)
_OFF = re.compile(r"(?:^|[-_])disabled$|^inactive$", re.IGNORECASE)
_CURRENT = re.compile(r"(?:^|[-_])(?:active|current|selected)(?:$|[-_])", re.IGNORECASE)
_DRAWN = re.compile(r"[>\u203a\u00bb\u2192\u2b95\u276f]+")
_ASIDE = frozenset({"nav", "navigation", "aside", "complementary", "form", "dialog", "search"})

_PAGES = re.compile(r"\b(?:page|seite|p\u00e1gina)\s+\d+\s*(?:of|/|von|sur|de)\s*(\d+)\b", re.I)
_SHOWN_OF = re.compile(r"\b\d+\s*(?:-|\u2013|\u2014|to|bis)\s*\d+\s+(?:of|von|sur|de)\s+([\d.,]+)")
_SHOWN = re.compile(r"\b\d+\s+(?:of|von|sur|de)\s+([\d.,]+)\s+\w+", re.IGNORECASE)
_FOUND = re.compile(
    r"(?:^|\b(?:found|all|total:?)\s+)([\d.,]+)\s+(?:results?|items?|products?|matches|found|hits|"
    r"treffer|ergebnisse|r\u00e9sultats|resultados)\b",
    re.IGNORECASE,
)
_LONGEST_COUNT = 80


@dataclass(frozen=True)
class WayOn:
    """What shows more of a list."""

    element: Element
    kind: Literal["next", "more"]
    """"next" shows other items in the place of these, "more" adds to them."""


def way_on(screen: Observation, found: Extraction, page: int) -> WayOn | None:
    """Return what shows more of the list than its page number `page`, counted from 1."""
    inside = {
        part.ref
        for record in found.records
        for one in record.elements
        for part in screen.within(one)
    }
    controls = [
        one
        for one in screen.elements
        if one.visible and one.enabled and one.ref not in inside and _can_be_pressed(screen, one)
    ]
    following = _following(controls, screen, found)
    for element in following:
        if _says_next(screen, element):
            return WayOn(element, "next")
    if number := _next_number(screen, following, page):
        return WayOn(number, "next")
    for element in following:
        if _MORE.fullmatch(_label(screen, element)) and not _is_aside(screen, element):
            return WayOn(element, "more")
    return None


def pages_told(screen: Observation) -> int | None:
    """Return how many pages there are, as far as the page says so: "Page 1 of 12"."""
    for text in _short_texts(screen):
        if told := _PAGES.search(text):
            return int(told[1])
    numbers = [int(_label(screen, one)) for one in _numbers(screen, screen.elements)]
    return max(numbers, default=None)


def items_told(screen: Observation) -> int | None:
    """Return how many items there are, as far as the page says so: "1-20 of 233 results"."""
    for pattern in (_SHOWN_OF, _SHOWN, _FOUND):
        for text in _short_texts(screen):
            if told := pattern.search(text):
                return int(re.sub(r"\D", "", told[1]))
    return None


def _following(
    controls: Sequence[Element], screen: Observation, found: Extraction
) -> list[Element]:
    """Put those after the list before those above it, the nearest first."""
    places = {element.ref: at for at, element in enumerate(screen.elements)}
    first = places[found.records[0].elements[0].ref]
    last = places[found.records[-1].elements[-1].ref]
    after = [one for one in controls if places[one.ref] > last]
    before = [one for one in controls if places[one.ref] < first]
    between = [one for one in controls if first < places[one.ref] < last]
    return [*after, *reversed(before), *between]


def _says_next(screen: Observation, element: Element) -> bool:
    label = _label(screen, element)
    if label and _NEXT.fullmatch(label):
        return not _DRAWN.fullmatch(label) or _is_in_pager(screen, element)
    if label and not _DRAWN.fullmatch(label):
        return bool(_NEXT.fullmatch(plain(element.name))) if element.name else False
    return any(_CALLED_NEXT.search(name) for name in (*element.classes, element.resource_id))


def _next_number(screen: Observation, controls: Sequence[Element], page: int) -> Element | None:
    """Return the control that bears the number of the page after this one."""
    numbered = {int(_label(screen, one)): one for one in reversed(_numbers(screen, controls))}
    current = next((number for number, one in numbered.items() if _is_current(screen, one)), page)
    return numbered.get(current + 1)


def _numbers(screen: Observation, elements: Sequence[Element]) -> list[Element]:
    """Return what bears the number of a page."""
    return [
        one
        for one in elements
        if one.visible
        and one.text.strip().isdecimal()
        and len(one.text) < 6
        and (one.clickable or one.role in ("link", "button"))
        and _is_in_pager(screen, one)
    ]


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


def _is_aside(screen: Observation, element: Element) -> bool:
    return any(one.role in _ASIDE for one in screen.ancestors(element))


def _label(screen: Observation, element: Element) -> str:
    text = screen.text_within(element) or element.name
    return plain(text) or text.strip()


def _short_texts(screen: Observation) -> list[str]:
    """Return the lines of a page that may say how much there is."""
    texts = (
        screen.text_within(one) for one in screen.elements if one.visible and one.role != "text"
    )
    return [text for text in texts if 0 < len(text) <= _LONGEST_COUNT]
