"""How the elements of a page lie to one another: those of a kind, their order, lines of a board.

Works out once for a page what is asked. Knows nothing of requests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

from ...core.observations import Bounds, Element
from ...core.surroundings import Surroundings, lasting

_DIGITS = re.compile(r"\d+")
_SMALLEST_BOARD = 2
"""Rows and columns that cells of one kind need to make a board."""

_ALIGNED = 0.5
"""Share of the smaller one's side that two elements share in a row or a column."""

_MEASURES: tuple[tuple[str, str, Callable[[Bounds], float]], ...] = (
    ("leftmost", "rightmost", lambda box: round(box.x)),
    ("topmost", "bottommost", lambda box: round(box.y)),
    ("smallest", "largest", lambda box: round(box.width * box.height)),
)

_Board = dict[tuple[int, int], Element]
"""Cells by row and column."""


def shape(identifier: str) -> str:
    """Return the identifier with its numbers left open: what pages count on changes."""
    return _DIGITS.sub("#", identifier)


def look(element: Element) -> tuple[str, ...]:
    """Return what the element looks like, as far as classes and traits tell."""
    return (*sorted(lasting(element)), *sorted(element.traits))


def is_pointed_at(element: Element) -> bool:
    """Tell whether a class says that the pointer or the cursor is on the element."""
    return len(lasting(element)) < len(set(element.classes))


class Layout(Surroundings):
    """An observation, with what the places of its elements say."""

    @cached_property
    def seen(self) -> list[Element]:
        """The visible elements, in the order of the page."""
        return [element for element in self.observation.elements if element.visible]

    @cached_property
    def _kinds(self) -> dict[str, list[Element]]:
        kinds: dict[str, list[Element]] = {}
        for element in self.seen:
            kinds.setdefault(_kind(element), []).append(element)
        return kinds

    def kin(self, element: Element) -> list[Element]:
        """Return the visible elements of the same kind, in the order of the page."""
        return self._kinds.get(_kind(element), [])

    def order(self, element: Element) -> int | None:
        """Return the element's place among its kind, from 0; None where it is not seen."""
        return self._orders.get(element.ref)

    @cached_property
    def _orders(self) -> dict[str, int]:
        return {one.ref: at for kin in self._kinds.values() for at, one in enumerate(kin)}

    def sharing(self, element: Element, container: Element) -> int:
        """Return how many of the element's kind the container holds, at least 1."""
        return max(1, self._kin_inside[container.ref, _kind(element)])

    @cached_property
    def _kin_inside(self) -> Counter[tuple[str, str]]:
        return Counter(
            (container.ref, kind)
            for kind, kin in self._kinds.items()
            for element in kin
            for container in (element, *self.containers(element))
        )

    def is_odd(self, element: Element) -> bool:
        """Tell whether others of its role look different from it, and none like it."""
        return self._looks[element.role, look(element)] == 1 < self._roles[element.role]

    @cached_property
    def _looks(self) -> Counter[tuple[str, tuple[str, ...]]]:
        return Counter((element.role, look(element)) for element in self.seen)

    @cached_property
    def _roles(self) -> Counter[str]:
        return Counter(element.role for element in self.seen)

    def beside(self, element: Element) -> tuple[str, str]:
        """Return the texts that stand next to it, in the order of the page: before and after."""
        return self._beside[element.ref]

    @cached_property
    def _beside(self) -> dict[str, tuple[str, str]]:
        elements = self.observation.elements
        before, after = _last_texts(elements), _last_texts(reversed(elements))
        return {element.ref: (before[element.ref], after[element.ref]) for element in elements}

    def in_row(self, element: Element, other: Element) -> bool:
        """Tell whether the two stand side by side."""
        one, two = element.bounds, other.bounds
        return _overlap(one.y, one.height, two.y, two.height)

    def in_column(self, element: Element, other: Element) -> bool:
        """Tell whether the two stand one above the other."""
        one, two = element.bounds, other.bounds
        return _overlap(one.x, one.width, two.x, two.width)

    def extremes(self, element: Element) -> Iterator[str]:
        """Yield what the element is among its kind: "leftmost", "largest" and so on."""
        for (least, most, measure), values in zip(_MEASURES, self._ranges(element), strict=True):
            its = measure(element.bounds)
            if values[0] < values[1] and its in values:
                yield least if its == values[0] else most

    def _ranges(self, element: Element) -> list[tuple[float, float]]:
        kind = _kind(element)
        if kind not in self._known_ranges:
            measured = [
                [measure(one.bounds) for one in self.kin(element)] for *_, measure in _MEASURES
            ]
            self._known_ranges[kind] = [(min(values), max(values)) for values in measured]
        return self._known_ranges[kind]

    @cached_property
    def _known_ranges(self) -> dict[str, list[tuple[float, float]]]:
        return {}

    def lines(self, element: Element) -> Iterator[list[Element]]:
        """Yield the others in each line of the board through the element, diagonals too."""
        board = self._boards.get(element.ref, {})
        for line in _lines(board, element):
            yield [board[at] for at in line if board[at] is not element]

    @cached_property
    def _boards(self) -> dict[str, _Board]:
        """The board of each cell, by ref: a full grid of cells of one role, size and depth."""
        alike: dict[tuple[object, ...], list[Element]] = {}
        for element in self.seen:
            size = (round(element.bounds.width), round(element.bounds.height))
            depth = len(self.containers(element))
            alike.setdefault((element.role, size, depth), []).append(element)
        boards = (_board(cells) for cells in alike.values())
        return {cell.ref: board for board in boards for cell in board.values()}


def _kind(element: Element) -> str:
    first = element.classes[0] if element.classes else ""
    return f"{element.role}.{first}#{shape(element.resource_id)}"


def _last_texts(elements: Iterator[Element] | tuple[Element, ...]) -> dict[str, str]:
    """Return the text that came last before each element, by ref."""
    texts: dict[str, str] = {}
    last = ""
    for element in elements:
        texts[element.ref] = last
        last = element.text if element.text and element.visible else last
    return texts


def _board(cells: list[Element]) -> _Board:
    """Return the cells by row and column; nothing where they do not fill a grid."""
    rows = sorted({round(cell.bounds.y) for cell in cells})
    columns = sorted({round(cell.bounds.x) for cell in cells})
    if min(len(rows), len(columns)) < _SMALLEST_BOARD or len(rows) * len(columns) != len(cells):
        return {}
    board = {
        (rows.index(round(cell.bounds.y)), columns.index(round(cell.bounds.x))): cell
        for cell in cells
    }
    return board if len(board) == len(cells) else {}


def _lines(board: _Board, element: Element) -> Iterator[list[tuple[int, int]]]:
    row, column = next((at for at, cell in board.items() if cell is element), (-1, -1))
    last, widest = max(board, default=(-1, -1))
    if row < 0:
        return
    yield [at for at in board if at[0] == row]
    yield [at for at in board if at[1] == column]
    if last == widest and row == column:
        yield [at for at in board if at[0] == at[1]]
    if last == widest and row + column == last:
        yield [at for at in board if sum(at) == last]


def _overlap(start: float, length: float, other: float, its: float) -> bool:
    shared = min(start + length, other + its) - max(start, other)
    return shared > _ALIGNED * min(length, its)
