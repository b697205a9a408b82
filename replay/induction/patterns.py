"""Patterns: demonstrations that one procedure explains, and the procedure that they teach."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...core.actions import Descriptor
from ...core.grounding import fill_descriptor
from ...core.texts import plain
from ...memory.records import Procedure, Provenance
from ...memory.steps import TRIED, Slot, Step
from ...policy.slots.slots import MOST_EXAMPLES, learn_reader, occurs, read_slots
from ...policy.slots.spans import items
from ..repetition.repetition import is_shown
from ..repetition.stages import Stage
from ..steps.aims import Aim
from ..steps.apart import SAME
from ..steps.said import SAID, Varying
from ..steps.traces import Trace
from ..steps.wording import masked, shown_by, slot_name, step_label, title

_REQUESTS, _SOURCES = 60, 200
"""How many requests and sources a procedure keeps."""

_CLOSED = 0.5
"""Values fewer than this share of the demonstrations are taken from a short list."""

_SAME_SLOT = 0.9
"""The share of demonstrations in which two values have to agree to be one slot."""

_SHARED = 0.5
"""The share of the demonstrations that have either in which both have to be said, to be one."""

_FEW_OPEN = 3
"""Requests that do not say what a slot is filled with, at least, to take it for usual."""

_SLOT = re.compile(r"(?<!\{)\{[^{}]+\}(?!\})")


@dataclass(frozen=True)
class Pattern:
    """Traces that one procedure explains."""

    traces: tuple[Trace, ...]
    stages: tuple[Stage, ...]

    @cached_property
    def slots(self) -> dict[str, tuple[str, ...]]:
        """Slot name -> the part of each trace's request that fills it."""
        slots: dict[str, tuple[str, ...]] = {}
        for one in self.stages:
            for part in one.varying:
                aim = one.shape.aim if part in one.shape.varying else one.until
                if (known := _slot_of(part, slots)) is not None:
                    both = zip(slots[known], part.spans, strict=True)
                    slots[known] = tuple(one or other for one, other in both)
                else:
                    name = slot_name(one.shape.op, part.field, aim.base if aim else None)
                    slots[_unused(name, slots)] = part.spans
        return slots

    @property
    def sure(self) -> bool:
        """False where it is not known when a repetition is done."""
        return all(one.sure for one in self.stages)

    def explains(self, trace: Trace) -> bool:
        """Tell whether a trace's request is worded as these, and could be begun as they are."""
        values = {name: read.value for name, read in read_slots(trace.request, self.alone).items()}
        if masked(trace.request, values) not in set(self.masked_requests):
            return False
        wanted = self.alone.steps[0].target or Descriptor()
        rounds = [values | {name: item} for name in self.lists for item in items(values[name])]
        page = trace.moves[0].page
        return all(is_shown(fill_descriptor(wanted, one), page) for one in rounds or [values])

    @cached_property
    def alone(self) -> Procedure:
        """The procedure that these traces alone teach."""
        return procedure(self, [self], goal="", user="")

    @cached_property
    def lists(self) -> set[str]:
        """The slots that are filled by lists."""
        varying = [part for one in self.stages if one.many for part in one.shape.varying]
        return {name for part in varying if (name := _slot_of(part, self.slots))}

    @cached_property
    def typed(self) -> set[str]:
        """The slots that are typed or selected: these cannot be left out."""
        parts = [one.shape.typed for one in self.stages if one.shape.typed]
        return {name for part in parts if (name := _slot_of(part, self.slots))}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps, slots in braces."""
        return tuple(self._step(one) for one in self.stages)

    def _step(self, one: Stage) -> Step:
        found = one.shape
        text = self._template(found.typed) if found.typed else _literal(found.text)
        text = f"{{{TRIED}}}" if one.tries else text
        target = self._target(found.aim) if found.aim else None
        until = self._target(one.until) if one.until else None
        source = self._target(found.copy.source) if found.copy else None
        said = "one number after the other" if one.tries else shown_by(source) if source else text
        count = self._template(one.count) if one.count else None
        label = step_label(found.op, target, said, one.repeat, count)
        return Step(
            op=found.op,
            target=target,
            text=found.copy.text if found.copy else text,
            source=source,
            repeat=one.repeat,
            count=count,
            together=one.together,
            search=one.search,
            until=until,
            optional=one.optional,
            appears=self._appears(one),
            scorer=found.scorer,
            label=label,
        )

    def _appears(self, one: Stage) -> bool:
        """Tell whether a step's target is not on the page at first in most demonstrations."""
        aim = one.shape.aim
        if aim is None or one.repeat == "each":
            return False
        shown = [
            is_shown(aim.at(at), page)
            for at, trace in enumerate(self.traces)
            if (page := trace.moves[0].page)
        ]
        return sum(shown) * 2 < len(shown)

    def _target(self, aim: Aim) -> Descriptor:
        target = _literal_target(aim.base)
        update: dict[str, object] = {}
        for part in aim.varying:
            value: object = self._template(part)
            if part.field in ("classes", "traits"):
                value = (*getattr(target, part.field), value)
            update[part.field] = value
        return target.model_copy(update=update)

    def _template(self, part: Varying) -> str:
        form = f"|{part.form}" if part.form else ""
        return f"{{{_slot_of(part, self.slots)}{form}}}"

    @cached_property
    def masked_requests(self) -> list[str]:
        """The requests with the slots' values replaced by `{slot}`."""
        return self._masked(self.slots)

    @property
    def telling_requests(self) -> list[str]:
        """The requests with only those values replaced that could be anything.

        A value that recurs in many demonstrations is one of a few, and tells kinds apart.
        """
        openly = {name: values for name, values in self.slots.items() if _is_open(values)}
        return [_SLOT.sub("{}", request) for request in self._masked(openly)]

    def _masked(self, slots: Mapping[str, Sequence[str]]) -> list[str]:
        return [
            masked(trace.request, {name: values[at] for name, values in slots.items()})
            for at, trace in enumerate(self.traces)
        ]

    @cached_property
    def key(self) -> str:
        """Names the procedure among those of its app, the same whenever it is learned."""
        learned = {"label", "scorer", "alike"}
        steps = [step.model_dump(mode="json", exclude=learned) for step in self.steps]
        return hashlib.blake2b(json.dumps(steps).encode(), digest_size=6).hexdigest()

    @property
    def id(self) -> str:
        """The id of the procedure."""
        app = self.traces[0].demonstration.app
        digest = hashlib.blake2b(app.encode(errors="surrogatepass"), digest_size=4).hexdigest()
        return f"sop-{digest}-{self.key}"


def procedure(pattern: Pattern, ways: Sequence[Pattern], goal: str, user: str) -> Procedure:
    """Return what the pattern teaches; slots learn from all ways, which answer like requests."""
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
        slots=tuple(_slot(name, pattern, ways) for name in pattern.slots),
        steps=pattern.steps,
        support=len(pattern.traces),
    )


def _slot(name: str, pattern: Pattern, ways: Sequence[Pattern]) -> Slot:
    """Make a slot; its reader learns from all ways, because they answer the same requests."""
    pairs = [
        (trace.request, value)
        for way in ways
        for trace, value in zip(way.traces, way.slots.get(name, ()), strict=False)
        if value
    ]
    many = name in pattern.lists
    requests, spans = [request for request, _ in pairs], [value for _, value in pairs]
    reader = learn_reader(requests, spans, many=many)
    examples = tuple(dict.fromkeys(filter(None, pattern.slots[name])))[:MOST_EXAMPLES]
    said = sum(map(bool, pattern.slots[name])) / len(pattern.traces)
    optional = 0 < said < SAME and not many and name not in pattern.typed
    return Slot(
        name=name,
        examples=examples,
        reader=reader,
        many=many,
        optional=optional,
        left_open=_left_open(name, pattern),
    )


def _left_open(name: str, pattern: Pattern) -> float:
    """Return how many of the requests do not say what fills the slot, 0..1."""
    if name in pattern.lists:
        return 0.0
    pairs = zip(pattern.traces, pattern.slots[name], strict=True)
    unsaid = sum(not occurs(trace.request, value) for trace, value in pairs)
    often = unsaid >= _FEW_OPEN and unsaid > (1 - SAID) / 2 * len(pattern.traces)
    return unsaid / len(pattern.traces) if often else 0.0


def _is_open(values: Sequence[str]) -> bool:
    return len({plain(value) for value in values}) > _CLOSED * len(values)


def _slot_of(part: Varying, slots: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the slot that is filled by the same parts of the requests."""
    for name, values in slots.items():
        both = [(a, b) for a, b in zip(part.spans, values, strict=True) if a and b]
        same = sum(plain(a) == plain(b) for a, b in both)
        fewest = min(sum(map(bool, part.spans)), sum(map(bool, values)))
        if same and same >= max(_SAME_SLOT * len(both), _SHARED * fewest):
            return name
    return None


def _unused(name: str, slots: Mapping[str, tuple[str, ...]]) -> str:
    number = 2
    unused = name
    while unused in slots:
        unused, number = f"{name} {number}", number + 1
    return unused


def _literal(text: str | None) -> str | None:
    return None if text is None else text.replace("{", "{{").replace("}", "}}")


def _literal_target(target: Descriptor) -> Descriptor:
    strings = {
        field: _literal(value)
        for field in Descriptor.model_fields
        if isinstance(value := getattr(target, field), str)
    }
    return target.model_copy(update=strings)
