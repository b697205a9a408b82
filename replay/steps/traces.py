"""Demonstrations as learning sees them: what was meant, step by step, and what was shown.

Knows records and screens; nothing here compares demonstrations, but for the usual order of
fields that may be filled in any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from ...core.actions import Action, Descriptor, Op
from ...core.observations import Element
from ...core.page import Page
from ...memory.records import Demonstration
from ..flows import intended
from ..screens import unpack

FILLING = frozenset({Op.TYPE, Op.SELECT})
"""Operations that put something into a field."""


@dataclass(frozen=True)
class Move:
    """One thing that was meant to be done, and what was shown just before it."""

    action: Action
    """Its target is a descriptor."""

    page: Page | None = None
    """None where the demonstration does not hold what was shown."""

    ref: str | None = None
    """The target's ref on the page."""

    @property
    def target(self) -> Descriptor:
        """The target's description; an empty one where there is none."""
        target = self.action.target
        return target if isinstance(target, Descriptor) else Descriptor()

    @cached_property
    def element(self) -> Element | None:
        """The target as it was shown."""
        return self.page.observation.get(self.ref) if self.page and self.ref else None

    @cached_property
    def place(self) -> int | None:
        """The target's place among the visible elements of its role, from 0."""
        if self.page is None or self.element is None:
            return None
        role = self.element.role
        alike = [e.ref for e in self.page.observation.elements if e.role == role and e.visible]
        return alike.index(self.element.ref) if self.element.ref in alike else None


@dataclass(frozen=True)
class Trace:
    """A demonstration and what was meant in it."""

    demonstration: Demonstration
    moves: tuple[Move, ...]

    @property
    def request(self) -> str:
        """The words that it answered."""
        return self.demonstration.request


def traces(demonstrations: Iterable[Demonstration]) -> list[Trace]:
    """Return the demonstrations that show anything, fields in the order that is usual."""
    found = (Trace(one, tuple(_moves(one))) for one in demonstrations)
    return _in_usual_order([kept for trace in found if (kept := _without_layout(trace))])


def _without_layout(trace: Trace) -> Trace | None:
    """Leave out clicks on the page's layout; None where that leaves what cannot be done again.

    A page may end with the last action, and then the log shows what lay below its target. And
    what was done to a mere place on the screen cannot be found on another.
    """
    if any(move.action.target is not None and move.target.is_empty() for move in trace.moves):
        return None
    moves = tuple(move for move in trace.moves if not _is_on_layout(move))
    if not moves or moves[-1] is not trace.moves[-1]:
        return None
    return Trace(trace.demonstration, moves)


def _is_on_layout(move: Move) -> bool:
    """Tell whether the move is a click on something that only holds what is acted on."""
    element = move.element
    if move.action.op is not Op.CLICK or element is None or element.clickable or not move.page:
        return False
    inside = move.page.observation.within(element)
    return any(part.clickable or part.editable for part in inside if part is not element)


def _moves(demonstration: Demonstration) -> Iterator[Move]:
    seen = unpack(demonstration.screens) if demonstration.screens else None
    pages = [Page(observation) for observation in seen.observations] if seen else []
    for at in intended(demonstration.actions):
        action = demonstration.actions[at]
        if seen is None:
            yield Move(action)
        else:
            screen, ref = seen.steps[at]
            yield Move(action, pages[screen], ref)


def _in_usual_order(found: Sequence[Trace]) -> list[Trace]:
    """Put fields that were filled one after the other into the order that is usual."""
    places: dict[tuple[object, ...], list[int]] = {}
    for trace in found:
        for at, move in enumerate(trace.moves):
            if move.action.op in FILLING:
                places.setdefault(_field(move), []).append(at)
    usual = {field: sum(at) / len(at) for field, at in places.items()}
    return [Trace(trace.demonstration, tuple(_ordered(trace.moves, usual))) for trace in found]


def _ordered(moves: Sequence[Move], usual: Mapping[tuple[object, ...], float]) -> Iterator[Move]:
    for filling, run in groupby(moves, key=lambda move: move.action.op in FILLING):
        order = list(run)
        if filling:
            order.sort(key=lambda move: usual[_field(move)])
        yield from order


def _field(move: Move) -> tuple[object, ...]:
    target = move.target
    return target.role, target.resource_id, target.name, target.anchor, target.classes
