"""Aims: what a step of a procedure is aimed at, and what of it a page shows.

Looks at one observation at a time; acts on nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...core.actions import Descriptor
from ...core.grounding import fill_descriptor
from ...core.numerals import read_number
from ...core.observations import Element, Observation
from ...core.page import Meant, Page, level
from ...core.texts import plain
from ...memory.steps import TargetScorer
from ...policy.grounding.targets import scores

GOOD = 0.6
"""A target that fits so well is taken at once; else the page gets time to show a better one."""

POOR = 0.48
"""A target that fits less is not the one that is meant: its kind may agree, or its place."""

HIDDEN = 0.4
"""What is hidden keeps half of its fit, and must fit well to be worth opening things for."""

_SAID = 0.4
"""A target must agree so much with what the request says of it, whatever else agrees."""

_SHOWN, _SHOWN_AS_SAID = 0.9, 0.8
"""So well something must fit to count as shown; the second where it agrees with the request."""

_EXACTLY = 0.9
"""Texts that share words only agree less."""

_SURE = math.log(0.5)
"""Where no description fits, the scorer must find a target likelier than all others together."""

_CONSIDERED = 12
_MOST = 500
"""Elements that one step is carried out on, at most."""


@dataclass(frozen=True)
class Aim:
    """What a step is aimed at, with its slots filled."""

    wanted: Descriptor
    said: Descriptor
    """What of it the request itself says."""

    scorer: TargetScorer | None = None

    @classmethod
    def of(
        cls, template: Descriptor, values: Mapping[str, str], scorer: TargetScorer | None = None
    ) -> Aim:
        """Fill a description's slots with the values."""
        wanted = fill_descriptor(template, values)
        return cls(wanted, _parts_with_slots(template, wanted), scorer)

    def __str__(self) -> str:
        """Say for people what is meant: 'button "Send" near "Ada"'."""
        wanted = self.wanted
        what = wanted.role or "element"
        called = (
            wanted.name
            or wanted.text
            or wanted.starts
            or wanted.ends
            or wanted.meaning
            or wanted.value
            or wanted.resource_id
            or " ".join(wanted.classes or wanted.traits)
        )
        beside = wanted.anchor or wanted.after
        near = f' near "{beside}"' if beside else ""
        return f'{what} "{called}"{near}' if called else f"{what}{near}"


class Sight:
    """One observation, in which aims are found."""

    def __init__(
        self, observation: Observation, request: str, before: Sequence[Element], meant: Meant
    ) -> None:
        """`before` is what was acted on before, the latest last, as it was seen then."""
        self.observation, self._request, self._before = observation, request, before
        self._page, self._meant = Page(observation), meant

    def text(self, element: Element) -> str:
        """Return what the element is called: its visible text, or its name."""
        return self._page.text(element) or element.name

    def containers(self, element: Element) -> tuple[Element, ...]:
        """Return the containers of the element, the nearest first."""
        return self._page.containers(element)

    def candidates(self, aim: Aim) -> list[tuple[Element, float]]:
        """Return what could be meant, the best first, each with how well it fits, 0..1.

        What fits equally well is put in order by the aim's scorer; where nothing fits, the
        scorer chooses alone, if it is sure.
        """
        limit = _CONSIDERED if aim.scorer is None else _MOST
        ranked = self._agreeing(aim, limit)
        if aim.scorer is None:
            return ranked
        if not ranked or ranked[0][1] < POOR:
            return self._by_scorer_alone(aim.scorer)
        same = level(ranked)
        if len(same) == 1 or aim.wanted.ordinal is not None:
            return ranked
        fits = {element.ref: score for element, score in same}
        likeliest = self.likeliest_first(aim, [element for element, _ in same])
        return [(one, fits[one.ref]) for one in likeliest] + ranked[len(same) :]

    def fitting(self, aim: Aim, floor: float = GOOD) -> list[Element]:
        """Return all that is visible and fits as well as the best, and `floor`, in page order.

        Where the request says what is meant, only what agrees with it altogether.
        """
        ranked = [
            (element, score)
            for element, score in level(self._agreeing(aim, _MOST, _EXACTLY))
            if score >= floor and element.visible
        ]
        if aim.wanted.ordinal is not None:
            return [element for element, _ in ranked[:1]]
        fits = {element.ref for element, _ in ranked}
        return [element for element in self.observation.elements if element.ref in fits]

    def fit(self, aim: Aim) -> float:
        """Say how well the best of the page fits, 0..1."""
        ranked = self._agreeing(aim, _CONSIDERED)
        return ranked[0][1] if ranked else 0.0

    def likeliest_first(self, aim: Aim, elements: Sequence[Element]) -> list[Element]:
        """Put the elements in the order of the aim's scorer, where it has one."""
        if aim.scorer is None or len(elements) < 2:
            return list(elements)
        scored = zip(self._scored(aim.scorer, elements), elements, strict=True)
        return [element for _, element in sorted(scored, key=lambda pair: -pair[0])]

    def shows(self, aim: Aim) -> bool:
        """Tell whether something is visible that fits in all that the request says of it."""
        ranked = self._agreeing(aim, _MOST, _EXACTLY)
        if not ranked or not ranked[0][0].visible:
            return False
        place = aim.wanted.ordinal
        if isinstance(place, int) and len(level(ranked)) <= (place if place >= 0 else -place - 1):
            return False
        return ranked[0][1] >= (_SHOWN if aim.said.is_empty() else _SHOWN_AS_SAID)

    def distance(self, aim: Aim) -> float | None:
        """Return how far a number on the page is from the one that it is to become.

        None where no number is aimed at, or none is shown in its place.
        """
        field = "value" if aim.wanted.value else "text"
        target = _number(getattr(aim.wanted, field))
        if target is None:
            return None
        place = aim.wanted.model_copy(update={field: ""})
        if place.model_copy(update={"role": ""}).is_empty():
            return None  # any number of the page might be it
        ranked = self._page.rank(place, limit=1)
        if not ranked or ranked[0][1] < _SHOWN:
            return None
        shown = ranked[0][0].value if field == "value" else self.text(ranked[0][0])
        now = _number(shown)
        return None if now is None else abs(now - target)

    @cached_property
    def said(self) -> frozenset[str]:
        """What stands on the page, each text plainly written."""
        visible = (element for element in self.observation.elements if element.visible)
        return frozenset(plain(self._page.text(element)) for element in visible)

    @cached_property
    def state(self) -> tuple[object, ...]:
        """What a person would read on the page; equal where nothing they read is new."""
        return tuple(
            (element.role, element.text, element.name, element.value, element.checked)
            for element in self.observation.elements
            if element.visible
        )

    def _agreeing(self, aim: Aim, limit: int, floor: float = _SAID) -> list[tuple[Element, float]]:
        """Return what fits best and agrees so much with what the request says of it."""
        ranked = self._page.rank(aim.wanted, limit=limit, meant=self._meant)
        if aim.said.is_empty():
            return ranked
        said = self._page.rank(aim.said, limit=max(limit, _CONSIDERED))
        agreeing = {element.ref for element, score in said if score >= floor}
        return [(element, score) for element, score in ranked if element.ref in agreeing]

    def _by_scorer_alone(self, scorer: TargetScorer) -> list[tuple[Element, float]]:
        usable = [one for one in self.observation.elements if one.visible and one.enabled]
        found = zip(self._scored(scorer, usable), usable, strict=True)
        return [(element, GOOD) for score, element in found if score >= _SURE]

    def _scored(self, scorer: TargetScorer, elements: Sequence[Element]) -> list[float]:
        looks = {look_of(element): element.ref for element in self.observation.elements}
        before = [looks[look_of(one)] for one in self._before if look_of(one) in looks]
        return scores(scorer, self._request, self.observation, elements, before)


def _number(text: str) -> float | None:
    digits = read_number(text)
    return None if digits is None else float(digits)


def look_of(element: Element) -> tuple[object, ...]:
    """Return what tells an element from others in two observations, as far as that goes."""
    return (element.role, element.name, element.text, element.resource_id, element.bounds)


def _parts_with_slots(template: Descriptor, filled: Descriptor) -> Descriptor:
    """Return what of the filled description the request itself says, its place left out."""
    said: dict[str, str | tuple[str, ...]] = {
        field: getattr(filled, field)
        for field in ("role", "name", "text", "starts", "ends", "value", "after", "resource_id")
        if getattr(template, field) != getattr(filled, field)
    }
    for field in ("classes", "traits"):
        pairs = zip(getattr(template, field), getattr(filled, field), strict=True)
        said[field] = tuple(new for old, new in pairs if new != old)
    return Descriptor().model_copy(update=said)
