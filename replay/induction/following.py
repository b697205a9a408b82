"""Whether a demonstration does just what a procedure would have done with its request.

This is what a failed demonstration is judged by. Where it follows a procedure from start to end,
that way did not do what was asked; where it does something else, as people do who mistype or miss,
it says nothing of the procedure. What cannot be told from the screens does not follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...core.actions import Descriptor
from ...core.grounding import fill, fill_descriptor
from ...core.page import level
from ...memory.records import Procedure
from ...memory.steps import SHOWN, Step
from ...policy.slots.slots import read_slots
from ...policy.slots.spans import items
from ..steps.evidence import MANY
from ..steps.traces import FILLING, Move, Trace

Values = Mapping[str, str]


def values_for(request: str, procedure: Procedure) -> dict[str, str]:
    """Return what the procedure would fill its slots with, "" for what the request leaves open."""
    return {name: read.value for name, read in read_slots(request, procedure).items()}


def follows(trace: Trace, procedure: Procedure) -> bool:
    """Tell whether the trace does what the procedure would have done, from start to end."""
    if not _is_alike(trace, procedure):
        return False
    values = values_for(trace.request, procedure)
    if any(not values[slot.name] and not slot.optional for slot in procedure.slots):
        return False
    left: Sequence[Move] = trace.moves
    for step, following in zip(procedure.steps, (*procedure.steps[1:], None), strict=True):
        after = _after(step, following, left, procedure, values)
        if after is None:
            return False
        left = after
    return not left


def _is_alike(trace: Trace, procedure: Procedure) -> bool:
    """Tell at a glance whether the operations could be the same; reading a request takes longer."""
    done, wanted = [move.action.op for move in trace.moves], [step.op for step in procedure.steps]
    if any(step.optional or step.repeat != "once" for step in procedure.steps):
        return set(done) <= set(wanted)
    return done == wanted


def _after(
    step: Step,
    following: Step | None,
    moves: Sequence[Move],
    procedure: Procedure,
    values: Values,
) -> Sequence[Move] | None:
    """Return the moves that are left once the step is done; None where it was not done so."""
    if step.scorer is not None or (step.target is not None and step.target.meaning):
        return None  # what is chosen by likeness, or by habit, is a guess
    if step.together > 1 or step.count is not None:
        return None  # rounds of several steps are not compared, nor some of many things
    match step.repeat:
        case "once":
            done = bool(moves) and _is_done(step, moves[0], values)
            return moves[1:] if done else moves if step.optional else None
        case "each":
            many = [slot.name for slot in procedure.slots if slot.many]
            rounds = [{**values, name: item} for name in many for item in items(values[name])]
            return _after_each(step, moves, rounds)
        case "all":
            run = _run(step, moves, values)
            return moves[run:] if run and run == len(_fitting(step, moves[0], values)) else None
        case "until":
            run = _run(step, moves, values)
            goal = step.until or (following.target if following else None)
            ends = goal is not None and _ends(moves, run, fill_descriptor(goal, values))
            return moves[run:] if ends else None
        case "search":
            return None  # what to try next follows from what the page answers


def _after_each(
    step: Step, moves: Sequence[Move], rounds: Sequence[Values]
) -> Sequence[Move] | None:
    todo = list(rounds)
    for move in moves[: len(rounds)]:
        done = next((one for one in todo if _is_done(step, move, one)), None)
        if done is None:
            return None
        todo.remove(done)
    return None if todo else moves[len(rounds) :]


def _run(step: Step, moves: Sequence[Move], values: Values) -> int:
    """Return how many of the first moves are the step, done to anything that fits."""
    is_one = (_says(step, m, values) and m.ref in _fitting(step, m, values) for m in moves)
    return next((at for at, one in enumerate(is_one) if not one), len(moves))


def _ends(moves: Sequence[Move], run: int, goal: Descriptor) -> bool:
    """Tell whether the goal is shown just when the run is over."""
    shown = [move.page is not None and move.page.shows(goal) for move in moves[: run + 1]]
    return shown == [False] * run + [True]


def _is_done(step: Step, move: Move, values: Values) -> bool:
    """Tell whether the move is the step, done to what fits best."""
    return _says(step, move, values) and (
        step.target is None or _fitting(step, move, values)[:1] == [move.ref]
    )


def _says(step: Step, move: Move, values: Values) -> bool:
    """Tell whether the same is done with the target: the same typed, selected or pressed."""
    if move.action.op is not step.op:
        return False
    if step.text is None:
        return step.op not in FILLING  # what was kept secret cannot be compared
    if step.source is not None:
        shown = _shown(step.source, move, values)
        return shown is not None and move.action.text == fill(step.text, {**values, SHOWN: shown})
    return move.action.text == fill(step.text, values)


def _shown(source: Descriptor, move: Move, values: Values) -> str | None:
    ranked = move.page.rank(fill_descriptor(source, values), limit=1) if move.page else []
    return next((one.value or move.page.text(one) for one, _ in ranked if move.page), None)


def _fitting(step: Step, move: Move, values: Values) -> list[str]:
    """Return the refs of what fits the step's target equally well; none without a screen."""
    if move.page is None or step.target is None:
        return []
    ranked = move.page.rank(fill_descriptor(step.target, values), limit=MANY)
    return [element.ref for element, _ in level(ranked)]
