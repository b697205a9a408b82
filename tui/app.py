"""The terminal app: a conversation, the memory behind it, and a line of status.

Joins the widgets to an assistant, of which it knows the events and nothing else. Calls that
may block run in threads, so that keys are answered while a model or a browser works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from ..core.errors import UptakeError
from ..core.events import ApprovalAsked, Event, QuestionAsked, Recalled, Remembered
from ..core.weights import Progress
from ..memory.records import new_id
from .command_runner import CommandRunner
from .commands import BROWSER, Command, is_command, parse
from .composer import Composer, Editor
from .conversation import Conversation
from .dialogs import ApprovalDialog, QuestionDialog
from .memories import RememberedRow
from .palette import CommandPalette
from .session import Session
from .side_panel import SidePanel
from .status import StatusLine
from .theme import DARK, LIGHT
from .threads import ThreadPicker, by_recency
from .transcript import Transcript
from .turn_view import TurnView
from .turns import EventArrived, Loading, Turn, TurnClosed, describe, in_thread

_FIRST_THREAD = "main"
_UNTITLED = "new thread"


class UptakeApp(App[None]):
    """The app. It shows itself first, and then opens the assistant with the function given."""

    TITLE = "uptake"
    CSS_PATH = "style.tcss"
    COMMANDS = App.COMMANDS | {CommandPalette}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (130, "-very-wide")]  # noqa: RUF012 - as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", show=False),
        Binding("ctrl+b", "toggle_panel", "Side panel", priority=True),
        Binding("ctrl+t", "threads", "Threads"),
        Binding("ctrl+n", "new_thread", "New thread"),
    ]

    def __init__(
        self, assistant: Callable[[Progress], Conversation], *, thread: str = "", url: str = ""
    ) -> None:
        """Talk to what `assistant` opens, in `thread` or in the one that was last used.

        `url` is a page to show in the assistant's browser first.
        """
        super().__init__()
        self._open_assistant, self._wanted, self._url = assistant, thread, url
        self._conversation: Conversation | None = None
        self._session: Session | None = None
        self._early: list[str] = []
        self._awake = False
        self.writes: list[str] = []
        """Changes of memory that can be taken back, the last one at the end."""

        self.transcript = Transcript()
        self.composer = Composer()
        self.panel = SidePanel()
        self.status = StatusLine()

    def compose(self) -> ComposeResult:
        """Lay out the conversation with the panel beside it, the status line below."""
        with Horizontal(id="body"):
            with Vertical(id="main"):
                yield self.transcript
                yield self.composer
            yield self.panel
        yield self.status

    def on_mount(self) -> None:
        """Take on the app's look and open the assistant."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        self.composer.editor.focus()
        self._open()

    @property
    def conversation(self) -> Conversation:
        """The assistant. Raises `UptakeError` while it is not open."""
        if self._conversation is None:
            raise UptakeError("The assistant is not open yet; it takes a few seconds.")
        return self._conversation

    @property
    def session(self) -> Session | None:
        """The running conversation; None while the assistant is not open."""
        return self._session

    # --- opening -------------------------------------------------------------

    @work
    async def _open(self) -> None:
        with self.doing("opening"), self.showing_errors():
            conversation = await in_thread(lambda: self._open_assistant(self._loading))
            self._conversation = conversation
            with self.showing_errors():
                self.status.model = await in_thread(lambda: conversation.planner_model.name)
            threads = by_recency(await in_thread(conversation.threads))
            await self.count_memories()
            await self._show_thread(self._wanted or (threads[0].id if threads else _FIRST_THREAD))
            self.status.activity = "getting ready"
            with self.showing_errors():
                await in_thread(conversation.prepare)
            if self._url:
                await self.run_command(BROWSER, self._url)
        self._awake = True
        if self._session is not None:
            await self._go_on(self._session)

    def _loading(self, what: str, fraction: float) -> None:
        """Say what is fetched or converted; called from any thread."""
        self.post_message(Loading(what, fraction))

    @on(Loading)
    def _show_loading(self, message: Loading) -> None:
        self.status.fetching = "" if message.fraction >= 1 else message.text

    async def _show_thread(self, thread: str) -> None:
        conversation = self.conversation
        history = await in_thread(lambda: conversation.history(thread))
        await self.transcript.open(history)
        await self.panel.clear()
        said = [message.content for message in history if message.role == "user"]
        self.composer.editor.remember(said)
        self.status.thread = said[0] if said else _UNTITLED
        self._session = Session(self, conversation, thread)

    async def _go_on(self, session: Session) -> None:
        """Finish what the thread was in the middle of, and say what was written early."""
        threads = await in_thread(self.conversation.threads)
        if any(known.pending for known in threads if known.id == session.thread):
            await session.recover()
        early, self._early = self._early, []
        for text in early:
            await self._say(text)

    # --- what the user says ----------------------------------------------------

    @on(Editor.Submitted)
    async def _submitted(self, event: Editor.Submitted) -> None:
        if found := parse(event.text):
            await self.run_command(*found)
        elif is_command(event.text):
            await self.transcript.note(f"There is no command {event.text}. Try /help.", "error")
        elif not self._awake:
            self._early.append(event.text)
            self.notify("I take that up as soon as I am awake.")
        elif self._session is None:
            await self.transcript.note("The assistant could not be opened; see above.", "error")
        else:
            await self._say(event.text)

    async def _say(self, text: str) -> None:
        assert self._session is not None
        if self.status.thread == _UNTITLED:
            self.status.thread = text
        await self._session.say(text)

    async def run_command(self, command: Command, argument: str = "") -> None:
        """Carry a command out, beside what else goes on."""
        if command.needs_argument and not argument:
            self.write_command(command)
        else:
            self._carry_out(command, argument)

    def write_command(self, command: Command) -> None:
        """Put a command into the composer, for its argument to be added."""
        self.composer.editor.write(f"/{command.name} ")
        self.action_focus_composer()

    @work
    async def _carry_out(self, command: Command, argument: str) -> None:
        with self.showing_errors():
            await CommandRunner(self).run(command, argument)

    @on(RememberedRow.UndoAsked)
    async def _undo_asked(self, event: RememberedRow.UndoAsked) -> None:
        self._undo(event.write)

    @work
    async def _undo(self, write: str) -> None:
        with self.showing_errors():
            await self.undo(write)

    async def undo(self, write: str) -> None:
        """Take a change of memory back, and show that it was."""
        undone = await in_thread(lambda: self.conversation.undo(write))
        self.writes = [other for other in self.writes if other != write]
        for row in self.query(RememberedRow):
            if row.remembered.write == write:
                row.show_undone()
        self.notify(undone or "Memory is as it was.", title="Undone")
        await self.count_memories()

    # --- what the assistant does -----------------------------------------------

    async def begin_view(self, request: str) -> TurnView:
        """Make room for a turn on the screen."""
        return await self.transcript.begin(request)

    def start(self, events: Callable[[], Iterator[Event]]) -> Turn:
        """Run a turn in its own thread."""
        turn = Turn(self, events)
        turn.begin()
        return turn

    def show_activity(self, activity: str, waiting: int) -> None:
        """Say what the assistant does; empty when it rests."""
        self.status.activity, self.status.waiting = activity, waiting
        self.status.asking = self._session is not None and self._session.question is not None

    def show_question(self, asked: ApprovalAsked | QuestionAsked) -> None:
        """Ask the user in a dialog, and hand the answer to the turn that waits."""
        session = self._session
        assert session is not None

        async def answered(answer: bool | str | None) -> None:
            await session.answer(answer)

        if isinstance(asked, ApprovalAsked):
            self.push_screen(ApprovalDialog(asked), answered)
        else:
            self.push_screen(QuestionDialog(asked), answered)

    @on(EventArrived)
    async def _event_arrived(self, message: EventArrived) -> None:
        session = self._session
        if session is None or session.turn is not message.turn or message.turn.stopped:
            return
        await session.arrived(message.event)
        if isinstance(message.event, Recalled):
            await self.panel.recalled(message.event.memories)
        elif isinstance(message.event, Remembered):
            self.writes.append(message.event.write)
            await self.panel.remembered(message.event)

    @on(TurnClosed)
    async def _turn_closed(self, message: TurnClosed) -> None:
        if self._session is not None and self._session.turn is message.turn:
            await self._session.closed(message.error)
            with self.showing_errors():
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
            self.status.activity = self._session.activity if self._session else ""

    @contextmanager
    def showing_errors(self) -> Iterator[None]:
        """Show what goes wrong in the conversation, and go on."""
        try:
            yield
        except Exception as problem:  # noqa: BLE001 - one failed wish must not take the app with it
            self.call_later(self.transcript.note, describe(problem), "error")

    # --- keys -------------------------------------------------------------------

    async def action_stop(self) -> None:
        """Stop the turn that runs; without one, go back to the composer."""
        if self._session is None or not await self._session.stop():
            self.action_focus_composer()

    def action_focus_composer(self) -> None:
        """Go on writing."""
        self.composer.editor.focus()

    def action_toggle_panel(self) -> None:
        """Show or hide the side panel; in a narrow terminal it lies over the conversation."""
        wide = not self.screen.has_class("-narrow")
        self.panel.toggle_class("-hidden" if wide else "-shown")

    def action_scroll_transcript(self, pages: int) -> None:
        """Scroll the conversation by a page."""
        if pages < 0:
            self.transcript.scroll_page_up()
        else:
            self.transcript.scroll_page_down()

    @work
    async def action_threads(self) -> None:
        """Let the user pick a thread."""
        with self.showing_errors():
            threads = await in_thread(self.conversation.threads)
            current = self._session.thread if self._session else ""
            chosen = await self.push_screen_wait(ThreadPicker(threads, current))
            if chosen and chosen != current:
                await self._change_thread(chosen)

    async def action_new_thread(self) -> None:
        """Begin a new thread."""
        with self.showing_errors():
            await self._change_thread(new_id())

    async def _change_thread(self, thread: str) -> None:
        if self._session is not None and self._session.busy:
            raise UptakeError("A turn is running. Wait for its end, or stop it with Esc.")
        await self._show_thread(thread)
        assert self._session is not None
        await self._go_on(self._session)

    async def action_quit(self) -> None:
        """Leave at once; a turn that runs is gone on with when its thread is opened again."""
        if self._session is not None and self._session.turn is not None:
            self._session.turn.stop()
        self.exit()
