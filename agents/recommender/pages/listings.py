"""Finds the lists of a page: groups of records that are built alike.

After "Mining Data Records in Web Pages" (Liu, Grossman and Zhai, KDD 2003): the records of a
list lie under one parent, or under parents that are alike, and so are the trees below them.
Knows nothing of what the records say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ....core.observations import Element, Observation

Features = frozenset[str]
"""What an element is built of: roles and classes of it and of what is in it, by depth."""

ALIKE = 0.45
"""Records that share so much of their features, 0..1, are of one list: some lack attributes."""

_DEPTH = 3
"""How far down features are told apart."""

_HEADS = frozenset({"heading", "dt", "link", "strong", "b"})
"""Roles of what begins a record where the records of a list have no boxes of their own."""

_COMPARED = 50
"""Groups that a record is compared with, the latest ones: a page may hold thousands."""

_SHORTEST_RUN, _LONGEST_RUN = 2, 4
_RHYTHMIC = 0.8
"""So many of the elements look as the one does a record before, at least."""

_NO_RECORDS = frozenset({"text", "option", "columnheader", "th", "thead", "canvas", "hr", "br"})
_HEADER_CELLS = frozenset({"th", "columnheader"})
CELLS = _HEADER_CELLS | {"td", "cell", "gridcell", "rowheader"}
"""Roles of the cells of a table."""

_ROWS = frozenset({"tr", "row"})
_DIGITS = re.compile(r"\d+")
_TABLES = frozenset({"table", "grid", "treegrid"})


@dataclass(frozen=True)
class Record:
    """One entry of a list: an element, or several that follow one another."""

    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Shape:
    """How the records of a list are built, so that it is known again on another page."""

    container: Features
    record: Features

    def likeness(self, other: Shape) -> float:
        """Say how far both are built in one way, 0..1; from `ALIKE` on they are of one kind."""
        return min(_likeness(self.record, other.record), _likeness(self.container, other.container))


@dataclass(frozen=True)
class Listing:
    """Records that are built alike, in page order."""

    records: tuple[Record, ...]
    shape: Shape


def _likeness(one: Features, other: Features) -> float:
    """Say how much two sets of features share, 0..1 (Jaccard)."""
    either = len(one | other)
    return len(one & other) / either if either else 1.0


def listings_on(screen: Observation) -> list[Listing]:
    """Return all groups of records that are built alike; most of a page's are no items.

    A group may hold a single record, so that a list is found again where little is left of it.
    """
    groups = _Groups(screen)
    for parent in screen.elements:
        children = [child for child in screen.children(parent) if _may_be_shown(child)]
        for child in children:
            if child.role not in _NO_RECORDS and not _is_header(screen, child):
                groups.add(parent, Record((child,)))
        for run in groups.runs(children):
            groups.add(parent, Record(run))
    return groups.listings()


def headers_of(screen: Observation, row: Element) -> list[str]:
    """Return the names of the columns of the table that the row stands in; empty without."""
    table = next((up for up in screen.ancestors(row) if up.role in _TABLES), None)
    if table is None or row.role not in _ROWS:
        return []
    for other in screen.within(table):
        cells = [cell for cell in screen.children(other) if cell.role in CELLS]
        if len(cells) > 1:  # the first row has the names, or none has
            names = [screen.text_within(cell) or cell.name for cell in cells]
            return names if _is_header(screen, other) else []
    return []


def _is_header(screen: Observation, row: Element) -> bool:
    cells = [cell for cell in screen.children(row) if cell.role in CELLS]
    return bool(cells) and all(cell.role in _HEADER_CELLS for cell in cells)


class _Groups:
    """Records that were found so far, each with those that it is like."""

    def __init__(self, screen: Observation) -> None:
        self._screen = screen
        self._features = _features(screen)
        self._depths: dict[str | None, int] = {None: 0}
        for element in screen.elements:
            self._depths[element.ref] = self._depths.get(element.parent, 0) + 1
        self._groups: dict[tuple[object, ...], list[tuple[Shape, list[Record]]]] = {}

    def add(self, parent: Element, record: Record) -> None:
        """Put the record to those that it is like; a group of its own where there are none."""
        features = frozenset[str]().union(*(self._features[one.ref] for one in record.elements))
        shape = Shape(_own_features(parent, 0), features)
        head = record.elements[0]
        key = (self._depths[parent.ref], parent.role, head.role, len(record.elements) > 1)
        groups = self._groups.setdefault(key, [])
        for other, records in groups[-_COMPARED:]:
            if shape.likeness(other) >= ALIKE:
                records.append(record)
                return
        groups.append((shape, [record]))

    def runs(self, children: Sequence[Element]) -> list[tuple[Element, ...]]:
        """Return the runs of elements that make up a record together; empty where none do.

        They begin with a heading, a term or the like, or follow one another in a rhythm: a row
        with the title, a row with what is told of it, an empty row.
        """
        first = next((child for child in children if child.role in _HEADS), None)
        if first is not None:
            starts = [at for at, child in enumerate(children) if child.role == first.role]
        else:
            starts = self._beats(children)
        if not starts:
            return []
        ends = [*starts[1:], len(children)]
        runs = [tuple(children[start:end]) for start, end in zip(starts, ends, strict=True)]
        if any(len(run) < _SHORTEST_RUN for run in runs[:-1]):
            return []
        return [run for run in runs if len(run) >= _SHORTEST_RUN]

    def _beats(self, children: Sequence[Element]) -> list[int]:
        """Return the places at which a rhythm of elements that are not alike begins anew."""
        marks = [(child.role, child.classes) for child in children]
        for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1):
            if len(marks) < 2 * length:
                break
            same = sum(one == other for one, other in zip(marks, marks[length:], strict=False))
            one, other = (self._features[child.ref] for child in children[:2])
            rhythmic = same >= _RHYTHMIC * (len(marks) - length)
            if rhythmic and marks[0] not in marks[1:length] and _likeness(one, other) < ALIKE:
                return list(range(0, len(marks), length))
        return []

    def listings(self) -> list[Listing]:
        """Return the groups."""
        return [
            Listing(tuple(records), shape)
            for groups in self._groups.values()
            for shape, records in groups
        ]


def _features(screen: Observation) -> dict[str, Features]:
    """Return the features of each element and what is in it."""
    found: dict[str, set[str]] = {element.ref: set() for element in screen.elements}
    for element in screen.elements:
        at: Element | None = element
        for depth in range(_DEPTH + 1):
            if at is None or not _may_be_shown(element):
                break
            found[at.ref] |= _own_features(element, depth)
            at = screen.get(at.parent) if at.parent else None
    return {ref: frozenset(features) for ref, features in found.items()}


def _own_features(element: Element, depth: int) -> Features:
    # "post-17" is one of many posts.
    names = (_DIGITS.sub("#", name) for name in element.classes)
    return frozenset([f"{depth}:{element.role}", *(f"{depth}.{name}" for name in names)])


def _may_be_shown(element: Element) -> bool:
    """Tell whether it, or what floats out of it, can be seen."""
    return element.visible or element.bounds.width > 0 or element.bounds.height > 0
