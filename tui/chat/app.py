"""The terminal app: the chat, the memory behind it, and a line of status.

Opens the assistant, changes threads and carries out commands. Calls that may block run in
threads, so that keys are answered while a model or a browser works.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType

from ...core.events import Recalled, Remembered
from ...core.weights import Progress
from ..conversation import Conversation
from .cards import Cards
from .chat import Chat
from .command_runner import CommandRunner
from .commands import BROWSER, ITEMS, Command, is_command, parse
from .composer import Editor
from .memories import RememberedRow
from .palette import CommandPalette
from .shell import Shell
from .theme import DARK, LIGHT
from .threads import by_recency
from .turns import EventArrived, Loading, TurnClosed, in_thread

_FIRST_THREAD = "main"
_PATIENCE = 1.0
"""How many seconds a stopped turn has to end, when the app is left."""


class UptakeApp(Shell):
    """The app. It shows itself first, and then opens the assistant with the function given."""

    TITLE = "uptake"
    CSS_PATH = "style.tcss"
    COMMANDS = App.COMMANDS | {CommandPalette}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (130, "-very-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", show=False),
        Binding("ctrl+b", "toggle_panel", "Side panel", priority=True),
        Binding("ctrl+t", "threads", "Threads"),
        Binding("ctrl+n", "new_thread", "New thread"),
        Binding("ctrl+r", "focus_cards", "Pick an item"),
    ]

    def __init__(
        self,
        assistant: Callable[[Progress], Conversation],
        *,
        thread: str = "",
        url: str = "",
        items: str = "",
    ) -> None:
        """Talk to what `assistant` opens, in `thread` or in the one that was last used.

        `url` is a page to show in the assistant's browser first, `items` a file to choose from.
        """
        super().__init__()
        self._open_assistant, self._thread = assistant, thread
        self._first = ((BROWSER, url), (ITEMS, items))
        self._awake = False
        self._early: list[str] = []
        """What was said before the assistant was awake."""

    def on_mount(self) -> None:
        """Take on the app's look and open the assistant."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.action_focus_composer()
        self._open()

    # --- opening ---

    @work
    async def _open(self) -> None:
        with self.doing("opening"), self.showing_errors():
            conversation = await in_thread(lambda: self._open_assistant(self._loading))
            self._conversation = conversation
            with self.showing_errors():
                self.status.model = await in_thread(lambda: conversation.planner_model.name)
            threads = by_recency(await in_thread(conversation.threads))
            last = threads[0].id if threads else _FIRST_THREAD
            await self.count_memories()
            await self.chat.open(conversation, self._thread or last)
        with self.doing("getting ready"), self.showing_errors():
            await in_thread(self.conversation.prepare)
        await self._wake()

    async def _wake(self) -> None:
        self._awake = True
        if self._conversation is None or self.chat.session is None:
            return
        for command, argument in self._first:
            if argument:
                with self.showing_errors():
                    await CommandRunner(self).run(command, argument)
        await self.chat.go_on(self._conversation)
        early, self._early = self._early, []
        for text in early:
            await self.chat.say(text)

    def _loading(self, what: str, fraction: float) -> None:
        """Say what is fetched or converted; called from any thread."""
        self.post_message(Loading(what, fraction))

    @on(Loading)
    def _show_loading(self, message: Loading) -> None:
        self.status.fetching = "" if message.fraction >= 1 else message.text

    # --- what the user says ---

    @on(Editor.Submitted)
    async def _submitted(self, event: Editor.Submitted) -> None:
        if found := parse(event.text):
            await self.run_command(*found)
        elif is_command(event.text):
            problem = f"There is no command {event.text}. Try /help."
            await self.chat.transcript.note(problem, "error")
        elif not self._awake:
            self._early.append(event.text)
            self.notify("I take that up as soon as I am awake.")
        elif self.chat.session is None:
            problem = "The assistant could not be opened; see above."
            await self.chat.transcript.note(problem, "error")
        else:
            await self.chat.say(event.text)

    @on(Cards.Said)
    async def _said_by_key(self, event: Cards.Said) -> None:
        self.action_focus_composer()
        await self.chat.say(event.text)

    async def run_command(self, command: Command, argument: str = "") -> None:
        """Carry a command out, beside what else goes on."""
        if command.needs_argument and not argument:
            self.write_command(command)
        else:
            self._carry_out(command, argument)

    def write_command(self, command: Command) -> None:
        """Put a command into the composer, for its argument to be added."""
        self.chat.composer.editor.write(f"/{command.name} ")
        self.action_focus_composer()

    @work
    async def _carry_out(self, command: Command, argument: str) -> None:
        with self.showing_errors():
            await CommandRunner(self).run(command, argument)

    @on(RememberedRow.UndoAsked)
    def _undo_asked(self, event: RememberedRow.UndoAsked) -> None:
        self._undo(event.write)

    @work
    async def _undo(self, write: str) -> None:
        with self.showing_errors():
            await self.undo(write)

    # --- what the assistant does ---

    @on(Chat.Changed)
    def _chat_changed(self, change: Chat.Changed) -> None:
        self.status.thread, self.status.waiting = change.title, change.waiting
        self.status.asking = change.asking
        if self._awake:
            self.status.activity = change.activity

    @on(EventArrived)
    async def _event_arrived(self, message: EventArrived) -> None:
        if isinstance(message.event, Recalled):
            await self.panel.recalled(message.event.memories)
        elif isinstance(message.event, Remembered):
            self.writes.append(message.event.write)
            await self.panel.remembered(message.event)

    @on(TurnClosed)
    async def _turn_closed(self) -> None:
        with self.showing_errors():
            await self.count_memories()

    # --- keys ---

    async def action_stop(self) -> None:
        """Stop the turn that runs; without one, go back to the composer."""
        if self.chat.session is None or not await self.chat.session.stop():
            self.action_focus_composer()

    def action_focus_cards(self) -> None:
        """Go to the items that were recommended last."""
        if open_ones := [cards for cards in self.query(Cards) if cards.can_focus]:
            open_ones[-1].focus()

    def action_scroll_transcript(self, pages: int) -> None:
        """Scroll the conversation by a page."""
        transcript = self.chat.transcript
        (transcript.scroll_page_up if pages < 0 else transcript.scroll_page_down)()

    def close_assistant(self) -> bool:
        """Give back what the assistant holds, once the app has ended.

        Returns False, and closes nothing, where a turn still runs or the assistant is still
        being opened: that is for the end of the process to stop.
        """
        turn = self.chat.session.turn if self.chat.session else None
        if not self._awake or (turn is not None and not turn.wait(_PATIENCE)):
            return False
        if self._conversation is not None:
            self._conversation.close()
        return True

    async def action_quit(self) -> None:
        """Leave at once; a turn that runs is gone on with when its thread is opened again."""
        if self.chat.session is not None and self.chat.session.turn is not None:
            self.chat.session.turn.stop()
        self.exit()
