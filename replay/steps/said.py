"""How the strings of a step follow from the requests of the demonstrations."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...core.forms import LETTERS, form_of
from ...core.looks import COLOURS
from ...core.numerals import read_number
from ...core.observations import CONTROLS
from ...core.texts import plain, words
from ...policy.slots.slots import occurs, ties
from ...policy.slots.spans import spans as spans_of
from .apart import SAME, Split, by_key, in_most, own_classes
from .rows import Row

SAID = 0.7
"""The share of rows whose request has to say a string to make it a slot."""

_SOMETIMES = 0.3
"""The share of rows whose request has to say what may be left out."""

_PLAIN = 0.05
"""By so large a share of the rows a form has to hold more often than the words themselves."""

_LETTERED = 4
"""Rows that tell in which case things are typed, at least."""

_RUN = 8
"""Words of a text of which a part may be mentioned."""

_TELLING = 3
"""Letters of a mentioned part, at least; shorter ones are in any request."""


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


def said_count(requests: Sequence[str], counts: Sequence[int]) -> Varying | None:
    """Return how numbers of things follow from the requests, if they do and are not the same."""
    spans = tuple(_said_number(r, number) for r, number in zip(requests, counts, strict=True))
    found = Varying("count", spans)
    return found if found.share >= SAME and len(set(counts)) > 1 else None


def _said_number(request: str, number: int) -> str:
    numbers = (one.text for one in spans_of(request) if read_number(one.text) == str(number))
    return min(numbers, key=len, default="")


def said_field(rows: Sequence[Row], field: str) -> Varying | None:
    """Return how a field of the targets follows from the requests; None where it does not."""
    return said(rows, [getattr(row.target, field) for row in rows], field)


def said(rows: Sequence[Row], values: Sequence[str], field: str) -> Varying | None:
    """Return how the strings follow from the requests, if most do and they are not the same.

    A few strings that recur have to be said by nearly all: a request that asks for one of a
    few things in other words is told by those words.
    """
    found = _by_form([row.request for row in rows], values)
    if found is None or found[1].share < SAID:
        return None
    form, varying = found[0], replace(found[1], field=field)
    if not form and field != "value":
        spans = [
            s or _mentioned(r.request, v)
            for s, r, v in zip(varying.spans, rows, values, strict=True)
        ]
        varying = replace(varying, spans=tuple(spans))
    if varying.share < SAME and by_key(list(values)):
        return None
    if len(rows) > 1 and len({plain(varying.at(at)) for at in range(len(rows))}) == 1:
        return None
    return varying


def said_by_all(requests: Sequence[str], value: str, field: str) -> Varying | None:
    """Return how a string follows from the requests, if each of them says it."""
    found = _by_form(requests, [value] * len(requests))
    return replace(found[1], field=field) if found and found[1].share == 1.0 else None


def _by_form(requests: Sequence[str], values: Sequence[str]) -> tuple[str, Varying] | None:
    """Return the form in which most of the values are said, the plain one if level."""
    found: dict[str, list[str]] = {}
    exact: dict[tuple[str, int], float] = {}
    for at, (request, value) in enumerate(zip(requests, values, strict=True)):
        for tie in ties(request, value) if value else ():
            if tie.form in LETTERS and len(requests) < _LETTERED:
                continue  # a few people may only have been lazy
            spans = found.setdefault(tie.form, [""] * len(requests))
            spans[at] = spans[at] or tie.span
            exact[tie.form, at] = max(exact.get((tie.form, at), 0.0), tie.exactness)
    if not found:
        return None

    def weight(form: str) -> tuple[float, bool, int]:
        spans = found[form]
        cut = sum(_is_cut(one, span) for one, span in zip(requests, spans, strict=True) if span)
        # The day of a whole date is a surer sign than a number cut out of it.
        whole = not form and cut * 2 < len(requests)
        # A form that seems to hold a little more often may only look so by chance.
        held = sum(exact.get((form, at), 0.0) for at in range(len(requests)))
        held += _PLAIN * len(requests) if whole else 0
        return held, whole, sum(map(len, spans))

    form = max(found, key=weight)
    return form, Varying("", tuple(found[form]), form)


def apart_by_letters(rows: Sequence[Row], values: Sequence[str]) -> Split | None:
    """Tell the rows apart by the letters' case in which what is said is typed, if it varies."""
    forms = [_letters(row.request, value) for row, value in zip(rows, values, strict=True)]
    if None in forms or len(set(forms)) == 1 or len(rows) < _LETTERED:
        return None
    return by_key([form or "" for form in forms])


def _letters(request: str, value: str) -> str | None:
    """Return the case that turns what is said into the value; "" for none, None for no way."""
    found = [tie for tie in ties(request, value) if tie.exactness == 1.0]
    cases = [tie.form for tie in found if not tie.form or tie.form in LETTERS]
    return min(cases, key=bool, default=None)


def said_nearly(rows: Sequence[Row], values: Sequence[str]) -> Varying | None:
    """Return the parts of the requests that most values begin with, or that begin with them.

    People stop typing when the page shows what they look for, or go on to the end.
    """
    spans = tuple(_begun(row.request, value) for row, value in zip(rows, values, strict=True))
    return Varying("value", spans) if sum(map(bool, spans)) >= SAID * len(rows) else None


def _begun(request: str, value: str) -> str:
    """Return the part of the request that comes nearest to beginning as the value does."""
    alike = {
        span.text: (span.text[:1] != value[:1], abs(len(span.text) - len(value)))
        for span in spans_of(request)
        if len(span.text) > 1 and _is_begun(plain(span.text), plain(value))
    }
    return min(alike, key=alike.__getitem__, default="")


def _is_begun(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _is_cut(request: str, span: str) -> bool:
    """Tell whether the span is a piece of a longer expression, such as a date."""
    return re.search(rf"(?<![\w./:-]){re.escape(span)}(?![/:-]?\w)", request) is None


def _mentioned(request: str, text: str) -> str:
    """Return the longest run of the text's words that the request mentions."""
    parts = text.split()[:_RUN]
    runs = (
        " ".join(parts[start : start + size])
        for size in range(len(parts) - 1, 0, -1)
        for start in range(len(parts) - size + 1)
    )
    return next((run for run in runs if len(run) >= _TELLING and occurs(request, run)), "")


def said_looks(rows: Sequence[Row]) -> Varying | None:
    """Return the words by which most requests say what the target looks like."""
    values = tuple(_look(row) for row in rows)
    said = sum(map(bool, values))
    same = len(rows) > 1 and len(set(values)) == 1
    return Varying("traits", values) if said >= _SOMETIMES * len(rows) and not same else None


def _look(row: Row) -> str:
    """Return the longest run of words of a request that all hold of the target."""
    shown = {*row.target.traits, *words(row.target.text)}
    if row.target.role not in CONTROLS and not shown & COLOURS:
        shown |= COLOURS  # logs do not tell the colours of what is drawn
    said = words(row.request)
    best: tuple[str, ...] = ()
    run: list[str] = []
    for word in said:
        run = [*run, word] if word in shown else []
        best = max(best, tuple(run), key=len)
    return " ".join(best)


def said_edges(rows: Sequence[Row]) -> tuple[Varying, ...] | None:
    """Return what most requests say that the target's text begins and ends with."""
    found = []
    for field, test in (("starts", str.startswith), ("ends", str.endswith)):
        spans = tuple(_edge(row, test) for row in rows)
        if sum(map(bool, spans)) >= _SOMETIMES * len(rows) and len(set(spans)) > 1:
            found.append(Varying(field, spans))
    return tuple(found) or None


def _edge(row: Row, test: Callable[[str, str], bool]) -> str:
    text = plain(row.target.text)
    quoted = [s.text for s in spans_of(row.request) if s.text and test(text, plain(s.text))]
    return max((one for one in quoted if len(one) > 1), key=len, default="")


def said_place(rows: Sequence[Row]) -> Varying | None:
    """Return the place among its like that most requests say, as "3rd" or "last"."""
    values = ["" if (place := row.move.place) is None else str(place) for row in rows]
    found = [
        next((t for t in ties(r.request, v) if t.form == "place"), None) if v else None
        for r, v in zip(rows, values, strict=True)
    ]
    spans = tuple(tie.span if tie else "" for tie in found)
    if sum(map(bool, spans)) < SAID * len(rows) or (len(rows) > 1 and len(set(values)) == 1):
        return None
    return Varying("ordinal", spans, "place")


def said_by_class(rows: Sequence[Row]) -> Varying | None:
    """Return the classes that differ, if each is what the request calls the thing."""
    shared = in_most(row.target.classes for row in rows)
    values = tuple(own_classes(row.target, shared) for row in rows)
    said = sum(occurs(r.request, v) for r, v in zip(rows, values, strict=True) if v)
    differ = len(set(values)) > 1 and said >= SAME * len(values)
    return Varying("classes", values) if differ else None
