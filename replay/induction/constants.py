"""What is the same in all demonstrations, in itself or because all asked for the same.

Successes alone cannot tell which where every request says it. A failed demonstration can: one
that did the same although its request says something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..steps.aims import Aim
from ..steps.said import said_by_all
from ..steps.shapes import Shape
from ..steps.traces import FILLING, Trace
from ..steps.wording import masked
from .following import follows, values_for
from .patterns import Pattern

_STRINGS = ("text", "name", "anchor", "after")
"""The fields of a description that requests say."""

_OWN = dict.fromkeys(("text", "name", "resource_id", "anchor", "after"), "")
"""What tells one thing from others of its kind."""


def loosened(pattern: Pattern, failed: Sequence[Trace]) -> Pattern:
    """Make slots of what failed demonstrations show to depend on the request."""
    for at, stage in enumerate(pattern.stages):
        if stage.repeat != "once":
            continue
        for shape in _with_slots(stage.shape, [trace.request for trace in pattern.traces]):
            stages = list(pattern.stages)
            stages[at] = replace(stage, shape=shape)
            looser = Pattern(pattern.traces, tuple(stages))
            if any(_speaks_for(looser, pattern, trace) for trace in failed):
                pattern = looser
                break
    return pattern


def _with_slots(shape: Shape, requests: Sequence[str]) -> Iterator[Shape]:
    """Yield the shape with a slot in the place of a string, if all of the requests say it."""
    if shape.op in FILLING and shape.text and (typed := said_by_all(requests, shape.text, "value")):
        yield replace(shape, text=None, typed=typed)
    if shape.aim is None:
        return
    for field in _STRINGS:
        value = getattr(shape.aim.base, field)
        if value and (said := said_by_all(requests, value, field)):
            # What else is particular to the thing may belong to that thing alone.
            base = shape.aim.base.model_copy(update={**_OWN, "ordinal": None})
            yield replace(shape, aim=Aim(base, (*shape.aim.varying, said)))


def _speaks_for(looser: Pattern, pattern: Pattern, trace: Trace) -> bool:
    """Tell whether a failed demonstration did what the pattern would do, and the looser would not.

    It has to be asked for in the same words, but for what fills the slots.
    """
    if not follows(trace, pattern.alone) or follows(trace, looser.alone):
        return False
    values = values_for(trace.request, looser.alone)
    return masked(trace.request, values) in looser.masked_requests
