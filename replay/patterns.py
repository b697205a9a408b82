"""What the demonstrations of one outline have in common, step by step.

A step's strings are the same in all of them, or differ with the request, or differ for no
reason that the request gives; then the demonstrations are told apart by them. Knows nothing of
procedures, names and goals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..core.actions import Action, Descriptor, Op
from ..core.texts import plain
from ..memory.records import Demonstration
from ..policy.slots import occurs

_SAME = 0.9
"""The share of demonstrations in which a string has to be the same to be part of the step."""

_SAID = 0.7
"""The share of demonstrations whose request has to mention a string to make it a slot."""

_COVERED = 0.6
"""The share of demonstrations that the branches of a split have to keep."""

_RUN = 8
"""Words of a text of which a part may be mentioned."""

_TELLING = 3
"""Letters of a mentioned part, at least; shorter ones are in any request."""

_FEW = 4
"""So few demonstrations do not show that a string is arbitrary: they are told apart by it."""

_BRANCHES = 12
"""The most ways that demonstrations are told apart by one string."""


@dataclass(frozen=True)
class Trace:
    """A demonstration and what was meant in it."""

    demonstration: Demonstration
    actions: tuple[Action, ...]

    @property
    def request(self) -> str:
        """The words that it answered."""
        return self.demonstration.request

    def target(self, at: int) -> Descriptor:
        """Return the descriptor of a step's target; an empty one where there is none."""
        target = self.actions[at].target
        return target if isinstance(target, Descriptor) else Descriptor()


@dataclass(frozen=True)
class Varying:
    """A string of a step that differs with the request."""

    field: str
    """A field of `Descriptor`, or "value" for what is typed or selected."""

    values: tuple[str, ...]
    """One for each trace."""


@dataclass(frozen=True)
class Shape:
    """One step of several demonstrations."""

    op: Op
    target: Descriptor | None
    """What is the same in all of them."""

    value: str | None
    varying: tuple[Varying, ...] = ()


Split = list[list[Trace]]


def shape(traces: Sequence[Trace], at: int) -> Shape | Split:
    """Return what the traces share at a step, or how to tell them apart by it."""
    first = traces[0].actions[at]
    varying: list[Varying] = []
    value = first.text
    if first.text is not None:
        value = _constant(traces, [trace.actions[at].text or "" for trace in traces], "value")
        if value is None:
            typed = tuple(trace.actions[at].text or "" for trace in traces)
            varying.append(Varying("value", typed))
    if first.target is None:
        return Shape(first.op, None, value, tuple(varying))
    target = _target(traces, at)
    if isinstance(target, list):
        return target
    descriptor, more = target
    return Shape(first.op, descriptor, value, (*varying, *more))


def _target(traces: Sequence[Trace], at: int) -> tuple[Descriptor, list[Varying]] | Split:
    targets = [trace.target(at) for trace in traces]
    classes = _shared_classes(targets)
    same = {field: _same(traces, at, field) for field in ("resource_id", "text", "name")}
    base = Descriptor(
        role=targets[0].role,
        classes=classes,
        resource_id=same["resource_id"],
        text=same["text"],
        name=same["name"],
    )
    said = {f: v for f in ("text", "name", "anchor") if (v := _said(traces, at, f)) is not None}
    anchor = [said["anchor"]] if "anchor" in said else []
    if any(same.values()):
        return base, anchor
    if own := said.get("text") or said.get("name"):
        return base, [own, *anchor]
    if part := _said_by_part(traces, at):
        return part
    branches = _branches(traces, lambda trace: _own_classes(trace.target(at), classes))
    if branches and min(map(len, branches)) > 1:
        return branches
    if named := _said_by_class(traces, at, classes):
        return base, [named, *anchor]
    if branches:
        return branches
    if anchor:
        return base, anchor
    if beside := _same(traces, at, "anchor"):
        return base.model_copy(update={"anchor": beside}), []
    if classes and _are_unique(targets):
        return base, []
    for field in ("resource_id", "text", "name", "anchor"):
        if branches := _branches(traces, _reader(at, field)):
            return branches
    return _placed(base, targets), []


def _same(traces: Sequence[Trace], at: int, field: str) -> str:
    values = [getattr(trace.target(at), field) for trace in traces]
    return _constant(traces, values, field) or ""


def _constant(traces: Sequence[Trace], values: Sequence[str], field: str) -> str | None:
    """Return the string that nearly all share, unless one request alone explains it."""
    value, count = Counter(values).most_common(1)[0]
    if count < _SAME * len(values):
        return None
    alone = len(traces) == 1 and field in ("value", "text", "name")
    if alone and occurs(traces[0].request, value):
        return None if field == "value" or not traces[0].target(0).resource_id else value
    return value


def _said(traces: Sequence[Trace], at: int, field: str) -> Varying | None:
    """Return the strings if most requests mention theirs, and they are not the same.

    A few strings that recur have to be mentioned by nearly all: a request that asks for one of
    a few things in other words is told by those words.
    """
    whole = [getattr(trace.target(at), field) for trace in traces]
    said = sum(bool(v) and occurs(t.request, v) for t, v in zip(traces, whole, strict=True))
    values = tuple(_mentioned(t.request, v) for t, v in zip(traces, whole, strict=True))
    partly = sum(map(bool, values)) < _SAME * len(values)
    if said < _SAID * len(values) or (partly and _branches(traces, _reader(at, field))):
        return None
    if len(values) > 1 and len({plain(value) for value in values}) == 1:
        return None
    return Varying(field, values)


def _mentioned(request: str, text: str) -> str:
    """Return the text, or the longest run of its words, that the request mentions."""
    if text and occurs(request, text):
        return text
    parts = text.split()[:_RUN]
    runs = (
        " ".join(parts[start:end])
        for size in range(len(parts) - 1, 0, -1)
        for start in range(len(parts) - size + 1)
        for end in (start + size,)
    )
    return next((run for run in runs if len(run) >= _TELLING and occurs(request, run)), "")


def _said_by_part(traces: Sequence[Trace], at: int) -> tuple[Descriptor, list[Varying]] | None:
    """Return the part most often clicked of a thing that the request mentions.

    A row of a list can be clicked on its sender, its subject or the space between: all parts
    hold text, and all stand beside (or are) what the request mentions. It makes no difference,
    so one part stands for all. Icons hold no text; each does something else.
    """
    targets = [trace.target(at) for trace in traces]
    if sum(bool(target.text) for target in targets) * 2 <= len(targets):
        return None
    said = [_said_text(trace, at) for trace in traces]
    if sum(map(bool, said)) < _SAID * len(said):
        return None
    kinds = Counter(target.classes for target, text in zip(targets, said, strict=True) if text)
    usual = kinds.most_common(1)[0][0]
    own = [t.text == text for t, text in zip(targets, said, strict=True) if t.classes == usual]
    field = "text" if sum(own) * 2 > len(own) else "anchor"
    values = tuple(text or target.anchor for target, text in zip(targets, said, strict=True))
    classes = _shared_classes(targets) if field == "text" else usual
    return Descriptor(role=targets[0].role, classes=classes), [Varying(field, values)]


def _said_text(trace: Trace, at: int) -> str:
    target = trace.target(at)
    texts = (text for text in (target.text, target.anchor) if text)
    return next((text for text in texts if occurs(trace.request, text)), "")


def _said_by_class(traces: Sequence[Trace], at: int, shared: tuple[str, ...]) -> Varying | None:
    """Return the classes that differ, if each is what the request calls the thing."""
    values = tuple(_own_classes(trace.target(at), shared) for trace in traces)
    said = sum(occurs(t.request, v) for t, v in zip(traces, values, strict=True) if v)
    return (
        Varying("classes", values) if len(set(values)) > 1 and said >= _SAME * len(values) else None
    )


def _shared_classes(targets: Sequence[Descriptor]) -> tuple[str, ...]:
    counts = Counter(name for target in targets for name in set(target.classes))
    shared = {name for name, count in counts.items() if count >= _SAME * len(targets)}
    order = dict.fromkeys(name for target in targets for name in target.classes)
    return tuple(name for name in order if name in shared)


def _own_classes(target: Descriptor, shared: Iterable[str]) -> str:
    return " ".join(sorted(set(target.classes) - set(shared)))


def _reader(at: int, field: str) -> Callable[[Trace], str]:
    return lambda trace: str(getattr(trace.target(at), field))


def _branches(traces: Sequence[Trace], key: Callable[[Trace], str]) -> Split | None:
    """Return the traces by key, if a few keys that recur cover most of them."""
    groups: dict[str, list[Trace]] = {}
    for trace in traces:
        groups.setdefault(key(trace), []).append(trace)
    recurring = [group for group in groups.values() if len(group) > 1]
    covered = sum(map(len, recurring))
    few = len(traces) < _FEW or covered >= _COVERED * len(traces)
    if len(groups) < 2 or len(recurring) > _BRANCHES or not few:
        return None
    return list(groups.values())


def _are_unique(targets: Sequence[Descriptor]) -> bool:
    alone = sum(1 for target in targets if target.ordinal is None and not target.anchor)
    return alone >= _SAID * len(targets)


def _placed(base: Descriptor, targets: Sequence[Descriptor]) -> Descriptor:
    ordinal = Counter(target.ordinal for target in targets).most_common(1)[0][0]
    return base.model_copy(update={"ordinal": ordinal})
