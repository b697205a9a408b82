"""Picking a thread: the conversations that can be gone on with, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ...memory.records import new_id
from ..conversation import ThreadInfo
from ..wording import ago, plural


class ThreadPicker(ModalScreen[str | None]):
    """Lets the user pick a thread or begin a new one; returns its id, None to stay."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Stay"),
        Binding("ctrl+n", "new", "New thread", priority=True),
    ]

    def __init__(self, threads: Sequence[ThreadInfo], current: str) -> None:
        super().__init__()
        self._threads, self._current = by_recency(threads), current

    def compose(self) -> ComposeResult:
        """Lay out the filter above the list."""
        with Vertical(classes="dialog") as box:
            box.border_title = "Threads"
            box.border_subtitle = "enter open · ctrl+n new · esc stay"
            yield Input(placeholder="find a thread")
            yield OptionList()

    def on_mount(self) -> None:
        """Show all threads."""
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the threads whose titles have the words."""
        self._show(event.value)

    def on_key(self, event: events.Key) -> None:
        """Let the arrows move in the list while the filter has the focus."""
        options = self.query_one(OptionList)
        if options.has_focus or event.key not in ("up", "down"):
            return
        event.stop()
        if event.key == "down":
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_input_submitted(self) -> None:
        """Open the highlighted thread."""
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a thread."""
        self.dismiss(event.option_id)

    def action_new(self) -> None:
        """Begin a new thread."""
        self.dismiss(new_id())

    def _show(self, words: str) -> None:
        options = self.query_one(OptionList)
        found = [t for t in self._threads if _fits(t.title, words)]
        options.clear_options()
        options.add_options(Option(self._line(thread), id=thread.id) for thread in found)
        if not found:
            nothing = "no thread has these words" if words else "no threads yet"
            options.add_option(Option(nothing, disabled=True))
        options.highlighted = 0 if found else None

    def _line(self, thread: ThreadInfo) -> Content:
        when = f"{ago(thread.updated, datetime.now(UTC))} · {plural(thread.turns, 'turn')}"
        marks = " · waits for you" if thread.pending else ""
        here = " · open" if thread.id == self._current else ""
        return Content.assemble(
            thread.title or "untitled", ("\n" + when + here, "$foreground 50%"), (marks, "$accent")
        )


def by_recency(threads: Sequence[ThreadInfo]) -> list[ThreadInfo]:
    """Return the threads, the last used first."""
    return sorted(threads, key=lambda thread: thread.updated, reverse=True)


def _fits(title: str, words: str) -> bool:
    return all(word in title.casefold() for word in words.casefold().split())
