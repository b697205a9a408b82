"""Rounds: several steps that are done again and again together, each time with another value.

The values of a list in the request are put in one by one: type it, press Add. Or a number is
looked for by what the page answers to the one before it: type it, press Check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...core.texts import plain
from ...memory.steps import Search
from ...policy.slots.spans import items, lists
from ..steps.evidence import finds
from ..steps.rows import Row
from ..steps.shapes import Shape, shape
from ..steps.traces import FILLING, Move, Trace
from .kinds import Kind, kind
from .searching import search

_LONGEST = 4
"""Steps of a round, at most."""

_USUAL = 0.7
"""The share of the repetitions that have to be explained by the values."""


@dataclass(frozen=True)
class Rounds:
    """Steps that are repeated together."""

    kinds: tuple[Kind, ...]
    shapes: tuple[Shape, ...]
    """The steps of a round; nothing in them follows from the request but the value."""

    place: int
    """Which of the steps puts the value in."""

    search: Search | None = None
    """How the next value is found; None where the request lists the values."""

    def values(self, moves: Sequence[Move]) -> list[str]:
        """Return the values of a run of rounds, given all its moves."""
        return [move.action.text or "" for move in moves[self.place :: len(self.kinds)]]

    def length(self, trace: Trace, at: int) -> int:
        """Return how many moves of the trace are such rounds, from that place on; 0 for none."""
        size = len(self.kinds)
        most = _repeats(tuple(map(kind, trace.moves[at:])), self.kinds)
        if self.search is not None:
            return most * size
        for number in range(most, 0, -1):
            if said_list(trace.request, self.values(trace.moves[at : at + number * size])):
                return number * size
        return 0


def find_rounds(traces: Sequence[Trace]) -> Rounds | None:
    """Return what the traces do round by round, if anything; what is repeated most."""
    # Where a round begins later, or holds more, it is repeated less often.
    found = Counter(unit for trace in traces for unit in _repeated(tuple(map(kind, trace.moves))))
    return next((known for unit, _ in found.most_common() if (known := _known(unit, traces))), None)


def said_list(request: str, values: Sequence[str]) -> str:
    """Return the list in the request that holds just the values, in any order, or ""."""
    wanted = Counter(map(plain, values))
    fits = (one.text for one in lists(request) if Counter(map(plain, items(one.text))) == wanted)
    return next(fits, "")


def _repeated(kinds: Sequence[Kind]) -> Iterator[tuple[Kind, ...]]:
    """Yield what is done twice in a row, if it puts in one value."""
    for size in range(2, _LONGEST + 1):
        for at in range(len(kinds) - 2 * size + 1):
            unit = tuple(kinds[at : at + size])
            filling = sum(one[0] in FILLING for one in unit)
            if unit == tuple(kinds[at + size : at + 2 * size]) and filling == 1:
                yield unit


def _known(unit: tuple[Kind, ...], traces: Sequence[Trace]) -> Rounds | None:
    """Return how the rounds go, if the requests or the pages explain their values."""
    place = next(at for at, one in enumerate(unit) if one[0] in FILLING)
    runs = [(trace.request, moves) for trace in traces for moves in _runs(trace, unit)]
    shapes = tuple(_shape(runs, at, len(unit)) for at in range(len(unit)))
    steps = tuple(one for one in shapes if one is not None)
    if len(steps) < len(unit):
        return None
    rounds = Rounds(unit, steps, place)
    several = [(request, moves) for request, moves in runs if len(moves) > len(unit)]
    listed = [bool(said_list(request, rounds.values(moves))) for request, moves in several]
    if sum(listed) >= _USUAL * len(several):
        return rounds
    found = search([moves[place :: len(unit)] for _, moves in runs])
    return replace(rounds, search=found) if found else None


def _runs(trace: Trace, unit: tuple[Kind, ...]) -> Iterator[tuple[Move, ...]]:
    kinds, at = tuple(map(kind, trace.moves)), 0
    while at < len(kinds):
        length = _repeats(kinds[at:], unit) * len(unit)
        if length:
            yield trace.moves[at : at + length]
        at += length or 1


def _repeats(kinds: tuple[Kind, ...], unit: tuple[Kind, ...]) -> int:
    """Return how many times the unit is done at the start."""
    size = len(unit)
    parts = (kinds[at : at + size] for at in range(0, len(kinds), size))
    return next((at for at, part in enumerate((*parts, ())) if part != unit), 0)


def _shape(runs: Iterable[tuple[str, tuple[Move, ...]]], place: int, size: int) -> Shape | None:
    """Return one step of the round, its value left out; None where it is not always the same."""
    rows = [Row(request, _bare(move)) for request, run in runs for move in run[place::size]]
    found = shape(rows, finds)
    if isinstance(found, list) or found.varying or found.scorer:
        return None
    return replace(found, text=None) if found.op in FILLING else found


def _bare(move: Move) -> Move:
    if move.action.op not in FILLING:
        return move
    return replace(move, action=move.action.model_copy(update={"text": "value"}))
