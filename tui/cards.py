"""Recommended items as cards."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ..core.events import Item, Recommended
from .wording import bar, plural

_SHOWN = 5


class Card(Static):
    """One item: its place, its name, what it is like, and why it fits."""

    def __init__(self, item: Item, place: int) -> None:
        attributes = " · ".join(f"{name} {value}" for name, value in item.attributes.items())
        content = Content.assemble(
            (f"{place}  ", "$primary bold"),
            (item.title, "bold"),
            (f"  {bar(item.score)}", "$primary") if item.score > 0 else "",
            (f"\n   {attributes}", "$foreground 65%") if attributes else "",
            (f"\n   {item.why}", "$accent") if item.why else "",
        )
        super().__init__(content, markup=False, classes="-best" if place == 1 else "")


class Cards(Vertical):
    """The best items of a recommendation, best first; the rest as a count."""

    def __init__(self, recommended: Recommended) -> None:
        super().__init__()
        self._items = recommended.items

    def compose(self) -> ComposeResult:
        """Lay out the cards."""
        for place, item in enumerate(self._items[:_SHOWN], start=1):
            yield Card(item, place)
        rest = len(self._items) - _SHOWN
        if rest > 0:
            yield Static(f"and {plural(rest, 'more item')}", markup=False, classes="rest")
