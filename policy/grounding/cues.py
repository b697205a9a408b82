"""Cues: what, of an element, its surroundings and a request, may tell that it is meant.

A cue has a name that people can read and a strength, mostly 1. Which cues count, and how much,
`targets` learns; nothing here prefers one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from ...core.looks import COLOURS
from ...core.observations import Element, Observation
from ...core.surroundings import lasting
from ...core.texts import plain, words
from .asked import Asked
from .layout import Layout, is_pointed_at, shape
from .sayings import Saying, amount, parts, spoken

Cues = dict[str, float]
"""Name of a cue -> how strong it is, 0..1."""

_LONGEST = 12
"""Words of a text beyond which it is content, and no name."""

_FAR = 8
"""Levels above an element that are searched for what stands near it."""

_COUNTED = 4
"""Places from either end that are told apart."""


class Scene:
    """A request, the page that it is carried out on, and what was done there before."""

    def __init__(self, request: str, observation: Observation, before: Sequence[str] = ()) -> None:
        self._saying, self._page = Saying(request), Layout(observation)
        self._asked = Asked(request, self._page)
        self._before = [one for ref in before if (one := observation.get(ref))]

    def cues(self, element: Element) -> Cues:
        """Return the cues of the element."""
        relations = {**self._said(element), **self._near(element)}
        looks = [f"role={element.role}", *(f"class={shape(name)}" for name in lasting(element))]
        found = dict.fromkeys((*self.traits(element), *self._state(element)), 1.0)
        found.update(relations)
        found.update(self._history(element))
        relations.update(self._stage)
        for look in looks:
            found.update((f"{cue} & {look}", strength) for cue, strength in relations.items())
        return {cue: strength for cue, strength in found.items() if strength}

    def traits(self, element: Element) -> list[str]:
        """Return the cues of the element alone, which some word of a request may stand for."""
        return [*self._own(element), *self._place(element)]

    def same(self, element: Element) -> set[str]:
        """Return the refs of the elements that are as right as this one: a click hits them all."""
        its = self._page.text(element)
        inside = self._page.observation.within(element)
        alike = {one.ref for one in inside if self._page.text(one) == its}
        for container in self._page.containers(element):
            is_wrap = len(self._page.observation.children(container)) == 1
            if not is_wrap or self._page.text(container) != its:
                break
            alike.add(container.ref)
        return alike

    def _label(self, element: Element) -> str:
        return self._page.text(element) or element.name or element.description

    def _own(self, element: Element) -> Iterator[str]:
        yield f"role={element.role}"
        yield from (f"class={shape(name)}" for name in lasting(element))
        yield from (f"trait={trait}" for trait in self._lasting_traits(element))
        if element.resource_id:
            yield f"id={shape(element.resource_id)}"
        for parent in self._page.containers(element)[:1]:
            yield f"in role={parent.role}"
            yield from (f"in class={shape(name)}" for name in lasting(parent))
        label = self._label(element)
        told = words(label)
        if 0 < len(told) <= _LONGEST:
            yield f"text={plain(label)}"
            yield from (f"word={word}" for word in dict.fromkeys(told))
        if not self._page.text(element):
            before, after = self._page.beside(element)
            yield from (f"follows={word}" for word in dict.fromkeys(words(before)[:_LONGEST]))
            yield from (f"precedes={word}" for word in dict.fromkeys(words(after)[:_LONGEST]))

    def _lasting_traits(self, element: Element) -> Iterator[str]:
        """Yield the traits, without the colours that the pointer gave it."""
        around = (element, *self._page.containers(element)[:1])
        is_coloured = any(is_pointed_at(one) for one in around)
        return (trait for trait in element.traits if not (is_coloured and trait in COLOURS))

    def _state(self, element: Element) -> Iterator[str]:
        states = {
            "hidden": not element.visible,
            "disabled": not element.enabled,
            "clickable": element.clickable,
            "editable": element.editable,
            "checked": element.checked is True,
            "unchecked": element.checked is False,
            "filled": element.editable and bool(element.value),
            "innermost": not self._page.observation.children(element),
            "outermost": element.parent is None,
            "silent": not self._label(element),
            "only one of its looks": self._page.is_odd(element),
        }
        return (name for name, holds in states.items() if holds)

    def _place(self, element: Element) -> Iterator[str]:
        order, count = self._page.order(element), len(self._page.kin(element))
        if order is None:
            return
        if count == 1:
            yield "only one of its kind"
            return
        if order < _COUNTED:
            yield f"number {order + 1} of its kind"
        if count - order <= _COUNTED:
            yield f"number {order - count} of its kind"
        yield from (f"{extreme} of its kind" for extreme in self._page.extremes(element))
        for line in self._page.lines(element):
            content = ", ".join(sorted(map(self._content, line)))
            yield f"{self._content(element)} in line with {content}"

    def _content(self, cell: Element) -> str:
        return self._label(cell) or " ".join(sorted(lasting(cell))) or "nothing"

    def _said(self, element: Element) -> Cues:
        """Return how the request mentions the element itself."""
        label, saying = self._label(element), self._saying
        found: Cues = {}
        if saying.names(label):
            found["said"] = 1.0
            found["said, case and all"] = float(label.strip() in saying.request)
            found["said in quotes"] = float(plain(label) in saying.quoted)
        told = spoken(label)[: 2 * _LONGEST]
        shared = [word for word in told if word in saying.words]
        if shared and (len(label) > 1 or saying.names(label)):
            found["words said"] = len(shared) / len(told)
            found["rare word said"] = max(1 / max(1, self._spread[word]) for word in shared)
        found["beginning said"] = float(any(plain(label).startswith(p) for p in saying.quoted))
        found["end said"] = float(any(plain(label).endswith(p) for p in saying.quoted))
        found["value said"] = float(saying.names(element.value))
        looks = {word for trait in element.traits for word in words(trait)}
        found["looks said"] = len(looks & saying.words) / max(1, len(looks))
        found.update(self._looks_asked(element, label))
        names = parts((*element.classes, element.resource_id, element.role))
        found["class or id said"] = float(bool(names & saying.words))
        found["class or id said in quotes"] = float(bool(names & saying.quoted_words))
        order, count = self._page.order(element), len(self._page.kin(element))
        if order is not None and count > 1:
            found["place said"] = float(bool({order, order - count} & saying.places))
            found["number of place said"] = float(str(order + 1) in saying.words)
        return {cue: strength for cue, strength in found.items() if strength}

    def _looks_asked(self, element: Element, label: str) -> Cues:
        """Return how the element answers what the request asks of looks."""
        share = self._asked.share(element)
        return {
            "looks as asked": share,
            "looks altogether as asked": float(share == 1),
            "says how many look as asked": float(label == str(self._asked.count)),
            "says how another looks": float(self._asked.tells_looks(element, label)),
        }

    def _near(self, element: Element) -> Cues:
        """Return how the request mentions what stands near the element."""
        found: Cues = {}
        inside = self._said_inside[element.ref]
        for level, container in enumerate(self._page.containers(element)[:_FAR]):
            if self._said_inside[container.ref] > inside:
                found["near what is said"] = 1 / self._page.sharing(element, container)
                found[f"{level + 1} levels below what is said"] = 1.0
                break
        before, after = self._page.beside(element)
        others = [one for one in self._said_elements if one is not element]
        relations = {
            "follows what is said": self._saying.names(before),
            "precedes what is said": self._saying.names(after),
            "in row of what is said": any(self._page.in_row(element, one) for one in others),
            "in column of what is said": any(self._page.in_column(element, one) for one in others),
        }
        return {**found, **{cue: 1.0 for cue, holds in relations.items() if holds}}

    @cached_property
    def _said_elements(self) -> list[Element]:
        return [one for one in self._page.seen if self._saying.names(one.text or one.name)]

    @cached_property
    def _said_inside(self) -> Counter[str]:
        """How many elements that the request names each element holds, itself counted in."""
        return Counter(
            up.ref for one in self._said_elements for up in (one, *self._page.containers(one))
        )

    @cached_property
    def _spread(self) -> Counter[str]:
        """On how many elements each word stands."""
        labels = (set(spoken(self._label(one))) for one in self._page.seen)
        return Counter(word for label in labels for word in label)

    @cached_property
    def _stage(self) -> Cues:
        """How far the page has come with the request: it tells which kind of element is next."""
        found: Cues = {}
        if self._saying.quoted:
            shown = {plain(self._label(one)) for one in self._page.seen}
            shown |= {plain(name) for one in self._page.seen for name in one.classes}
            missing = self._saying.quoted - shown
            found["not all that is quoted is shown" if missing else "what is quoted is shown"] = 1.0
        field = next((one for one in self._page.seen if one.editable), None)
        held = amount(field.value) if field else None
        if held is not None and len(self._saying.amounts) == 1:
            (said,) = self._saying.amounts
            order = "as" if said == held else "above" if said > held else "below"
            found[f"the number said is {order} what the field holds"] = 1.0
        return found

    def _history(self, element: Element) -> Iterator[tuple[str, float]]:
        if not self._before:
            return
        last = self._before[-1]
        yield "done before", float(any(element.ref == one.ref for one in self._before))
        yield "done last", float(element.ref == last.ref)
        kin, at = self._page.kin(last), self._page.order(last)
        yield (
            "next after what was done",
            float(at is not None and kin[at + 1 : at + 2] == [element]),
        )
        yield "after what was done", float(self._page.place(element) > self._page.place(last))
        around = {one.ref for one in (last, *self._page.containers(last))}
        shared = (up for up in self._page.containers(element) if up.ref in around)
        if (nearest := next(shared, None)) is not None:
            yield "near what was done", 1 / self._page.sharing(element, nearest)
