"""What one step of several demonstrations has in common: which thing, and what with it.

A target is described by what is the same in all demonstrations, or by what their requests say
of it. Several descriptions may hold; the one is taken that finds the target on the screens of
the demonstrations. Where none does, the demonstrations are told apart. Knows nothing of
repetition, procedures and goals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..core.actions import Descriptor, Op
from ..core.forms import form_of
from ..core.texts import plain, words
from ..policy.slots import occurs, ties
from .evidence import Finds
from .traces import Move

_SAME = 0.9
"""The share of rows in which a string has to be the same to be part of the step."""

_SAID = 0.7
"""The share of rows whose request has to say a string to make it a slot."""

_FINDS = 0.9
"""The share of screens on which a description has to find its target to be taken at once."""

_COVERED = 0.6
"""The share of rows that the branches of a split have to keep."""

_RUN = 8
"""Words of a text of which a part may be mentioned."""

_TELLING = 3
"""Letters of a mentioned part, at least; shorter ones are in any request."""

_FEW = 4
"""So few rows do not show that a string is arbitrary: they are told apart by it."""

_BRANCHES = 12
"""The most ways that demonstrations are told apart by one string."""


@dataclass(frozen=True)
class Row:
    """One move, and the request that it served."""

    request: str
    move: Move

    @property
    def target(self) -> Descriptor:
        """The target's description."""
        return self.move.target


@dataclass(frozen=True)
class Varying:
    """A string of a step that follows from the request."""

    field: str
    """A field of `Descriptor`, or "value" for what is typed or selected."""

    spans: tuple[str, ...]
    """The part of the request that it follows from, one for each row; "" where there is none."""

    form: str = ""
    """The form of that part which the string is (`core.forms`); "" for the part itself."""

    def at(self, place: int) -> str:
        """Return the string itself in a row."""
        span = self.spans[place]
        return (form_of(self.form, span) or "") if self.form else span

    @property
    def share(self) -> float:
        """The share of the rows whose request says it."""
        return sum(map(bool, self.spans)) / len(self.spans)


@dataclass(frozen=True)
class Aim:
    """A description of a step's target."""

    base: Descriptor
    """What is the same in all rows."""

    varying: tuple[Varying, ...] = ()

    def at(self, place: int) -> Descriptor:
        """Return the description as it is in a row."""
        update: dict[str, object] = {}
        for part in self.varying:
            value: object = part.at(place)
            if part.field == "ordinal":
                value = int(part.at(place)) if part.at(place) else None
            elif part.field in ("classes", "traits"):
                value = (*getattr(self.base, part.field), *str(value).split())
            update[part.field] = value
        return self.base.model_copy(update=update)


@dataclass(frozen=True)
class Shape:
    """One step of several demonstrations."""

    op: Op
    aim: Aim | None
    """None where the step has no target."""

    text: str | None = None
    """What is typed, selected or pressed in all of them."""

    typed: Varying | None = None
    """What is typed or selected, where the request says it."""

    @property
    def varying(self) -> tuple[Varying, ...]:
        """All strings that follow from the request."""
        return (*((self.typed,) if self.typed else ()), *(self.aim.varying if self.aim else ()))


Split = list[list[int]]
"""Places of rows that have to be told apart."""


def shape(rows: Sequence[Row], finds: Finds) -> Shape | Split:
    """Return what the rows share, or how to tell them apart."""
    first = rows[0].move.action
    text, typed = first.text, None
    if first.text is not None:
        values = [row.move.action.text or "" for row in rows]
        text = _constant(rows, values, "value")
        if text is None:
            typed = _said(rows, values, "value") or Varying("value", tuple(values))
    if first.target is None:
        return Shape(first.op, None, text, typed)
    aim = _aim(rows, finds)
    return aim if isinstance(aim, list) else Shape(first.op, aim, text, typed)


def _aim(rows: Sequence[Row], finds: Finds) -> Aim | Split:
    best: tuple[float, Aim] | None = None
    for aim, certain in _aims(rows):
        share = finds(rows, aim, certain)
        if share >= _FINDS:
            return aim
        if best is None or share > best[0] + 0.05:  # the simpler come first
            best = share, aim
    if apart := _apart(rows):
        return apart
    assert best is not None
    return best[1]


def _aims(rows: Sequence[Row]) -> Iterator[tuple[Aim, float]]:
    """Yield descriptions, what is simple and says most first.

    Each comes with what to think of it where no screen can tell how well it finds its target.
    """
    targets = [row.target for row in rows]
    classes = _shared(target.classes for target in targets)
    same = {field: _same(rows, field) for field in ("resource_id", "text", "name")}
    role = Counter(target.role for target in targets).most_common(1)[0][0]
    base = Descriptor(role=role, classes=classes, **same)
    beside = [said] if (said := _said_field(rows, "anchor")) else []
    if any(same.values()):
        yield Aim(base, tuple(beside)), 1.0
    for field in ("text", "name"):
        if own := _said_field(rows, field):
            yield Aim(base, (own,)), 1.0
            if beside:
                yield Aim(base, (own, *beside)), 1.0
    if part := _part(rows):
        yield part, 1.0
    alike = Descriptor(role=role, classes=classes)
    if beside and not any(same.values()):
        yield Aim(base, tuple(beside)), 0.0 if _apart_by_class(rows) else 0.9
    if looks := _looks(rows):
        yield Aim(alike, (looks,)), 0.5
        if len({target.role for target in targets}) > 1:
            yield Aim(Descriptor(), (looks,)), 0.5
    if edges := _edges(rows):
        yield Aim(alike, edges), 0.9
    if place := _place(rows):
        yield Aim(alike, (place,)), 0.5
    if named := _said_by_class(rows, classes):
        yield Aim(base, (named, *beside)), 0.0 if _apart_by_class(rows) else 0.9
    if near := _same(rows, "anchor"):
        yield Aim(base.model_copy(update={"anchor": near}), ()), 0.8
    if traits := _shared(target.traits for target in targets):
        yield Aim(base.model_copy(update={"traits": traits})), 0.0
    alone = sum(1 for target in targets if target.ordinal is None and not target.anchor)
    yield Aim(base), 0.9 if classes and alone >= _SAID * len(targets) else 0.0
    ordinal = Counter(target.ordinal for target in targets).most_common(1)[0][0]
    yield Aim(base.model_copy(update={"ordinal": ordinal})), 0.0


def _same(rows: Sequence[Row], field: str) -> str:
    return _constant(rows, [getattr(row.target, field) for row in rows], field) or ""


def _constant(rows: Sequence[Row], values: Sequence[str], field: str) -> str | None:
    """Return the string that nearly all share, unless one request alone explains it."""
    value, count = Counter(values).most_common(1)[0]
    if count < _SAME * len(values):
        return None
    alone = len(rows) == 1 and field in ("value", "text", "name")
    if alone and ties(rows[0].request, value):
        return None if field == "value" or not rows[0].target.resource_id else value
    return value


def _said_field(rows: Sequence[Row], field: str) -> Varying | None:
    return _said(rows, [getattr(row.target, field) for row in rows], field)


def _said(rows: Sequence[Row], values: Sequence[str], field: str) -> Varying | None:
    """Return how the strings follow from the requests, if most do and they are not the same.

    A few strings that recur have to be said by nearly all: a request that asks for one of a
    few things in other words is told by those words.
    """
    found = _by_form(rows, values)
    if found is None or found[1].share < _SAID:
        return None
    form, varying = found[0], replace(found[1], field=field)
    if not form and field != "value":
        spans = [
            s or _mentioned(r.request, v)
            for s, r, v in zip(varying.spans, rows, values, strict=True)
        ]
        varying = replace(varying, spans=tuple(spans))
    if varying.share < _SAME and _branches(list(values)):
        return None
    if len(rows) > 1 and len({plain(varying.at(at)) for at in range(len(rows))}) == 1:
        return None
    return varying


def _by_form(rows: Sequence[Row], values: Sequence[str]) -> tuple[str, Varying] | None:
    """Return the form in which most of the values are said, the plain one if level."""
    found: dict[str, list[str]] = {}
    for at, (row, value) in enumerate(zip(rows, values, strict=True)):
        for tie in ties(row.request, value) if value else ():
            spans = found.setdefault(tie.form, [""] * len(rows))
            spans[at] = spans[at] or tie.span
    if not found:
        return None

    def weight(form: str) -> tuple[int, bool, int]:
        # Of forms that say as much, the one of the longer part is the surer sign.
        return sum(map(bool, found[form])), not form, sum(map(len, found[form]))

    form = max(found, key=weight)
    return form, Varying("", tuple(found[form]), form)


def _mentioned(request: str, text: str) -> str:
    """Return the longest run of the text's words that the request mentions."""
    parts = text.split()[:_RUN]
    runs = (
        " ".join(parts[start : start + size])
        for size in range(len(parts) - 1, 0, -1)
        for start in range(len(parts) - size + 1)
    )
    return next((run for run in runs if len(run) >= _TELLING and occurs(request, run)), "")


def _part(rows: Sequence[Row]) -> Aim | None:
    """Return the part most often clicked of a thing that the request mentions.

    A row of a list can be clicked on its sender, its subject or the space between: all parts
    hold text, and all stand beside (or are) what the request mentions. It makes no difference,
    so one part stands for all. Icons hold no text; each does something else.
    """
    targets = [row.target for row in rows]
    if sum(bool(target.text) for target in targets) * 2 <= len(targets):
        return None
    said = [_said_text(row) for row in rows]
    if sum(map(bool, said)) < _SAID * len(said):
        return None
    kinds = Counter(target.classes for target, text in zip(targets, said, strict=True) if text)
    usual = kinds.most_common(1)[0][0]
    own = [t.text == text for t, text in zip(targets, said, strict=True) if t.classes == usual]
    field = "text" if sum(own) * 2 > len(own) else "anchor"
    values = tuple(text or target.anchor for target, text in zip(targets, said, strict=True))
    classes = _shared(target.classes for target in targets) if field == "text" else usual
    return Aim(Descriptor(role=targets[0].role, classes=classes), (Varying(field, values),))


def _said_text(row: Row) -> str:
    texts = (text for text in (row.target.text, row.target.anchor) if text)
    return next((text for text in texts if occurs(row.request, text)), "")


def _looks(rows: Sequence[Row]) -> Varying | None:
    """Return the words by which most requests say what the target looks like."""
    values = tuple(_look(row) for row in rows)
    said = sum(map(bool, values))
    same = len(rows) > 1 and len(set(values)) == 1
    return Varying("traits", values) if said >= _SAID * len(rows) and not same else None


def _look(row: Row) -> str:
    """Return the longest run of words of a request that all hold of the target."""
    shown = {*row.target.traits, *words(row.target.text)}
    said = words(row.request)
    best: tuple[str, ...] = ()
    run: list[str] = []
    for word in said:
        run = [*run, word] if word in shown else []
        best = max(best, tuple(run), key=len)
    return " ".join(best)


def _edges(rows: Sequence[Row]) -> tuple[Varying, ...] | None:
    """Return what most requests say that the target's text begins and ends with."""
    found = []
    for field, test in (("starts", str.startswith), ("ends", str.endswith)):
        spans = tuple(_edge(row, test) for row in rows)
        if sum(map(bool, spans)) >= _SAID * len(rows) and len(set(spans)) > 1:
            found.append(Varying(field, spans))
    return tuple(found) or None


def _edge(row: Row, test: Callable[[str, str], bool]) -> str:
    from ..policy.spans import spans

    text = plain(row.target.text)
    quoted = [s.text for s in spans(row.request) if s.text and test(text, plain(s.text))]
    return max((one for one in quoted if len(one) > 1), key=len, default="")


def _place(rows: Sequence[Row]) -> Varying | None:
    """Return the place among its like that most requests say, as "3rd" or "last"."""
    values = ["" if r.target.ordinal is None else str(r.target.ordinal) for r in rows]
    found = [
        next((t for t in ties(r.request, v) if t.form == "place"), None) if v else None
        for r, v in zip(rows, values, strict=True)
    ]
    spans = tuple(tie.span if tie else "" for tie in found)
    if sum(map(bool, spans)) < _SAID * len(rows) or (len(rows) > 1 and len(set(values)) == 1):
        return None
    return Varying("ordinal", spans, "place")


def _said_by_class(rows: Sequence[Row], shared: Sequence[str]) -> Varying | None:
    """Return the classes that differ, if each is what the request calls the thing."""
    values = tuple(_own_classes(row.target, shared) for row in rows)
    said = sum(occurs(r.request, v) for r, v in zip(rows, values, strict=True) if v)
    differ = len(set(values)) > 1 and said >= _SAME * len(values)
    return Varying("classes", values) if differ else None


def _shared(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    every = list(groups)
    counts = Counter(name for names in every for name in set(names))
    order = dict.fromkeys(name for names in every for name in names)
    return tuple(name for name in order if counts[name] >= _SAME * len(every))


def _own_classes(target: Descriptor, shared: Iterable[str]) -> str:
    return " ".join(sorted(set(target.classes) - set(shared)))


def _apart_by_class(rows: Sequence[Row]) -> Split | None:
    classes = _shared(row.target.classes for row in rows)
    branches = _branches([_own_classes(row.target, classes) for row in rows])
    return branches if branches and min(map(len, branches)) > 1 else None


def _apart(rows: Sequence[Row]) -> Split | None:
    """Tell the rows apart by the first thing that takes a few recurring values."""
    if by_class := _apart_by_class(rows):
        return by_class
    classes = _shared(row.target.classes for row in rows)
    if by_class := _branches([_own_classes(row.target, classes) for row in rows]):
        return by_class
    for field in ("resource_id", "text", "name", "anchor", "role"):
        if branches := _branches([str(getattr(row.target, field)) for row in rows]):
            return branches
    return None


def _branches(keys: Sequence[str]) -> Split | None:
    """Return the places by key, if a few keys that recur cover most of them."""
    groups: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    recurring = [group for group in groups.values() if len(group) > 1]
    covered = sum(map(len, recurring))
    few = len(keys) < _FEW or covered >= _COVERED * len(keys)
    if len(groups) < 2 or len(recurring) > _BRANCHES or not few:
        return None
    return list(groups.values())
