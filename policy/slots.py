"""Slots of a procedure, read off a request: a linear span scorer learned from demonstrations.

A slot's reader is a conditional logit over the spans of a request: the span that the person
used against all others. One demonstration is enough for the words around to decide; more make
it sure. Knows nothing of pages or of how the values were used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.forms import LETTERS, form_of, forms, forms_to
from ..core.texts import plain
from ..memory.records import Procedure, Slot, SlotReader
from .priors import PRIOR, TRUST
from .spans import Span, lists, spans

_STEPS = 60
"""Gradient steps of learning."""

_RATE = 0.15
_PENALTY = 0.3
"""L2 penalty on what moves away from the prior; keeps few demonstrations from being overrated."""

_OTHERS = 40
"""Wrong spans of a request that are learned from, at most."""

_CONSIDERED = 6
"""Spans of a request that are considered for each slot when several must be told apart."""

MOST_EXAMPLES = 60
"""Values that a slot keeps from its demonstrations, at most."""

_CLOSED = 0.5
"""Values fewer than this share of the demonstrations are taken from a short list."""

_ALIKE = 0.9
"""How exact it is if only letters' case or outer marks differ."""

_SMALLEST = 1e-3
"""Weights below it are not kept."""

Part = Literal["all", "start", "end"]
_Example = tuple[Sequence[Span], list[bool]]
"""The spans of a request, and which of them are right."""


@dataclass(frozen=True)
class Reading:
    """What a request gives for a slot."""

    value: str
    """Empty where the request gives nothing."""

    probability: float
    """How sure that is, 0..1, against the other spans of the request."""

    familiarity: float = 1.0
    """How likely such a value is here at all, 0..1: low where the slot only ever had a few
    values and this is none of them. A request that reads so is rather for another procedure."""


@dataclass(frozen=True)
class Tie:
    """One way in which a value follows from what a request says."""

    span: str
    """The part of the request."""

    form: str = ""
    """The form of the span (`core.forms`) that the value is; "" for the span itself."""

    exactness: float = 1.0
    """1 where it gives the very same text, less where letters' case or outer marks differ;
    the share of the value that it gives where it gives only a part."""

    part: Part = "all"
    """What of the value it gives."""


def occurs(request: str, value: str) -> bool:
    """Tell whether the value is one of the spans of the request (case is let go)."""
    wanted = plain(value)
    return bool(wanted) and any(not form for _, form in _said(request).get(wanted, ()))


def ties(request: str, value: str, *, partly: bool = False) -> list[Tie]:
    """Return all ways in which the value follows from a span of the request.

    The most exact come first, then spans themselves before forms of them, then long spans. A
    span that has a form already is told with that form, too: where some requests say "7:05 PM"
    and others "19:05", what all values are is the 24-hour form. With `partly`, spans that
    the value only begins or ends with come last.
    """
    return list(_ties(request, value)) + (_part_ties(request, value) if partly else [])


@lru_cache(maxsize=65_536)
def _ties(request: str, value: str) -> tuple[Tie, ...]:
    wanted = plain(value)
    found: set[Tie] = set()
    for span, form in _said(request).get(wanted, ()) if wanted else ():
        result = form_of(form, span) if form else span
        found.add(Tie(span, form, 1.0 if result == value else _ALIKE))
        if not form:
            found.update(Tie(span, letters) for letters in forms_to(span, value))
    return tuple(sorted(found, key=_preference))


def _part_ties(request: str, value: str) -> list[Tie]:
    whole, said = plain(value), _said(request)
    found = []
    for length in range(len(whole) - 1, 0, -1):
        share = length / len(whole)
        edges: tuple[tuple[Part, str], ...]
        edges = (("start", whole[:length]), ("end", whole[-length:]))
        for part, edge in edges:
            spans_so = (span for span, form in said.get(edge, ()) if not form)
            found += [Tie(span, "", share, part) for span in spans_so]
    return found


def _preference(tie: Tie) -> tuple[float, bool, int, str, str]:
    return -tie.exactness, bool(tie.form), -len(tie.span), tie.form, tie.span


@lru_cache(maxsize=512)
def _said(request: str) -> dict[str, list[tuple[str, str]]]:
    """Return what follows from the request, plain -> the spans and forms that give it."""
    said: dict[str, list[tuple[str, str]]] = {}
    for text in dict.fromkeys(span.text for span in spans(request)):
        said.setdefault(plain(text), []).append((text, ""))
        for form, result in forms(text).items():
            if form not in LETTERS:
                said.setdefault(plain(result), []).append((text, form))
    return said


def learn_reader(
    requests: Sequence[str], values: Sequence[str], *, many: bool = False
) -> SlotReader:
    """Learn where in such requests the value stands; `values[i]` was used for `requests[i]`.

    With `many` a value is a whole list as the request writes it: "a, b and c". Requests that
    do not have their value as a span teach nothing.
    """
    pairs = zip(requests, values, strict=True)
    examples = [_example(lists(r) if many else spans(r), value) for r, value in pairs]
    return _fit([example for example in examples if example])


def read_slots(request: str, procedure: Procedure) -> dict[str, Reading]:
    """Return the best readings of the procedure's slots that do not overlap, by slot name.

    The value of a slot with many values is their list as the request writes it; `spans.items`
    tells them apart.
    """
    if not procedure.slots:
        return {}
    ranked = [
        _ranked(slot, lists(request) if slot.many else spans(request)) for slot in procedure.slots
    ]
    best = _assign([options[:_CONSIDERED] for options in ranked])
    readings = {}
    for slot, choice in zip(procedure.slots, best, strict=True):
        span, logprob = choice if choice else (None, -math.inf)
        value = span.text if span else ""
        familiarity = _familiarity(value, slot, procedure)
        readings[slot.name] = Reading(value, math.exp(logprob), familiarity)
    return readings


def _familiarity(value: str, slot: Slot, procedure: Procedure) -> float:
    """Return how likely the value is after those of the demonstrations.

    Where many demonstrations show a few values, one more demonstration would seldom show
    another; where values hardly recur, any may come.
    """
    known = {plain(example) for example in slot.examples}
    is_open = len(known) > _CLOSED * min(procedure.support, MOST_EXAMPLES)
    if not value or not known or is_open or plain(value) in known:
        return 1.0
    return 1 / (procedure.support + 1)


def _example(found: Sequence[Span], value: str) -> _Example | None:
    wanted = plain(value)
    right = [plain(span.text) == wanted for span in found]
    if not wanted or not any(right):
        return None
    # The longest way to write the value down is the one that keeps its punctuation.
    exact = [span.text == value for span in found]
    return found, exact if any(exact) else right


def _fit(examples: list[_Example]) -> SlotReader:
    if not examples:
        return SlotReader()
    rows, columns, groups, right, names = _matrix(examples)
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    trust = np.array([TRUST.get(name.partition("=")[0], 1.0) for name in names])
    moved, speed = np.zeros(len(names)), np.zeros(len(names))
    for step in range(_STEPS):
        ahead = moved + step / (step + 3) * speed
        scores = np.bincount(rows, (prior + trust * ahead)[columns], len(right)).astype(float)
        every, chosen = _softmax(scores, groups), _softmax(np.where(right, scores, -np.inf), groups)
        slope = trust * np.bincount(columns, (every - chosen)[rows], len(names)) / len(examples)
        slope += _PENALTY / len(examples) * ahead
        before = moved
        moved = ahead - _RATE * slope
        speed = moved - before
    weights = prior + trust * moved
    kept = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    return SlotReader(weights={**PRIOR, **{n: w for n, w in kept.items() if abs(w) > _SMALLEST}})


def _matrix(
    examples: list[_Example],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], list[str]]:
    """Return the spans of all examples as a sparse matrix: rows, columns, group of each row."""
    index: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    groups: list[int] = []
    rights: list[bool] = []
    for group, (found, right) in enumerate(examples):
        for span, is_right in _thinned(found, right):
            for feature in span.features:
                rows.append(len(groups))
                columns.append(index.setdefault(feature, len(index)))
            groups.append(group)
            rights.append(is_right)
    return np.array(rows), np.array(columns), np.array(groups), np.array(rights), list(index)


def _thinned(found: Sequence[Span], right: Sequence[bool]) -> list[tuple[Span, bool]]:
    """Keep the right spans and, evenly spread, at most `_OTHERS` wrong ones."""
    wrong = [span for span, is_right in zip(found, right, strict=True) if not is_right]
    wrong.sort(key=lambda span: span.end - span.start)  # short spans are the likely mistakes
    chosen = [(span, True) for span, is_right in zip(found, right, strict=True) if is_right]
    stride = max(1, math.ceil(len(wrong) / _OTHERS))
    return chosen + [(span, False) for span in wrong[::stride]]


def _softmax(scores: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    top = np.full(groups[-1] + 1, -np.inf)
    np.maximum.at(top, groups, scores)
    powers = np.exp(scores - top[groups])
    shares: NDArray[np.float64] = powers / np.bincount(groups, powers)[groups]
    return shares


def _ranked(slot: Slot, found: Sequence[Span]) -> list[tuple[Span, float]]:
    """Return the spans with their log probabilities, the best first."""
    weights = slot.reader.weights
    scores = [sum(weights.get(feature, 0.0) for feature in span.features) for span in found]
    if not scores:
        return []
    top = max(scores)
    total = top + math.log(sum(math.exp(score - top) for score in scores))
    pairs = [(span, score - total) for span, score in zip(found, scores, strict=True)]
    return sorted(pairs, key=lambda pair: -pair[1])


def _assign(ranked: list[list[tuple[Span, float]]]) -> list[tuple[Span, float] | None]:
    """Choose a span for each slot so that none overlap and all together are likeliest."""
    best: tuple[float, list[tuple[Span, float] | None]] = (-math.inf, [None] * len(ranked))
    nothing = -12.0  # log probability of leaving a slot open

    def extend(at: int, chosen: list[tuple[Span, float] | None], total: float) -> None:
        nonlocal best
        if total <= best[0]:
            return
        if at == len(ranked):
            best = (total, list(chosen))
            return
        for span, logprob in ranked[at]:
            if not any(other and span.overlaps(other[0]) for other in chosen):
                extend(at + 1, [*chosen, (span, logprob)], total + logprob)
        extend(at + 1, [*chosen, None], total + nothing)

    extend(0, [], 0.0)
    return best[1]
