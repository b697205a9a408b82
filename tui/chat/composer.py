"""Where the user writes: several lines, earlier messages, and commands that complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from .commands import Command, completions

# Keys and no bindings: a binding would act before the letters that were typed ahead of it.
_NEWLINE = ("ctrl+j", "shift+enter")


class Completions(Static):
    """The commands that what is written could become; one of them is chosen."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.options: list[Command] = []
        self.chosen = 0

    def offer(self, options: list[Command]) -> None:
        """Show these commands, the first one chosen; none hides the list."""
        self.options, self.chosen = options, 0
        self._draw()

    def move(self, step: int) -> None:
        """Choose the next or the one before."""
        self.chosen = (self.chosen + step) % len(self.options)
        self._draw()

    def _draw(self) -> None:
        self.display = bool(self.options)
        width = max((len(option.usage) for option in self.options), default=0)
        self.update(Content("\n").join(self._line(i, width) for i in range(len(self.options))))

    def _line(self, place: int, width: int) -> Content:
        option, chosen = self.options[place], place == self.chosen
        return Content.assemble(
            ("> " if chosen else "  ", "$primary bold"),
            (option.usage.ljust(width + 2), "$primary bold" if chosen else "$foreground"),
            (option.help, "$foreground 60%"),
        )


class Editor(TextArea):
    """The text that is being written. Enter sends it; ctrl+j or shift+enter breaks the line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "app.scroll_transcript(-1)", show=False),
        Binding("pagedown", "app.scroll_transcript(1)", show=False),
    ]

    @dataclass
    class Submitted(Message):
        """The user sent a text."""

        text: str

    def __init__(self, menu: Completions) -> None:
        super().__init__(
            show_line_numbers=False,
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            placeholder="Ask for something…",
        )
        self._menu = menu
        self._history: list[str] = []
        self._place = 0
        """Where in the history the editor is; its length while a new text is written."""

        self._draft = ""

    def remember(self, texts: Sequence[str]) -> None:
        """Offer these texts, the oldest first, as earlier messages."""
        self._history = list(texts)
        self._place = len(self._history)

    async def _on_key(self, event: events.Key) -> None:
        if self._menu.display and self._use_menu(event.key):
            taken = True
        elif event.key == "enter":
            taken = self._submit()
        elif event.key in _NEWLINE:
            taken = self._break_line()
        elif event.key == "up" and self.cursor_at_first_line:
            taken = self._recall(-1)
        elif event.key == "down" and self.cursor_at_last_line:
            taken = self._recall(1)
        else:
            taken = False
        if not taken:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()

    def on_text_area_changed(self) -> None:
        """Offer the commands that fit what is written."""
        self._menu.offer(completions(self.text))

    def write(self, text: str) -> None:
        """Put a text in place of what is written, the cursor at its end."""
        self.text = text
        self.move_cursor(self.document.end)

    def _use_menu(self, key: str) -> bool:
        """Let a key act on the open list of commands; tell whether it did."""
        chosen = self._menu.options[self._menu.chosen]
        match key:
            case "up" | "down":
                self._menu.move(1 if key == "down" else -1)
            case "escape":
                self._menu.offer([])
            case "tab" | "enter" if chosen.argument and (key == "tab" or chosen.needs_argument):
                self.write(f"/{chosen.name} ")
            case "tab":
                self.write(f"/{chosen.name}")
            case "enter":
                self.write(f"/{chosen.name}")
                self._submit()
            case _:
                return False
        return True

    def _break_line(self) -> bool:
        self.insert("\n")
        return True

    def _submit(self) -> bool:
        text = self.text.strip()
        if not text:
            return True
        self.text = ""
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._place = len(self._history)
        self.post_message(self.Submitted(text))
        return True

    def _recall(self, step: int) -> bool:
        """Move through earlier messages; tell whether there was anything to move to."""
        place = self._place + step
        if not 0 <= place <= len(self._history):
            return False
        if self._place == len(self._history):
            self._draft = self.text
        self._place = place
        self.write(self._draft if place == len(self._history) else self._history[place])
        return True


class Composer(Vertical):
    """The editor with its completions above it."""

    def __init__(self) -> None:
        super().__init__()
        self.menu = Completions()
        self.menu.display = False
        self.editor = Editor(self.menu)

    def compose(self) -> ComposeResult:
        """Lay out the list above the editor."""
        yield self.menu
        yield self.editor
