"""Repetition in demonstrations: runs of like moves, folded into one part each.

People tick as many boxes as the request names and look through as many tabs as it takes.
A run whose length differs from one demonstration to the next is one step that repeats;
a run that is always as long is so many steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...core.actions import Descriptor, Op
from ...core.forms import MOMENTS
from ...core.observations import CONTROLS
from ...core.page import Page
from ...core.texts import plain
from ...policy.slots.slots import ties
from ...policy.slots.spans import items, lists
from ..steps.traces import Move, Trace
from .endings import said_now
from .kinds import Kind, kind
from .rounds import Rounds, find_rounds

_REPEATABLE = frozenset({Op.CLICK, Op.KEY, Op.LONG_PRESS})

_CONSTANT = 0.9
"""The share of runs of one length from which on that length is meant."""

_LISTED = 0.7
"""The share of runs that have to be a list of the request to be meant as one."""

_PRESSES = 3
"""Presses on one and the same thing that are no double click."""

_OFTEN = 3
"""Moves of the longest run, at least: of two, one may only be missing in some logs."""


@dataclass(frozen=True)
class Run:
    """Like moves of one demonstration, one after the other, and what was done next."""

    request: str
    moves: tuple[Move, ...]
    """Empty where a step that repeats is not done at all."""

    following: Move | None


@dataclass(frozen=True)
class Part:
    """One step as one demonstration shows it."""

    moves: tuple[Move, ...]
    repeats: bool = False
    """True where other demonstrations may show it more or less often."""

    rounds: Rounds | None = None
    """The steps of which the moves are rounds; None where they are one step."""

    @property
    def symbol(self) -> tuple[object, ...]:
        """Stands for the step when outlines are compared."""
        move = self.moves[0]
        role = move.target.role if move.target.role in CONTROLS else ""
        key = move.action.text if move.action.op is Op.KEY else None
        if self.rounds:
            return "rounds", *self.rounds.kinds
        if self.repeats:
            return "repeated", move.action.op, role, key
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
    rounds = find_rounds(traces)
    runs = _runs(traces)
    repeated = {one for one, found in runs.items() if _is_repetition(found, len(traces))}
    searched = {one for one in repeated if _is_search(runs[one])}
    single = {one for one in repeated if max(len(run.moves) for run in runs[one]) == 1}
    without = {one: _outlines_without(one, traces) for one in single}
    folded = []
    for trace in traces:
        # What is done once at most repeats only where it had to be done to go on, and where
        # others, who had not to, do all else the same.
        needed = {
            its_kind
            for run in _runs_of(trace)
            if (its_kind := kind(run.moves[0])) in single and _reveals(run)
        }
        kept = {
            one
            for one, known in without.items()
            if one not in needed or _outline(trace.moves, but=one) not in known
        }
        folded.append(Folded(trace, tuple(_parts(trace, repeated - kept, searched, rounds))))
    return folded


def _outlines_without(its_kind: Kind, traces: Sequence[Trace]) -> set[tuple[object, ...]]:
    return {_outline(one.moves) for one in traces if its_kind not in map(kind, one.moves)}


def _outline(moves: Sequence[Move], but: Kind | None = None) -> tuple[object, ...]:
    return tuple(its_kind for its_kind in map(kind, moves) if its_kind != but)


def same_target(moves: Iterable[Move]) -> bool:
    """Tell whether all moves are done to one and the same thing.

    Pages build things anew, so what counts is that they are described alike; of several alike
    on one page, the description tells which.
    """
    first, *others = moves
    return all(move.target == first.target for move in others)


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


def _parts(
    trace: Trace, repeated: set[Kind], searched: set[Kind], rounds: Rounds | None
) -> Iterable[Part]:
    at = begun = 0
    while rounds and at < len(trace.moves):
        length = rounds.length(trace, at)
        if length:
            yield from _single_parts(trace, begun, at, repeated, searched)
            yield Part(trace.moves[at : at + length], repeats=True, rounds=rounds)
            begun = at + length
        at += length or 1
    yield from _single_parts(trace, begun, len(trace.moves), repeated, searched)


def _single_parts(
    trace: Trace, start: int, end: int, repeated: set[Kind], searched: set[Kind]
) -> Iterable[Part]:
    for its_kind, group in groupby(trace.moves[start:end], key=kind):
        run = list(group)
        times = len(run) if its_kind in repeated else 0
        if its_kind in searched and _is_said(trace.request, run[-1]):
            times -= 1  # what was found is a step of its own
        if times:
            yield Part(tuple(run[:times]), repeats=True)
        yield from (Part((move,)) for move in run[times:])


def _is_said(request: str, move: Move) -> bool:
    texts = (move.target.text, move.target.name)
    return any(not tie.form for text in texts if text for tie in ties(request, text))


def _runs(traces: Sequence[Trace]) -> dict[Kind, list[Run]]:
    runs: dict[Kind, list[Run]] = {}
    for run in (run for trace in traces for run in _runs_of(trace)):
        its_kind = kind(run.moves[0])
        if its_kind[0] in _REPEATABLE:
            runs.setdefault(its_kind, []).append(run)
    return runs


def _runs_of(trace: Trace) -> Iterable[Run]:
    at = 0
    for _, group in groupby(trace.moves, key=kind):
        moves = tuple(group)
        at += len(moves)
        yield Run(trace.request, moves, trace.moves[at] if at < len(trace.moves) else None)


def _is_search(runs: Sequence[Run]) -> bool:
    """Tell whether the last thing of a run, and no other, is what the request names."""
    several = [run for run in runs if len(run.moves) > 1]
    return bool(several) and _mostly(
        [_is_said(run.request, move) for move in run.moves]
        == [False] * (len(run.moves) - 1) + [True]
        for run in several
    )


def _is_repetition(runs: Sequence[Run], traces: int) -> bool:
    several = [run for run in runs if len(run.moves) > 1]
    if several and _mostly(bool(listed(run.request, run.moves)) for run in several):
        return True
    if several and _mostly(_alike(run.moves) for run in several):
        return True
    lengths = Counter(len(run.moves) for run in runs)
    lengths[0] += max(0, traces - len(runs))
    varies = lengths.most_common(1)[0][1] < _CONSTANT * lengths.total()
    pressed = any(len(run.moves) >= _PRESSES and same_target(run.moves) for run in several)
    if pressed and (varies or len(runs) == 1):
        return True
    often = len(several) > 1 and max(lengths) >= _OFTEN
    return varies and (often or _mostly(_reveals(run) for run in runs))


def _mostly(facts: Iterable[bool]) -> bool:
    found = list(facts)
    return sum(found) >= _LISTED * len(found)


def _reveals(run: Run) -> bool:
    """Tell whether the run made appear what was acted on next."""
    page, following = run.moves[0].page, run.following
    if page is None or following is None or following.page is None:
        return False
    if _is_at_hand(run, page, following.target):
        return False
    if not page.shows(following.target):
        return following.page.shows(following.target)
    signs = said_now(run.request, run.moves, following.page)
    return any(sign.form in MOMENTS for sign in signs)


def _is_at_hand(run: Run, page: Page, wanted: Descriptor) -> bool:
    """Tell whether what was acted on next could have been, beside what the run was done to.

    Then it is another way to do the same, which nobody needs.
    """
    target = run.moves[0].target
    said = (text for text in (target.text, target.anchor) if text and ties(run.request, text))
    return any(page.shows(wanted.model_copy(update={"anchor": text})) for text in said)


def _alike(moves: Sequence[Move]) -> bool:
    """Tell whether different things are acted on that are described alike, but for their place."""
    described = [move.target.model_copy(update={"ordinal": None}) for move in moves]
    distinct = len({move.ref for move in moves}) == len(moves)
    return distinct and all(one == described[0] for one in described)
