"""Which way to a goal is right on which page, told by what the pages showed at the start.

Requests do not tell the ways of a goal apart. Where the pages do, each way gets a mark: a thing
that its pages showed and those of the other ways did not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from ...core.actions import Descriptor
from ...core.observations import Element, Observation

_OWN = 0.9
"""The share of a way's own pages that show its mark, at least."""

_OTHERS = 0.1
"""The share of the other ways' pages that show it, at most."""


def marks(
    ways: Sequence[Sequence[Observation]], failed: Sequence[Sequence[Observation]] = ()
) -> list[tuple[Descriptor, ...]]:
    """Return the mark of each way, from the first pages of its demonstrations; () where none.

    Of several things that tell, the one is taken that was least there where the way `failed`.
    """
    shown = [[set(_things(page)) for page in pages] for pages in ways]
    counts = [Counter(thing for things in pages for thing in things) for pages in shown]
    sizes = [len(pages) for pages in shown]
    found: list[tuple[Descriptor, ...]] = []
    for at, own in enumerate(counts):
        others = sum(sizes) - sizes[at]
        telling = [
            thing
            for thing, count in own.items()
            if count >= _OWN * sizes[at]
            and _count(thing, counts, at) <= _OTHERS * others
            and others
        ]
        misleading = Counter(
            thing for page in (failed[at] if failed else ()) for thing in set(_things(page))
        )
        best = min(telling, key=partial(_preference, own, misleading), default=None)
        found.append((best,) if best else ())
    return found


def _count(thing: Descriptor, counts: Sequence[Counter[Descriptor]], but: int) -> int:
    return sum(count[thing] for at, count in enumerate(counts) if at != but)


def _preference(
    own: Counter[Descriptor], misleading: Counter[Descriptor], thing: Descriptor
) -> tuple[int, int, str]:
    return misleading[thing], -own[thing], repr(thing)


def _things(page: Observation) -> Iterator[Descriptor]:
    for element in page.elements:
        if element.visible:
            yield from _said_of(element)


def _said_of(element: Element) -> Iterator[Descriptor]:
    yield Descriptor(role=element.role)
    for trait in element.traits:
        yield Descriptor(role=element.role, traits=(trait,))
    if element.resource_id and not any(letter.isdigit() for letter in element.resource_id):
        yield Descriptor(resource_id=element.resource_id)
    for name in element.classes:
        yield Descriptor(role=element.role, classes=(name,))
