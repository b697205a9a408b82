"""A page on which elements are found by their descriptions, and described.

Keeps what it worked out, so that many descriptions are looked up on one page at little cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .actions import Descriptor
from .observations import Element, Observation
from .surroundings import LONGEST, Surroundings, lasting, says_selected
from .texts import mentions, plain, similarity, words

Meant = Callable[[str, Sequence[str]], Sequence[float]]
"""Says how near each text is to some words in meaning, 0..1."""

Scores = NDArray[np.float64]
"""One number for each element of the page, 0..1."""

SHOWN = 0.9
"""How well, 0..1, something has to fit to be shown."""

LEVEL = 0.02
"""Scores that differ by less are level: place among them decides."""

_WEIGHTS = {
    "role": 1.0,
    "name": 2.5,
    "text": 2.5,
    "starts": 2.0,
    "ends": 2.0,
    "meaning": 2.5,
    "value": 2.5,
    "traits": 2.0,
    "after": 2.5,
    "resource_id": 3.0,
    "classes": 1.5,
}
_NEARNESS = 0.6
"""How much of the agreement an element loses when the anchor is nowhere near it."""

_FIELDS = frozenset({"textbox", "searchbox", "spinbutton", "combobox", "textarea", "input"})
_PLAIN_BOXES = frozenset({"", "div", "span", "generic", "group", "p", "paragraph", "text"})
_HIDDEN, _DISABLED = 0.5, 0.7
"""What an element that cannot be seen or used keeps of its score."""

_OTHERWISE = 0.85
"""What a text that is written otherwise keeps of its agreement where another is the very same."""

_AROUND = 0.95
"""What a box keeps of its agreement with a text that is only in its parts: they say it."""


class Page:
    """An observation in which elements are looked up by description."""

    def __init__(self, observation: Observation) -> None:
        """Look at an observation; it is read when first asked about."""
        self.observation = observation
        self._around = Surroundings(observation)
        self._scores: dict[tuple[str, str | tuple[str, ...]], Scores] = {}

    def text(self, element: Element) -> str:
        """Return the visible text of the element and all in it."""
        return self._around.text(element)

    def before(self, element: Element) -> str:
        """Return the text that stands just before the element, in the order of reading."""
        return self._around.before(element)

    def containers(self, element: Element) -> tuple[Element, ...]:
        """Return the containers of the element, the nearest first."""
        return self._around.containers(element)

    def describe(self, element: Element, *, request: str = "") -> Descriptor:
        """Say which element is meant, in words that hold on the page's next visit.

        The anchor is given where other elements of the same kind could be confused with this
        one: a text of the smallest container that holds this one alone, if possible one that
        the request mentions. The ordinal is given where even that leaves several.
        """
        text = self.text(element)
        descriptor = Descriptor(
            role=element.role,
            name=element.name if plain(element.name) != plain(text) else "",
            text=text if len(text) <= LONGEST else "",
            resource_id=element.resource_id,
            classes=tuple(name for name in element.classes if name in lasting(element)),
            traits=element.traits,
        )
        rivals = self._around.rivals(element, by_text=mentions(request, text or element.name))
        if not rivals:
            return descriptor
        anchor = self._around.anchor(element, rivals, request)
        alike = self._around.alike(element, rivals, anchor)
        ordinal = None
        if len(alike) > 1:
            ordinal = sorted(alike, key=self._around.place).index(element)
        return descriptor.model_copy(update={"anchor": anchor, "ordinal": ordinal})

    def rank(
        self, descriptor: Descriptor, *, limit: int = 5, meant: Meant | None = None
    ) -> list[tuple[Element, float]]:
        """Return the elements that fit best, each with how much of the descriptor it fits, 0..1.

        `meant` judges the field `meaning`, which says nothing without it.
        """
        # What cannot be seen or used must not keep what can be from being close.
        scores = self._agreement(descriptor, meant) * self._usability
        best = float(scores.max(initial=0.0))
        elements = self.observation.elements
        usable = [(elements[at], float(scores[at])) for at in np.flatnonzero(scores > best / 2)]
        if descriptor.anchor:
            near = self._around.nearness(descriptor.anchor, usable)
            usable = [
                (element, score * (1 - _NEARNESS + _NEARNESS * its))
                for (element, score), its in zip(usable, near, strict=True)
            ]
        usable.sort(key=lambda pair: -pair[1])
        return self._with_ordinal(descriptor.ordinal, usable)[:limit]

    @cached_property
    def _usability(self) -> Scores:
        """How much of its score each element keeps."""
        return np.array([_usability(element) for element in self.observation.elements])

    def shows(self, descriptor: Descriptor) -> bool:
        """Tell whether what is described can be seen: something visible that fits nearly well."""
        found = self.rank(descriptor, limit=1)
        return bool(found) and found[0][1] >= SHOWN and found[0][0].visible

    def _with_ordinal(
        self, ordinal: int | str | None, ranked: list[tuple[Element, float]]
    ) -> list[tuple[Element, float]]:
        """Put the level ones in page order, the one at the ordinal before the others."""
        if not isinstance(ordinal, int):
            return ranked
        same = level(ranked)
        rest = ranked[len(same) :]
        same.sort(key=lambda pair: self._around.place(pair[0]))
        at = ordinal if ordinal >= 0 else len(same) + ordinal
        if 0 <= at < len(same):
            same.insert(0, same.pop(at))
        return same + rest

    def _agreement(self, descriptor: Descriptor, meant: Meant | None) -> Scores:
        """Return how much of the descriptor's own fields each element agrees with."""
        got, total = np.zeros(len(self.observation.elements)), 0.0
        for field, weight in _WEIGHTS.items():
            wanted = getattr(descriptor, field)
            if wanted and field != "meaning":
                total += weight
                got += weight * self._field(field, wanted)
        if descriptor.meaning and meant is not None:
            likely = got >= got.max(initial=0.0) / 2
            total += _WEIGHTS["meaning"]
            got += _WEIGHTS["meaning"] * self._near_in_meaning(descriptor.meaning, likely, meant)
        return got / total if total else np.ones_like(got)

    def _field(self, field: str, wanted: str | tuple[str, ...]) -> Scores:
        key = (field, wanted)
        if key not in self._scores:
            elements = self.observation.elements
            its = (self._one(field, wanted, element) for element in elements)
            scores = np.fromiter(its, float, len(elements))
            if isinstance(wanted, str) and field in ("name", "text"):
                said = (wanted in (self.text(one), one.name) for one in elements)
                literal = np.fromiter(said, bool, len(elements))
                # Beside "o", an "O" is another thing.
                scores[~literal] *= _OTHERWISE if literal.any() else 1.0
            self._scores[key] = scores
        return self._scores[key]

    def _one(self, field: str, wanted: str | tuple[str, ...], element: Element) -> float:
        """Say how well one element agrees with one field, 0..1."""
        if isinstance(wanted, tuple):
            if field == "traits":
                return self._shown(words(" ".join(wanted)), element)
            return _overlap(set(map(plain, wanted)), set(map(plain, element.classes)))
        match field:
            case "role":
                return _role_agreement(wanted, element.role)
            case "resource_id":
                return float(plain(wanted) == plain(element.resource_id))
            case "value":
                return float(plain(element.value) == plain(wanted))
            case "after":
                return similarity(wanted, self.before(element))
            case "starts":
                return self._inner(element, plain(self.text(element)).startswith(plain(wanted)))
            case "ends":
                return self._inner(element, plain(self.text(element)).endswith(plain(wanted)))
        as_text = similarity(wanted, self.text(element))
        as_name = similarity(wanted, element.name)
        if field == "name":
            return self._inner(element, max(as_name, 0.95 * as_text))
        return self._inner(element, max(as_text, 0.95 * as_name))

    def _inner(self, element: Element, agreement: float) -> float:
        """Prefer the innermost: the text of a box is also that of what is around it."""
        return agreement * (1.0 if plain(element.text) or element.name else _AROUND)

    def _shown(self, wanted: Sequence[str], element: Element) -> float:
        """Return the share of the words that the element's traits or text show."""
        shown = self._around.words(element).union(element.traits)
        return sum(word in shown for word in wanted) / max(1, len(wanted))

    def _near_in_meaning(self, wanted: str, likely: NDArray[np.bool_], meant: Meant) -> Scores:
        elements = self.observation.elements
        texts = {
            int(at): self.text(elements[at]) or elements[at].name for at in likely.nonzero()[0]
        }
        short = {at: text for at, text in texts.items() if text and len(text) <= LONGEST}
        scores = np.zeros(len(elements))
        distinct = list(dict.fromkeys(short.values()))
        near = dict(zip(distinct, meant(wanted, distinct), strict=True)) if distinct else {}
        for at, text in short.items():
            scores[at] = self._inner(elements[at], min(1.0, max(0.0, near[text])))
        return scores


def level(ranked: Iterable[tuple[Element, float]]) -> list[tuple[Element, float]]:
    """Return those of the ranked elements that fit as well as the first, or nearly."""
    pairs = list(ranked)
    return [pair for pair in pairs if pairs[0][1] - pair[1] < LEVEL]


def _role_agreement(wanted: str, role: str) -> float:
    if role in wanted.split("|"):
        return 1.0
    kinds = (_FIELDS, _PLAIN_BOXES)
    return 0.5 if any(wanted in kind and role in kind for kind in kinds) else 0.0


def _overlap(wanted: set[str], has: set[str]) -> float:
    """Return how well two sets of classes agree; what a page adds in passing counts little."""
    shared = len(wanted & has)
    if not shared:
        return 0.0
    known = wanted | {name for name in has if not says_selected(name)}
    return 0.8 * shared / len(wanted) + 0.2 * shared / len(known)


def _usability(element: Element) -> float:
    return (1.0 if element.visible else _HIDDEN) * (1.0 if element.enabled else _DISABLED)
