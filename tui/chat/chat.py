"""The chat: the transcript, the composer under it, and the session between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from ...core.events import ApprovalAsked, Event, QuestionAsked
from ...core.settings import Settings
from ..conversation import Conversation
from ..learning_process import LearningProcess
from .composer import Composer
from .dialogs import ApprovalDialog, QuestionDialog
from .idle_learning import BUDGET_S, IdleLearning
from .session import Session
from .transcript import Transcript
from .turn_view import TurnView
from .turns import EventArrived, Turn, TurnClosed, in_thread

_UNTITLED = "new thread"
_LOOK_S = 30.0
"""How often it is seen whether it is time to learn, in seconds."""


class Chat(Vertical):
    """Runs a thread of conversation on the screen.

    `EventArrived` and `TurnClosed` bubble up from it once they have been shown.
    """

    @dataclass
    class Changed(Message):
        """What the assistant does, or the thread that is open, has changed."""

        title: str
        activity: str
        """What the assistant does; empty while it rests."""

        waiting: int
        """How many messages wait for their turn."""

        asking: bool
        """True while a question waits for the user."""

    def __init__(self) -> None:
        super().__init__()
        self.transcript = Transcript()
        self.composer = Composer()
        self.session: Session | None = None
        self._title = ""
        self._idle: IdleLearning | None = None

    def compose(self) -> ComposeResult:
        """Lay out the transcript above the composer."""
        yield self.transcript
        yield self.composer

    async def open(self, conversation: Conversation, thread: str) -> None:
        """Show a thread as it was left."""
        history = await in_thread(lambda: conversation.history(thread))
        await self.transcript.open(history)
        said = [message.content for message in history if message.role == "user"]
        self.composer.editor.remember(said)
        self._title = said[0] if said else _UNTITLED
        self._learn_when_idle(conversation.settings)
        self.session = Session(self, conversation, thread)
        self.show_activity("", 0)

    async def go_on(self, conversation: Conversation) -> None:
        """Finish what the thread was in the middle of."""
        assert self.session is not None
        thread = self.session.thread
        threads = await in_thread(conversation.threads)
        if any(known.pending for known in threads if known.id == thread):
            await self.session.recover()

    async def say(self, text: str) -> None:
        """Take up what the user says."""
        assert self.session is not None
        if self._idle:
            self._idle.used()
        if self._title == _UNTITLED:
            self._title = text
        await self.session.say(text)

    def _learn_when_idle(self, settings: Settings) -> None:
        """Learn while nobody says anything, where the user allows it."""
        if settings.learn_when_idle and self._idle is None:

            def tell(says: str) -> None:
                self.call_later(self.transcript.note, says)

            self._idle = IdleLearning(lambda: LearningProcess(settings, BUDGET_S), tell)
            self.set_interval(_LOOK_S, self._idle.look)

    def on_unmount(self) -> None:
        """Let a learner save what it has."""
        if self._idle:
            self._idle.used()

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
        asking = self.session is not None and self.session.question is not None
        self.post_message(self.Changed(self._title, activity, waiting, asking))

    def show_question(self, asked: ApprovalAsked | QuestionAsked) -> None:
        """Ask the user in a dialog, and hand the answer to the turn that waits."""
        session = self.session
        assert session is not None

        async def answered(answer: bool | str | None) -> None:
            await session.answer(answer)

        if isinstance(asked, ApprovalAsked):
            self.app.push_screen(ApprovalDialog(asked), answered)
        else:
            self.app.push_screen(QuestionDialog(asked), answered)

    @on(EventArrived)
    async def _event_arrived(self, message: EventArrived) -> None:
        if self._is_running(message.turn) and not message.turn.stopped:
            assert self.session is not None
            await self.session.arrived(message.event)
        else:
            message.stop()

    @on(TurnClosed)
    async def _turn_closed(self, message: TurnClosed) -> None:
        if self._is_running(message.turn):
            assert self.session is not None
            await self.session.closed(message.error)

    def _is_running(self, turn: Turn) -> bool:
        return self.session is not None and self.session.turn is turn
