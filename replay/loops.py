"""Repetition in demonstrations: runs of like moves, folded into one part each.

People tick as many boxes as the request names and look through as many tabs as it takes.
A run whose length differs from one demonstration to the next is one step that repeats;
a run that is always as long is so many steps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..core.actions import Op
from ..core.observations import CONTROLS
from ..core.texts import plain
from ..policy.spans import items, lists
from .traces import Move, Trace

Kind = tuple[object, ...]

_REPEATABLE = frozenset({Op.CLICK, Op.KEY, Op.LONG_PRESS})

_CONSTANT = 0.9
"""The share of runs of one length from which on that length is meant."""

_LISTED = 0.7
"""The share of runs that have to be a list of the request to be meant as one."""

_PRESSES = 3
"""Presses on one and the same thing that are no double click."""

_OFTEN = 3
"""Moves of the longest run, at least: of two, one may only be missing in some logs."""

_STATE = re.compile(
    r"(?:^|[-_])(?:active|selected|current|hover(?:ed)?|focus(?:ed)?|open(?:ed)?|expanded|"
    r"collapsed|checked|disabled|visited)(?:$|[-_])"
)
"""Classes that say in which state a thing is, not what it is."""


@dataclass(frozen=True)
class Part:
    """One step as one demonstration shows it."""

    moves: tuple[Move, ...]
    repeats: bool = False
    """True where other demonstrations may show it more or less often."""

    @property
    def symbol(self) -> tuple[object, ...]:
        """Stands for the step when outlines are compared."""
        move = self.moves[0]
        role = move.target.role if move.target.role in CONTROLS else ""
        if self.repeats:
            return "repeated", move.action.op, role
        key = move.action.text if move.action.op is Op.KEY else None
        return move.action.op, role, key


@dataclass(frozen=True)
class Folded:
    """A trace as a sequence of parts."""

    trace: Trace
    parts: tuple[Part, ...]

    @property
    def outline(self) -> tuple[object, ...]:
        """What is done, without to what exactly."""
        return tuple(part.symbol for part in self.parts)

    @property
    def straight(self) -> tuple[object, ...]:
        """The outline without the parts that repeat."""
        return tuple(part.symbol for part in self.parts if not part.repeats)


def fold(traces: Sequence[Trace]) -> list[Folded]:
    """Fold the runs of moves that the traces show again and again."""
    repeated = set(_repeated(traces))
    return [Folded(trace, tuple(_parts(trace.moves, repeated))) for trace in traces]


def kind(move: Move) -> Kind:
    """Say what a move is done to, so that things of a row are the same."""
    target = move.target
    if move.action.op is Op.KEY:
        return move.action.op, move.action.text
    classes = frozenset(name for name in target.classes if not _STATE.search(name))
    return move.action.op, target.role, re.sub(r"\d+", "#", target.resource_id), classes


def same_target(moves: Iterable[Move]) -> bool:
    """Tell whether all moves are done to one and the same thing.

    Pages build things anew, so what counts is that they are described alike; of several alike
    on one page, the description tells which.
    """
    return len({move.target for move in moves}) == 1


def listed(request: str, moves: Sequence[Move]) -> str:
    """Return the list in the request that holds just what the moves are done to, or ""."""
    done = [{plain(text) for text in (m.target.text, m.target.name) if text} for m in moves]
    for span in lists(request):
        wanted = [plain(item) for item in items(span.text)]
        if len(wanted) == len(done) and _match(wanted, done):
            return span.text
    return ""


def _match(wanted: Sequence[str], done: Sequence[set[str]]) -> bool:
    left = list(done)
    for item in wanted:
        found = next((one for one in left if item in one), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _parts(moves: Sequence[Move], repeated: set[Kind]) -> Iterable[Part]:
    for its_kind, run in groupby(moves, key=kind):
        if its_kind in repeated:
            yield Part(tuple(run), repeats=True)
        else:
            yield from (Part((move,)) for move in run)


def _repeated(traces: Sequence[Trace]) -> Iterable[Kind]:
    runs: dict[Kind, list[tuple[str, list[Move]]]] = {}
    for trace in traces:
        for its_kind, run in groupby(trace.moves, key=kind):
            if its_kind[0] in _REPEATABLE:
                runs.setdefault(its_kind, []).append((trace.request, list(run)))
    return (its_kind for its_kind, found in runs.items() if _is_repetition(found))


def _is_repetition(runs: Sequence[tuple[str, list[Move]]]) -> bool:
    several = [(request, moves) for request, moves in runs if len(moves) > 1]
    if not several:
        return False
    if sum(bool(listed(request, moves)) for request, moves in several) >= _LISTED * len(several):
        return True
    if sum(_alike(moves) for _, moves in several) >= _LISTED * len(several):
        return True
    lengths = Counter(len(moves) for _, moves in runs)
    varies = lengths.most_common(1)[0][1] < _CONSTANT * len(runs) and max(lengths) >= _OFTEN
    pressed = any(len(moves) >= _PRESSES and same_target(moves) for _, moves in several)
    return (varies and len(several) > 1) or (pressed and (varies or len(runs) == 1))


def _alike(moves: Sequence[Move]) -> bool:
    """Tell whether different things are acted on that are described alike, but for their place."""
    described = {move.target.model_copy(update={"ordinal": None}) for move in moves}
    return len(described) == 1 and len({move.ref for move in moves}) == len(moves)
