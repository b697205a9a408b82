"""The panel beside the conversation: what was recalled for the turn, and what was remembered."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from ...core.events import Recollection, Remembered
from .memories import RecalledRow, RememberedRow

_NOTHING = {"recalled": "nothing yet", "remembered": "nothing new in this thread"}


class SidePanel(VerticalScroll, can_focus=False):
    """Shows the memory behind the conversation."""

    def compose(self) -> ComposeResult:
        """Lay out the two lists, empty."""
        for place, text in _NOTHING.items():
            yield Static(place.capitalize(), classes="heading")
            yield Vertical(_empty(text), id=place)

    async def clear(self) -> None:
        """Forget what was shown: another thread begins."""
        for place, text in _NOTHING.items():
            box = self.query_one(f"#{place}")
            await box.remove_children()
            await box.mount(_empty(text))

    async def recalled(self, memories: Sequence[Recollection]) -> None:
        """Show what was recalled for the turn, the most relevant first."""
        box = self.query_one("#recalled")
        await box.remove_children()
        ordered = sorted(memories, key=lambda memory: -memory.relevance)
        rows = [RecalledRow(memory) for memory in ordered]
        await box.mount_all(rows or [_empty("nothing fits")])

    async def remembered(self, event: Remembered) -> None:
        """Add a change of memory on top."""
        box = self.query_one("#remembered")
        await box.query(".empty").remove()
        await box.mount(RememberedRow(event, ""), before=0 if box.children else None)


def _empty(text: str) -> Static:
    return Static(text, classes="empty", markup=False)
