"""Slots of a procedure, read off a request; and how a value follows from what a request says.

A slot's reader (`span_scorer`) tells which span of a request the slot's value is. Knows nothing
of pages or of how the values were used.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ...core.forms import LETTERS, form_of, forms, forms_to
from ...core.texts import plain, words
from ...memory.records import Procedure
from ...memory.steps import Slot, SlotReader
from .span_scorer import example, fit, likelihoods
from .spans import Span, items, lists, spans

_CONSIDERED = 6
"""Spans of a request that are considered for each slot when several must be told apart."""

MOST_EXAMPLES = 60
"""Values that a slot keeps from its demonstrations, at most."""

_CLOSED = 0.5
"""Values fewer than this share of the demonstrations are taken from a short list."""

_NOTHING = -12.0
"""Log probability of leaving a slot open that requests always fill."""

_OPEN = math.log(0.5)
"""The same of a slot that requests often leave open: it is read only where it is likelier said."""

_ALIKE = 0.9
"""How exact it is if only letters' case or outer marks differ."""

Part = Literal["all", "start", "end"]


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
    found = [lists(request) if many else spans(request) for request in requests]
    plainly = Counter(plain(value) for value in values)
    recurring = {value for value, count in plainly.items() if count > 1}
    examples = [
        example(one, value, (plainly.keys() - {plain(value)}) | recurring)
        for one, value in zip(found, values, strict=True)
    ]
    return fit([one for one in examples if one])


def read_slots(request: str, procedure: Procedure) -> dict[str, Reading]:
    """Return the best readings of the procedure's slots that do not overlap, by slot name.

    The value of a slot with many values is their list as the request writes it; `spans.items`
    tells them apart.
    """
    if not procedure.slots:
        return {}
    best = _assign(
        [_ranked(slot, request, procedure.requests) for slot in procedure.slots],
        [_OPEN if slot.left_open else _NOTHING for slot in procedure.slots],
    )
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
    another; where values hardly recur, any may come. A list is as likely as its values. What
    requests may leave out is seldom said, so that little is known of what it can be.
    """
    if slot.optional:
        return 1.0
    values = {plain(one) for one in _values(value, slot)}
    known = {plain(one) for example in slot.examples for one in _values(example, slot)}
    is_open = len(known) > _CLOSED * min(procedure.support, MOST_EXAMPLES)
    if not known or is_open or values <= known:
        return 1.0
    return 1 / (procedure.support + 1)


def _values(text: str, slot: Slot) -> tuple[str, ...]:
    return items(text) if slot.many else (text,) * bool(text)


def _ranked(slot: Slot, request: str, requests: tuple[str, ...]) -> list[tuple[Span, float]]:
    """Return the likeliest spans for the slot with their log probabilities, the best first.

    `requests` are known ones of the same kind.
    """
    found = lists(request) if slot.many else spans(request)
    known = {plain(value) for value in slot.examples}
    pairs = list(zip(found, likelihoods(slot.reader, found, known), strict=True))
    if slot.left_open:
        usual = _usual_words(requests)
        pairs = [pair for pair in pairs if _is_credible(pair[0], known, usual)]
    return sorted(pairs, key=lambda pair: -pair[1])[:_CONSIDERED]


def _is_credible(span: Span, known: Container[str], usual: Container[str]) -> bool:
    """Tell whether a span may say what requests often leave open.

    It has to be a value that is known, or be made of words that no known request has.
    """
    return plain(span.text) in known or not any(word in usual for word in words(span.text))


@lru_cache(maxsize=512)
def _usual_words(requests: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for request in requests for word in words(request))


def _assign(
    ranked: list[list[tuple[Span, float]]], nothing: Sequence[float]
) -> list[tuple[Span, float] | None]:
    """Choose a span for each slot so that none overlap and all together are likeliest.

    `nothing` is for each slot the log probability of leaving it open.
    """
    best: tuple[float, list[tuple[Span, float] | None]] = (-math.inf, [None] * len(ranked))
    at_most = [
        max([none, *(logprob for _, logprob in options)])
        for none, options in zip(nothing, ranked, strict=True)
    ]
    hopes = [sum(at_most[at:]) for at in range(len(ranked) + 1)]

    def extend(at: int, chosen: list[tuple[Span, float] | None], total: float) -> None:
        nonlocal best
        if total + hopes[at] <= best[0]:
            return
        if at == len(ranked):
            best = (total, list(chosen))
            return
        for span, logprob in ranked[at]:
            if not any(other and span.overlaps(other[0]) for other in chosen):
                extend(at + 1, [*chosen, (span, logprob)], total + logprob)
        extend(at + 1, [*chosen, None], total + nothing[at])

    extend(0, [], 0.0)
    return best[1]
