"""Memories on the screen: what was recalled, and what was remembered with its undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ...core.events import Recollection, Remembered
from ..wording import bar


class RecalledRow(Static):
    """One recalled memory with its relevance and where it came from."""

    def __init__(self, memory: Recollection) -> None:
        self.memory = memory
        super().__init__(self._content(), markup=False)

    def _content(self) -> Content:
        memory = self.memory
        return Content.assemble(
            (bar(memory.relevance), "$primary"),
            (f" {memory.relevance:.2f}  ", "$foreground 60%"),
            (memory.type, "$secondary"),
            "\n",
            _shortened(memory.text.partition("\n")[0], 160),
            ("\n" + memory.source, "$foreground 50%") if memory.source else "",
        )


class RememberedRow(Static, can_focus=True):
    """One change of memory; a click, `u` or enter takes it back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("u,enter", "undo", "Undo")]

    @dataclass
    class UndoAsked(Message):
        """The user wants a change of memory taken back."""

        write: str

    def __init__(self, remembered: Remembered, verb: str = "remembered") -> None:
        self.remembered = remembered
        self._verb = verb
        self.undone = False
        super().__init__(self._content(), markup=False)

    def action_undo(self) -> None:
        """Ask for the change to be taken back, once."""
        if not self.undone:
            self.post_message(self.UndoAsked(self.remembered.write))

    def on_click(self) -> None:
        """Take a click for an undo."""
        self.action_undo()

    def show_undone(self) -> None:
        """Show that the change was taken back."""
        self.undone = True
        self.add_class("-undone")
        self.update(self._content())

    def _content(self) -> Content:
        text = _shortened(self.remembered.text, 160)
        if self.undone:
            return Content.assemble(("✎ undone: ", "$foreground 50%"), (text, "$foreground 50% s"))
        return Content.assemble(
            (f"✎ {self._verb}: " if self._verb else "✎ ", "$accent"),
            text,
            "  ",
            ("undo", "$foreground 60% u"),
        )


def _shortened(text: str, limit: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
