"""Collects the items of a list that goes on over several pages, on whatever device shows it.

Turns pages, presses "show more" and scrolls, as a person would, within limits; and says how much
of the list was read, where that is not all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ....core.actions import Action, Op, Ref
from ....core.events import Item
from ....core.observations import ActionResult, Element, Observation
from ....core.protocols import Device
from .extraction import Extraction, extract
from .gathering import Gathered, is_same
from .listings import Shape
from .paging import items_told, pages_told, way_back, way_on

_LOOKS = 4
"""How often a page is looked at until it shows something new."""

_MOST_ELEMENTS = 5000
"""What a browser tells of one page at most; see `observe.js`."""

_STILL = 2
"""Scrolls that show nothing new, after which there is no more."""

_OVERLAP = 0.85
"""How much of what is seen of a list in a box of its own is scrolled on at once."""


@dataclass(frozen=True)
class Limits:
    """How far a list is read."""

    pages: int = 20
    items: int = 1000
    seconds: float = 60.0


@dataclass(frozen=True)
class Collection:
    """What was read of a list."""

    items: tuple[Item, ...]
    """In the order in which they were found, no item twice."""

    pages: int
    """How many pages were read; what a scroll or "show more" adds counts as a page."""

    of_pages: int | None
    """How many pages the list says that it has; None where it does not say."""

    of_items: int | None
    """How many items the list says that it has; None where it does not say."""

    stopped: str
    """Why not all of it was read, for people; "" where it was, as far as can be told."""

    address: str
    """Where it was read from."""

    first: int = 1
    """The number of the page that it was read from."""

    @property
    def summary(self) -> str:
        """How much of the list was read, for people: "42 items, pages 1-5 of 12 read"."""
        if not self.pages:
            return "there is no list on the screen"
        count = f"{len(self.items)} items" if len(self.items) != 1 else "1 item"
        last = self.first + self.pages - 1
        known = f" of {self.of_pages}" if self.of_pages and self.of_pages >= last else ""
        pages = f"pages {self.first}-{last}" if self.pages > 1 else f"page {last}"
        read = f"{pages}{known} read"
        return f"{count}, {read}" + (f"; {self.stopped}" if self.stopped else "")


def collect(
    device: Device, limits: Limits | None = None, on_page: Callable[[int, int], None] | None = None
) -> Collection:
    """Read the list that the device shows, page by page.

    `on_page` hears of each page: its number, and how many items were found so far. Raises
    `DeviceError` where the device is gone.
    """
    limits = limits or Limits()
    pool = Gathered()
    walk = _Walk(device, limits, pool)
    for found in walk.pages():
        pool.add(found.items)
        if on_page is not None:
            on_page(walk.pages_read, len(pool.items))
    if not walk.stopped and walk.is_cut:
        walk.stopped = "a page is longer than what is read of one"
    if not walk.stopped and walk.of_items and len(pool.items) < walk.of_items:
        walk.stopped = f"the list speaks of {walk.of_items} items"
    return Collection(
        items=tuple(
            item.model_copy(update={"position": place}) for place, item in enumerate(pool.items)
        ),
        pages=walk.pages_read,
        of_pages=walk.of_pages,
        of_items=walk.of_items,
        stopped=walk.stopped,
        address=walk.address,
        first=walk.first,
    )


def open_item(device: Device, collection: Collection, item: Item) -> ActionResult:
    """Show the item's own page: by its address, or by pressing it in its list.

    Where it is not on the screen, the list is gone back through, then again from its beginning.
    """
    if item.url:
        return device.act(Action(op=Op.OPEN_APP, text=item.url))
    walk = _Walk(device, Limits(), Gathered())
    ways = [walk.back]
    if collection.address:
        ways.append(lambda: walk.anew(collection.address))
    for way in ways:
        for found in way():
            if result := _press(device, found, item):
                return result
            walk.pool.add(found.items)
    return ActionResult(ok=False, error=f'"{item.title}" is no longer in the list')


def _press(device: Device, found: Extraction, item: Item) -> ActionResult | None:
    """Press the item where it is among those found; None where it is not."""
    for other, element in zip(found.items, found.elements, strict=True):
        if is_same(other, item):
            return device.act(Action(op=Op.CLICK, target=Ref(ref=element.ref)))
    return None


class _Walk:
    """A way through the pages of a list."""

    def __init__(self, device: Device, limits: Limits, pool: Gathered) -> None:
        self._device, self._limits, self.pool = device, limits, pool
        self._until = time.monotonic() + limits.seconds
        self.pages_read, self.first, self.stopped, self.address = 0, 1, "", ""
        self.is_cut = False
        """Whether a page was longer than what is seen of one."""

        self.of_pages: int | None = None
        self.of_items: int | None = None

    def pages(self) -> Iterator[Extraction]:
        """Yield what each page shows, until there is no more; `stopped` says what cut it short."""
        screen = self._device.observe()
        found = extract(screen)
        self.address = screen.app
        while found is not None:
            here, of_pages = pages_told(screen, found)
            if not self.pages_read:
                self.first = here or 1
            self.pages_read += 1
            self.of_pages = max(self.of_pages or 0, of_pages or 0) or None
            self.is_cut |= len(screen.elements) >= _MOST_ELEMENTS
            self.of_items = items_told(screen) or self.of_items
            yield found
            if self._is_at_limit():
                return
            step = self._go_on(screen, found)
            if step is None:
                return
            screen, found = step

    def back(self) -> Iterator[Extraction]:
        """Yield what is shown, and each page before it, the nearest first."""
        screen = self._device.observe()
        found = extract(screen)
        while found is not None:
            yield found
            before = way_back(screen, found, page=0)
            if before is None or not self._press(before):
                return
            step = self._new(found.shape)
            if step is None:
                return
            screen, found = step

    def anew(self, address: str) -> Iterator[Extraction]:
        """Yield what each page of the list at that address shows."""
        self.pool = Gathered()
        if self._device.act(Action(op=Op.OPEN_APP, text=address)).ok:
            yield from self.pages()

    def _press(self, element: Element) -> bool:
        """Press it; where that fails, `stopped` says why."""
        result = self._device.act(Action(op=Op.CLICK, target=Ref(ref=element.ref)))
        if not result.ok:
            self.stopped = f"the next page could not be opened: {result.error}"
        return result.ok

    @property
    def _page(self) -> int:
        """The number of the page that is shown."""
        return self.first + self.pages_read - 1

    def _is_at_limit(self) -> bool:
        if self.pages_read >= self._limits.pages and self._page != self.of_pages:
            self.stopped = f"no more than {self._limits.pages} pages are read"
        elif len(self.pool.items) >= self._limits.items:
            self.stopped = f"no more than {self._limits.items} items are read"
        elif time.monotonic() > self._until:
            self.stopped = f"no more than {self._limits.seconds:g} seconds are taken"
        return bool(self.stopped)

    def _go_on(
        self, screen: Observation, found: Extraction
    ) -> tuple[Observation, Extraction] | None:
        """Show more of the list; None where there is no more."""
        way = way_on(screen, found, self._page)
        if way is None:
            return self._scroll(screen, found)
        return self._new(found.shape) if self._press(way.element) else None

    def _new(self, shape: Shape) -> tuple[Observation, Extraction] | None:
        """Look until something is shown that was not known; None where nothing is."""
        for look in range(_LOOKS):
            if look:
                self._device.act(Action(op=Op.WAIT))
            screen = self._device.observe()
            found = extract(screen, shape) or extract(screen)
            if found is not None and not self.pool.has_all(found.items):
                return screen, found
        return None

    def _scroll(
        self, screen: Observation, found: Extraction
    ) -> tuple[Observation, Extraction] | None:
        """Scroll down until something new is shown; None where the end is reached."""
        for _ in range(_STILL):
            action = _scrolling(screen, found)
            if action is None or not self._device.act(action).ok:
                return None
            screen = self._device.observe()
            found = extract(screen, found.shape) or found
            if not self.pool.has_all(found.items):
                return screen, found
        return None


def _scrolling(screen: Observation, found: Extraction) -> Action | None:
    """Return what scrolls the list on; None where all of it is in view."""
    last = found.records[-1].elements[-1]
    for box in screen.ancestors(last):
        if box.scrollable and box.parent is not None:
            step = round(box.bounds.height * _OVERLAP)
            return Action(op=Op.SCROLL, target=Ref(ref=box.ref), dy=step)
    bottom = max(one.bounds.y + one.bounds.height for one in screen.elements if one.visible)
    beyond = round(bottom - screen.viewport[1])
    return Action(op=Op.SCROLL, dy=beyond) if beyond > 0 else None
