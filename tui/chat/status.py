"""The line at the bottom: what the assistant does, in which thread, with what."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from ..wording import SPINNER, plural

_WIDE = 100
"""Columns from which memory is counted by kind."""

_KINDS = ("procedure", "habit", "fact", "episode")


class StatusLine(Widget):
    """Says what goes on, in one line."""

    activity: reactive[str] = reactive("")
    """What the assistant is busy with; empty while it rests."""

    waiting: reactive[int] = reactive(0)
    """How many messages wait for their turn."""

    asking: reactive[bool] = reactive(False)
    """True while a question waits for the user."""

    fetching: reactive[str] = reactive("")
    """What is fetched or converted meanwhile, with its percentage."""

    thread: reactive[str] = reactive("")
    model: reactive[str] = reactive("")
    counts: reactive[Mapping[str, int]] = reactive[Mapping[str, int]](dict)

    def __init__(self) -> None:
        super().__init__()
        self._since = 0.0
        self._timer: Timer | None = None

    def watch_activity(self, before: str, after: str) -> None:
        """Run the clock while the assistant is busy."""
        if after and not before:
            self._since = monotonic()
            self._timer = self.set_interval(0.1, self.refresh)
        if not after and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def render(self) -> Content:
        """Draw the line: activity and thread to the left, model and memory to the right."""
        width = self.content_size.width
        right = Content.assemble(
            (_cut(self.model, 30), "$foreground 70%"), ("  ", ""), (self._memory(), "$secondary")
        )
        left = self._left()
        room = width - left.cell_length - right.cell_length - 4
        title = Content.styled(_cut(self.thread, room), "$foreground 50%") if room > 4 else ""
        left = Content.assemble(left, "  ", title)
        gap = max(1, width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right)

    def _left(self) -> Content:
        if not self.activity and self.asking:
            return Content.styled("● waiting for you", "$accent")
        if not self.activity:
            return Content.styled("● ready", "$success")
        elapsed = monotonic() - self._since
        frame = SPINNER[int(elapsed * 10) % len(SPINNER)]
        more = f" · {self.waiting} waiting" if self.waiting else ""
        activity = self.fetching or f"{self.activity} {elapsed:.0f} s"
        return Content.styled(f"{frame} {activity}{more}", "$primary")

    def _memory(self) -> str:
        counts = {kind: self.counts.get(kind, 0) for kind in _KINDS}
        if self.size.width < _WIDE:
            return plural(sum(counts.values()), "memory")
        shown = [plural(count, kind) for kind, count in counts.items() if count]
        return " · ".join(shown) or "no memories yet"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
