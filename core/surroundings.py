"""Where elements stand on a page: what is written in them, around them, and who is like them.

Works out once for an observation what comparing its elements needs. Knows no descriptors.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from .observations import Element, Observation
from .texts import mentions, plain, words

LONGEST = 120
"""Characters of text beyond which an element is known by other things than its text."""

_IN_PASSING = 0.9
"""How near an anchor is that a longer text only mentions, against one that stands by itself."""

_PASSING = re.compile(r"(?:^|[-_])(?:hover|hovered|focus|focused|focus-visible|active)$")
"""Classes that only say that the pointer or the cursor is there now."""

_SELECTED = re.compile(r"(?:^|[-_])(?:active|selected|current|open(?:ed)?|expanded)(?:$|[-_])")
"""Classes of what is in front or open among its like: a tab, a section, a choice."""


def says_selected(name: str) -> bool:
    """Tell whether a class says that an element is the one in front, or open."""
    return bool(_SELECTED.search(name))


def lasting(element: Element) -> frozenset[str]:
    """Return the classes that do not only say where the pointer or the cursor is."""
    return frozenset(name for name in element.classes if not _PASSING.search(name))


class Surroundings:
    """An observation with the texts and the containers of its elements at hand."""

    def __init__(self, observation: Observation) -> None:
        self.observation = observation
        self._places = {element.ref: at for at, element in enumerate(observation.elements)}
        self._held: dict[tuple[str, str], bool] = {}
        self._named: dict[str, set[str]] = {}
        self._saying: dict[str, set[str]] = {}

    def place(self, element: Element) -> int:
        """Return the element's place on the page, from 0."""
        return self._places[element.ref]

    def text(self, element: Element) -> str:
        """Return the visible text of the element and all in it; of what is hidden, its text."""
        return self._texts.get(element.ref, "")

    @cached_property
    def _texts(self) -> dict[str, str]:
        shown: dict[str | None, list[str]] = {}
        every: dict[str | None, list[str]] = {}
        texts: dict[str, str] = {}
        # Children stand after their parents: backwards, a parent finds its children done.
        for element in reversed(self.observation.elements):
            own = [element.text] if element.text else []
            seen = " ".join(
                (*(own if element.visible else ()), *reversed(shown.pop(element.ref, [])))
            )
            whole = " ".join((*own, *reversed(every.pop(element.ref, []))))
            texts[element.ref] = seen if element.visible else whole
            if seen:
                shown.setdefault(element.parent, []).append(seen)
            if whole:
                every.setdefault(element.parent, []).append(whole)
        return texts

    def before(self, element: Element) -> str:
        """Return the visible text that stands just before the element, in the order of reading."""
        return self._before[element.ref]

    @cached_property
    def _before(self) -> dict[str, str]:
        before, last = {}, ""
        for element in self.observation.elements:
            before[element.ref] = last
            if element.visible:
                last = element.text or last
        return before

    def containers(self, element: Element) -> tuple[Element, ...]:
        """Return the containers of the element, the nearest first."""
        return self._containers[element.ref]

    @cached_property
    def _containers(self) -> dict[str, tuple[Element, ...]]:
        found: dict[str, tuple[Element, ...]] = {}
        for element in self.observation.elements:
            parent = self.observation.get(element.parent) if element.parent else None
            known = found.get(parent.ref) if parent else ()
            above = (parent, *known) if parent and known is not None else ()
            found[element.ref] = above or tuple(self.observation.ancestors(element))
        return found

    def rivals(self, element: Element, *, by_text: bool) -> list[Element]:
        """Return the visible elements that are told from this one by text alone, or not at all."""
        return [
            other
            for other in self.observation.elements
            if other is not element
            and other.visible
            and other.role == element.role
            and other.resource_id == element.resource_id
            and lasting(element) <= lasting(other)
            and (not by_text or plain(self.text(other)) == plain(self.text(element)))
            and (not by_text or plain(other.name) == plain(element.name))
        ]

    def anchor(self, element: Element, rivals: Sequence[Element], request: str) -> str:
        """Return a text that stands nearer to the element than to any rival, or ""."""
        inside = {part.ref for part in self.observation.within(element)}
        shared = {up.ref for rival in rivals for up in self.containers(rival)}
        fallback = ""
        for container in self.containers(element):
            if container.ref in shared:
                break
            parts = [p for p in self.observation.within(container) if p.ref not in inside]
            texts = [t for part in parts if part.visible for t in (part.text, part.name) if t]
            mentioned = [text for text in texts if mentions(request, text)]
            if mentioned:
                return max(mentioned, key=len)
            fallback = fallback or next((t for t in texts if len(t) <= LONGEST), "")
        return fallback

    def alike(self, element: Element, rivals: Iterable[Element], anchor: str) -> list[Element]:
        """Return the element and the rivals that neither text nor anchor tells from it."""
        known = (plain(self.text(element)), plain(element.name))
        pool = [element, *(r for r in rivals if (plain(self.text(r)), plain(r.name)) == known)]
        if not anchor:
            return pool
        near = self.nearness(anchor, [(one, 1.0) for one in pool])
        return [one for one, its in zip(pool, near, strict=True) if its == near[0]]

    def nearness(
        self, anchor: str, scored: Sequence[tuple[Element, float]], *, margin: float = 0.1
    ) -> list[float]:
        """Say of each element how much the anchor is its own: 1, or 1/n where n share it.

        Those share it whose score is at most `margin` lower, or higher. 0 where it is nowhere,
        less where a longer text only mentions it.
        """
        sharing: dict[str, list[float]] = {}
        for element, score in scored:
            for container in (element, *self.containers(element)):
                sharing.setdefault(container.ref, []).append(score)
        for scores in sharing.values():
            scores.sort()
        near = []
        for element, score in scored:
            around = (element, *self.containers(element))
            holder = next((one for one in around if self._holds(one, anchor)), None)
            scores = sharing[holder.ref] if holder else []
            rivals = len(scores) - bisect_right(scores, score - margin)
            whole = holder is not None and holder.ref in self._around_whole(anchor)
            near.append((1.0 if whole else _IN_PASSING) / rivals if rivals else 0.0)
        return near

    def _around_whole(self, anchor: str) -> set[str]:
        """Return the refs of what says just the anchor, and of what holds it."""
        if anchor not in self._saying:
            wanted = plain(anchor)
            saying = [
                element
                for element in self.observation.elements
                if wanted in (plain(self.text(element)), plain(element.name))
            ]
            around = (up for element in saying for up in (element, *self.containers(element)))
            self._saying[anchor] = {one.ref for one in around}
        return self._saying[anchor]

    def _holds(self, container: Element, anchor: str) -> bool:
        key = (container.ref, anchor)
        if key not in self._held:
            text = self.text(container)
            may = self.words(container).issuperset(words(anchor))
            self._held[key] = (may and mentions(text, anchor)) or container.ref in self._naming(
                anchor
            )
        return self._held[key]

    def _naming(self, anchor: str) -> set[str]:
        """Return the refs of what has the anchor in its name, and of the containers of that."""
        if anchor not in self._named:
            self._named[anchor] = {
                up.ref
                for part in self.observation.elements
                if part.name and part.visible and mentions(part.name, anchor)
                for up in (part, *self.containers(part))
            }
        return self._named[anchor]

    def words(self, element: Element) -> frozenset[str]:
        """Return the words of the element's visible text."""
        return self._words[element.ref]

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {ref: frozenset(words(text)) for ref, text in self._texts.items()}
