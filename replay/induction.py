"""Procedures from demonstrations of one app.

Demonstrations with the same outline are compared step by step (`shapes`, `repetition`); where
a step differs for no reason that the request gives, they are told apart by it. What is left is
one procedure each. Procedures whose requests cannot be told apart are ways to one goal.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..core.actions import Descriptor
from ..core.grounding import fill_descriptor
from ..core.observations import Observation
from ..core.protocols import Embedder
from ..core.texts import plain
from ..memory.records import Demonstration, Procedure, Provenance, Slot, Step
from ..policy.likeness import Shown, learn
from ..policy.slots import MOST_EXAMPLES, learn_reader, read_slots
from ..policy.spans import items
from .apart import SAME
from .evidence import finds
from .flows import UNSURE
from .goals import by_goal
from .guards import marks
from .loops import Folded, Part, fold
from .repetition import Run, Stage, is_shown, stage
from .rows import Row
from .said import Varying
from .shapes import Aim, shape
from .traces import Trace, traces
from .wording import masked, shown_by, slot_name, step_label, title

_SUPPORTED = 3
"""A procedure with this much support beside it makes one that was seen once an exception."""

_REQUESTS, _SOURCES = 60, 200
"""How many requests and sources a procedure keeps."""

_CLOSED = 0.5
"""Values fewer than this share of the demonstrations are taken from a short list."""

_SAME_SLOT = 0.9
"""The share of demonstrations in which two values have to agree to be one slot."""

_MUCH = 3
"""How many times better supported a goal is whose requests others merely repeat."""

_SLOT = re.compile(r"(?<!\{)\{[^{}]+\}(?!\})")

_SHARED = 0.5
"""The share of the demonstrations that have either in which both have to be said, to be one."""

_REPEATING = 0.2
"""The share of demonstrations that have to show a repetition to make it optional for the rest."""


@dataclass(frozen=True)
class Induced:
    """What was learned from the demonstrations of one app."""

    procedures: tuple[Procedure, ...]
    taken: dict[str, str]
    """Demonstration id -> id of the procedure that it shows."""

    exceptions: int
    """Demonstrations that succeeded in a way that was seen too rarely to learn."""

    taken_for: dict[str, tuple[tuple[Shown, ...], ...]]
    """Id of a procedure -> what was taken for what is said, for each of its steps."""

    def procedures_with(self, embedder: Embedder) -> list[Procedure]:
        """Return the procedures, knowing which words were shown to mean the same."""
        return [
            one.model_copy(
                update={
                    "steps": tuple(
                        step.model_copy(update={"alike": learn(shown, embedder)}) if shown else step
                        for step, shown in zip(one.steps, self.taken_for[one.id], strict=True)
                    )
                }
            )
            for one in self.procedures
        ]


def induce(demonstrations: Iterable[Demonstration], *, user: str) -> Induced:
    """Learn the procedures that the demonstrations of one app show."""
    shown = traces(_trusted([one for one in demonstrations if one.success]))
    found = [pattern for group in _outlines(fold(shown)) for pattern in _patterns(group)]
    found.sort(key=lambda pattern: (not pattern.sure, -len(pattern.traces), pattern.key))
    worded = [(one, one.telling_requests, one.steps[-1].target) for one in found]
    goals = _joined(by_goal(worded))
    goals = [_without_exceptions(ways) for ways in goals]
    kept = [pattern for ways in goals for pattern in ways]
    procedures = [p for ways in goals for p in _ways(ways, user)]
    return Induced(
        procedures=tuple(procedures),
        taken={t.demonstration.id: p.id for p in kept for t in p.traces},
        exceptions=sum(len(p.traces) for p in found) - sum(len(p.traces) for p in kept),
        taken_for={p.id: tuple(one.shown for one in p.stages) for p in kept},
    )


def _trusted(demonstrations: Sequence[Demonstration]) -> Sequence[Demonstration]:
    """Leave out what may have gone wrong, where enough is known to have gone well."""
    sure = [one for one in demonstrations if one.confidence > UNSURE]
    return sure if len(sure) >= _SUPPORTED else demonstrations


@dataclass(frozen=True)
class _Aligned:
    """A trace, its parts put beside those of the other traces of its outline."""

    trace: Trace
    parts: tuple[Part | None, ...]
    """None where a step that repeats is not done at all."""


@dataclass(frozen=True)
class _Pattern:
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
        return _procedure(self, [self], goal="", user="")

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
        target = self._target(found.aim) if found.aim else None
        until = self._target(one.until) if one.until else None
        source = self._target(found.copy.source) if found.copy else None
        label = step_label(found.op, target, shown_by(source) if source else text, one.repeat)
        return Step(
            op=found.op,
            target=target,
            text=found.copy.text if found.copy else text,
            source=source,
            repeat=one.repeat,
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


def _outlines(folded: Sequence[Folded]) -> list[list[_Aligned]]:
    """Put traces together that do the same, but for what repeats and may be left out."""
    groups: dict[tuple[object, ...], list[Folded]] = {}
    for one in folded:
        groups.setdefault(one.outline, []).append(one)
    hosts = {outline: _host(outline, groups) for outline in groups}
    aligned: dict[tuple[object, ...], list[_Aligned]] = {}
    for outline, members in groups.items():
        host = hosts[outline]
        aligned.setdefault(host, []).extend(_align(one, host) for one in members)
    return list(aligned.values())


def _host(
    outline: tuple[object, ...], groups: Mapping[tuple[object, ...], Sequence[Folded]]
) -> tuple[object, ...]:
    """Return the fullest outline that this one is but for repetitions which it leaves out."""
    straight = groups[outline][0].straight
    size = len(groups[outline])
    fuller = [
        other
        for other, members in groups.items()
        if len(other) > len(outline)
        and members[0].straight == straight
        and _is_within(outline, other)
        and len(members) >= _REPEATING * (len(members) + size)
    ]
    return max(fuller, key=lambda other: (len(groups[other]), len(other)), default=outline)


def _is_within(outline: Sequence[object], other: Sequence[object]) -> bool:
    left = iter(other)
    return all(any(symbol == found for found in left) for symbol in outline)


def _align(one: Folded, outline: tuple[object, ...]) -> _Aligned:
    left = list(one.parts)
    parts = [left.pop(0) if left and left[0].symbol == symbol else None for symbol in outline]
    return _Aligned(one.trace, tuple(parts))


def _patterns(group: Sequence[_Aligned]) -> list[_Pattern]:
    """Compare the traces from the last step to the first: a repetition ends with what follows."""
    stages: list[Stage] = []
    following: Aim | None = None
    for at in reversed(range(len(group[0].parts))):
        parts = [one.parts[at] for one in group]
        if not any(parts):
            continue
        if any(part is None or part.repeats for part in parts):
            several = stage([_run(one, at) for one in group], [following] * len(group))
            if isinstance(several, list):
                return [p for places in several for p in _patterns([group[i] for i in places])]
            found = several
        else:
            moves = [part.moves[0] for part in parts if part]
            rows = [Row(one.trace.request, move) for one, move in zip(group, moves, strict=True)]
            same = shape(rows, finds, opens=_opens(rows, following))
            if isinstance(same, list):
                return [p for places in same for p in _patterns([group[i] for i in places])]
            found = Stage("once", same)
        stages.insert(0, found)
        if not found.optional:
            following = found.shape.aim if found.repeat == "once" else None
    return [_Pattern(tuple(one.trace for one in group), tuple(stages))]


def _opens(rows: Sequence[Row], following: Aim | None) -> bool:
    """Tell whether the step makes the next one's target appear, whatever it was done to."""
    pages = [row.move.page for row in rows if row.move.page]
    if following is None or not pages:
        return False
    return not any(is_shown(following.at(at), page) for at, page in enumerate(pages))


def _run(one: _Aligned, at: int) -> Run:
    part = one.parts[at]
    later = next((part for part in one.parts[at + 1 :] if part), None)
    return Run(one.trace.request, part.moves if part else (), later.moves[0] if later else None)


def _joined(goals: list[list[_Pattern]]) -> list[list[_Pattern]]:
    """Take what a much better supported goal could do, too, for other ways to that goal.

    A few demonstrations in which something was left out, or is not in the log, seem to ask for
    something of their own.
    """
    kept: list[list[_Pattern]] = []
    for ways in sorted(goals, key=lambda ways: -len(ways[0].traces)):
        traces = [trace for way in ways for trace in way.traces]
        homes = (one for one in kept if len(one[0].traces) >= max(_SUPPORTED, _MUCH * len(traces)))
        home = next((one for one in homes if all(map(one[0].explains, traces))), None)
        if home:
            home.extend(ways)
        else:
            kept.append(ways)
    return kept


def _without_exceptions(ways: list[_Pattern]) -> list[_Pattern]:
    """Drop what was seen once, or is not understood, where something else was seen well."""
    best = ways[0]
    if not best.sure or len(best.traces) < _SUPPORTED:
        return ways
    return [way for way in ways if way is best or (len(way.traces) > 1 and way.sure)]


def _ways(patterns: Sequence[_Pattern], user: str) -> list[Procedure]:
    app = patterns[0].traces[0].demonstration.app
    goal = f"{app}: {title(patterns[0].masked_requests)}"
    where = marks([_first_pages(pattern) for pattern in patterns])
    return [
        _procedure(pattern, patterns, goal, user).model_copy(update={"where": shown})
        for pattern, shown in zip(patterns, where, strict=True)
    ]


def _first_pages(pattern: _Pattern) -> list[Observation]:
    pages = [trace.moves[0].page for trace in pattern.traces]
    return [page.observation for page in pages if page is not None]


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
        slots=tuple(_slot(name, pattern, ways) for name in pattern.slots),
        steps=pattern.steps,
        support=len(pattern.traces),
    )


def _slot(name: str, pattern: _Pattern, ways: Sequence[_Pattern]) -> Slot:
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
    return Slot(name=name, examples=examples, reader=reader, many=many, optional=optional)


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
