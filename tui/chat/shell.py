"""The shell: what the app shows, which conversation it is in, and what may be done with both.

The app moves it by keys and events, and commands by words; neither needs to know the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual import work
from textual.app import App, ComposeResult
from textual.containers import Horizontal

from ...core.errors import UptakeError
from ...memory.records import new_id
from ..conversation import Conversation
from .chat import Chat
from .memories import RememberedRow
from .side_panel import SidePanel
from .status import StatusLine
from .threads import ThreadPicker
from .turns import describe, in_thread


class Shell(App[None]):
    """The chat with the panel beside it and the status line below, and the open assistant."""

    def __init__(self) -> None:
        super().__init__()
        self._conversation: Conversation | None = None
        self.writes: list[str] = []
        """Changes of memory that can be taken back, the last one at the end."""

        self.chat = Chat()
        self.panel = SidePanel()
        self.status = StatusLine()

    def compose(self) -> ComposeResult:
        """Lay out the chat with the panel beside it, the status line below."""
        with Horizontal(id="body"):
            yield self.chat
            yield self.panel
        yield self.status

    @property
    def conversation(self) -> Conversation:
        """The assistant. Raises `UptakeError` while it is not open."""
        if self._conversation is None:
            raise UptakeError("The assistant is not open yet; it takes a few seconds.")
        return self._conversation

    async def change_thread(self, thread: str) -> None:
        """Go to a thread. Raises `UptakeError` while a turn runs."""
        turn = self.chat.session.turn if self.chat.session else None
        if turn is not None and not turn.stopped:
            raise UptakeError("A turn is running. Wait for its end, or stop it with Esc.")
        await self.panel.clear()
        await self.chat.open(self.conversation, thread)
        await self.chat.go_on(self.conversation)

    async def undo(self, write: str) -> None:
        """Take a change of memory back, and show that it was."""
        undone = await in_thread(lambda: self.conversation.undo(write))
        self.writes = [other for other in self.writes if other != write]
        for row in self.query(RememberedRow):
            if row.remembered.write == write:
                row.show_undone()
        self.notify(undone or "Memory is as it was.", title="Undone")
        await self.count_memories()

    async def count_memories(self) -> None:
        """Show how much is remembered now."""
        self.status.counts = await in_thread(self._counts)

    def _counts(self) -> dict[str, int]:
        return {str(kind): count for kind, count in self.conversation.memory.counts().items()}

    @contextmanager
    def doing(self, activity: str) -> Iterator[None]:
        """Say in the status line what goes on meanwhile."""
        self.status.activity = activity
        try:
            yield
        finally:
            session = self.chat.session
            self.status.activity = session.activity if session else ""

    @contextmanager
    def showing_errors(self) -> Iterator[None]:
        """Show what goes wrong in the conversation, and go on."""
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - one failed wish must not take the app with it
            self.call_later(self.chat.transcript.note, describe(problem), "error")

    def action_focus_composer(self) -> None:
        """Go on writing."""
        self.chat.composer.editor.focus()

    def action_toggle_panel(self) -> None:
        """Show or hide the side panel; in a narrow terminal it lies over the chat."""
        narrow = self.screen.has_class("-narrow")
        self.panel.toggle_class("-shown" if narrow else "-hidden")

    @work
    async def action_threads(self) -> None:
        """Let the user pick a thread."""
        with self.showing_errors():
            threads = await in_thread(self.conversation.threads)
            current = self.chat.session.thread if self.chat.session else ""
            chosen = await self.push_screen_wait(ThreadPicker(threads, current))
            if chosen and chosen != current:
                await self.change_thread(chosen)

    async def action_new_thread(self) -> None:
        """Begin a new thread."""
        with self.showing_errors():
            await self.change_thread(new_id())
