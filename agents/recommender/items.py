"""The pool of items: what the host hands in, or what a list on the screen shows."""

from __future__ import annotations

from collections import Counter

from ...core.events import Item
from ...core.observations import Element, Observation

FEWEST = 3
"""Fewer alike elements than this are not a list."""

LONGEST_TITLE = 120
"""Characters of an item's text that make its title."""


def items_on(screen: Observation) -> list[Item]:
    """Read the items of the longest list on the screen; empty where there is none.

    A list is a container whose children have one role and the same classes.
    """
    lists = [(parent, _alike(screen, parent)) for parent in screen.elements]
    _, longest = max(lists, key=lambda found: len(found[1]), default=(None, []))
    if len(longest) < FEWEST:
        return []
    texts = [(element, screen.text_within(element)) for element in longest]
    return [_item(element, text) for element, text in texts if text]


def _alike(screen: Observation, parent: Element) -> list[Element]:
    children = [child for child in screen.children(parent) if child.visible]
    shapes = Counter((child.role, child.classes) for child in children)
    if not shapes:
        return []
    commonest = shapes.most_common(1)[0][0]
    return [child for child in children if (child.role, child.classes) == commonest]


def _item(element: Element, text: str) -> Item:
    return Item(id=element.ref, title=text[:LONGEST_TITLE], attributes={"text": text})
