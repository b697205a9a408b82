"""Descriptors and elements: say which element is meant, and find it on another visit.

Pure functions on observations. A descriptor is made from all that is known about an element;
an element is found by how much of a descriptor it agrees with. Nothing here knows where
elements come from, and nothing looks at coordinates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from .actions import Descriptor
from .forms import form_of
from .observations import Element, Observation
from .texts import mentions, plain, similarity, words

_LONGEST = 120
"""Characters of text beyond which an element is known by other things than its text."""

_WEIGHTS = {
    "role": 1.0,
    "name": 2.5,
    "text": 2.5,
    "starts": 2.0,
    "ends": 2.0,
    "value": 2.5,
    "traits": 2.0,
    "resource_id": 3.0,
    "classes": 1.5,
}
_NEARNESS = 0.6
"""How much of the agreement an element loses when the anchor is nowhere near it."""

_FIELDS = frozenset({"textbox", "searchbox", "spinbutton", "combobox", "textarea", "input"})
_PLAIN_BOXES = frozenset({"", "div", "span", "generic", "group", "p", "paragraph", "text"})
_HIDDEN, _DISABLED = 0.5, 0.7
"""What an element that cannot be seen or used keeps of its score."""

_PASSING = re.compile(r"(?:^|[-_])(?:hover|hovered|focus|focused|focus-visible|active)$")
"""Classes that only say that the pointer or the cursor is there now."""

_LEVEL = 0.02
"""Scores that differ by less are level: place among them decides."""

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}|]*)(?:\|([^{}|]*))?\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values in the places of `{slot}` and forms of them in those of `{slot|form}`.

    Unknown slots and forms that do not apply stay as they are, `{{` and `}}` are braces.
    """

    def replaced(match: re.Match[str]) -> str:
        slot, form = match.groups()
        if slot is None:
            return match.group()[0]
        value = values.get(slot)
        if value is not None and form is not None:
            value = form_of(form, value)
        return match.group() if value is None else value

    return _PLACEHOLDER.sub(replaced, template)


def fill_descriptor(descriptor: Descriptor, values: Mapping[str, str]) -> Descriptor:
    """Put values in the places of `{slot}` in every string of the descriptor."""
    filled: dict[str, object] = {}
    for field in Descriptor.model_fields:
        wanted = getattr(descriptor, field)
        if isinstance(wanted, str):
            filled[field] = fill(wanted, values)
        elif isinstance(wanted, tuple):
            filled[field] = tuple(fill(one, values) for one in wanted)
    if isinstance(ordinal := filled.get("ordinal"), str):
        filled["ordinal"] = int(ordinal) if re.fullmatch(r"-?\d+", ordinal) else None
    return descriptor.model_copy(update=filled)


def describe(element: Element, observation: Observation, *, request: str = "") -> Descriptor:
    """Say which element is meant, in words that hold on the page's next visit.

    The anchor is given where other elements of the same kind could be confused with this
    one: a text of the smallest container that holds this one alone, if possible one that
    the request mentions. The ordinal is given where even that leaves several.
    """
    page = _Page(observation)
    text = page.text(element)
    descriptor = Descriptor(
        role=element.role,
        name=element.name if plain(element.name) != plain(text) else "",
        text=text if len(text) <= _LONGEST else "",
        resource_id=element.resource_id,
        classes=tuple(name for name in element.classes if name in _lasting(element)),
        traits=element.traits,
    )
    rivals = page.rivals(element, by_text=mentions(request, text or element.name))
    if not rivals:
        return descriptor
    anchor = page.anchor(element, rivals, request)
    alike = page.alike(element, rivals, anchor)
    ordinal = None
    if len(alike) > 1:
        ordinal = sorted(alike, key=page.place).index(element)
    return descriptor.model_copy(update={"anchor": anchor, "ordinal": ordinal})


def rank(
    descriptor: Descriptor, observation: Observation, *, limit: int = 5
) -> list[tuple[Element, float]]:
    """Return the elements that fit best, each with how much of the descriptor it fits, 0..1."""
    page = _Page(observation)
    scores = [(element, _agreement(descriptor, element, page)) for element in observation.elements]
    best = max((score for _, score in scores), default=0.0)
    close = [(element, score) for element, score in scores if score > best / 2]
    if descriptor.anchor:
        close = _anchored(descriptor, close, page)
    usable = [(element, score * _usability(element)) for element, score in close]
    usable.sort(key=lambda pair: -pair[1])
    return _with_ordinal(descriptor, usable, page)[:limit]


def _lasting(element: Element) -> set[str]:
    return {name for name in element.classes if not _PASSING.search(name)}


def _agreement(descriptor: Descriptor, element: Element, page: _Page) -> float:
    """Return the weighted share of the descriptor's own fields that the element agrees with."""
    got = total = 0.0
    for field, weight in _WEIGHTS.items():
        wanted = getattr(descriptor, field)
        if wanted:
            total += weight
            got += weight * _field_agreement(field, wanted, element, page)
    return got / total if total else 1.0


def _field_agreement(
    field: str, wanted: str | tuple[str, ...], element: Element, page: _Page
) -> float:
    if isinstance(wanted, tuple):
        if field == "traits":
            return _shows(words(" ".join(wanted)), element, page)
        return _overlap({plain(name) for name in wanted}, {plain(c) for c in element.classes})
    match field:
        case "starts":
            return float(plain(page.text(element)).startswith(plain(wanted)))
        case "ends":
            return float(plain(page.text(element)).endswith(plain(wanted)))
        case "value":
            return float(plain(element.value) == plain(wanted))
        case "role":
            return _role_agreement(wanted, element.role)
        case "resource_id":
            return float(plain(wanted) == plain(element.resource_id))
        case "name":
            own, other = element.name, page.text(element)
        case _:
            own, other = page.text(element), element.name
    agreement = max(similarity(wanted, own), 0.95 * similarity(wanted, other))
    # The text of a box is also that of what is around it: the innermost one says it itself.
    return agreement if plain(element.text) or element.name else 0.98 * agreement


def _shows(wanted: Sequence[str], element: Element, page: _Page) -> float:
    """Return the share of the words that the element's traits or text show."""
    shown = {*element.traits, *words(page.text(element))}
    return sum(word in shown for word in wanted) / max(1, len(wanted))


def _role_agreement(wanted: str, role: str) -> float:
    if wanted == role:
        return 1.0
    kinds = (_FIELDS, _PLAIN_BOXES)
    return 0.5 if any(wanted in kind and role in kind for kind in kinds) else 0.0


def _overlap(wanted: set[str], has: set[str]) -> float:
    """Return how well two sets of classes agree; what a page adds in passing counts little."""
    shared = len(wanted & has)
    if not shared:
        return 0.0
    return 0.8 * shared / len(wanted) + 0.2 * shared / len(wanted | has)


def _anchored(
    descriptor: Descriptor, close: list[tuple[Element, float]], page: _Page
) -> list[tuple[Element, float]]:
    """Weigh in whether the anchor stands near: in a container that others do not share."""
    result = []
    for element, score in close:
        rivals = [other for other, its in close if other is not element and its > score - 0.1]
        near = page.nearness(element, descriptor.anchor, rivals)
        result.append((element, score * (1 - _NEARNESS + _NEARNESS * near)))
    return result


def _usability(element: Element) -> float:
    return (1.0 if element.visible else _HIDDEN) * (1.0 if element.enabled else _DISABLED)


def _with_ordinal(
    descriptor: Descriptor, ranked: list[tuple[Element, float]], page: _Page
) -> list[tuple[Element, float]]:
    """Put the level ones in page order, the one at the ordinal before the others."""
    if not ranked:
        return ranked
    level = [pair for pair in ranked if ranked[0][1] - pair[1] < _LEVEL]
    rest = ranked[len(level) :]
    ordinal = descriptor.ordinal
    if isinstance(ordinal, int):
        level.sort(key=lambda pair: page.place(pair[0]))
        at = ordinal if ordinal >= 0 else len(level) + ordinal
        if 0 <= at < len(level):
            level.insert(0, level.pop(at))
    return level + rest


class _Page:
    """An observation with what comparing its elements needs, worked out once."""

    def __init__(self, observation: Observation) -> None:
        self._observation = observation
        self._held: dict[tuple[str, str], bool] = {}
        self._places = {element.ref: at for at, element in enumerate(observation.elements)}

    def place(self, element: Element) -> int:
        """Return the element's place on the page, from 0."""
        return self._places[element.ref]

    def text(self, element: Element) -> str:
        """Return the visible text of the element and all in it."""
        return self._texts.get(element.ref, "")

    @cached_property
    def _texts(self) -> dict[str, str]:
        parts: dict[str | None, list[str]] = {}
        texts: dict[str, str] = {}
        # Children stand after their parents: backwards, a parent finds its children done.
        for element in reversed(self._observation.elements):
            own = [element.text] if element.text and element.visible else []
            inner = parts.pop(element.ref, [])
            texts[element.ref] = " ".join((*own, *reversed(inner)))
            if texts[element.ref]:
                parts.setdefault(element.parent, []).append(texts[element.ref])
        return texts

    def rivals(self, element: Element, *, by_text: bool) -> list[Element]:
        """Return the visible elements that are told from this one by text alone, or not at all."""
        return [
            other
            for other in self._observation.elements
            if other is not element
            and other.visible
            and other.role == element.role
            and other.resource_id == element.resource_id
            and _lasting(element) <= _lasting(other)
            and (not by_text or plain(self.text(other)) == plain(self.text(element)))
            and (not by_text or plain(other.name) == plain(element.name))
        ]

    def anchor(self, element: Element, rivals: list[Element], request: str) -> str:
        """Return a text that stands nearer to the element than to any rival, or ""."""
        inside = {part.ref for part in self._observation.within(element)}
        fallback = ""
        for container in self._own_containers(element, rivals):
            parts = [p for p in self._observation.within(container) if p.ref not in inside]
            texts = [t for part in parts if part.visible for t in (part.text, part.name) if t]
            mentioned = [text for text in texts if mentions(request, text)]
            if mentioned:
                return max(mentioned, key=len)
            fallback = fallback or next((t for t in texts if len(t) <= _LONGEST), "")
        return fallback

    def _own_containers(self, element: Element, rivals: list[Element]) -> Iterator[Element]:
        """Yield the containers, the nearest first, as long as no rival is in them."""
        shared = {up.ref for rival in rivals for up in self._observation.ancestors(rival)}
        for container in self._observation.ancestors(element):
            if container.ref in shared:
                return
            yield container

    def alike(self, element: Element, rivals: list[Element], anchor: str) -> list[Element]:
        """Return the element and the rivals that neither text nor anchor tells from it."""
        known = (plain(self.text(element)), plain(element.name))
        pool = [element, *(r for r in rivals if (plain(self.text(r)), plain(r.name)) == known)]
        if not anchor:
            return pool
        near = [self.nearness(one, anchor, [o for o in pool if o is not one]) for one in pool]
        return [one for one, its in zip(pool, near, strict=True) if its == near[0]]

    def nearness(self, element: Element, anchor: str, rivals: list[Element]) -> float:
        """Say how much the anchor is this element's own: 1, or 1/n where n rivals share it."""
        for container in (element, *self._observation.ancestors(element)):
            if self._holds(container, anchor):
                sharing = sum(1 for rival in rivals if self._is_in(rival, container))
                return 1 / (1 + sharing)
        return 0.0

    def _holds(self, container: Element, anchor: str) -> bool:
        key = (container.ref, anchor)
        if key not in self._held:
            self._held[key] = mentions(self.text(container), anchor) or any(
                mentions(part.name, anchor) for part in self._named(container)
            )
        return self._held[key]

    def _named(self, container: Element) -> Iterator[Element]:
        return (part for part in self._observation.within(container) if part.name and part.visible)

    def _is_in(self, element: Element, container: Element) -> bool:
        return element is container or any(
            up is container for up in self._observation.ancestors(element)
        )
