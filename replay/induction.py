"""Procedures from demonstrations of one app.

Demonstrations with the same outline are compared step by step (`patterns`); where a step
differs for no reason that the request gives, they are told apart by it. What is left is one
procedure each. Procedures whose requests cannot be told apart are ways to one goal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from ..core.actions import Action, Descriptor, Op
from ..core.texts import plain
from ..memory.records import Demonstration, Procedure, Provenance, Slot, Step
from ..policy.slots import MOST_EXAMPLES, learn_reader
from .flows import explicit
from .goals import by_goal
from .patterns import Shape, Trace, Varying, shape
from .wording import masked, slot_name, step_label, title

_SUPPORTED = 3
"""A procedure with this much support beside it makes one that was seen once an exception."""

_FILLING = frozenset({Op.TYPE, Op.SELECT})

_REQUESTS, _SOURCES = 60, 200
"""How many requests and sources a procedure keeps."""

_CLOSED = 0.5
"""Values fewer than this share of the demonstrations are taken from a short list."""

_SAME_SLOT = 0.9
"""The share of demonstrations in which two values have to agree to be one slot."""


@dataclass(frozen=True)
class Induced:
    """What was learned from the demonstrations of one app."""

    procedures: tuple[Procedure, ...]
    taken: dict[str, str]
    """Demonstration id -> id of the procedure that it shows."""

    exceptions: int
    """Demonstrations that succeeded in a way that was seen too rarely to learn."""


def induce(demonstrations: Iterable[Demonstration], *, user: str) -> Induced:
    """Learn the procedures that the demonstrations of one app show."""
    traces = _in_usual_order(
        [
            Trace(demonstration, tuple(actions))
            for demonstration in demonstrations
            if demonstration.success and (actions := explicit(demonstration.actions))
        ]
    )
    found = [pattern for group in _outlines(traces) for pattern in _patterns(group)]
    found.sort(key=lambda pattern: (-len(pattern.traces), pattern.key))
    kept = _without_exceptions(found)
    goals = by_goal([(pattern, pattern.telling_requests) for pattern in kept])
    procedures = [p for ways in goals for p in _ways(ways, user)]
    return Induced(
        procedures=tuple(procedures),
        taken={t.demonstration.id: p.id for p in kept for t in p.traces},
        exceptions=sum(len(p.traces) for p in found) - sum(len(p.traces) for p in kept),
    )


@dataclass(frozen=True)
class _Pattern:
    """Traces that one procedure explains."""

    traces: tuple[Trace, ...]
    shapes: tuple[Shape, ...]

    @cached_property
    def slots(self) -> dict[str, tuple[str, ...]]:
        """Slot name -> its value in each trace."""
        slots: dict[str, tuple[str, ...]] = {}
        for step in self.shapes:
            for part in step.varying:
                if _slot_of(part, slots) is None:
                    name = slot_name(step.op, part.field, step.target)
                    slots[_unused(name, slots)] = part.values
        return slots

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps, slots in braces."""
        return tuple(self._step(step) for step in self.shapes)

    def _step(self, step: Shape) -> Step:
        names = {part.field: f"{{{_slot_of(part, self.slots)}}}" for part in step.varying}
        value = names.pop("value", None) or _literal(step.value)
        target = step.target
        if target is not None:
            own_class = names.pop("classes", None)
            classes = (*target.classes, *([own_class] if own_class else []))
            target = _literal_target(target).model_copy(update={**names, "classes": classes})
        return Step(op=step.op, target=target, text=value, label=step_label(step.op, target, value))

    @cached_property
    def masked_requests(self) -> list[str]:
        """The requests with the slots' values replaced by `{slot}`."""
        return self._masked(self.slots)

    @property
    def telling_requests(self) -> list[str]:
        """The requests with only those values replaced that could be anything.

        A value that recurs in many demonstrations is one of a few, and tells kinds apart.
        """
        slots = self.slots.items()
        return self._masked({name: values for name, values in slots if _is_open(values)})

    def _masked(self, slots: Mapping[str, Sequence[str]]) -> list[str]:
        return [
            masked(trace.request, {name: values[at] for name, values in slots.items()})
            for at, trace in enumerate(self.traces)
        ]

    @cached_property
    def key(self) -> str:
        """Names the procedure among those of its app, the same whenever it is learned."""
        steps = [step.model_dump(mode="json", exclude={"label"}) for step in self.steps]
        return hashlib.blake2b(json.dumps(steps).encode(), digest_size=6).hexdigest()

    @property
    def id(self) -> str:
        """The id of the procedure."""
        app = self.traces[0].demonstration.app
        digest = hashlib.blake2b(app.encode(errors="surrogatepass"), digest_size=4).hexdigest()
        return f"sop-{digest}-{self.key}"


def _in_usual_order(traces: Sequence[Trace]) -> list[Trace]:
    """Put fields that were filled one after the other into the order that is usual."""
    places: dict[tuple[object, ...], list[int]] = {}
    for trace in traces:
        for at, action in enumerate(trace.actions):
            if action.op in _FILLING:
                places.setdefault(_field(trace, at), []).append(at)
    usual = {field: sum(at) / len(at) for field, at in places.items()}
    return [Trace(trace.demonstration, tuple(_ordered(trace, usual))) for trace in traces]


def _ordered(trace: Trace, usual: Mapping[tuple[object, ...], float]) -> Iterator[Action]:
    places = range(len(trace.actions))
    for filling, run in groupby(places, key=lambda at: trace.actions[at].op in _FILLING):
        order = list(run)
        if filling:
            order.sort(key=lambda at: usual[_field(trace, at)])
        yield from (trace.actions[at] for at in order)


def _field(trace: Trace, at: int) -> tuple[object, ...]:
    target = trace.target(at)
    return target.role, target.resource_id, target.name, target.anchor, target.classes


def _outlines(traces: Sequence[Trace]) -> list[list[Trace]]:
    groups: dict[tuple[object, ...], list[Trace]] = {}
    for trace in traces:
        outline = tuple(
            (action.op, trace.target(at).role, action.text if action.target is None else "")
            for at, action in enumerate(trace.actions)
        )
        groups.setdefault(outline, []).append(trace)
    return list(groups.values())


def _patterns(traces: list[Trace]) -> list[_Pattern]:
    shapes = []
    for at in range(len(traces[0].actions)):
        found = shape(traces, at)
        if isinstance(found, list):
            return [pattern for group in found for pattern in _patterns(group)]
        shapes.append(found)
    return [_Pattern(tuple(traces), tuple(shapes))]


def _without_exceptions(found: list[_Pattern]) -> list[_Pattern]:
    """Drop what was seen once where something else was seen well; the first is the largest."""
    if not found or len(found[0].traces) < _SUPPORTED:
        return found
    return [pattern for pattern in found if len(pattern.traces) > 1]


def _ways(patterns: Sequence[_Pattern], user: str) -> list[Procedure]:
    app = patterns[0].traces[0].demonstration.app
    goal = f"{app}: {title(patterns[0].masked_requests)}"
    return [_procedure(pattern, patterns, goal, user) for pattern in patterns]


def _procedure(pattern: _Pattern, ways: Sequence[_Pattern], goal: str, user: str) -> Procedure:
    newest = max(trace.demonstration.created for trace in pattern.traces)
    return Procedure(
        id=pattern.id,
        user=user,
        provenance=Provenance(
            kind="demonstration",
            ids=tuple(trace.demonstration.id for trace in pattern.traces)[:_SOURCES],
        ),
        created=newest,
        valid_from=newest,
        app=pattern.traces[0].demonstration.app,
        title=title(pattern.masked_requests),
        goal=goal,
        requests=tuple(dict.fromkeys(trace.request for trace in pattern.traces))[:_REQUESTS],
        slots=tuple(_slot(name, values, ways) for name, values in pattern.slots.items()),
        steps=pattern.steps,
        support=len(pattern.traces),
    )


def _slot(name: str, values: Sequence[str], ways: Sequence[_Pattern]) -> Slot:
    """Make a slot; its reader learns from all ways, because they answer the same requests."""
    pairs = [
        (trace.request, value)
        for way in ways
        for trace, value in zip(way.traces, way.slots.get(name, ()), strict=False)
    ]
    reader = learn_reader([request for request, _ in pairs], [value for _, value in pairs])
    return Slot(name=name, examples=tuple(dict.fromkeys(values))[:MOST_EXAMPLES], reader=reader)


def _is_open(values: Sequence[str]) -> bool:
    return len({plain(value) for value in values}) > _CLOSED * len(values)


def _slot_of(part: Varying, slots: dict[str, tuple[str, ...]]) -> str | None:
    """Return the slot that has the same values as the part."""
    for name, values in slots.items():
        same = sum(plain(a) == plain(b) for a, b in zip(part.values, values, strict=True))
        if same >= _SAME_SLOT * len(values):
            return name
    return None


def _unused(name: str, slots: dict[str, tuple[str, ...]]) -> str:
    number = 2
    unused = name
    while unused in slots:
        unused, number = f"{name} {number}", number + 1
    return unused


def _literal(text: str | None) -> str | None:
    return None if text is None else text.replace("{", "{{").replace("}", "}}")


def _literal_target(target: Descriptor) -> Descriptor:
    fields = ("name", "text", "resource_id", "anchor")
    return target.model_copy(update={field: _literal(getattr(target, field)) for field in fields})
